"""Progress on disk: the review log, the memory folded from it, undo, backups and their check.

`progress.open_progress` is the door. SQLAlchemy is imported by `tables`, `statements`, `engine` and what builds on
them; `uuid7`, `migrations`, `backup` and `verify` need only `sqlite3`, so that `byheart verify` and `byheart
backup` start without it.
"""
