"""Progress on disk: the review log, the memory folded from it, undo, backups and their check.

`progress.open_progress` is the door. SQLAlchemy writes the statements (`tables`, `compose`) and runs statistics; it is
imported on their first use, not to open, grade, undo, back up, restore or verify.
"""
