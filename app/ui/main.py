"""The program with a window: what is made, in which order, and what waits until the window is there."""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from app import wording
from app.clock import now_ms, refresh_zone
from app.errors import StorageDamaged, StorageError
from app.opening import Opened, open_study, own_roots, settings_of, zone_of
from app.paths import Paths
from app.settings import Settings, save_settings
from app.ui.crash import catch_bugs, keep, offer_report, start_log, watch
from app.ui.crash_report import CrashReports
from app.ui.deck_watch import DeckWatch
from app.ui.instance import Instance
from app.ui.tasks import Tasks
from app.ui.theme import Theme, load_fonts
from app.ui.tray import ICON, Reminder
from app.ui.window import MainWindow, Wiring

if TYPE_CHECKING:
    from app.storage.progress import Progress


WATCH_MS = 1000


class Program:
    """One run of the window over one data directory."""

    def __init__(self, application: QApplication, paths: Paths, now: Callable[[], int] = now_ms) -> None:
        self._application = application
        self._paths = paths
        self._now = now
        self._progress: Progress | None = None
        self._settings, self._complaints = settings_of(paths)
        self._saving = threading.Lock()
        self.tasks = Tasks()
        # Begun before the window is made: storage is imported and the decks are read meanwhile.
        self.tasks.start(lambda _task: self._open(), self._opened, self._not_opened)
        load_fonts()
        application.setStyle("Fusion")
        self.theme = Theme(application, self._settings.theme, self._settings.text_size)
        wiring = Wiring(
            paths=paths,
            now=now,
            save_settings=self._save_settings,
            reload=self._reload,
            checkpoint=self._checkpoint,
            refresh_zone=refresh_zone,
        )
        self.window = MainWindow(self.theme, self._settings, self.tasks, wiring)
        self._backups = self.window.desk.backups
        self.watch = DeckWatch(self.tasks, self.window)
        self.watch.changed.connect(self.window.reload)
        self._watch_soon = QTimer(self.window)
        self._watch_soon.setSingleShot(True)
        self._watch_soon.timeout.connect(self._begin_watching)
        self.window.decks.done.connect(lambda _opened: self.watch.start())
        self.reminder = Reminder(now, self._waiting, self.window)
        self.reminder.wanted.connect(self.window.come_forward)
        self.window.desk.settings_changed.connect(self._use)

    # ---- in the background ------------------------------------------------------------------------

    def _open(self) -> Opened:
        return open_study(self._paths, self._settings, self._now)

    def _reload(self) -> Opened:
        # Before they are read: what changes meanwhile is noticed, and read the next time.
        self._note_decks()
        return open_study(self._paths, self.window.settings, self._now, self._progress)

    def _note_decks(self) -> None:
        self.watch.note(own_roots(self._paths, self.window.settings))

    def _save_settings(self) -> None:
        # Two quick changes are saved by two threads: one after the other, and both write what was chosen last.
        with self._saving:
            save_settings(self._paths.settings, self.window.settings)

    def _checkpoint(self) -> None:
        assert self._progress is not None
        self._progress.checkpoint()

    def _back_up(self) -> None:
        from app.storage.backup import daily_backup

        daily_backup(self._paths.database, self.window.desk.backups, self._now())

    def _warm_up(self) -> None:
        # What the first card with code, and the first with a picture, would otherwise wait for.
        from PySide6 import QtSvg  # noqa: F401

        from decks.highlight import warm_up

        warm_up()

    # ---- on the window's thread -------------------------------------------------------------------

    def _opened(self, opened: Opened) -> None:
        self._progress = opened.progress
        self.window.use(opened.study, self._complaints + opened.complaints)
        self.tasks.start(lambda _task: self._warm_up(), lambda _done: None, self.window.tell)
        self.tasks.start(lambda _task: self._back_up(), lambda _done: None, self.window.tell)
        # Later: looking at every deck file would take from the first card.
        self._watch_soon.start(WATCH_MS)
        self.reminder.use(self.window.settings.reminder, zone_of(self.window.settings))

    def _begin_watching(self) -> None:
        self.tasks.start(lambda _task: self._note_decks(), lambda _done: self.watch.start(), self.window.tell)

    def _use(self, settings: Settings) -> None:
        """What the window does not do by itself for other settings."""
        self.reminder.use(settings.reminder, zone_of(settings))
        if self.window.desk.backups != self._backups:
            # At once, so that a folder that cannot be written is found out now.
            self._backups = self.window.desk.backups
            self.tasks.start(lambda _task: self._back_up(), lambda _done: None, self.window.tell)

    def _waiting(self) -> str:
        """What the reminder says; nothing while there is nothing to do, or it is being done."""
        study, window = self.window.study, self.window
        if study is None or (window.isActiveWindow() and window.pages.currentWidget() is window.review):
            return ""
        study.refresh()
        overview = study.overview()
        return f"{wording.today_sentence(overview)}." if overview.total else ""

    def _not_opened(self, problem: BaseException) -> None:
        if isinstance(problem, StorageDamaged):
            self._offer_backup(problem)
        elif isinstance(problem, StorageError):
            QMessageBox.critical(self.window, "By Heart", str(problem))
            self._application.exit(1)
        else:
            raise problem

    def _offer_backup(self, problem: StorageDamaged) -> None:
        from app.storage.backup import restore, set_aside_damaged

        box = QMessageBox(QMessageBox.Icon.Warning, "By Heart", str(problem), parent=self.window)
        restored = None
        if problem.backup is not None:
            box.setInformativeText(f"The newest backup that is whole: {problem.backup.name}. The damaged file is kept.")
            restored = box.addButton("Go on with the backup", QMessageBox.ButtonRole.AcceptRole)
        else:
            box.setInformativeText("There is no backup that is whole. The damaged file is kept.")
        fresh = box.addButton("Start afresh", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton("Quit", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        chosen = box.clickedButton()
        if chosen is not fresh and chosen is not restored:
            self._application.exit(1)
            return
        set_aside_damaged(self._paths.database, self._now())
        if chosen is restored and problem.backup is not None:
            restore(problem.backup, self._paths.database, self.window.desk.backups, self._now())
        self.tasks.start(lambda _task: self._open(), self._opened, self._not_opened)

    def close(self) -> None:
        """End what runs in the background and let the files go."""
        self._watch_soon.stop()
        self.watch.stop()
        self.reminder.use(None, UTC)
        self.tasks.finish()
        if self._progress is not None:
            self._progress.close()
            self._progress = None


def run(paths: Paths) -> int:
    """Open the window and stay until it is closed; the exit status."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("byheart")
    application.setApplicationDisplayName("By Heart")
    application.setDesktopFileName("byheart")
    instance = Instance(paths.data_dir)
    if not instance.claim():
        return 0
    reports = CrashReports(paths.logs, now_ms)
    watch(reports)
    try:
        return _run(application, paths, instance, reports)
    except Exception:
        keep(reports, traceback.format_exc())
        raise
    finally:
        reports.stop()
        instance.release()


def _run(application: QApplication, paths: Paths, instance: Instance, reports: CrashReports) -> int:
    program = Program(application, paths)
    instance.raised.connect(program.window.come_forward)
    program.window.closing.connect(instance.deafen)
    # Qt's loop runs no Python while it waits: without a beat, Ctrl+C in the terminal would have to wait as well.
    signal.signal(signal.SIGINT, lambda *_: program.window.close())
    signal.signal(signal.SIGTERM, lambda *_: program.window.close())
    beat = QTimer()
    beat.start(500)
    beat.timeout.connect(lambda: None)
    program.window.show()
    catch_bugs(program.window, start_log(paths.logs), program.window.tell, reports)
    QTimer.singleShot(0, instance.listen)
    QTimer.singleShot(0, lambda: application.setWindowIcon(QIcon(str(ICON))))
    program.window.ready.connect(lambda: offer_report(program.window, reports), Qt.ConnectionType.SingleShotConnection)
    try:
        return application.exec()
    finally:
        program.close()
