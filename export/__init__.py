"""Out to Anki and back: packages with stable ids, and the reviews that were done there."""
