"""Finding cards: a small language, and what it means over the columns of a library. No Qt, no database."""
