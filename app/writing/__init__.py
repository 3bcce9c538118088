"""Writing cards and sheets: the text of the user's files, changed without losing anything. No Qt."""
