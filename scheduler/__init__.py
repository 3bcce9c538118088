"""When to see a card: memories, SM-2, study days, and the order of a day. Standard library only; no clock, no
files."""
