"""Decks for Anki: what a note becomes, how it looks there, and the package that carries it."""
