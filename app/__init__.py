"""The program: commands, the use-cases of a review, storage, and the window over them."""

__version__ = "0.1.0"
