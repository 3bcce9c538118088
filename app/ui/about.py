"""About: versions, and where the data lies; all of it can be copied, as a report of a bug needs it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QIcon
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.blocks import Words, button, row
from app.ui.crash_report import versions
from app.ui.house import style_sheet
from app.ui.page import Desk
from app.ui.tray import ICON


class About(QDialog):
    """A small window with what there is to know about this copy of the program."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About By Heart")
        self.setStyleSheet(style_sheet(desk.theme))
        self._desk = desk
        paths = desk.paths
        places = (
            ("Progress", paths.database),
            ("Settings", paths.settings),
            ("Your decks", paths.decks),
            ("Backups", desk.backups),
            ("Logs", paths.logs),
        )
        self.words = f"{versions()}\n\n" + "\n".join(f"{name}: {path}" for name, path in places)
        picture = QLabel(self)
        side = round(self.font().pixelSize() * 4)
        picture.setPixmap(QIcon(str(ICON)).pixmap(side, side))
        picture.setAccessibleName("The program's icon")
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        title = QVBoxLayout()
        title.setSpacing(2)
        title.addWidget(Words(desk.theme, "By Heart", 1.7, strong=True))
        title.addWidget(Words(desk.theme, "Learn to explain API design by heart.", colour="muted"))
        title.addStretch(1)
        head.addLayout(title, 1)
        self.said = Words(desk.theme, self.words)
        self.said.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.said.setAccessibleName("Versions, and where the data lies")
        self.copied = Words(desk.theme, colour="muted")
        self.copied.hide()
        close = button("Close", self.close, self, primary=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(self.said)
        column.addWidget(self.copied)
        column.addLayout(
            row(
                button("&Copy", self.copy, self, help="Copy versions and folders, for a report."),
                button("&Open the data folder", lambda: self.show_folder(paths.data_dir), self),
                close,
                stretch=False,
            )
        )
        close.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setMinimumWidth(min(round(self.font().pixelSize() * 34), parent.width() - 20))

    def copy(self) -> None:
        """Put it all on the clipboard."""
        QGuiApplication.clipboard().setText(self.words)
        self.copied.setText("Copied.")
        self.copied.show()

    def show_folder(self, folder: Path) -> None:
        """Show a folder in the desktop's file manager."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.copied.setText(f"No program here shows folders: {folder} is the one.")
            self.copied.show()
