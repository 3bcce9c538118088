"""The window: PySide6 widgets, and nothing that decides what is studied or stored."""
