"""Statistics: how it goes, in four sections of charts, counted in the background while the last values are shown."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QVBoxLayout, QWidget

from app import statistics, wording
from app.chart import Chart, Section, Total, csv_of
from app.ui import actions
from app.ui.blocks import Frame, Words, button
from app.ui.charts.box import ChartBox
from app.ui.page import Desk, Page
from app.ui.theme import Theme
from app.ui.widgets import Tile

TITLES = {"overview": "Overview", "reviews": "Reviews", "recall": "Memory", "cards": "Cards"}
EMPTY = (
    "Once you have graded your first card, you will see here how much you review, how much of it you remember, and "
    "what is coming due."
)
COUNTING = "Counting your reviews\u2026"
SAID = "What was, counted from your reviews. Arrow keys or the mouse tell a chart point by point."
_COLOURS = {"streak": "accent", "remembered": "good"}


class Tiles(QWidget):
    """Totals side by side, in as many rows as the width asks for. No grid: it could not become narrower again."""

    GAP = 12

    def __init__(self, theme: Theme, totals: tuple[Total, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._tiles = {total.name: Tile(theme, total.label, _COLOURS.get(total.name, "text"), self) for total in totals}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self._arrange)
        self.say(totals)

    def say(self, totals: tuple[Total, ...]) -> None:
        """Show these numbers."""
        for total in totals:
            self._tiles[total.name].say(total.number, total.label)

    def _size(self) -> QSize:
        sizes = [tile.minimumSizeHint() for tile in self._tiles.values()]
        return QSize(max(size.width() for size in sizes), max(size.height() for size in sizes))

    def _across(self, width: int) -> int:
        """How many stand in a row: as many as there is room for, in full rows only."""
        fit = (width + self.GAP) // (self._size().width() + self.GAP)
        count = len(self._tiles)
        return max((number for number in range(1, fit + 1) if count % number == 0), default=1)

    def hasHeightForWidth(self) -> bool:
        """Narrow ones are high."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The rows it has at a width."""
        rows = len(self._tiles) // self._across(width)
        return rows * (self._size().height() + self.GAP) - self.GAP

    def sizeHint(self) -> QSize:
        """All of them in a row."""
        return QSize((self._size().width() + self.GAP) * len(self._tiles) - self.GAP, self._size().height())

    def minimumSizeHint(self) -> QSize:
        """One below the other."""
        return self._size()

    def _arrange(self) -> None:
        across = self._across(self.width())
        high = self._size().height()
        # Edges are rounded, not widths: the last column ends where the charts do.
        edges = [round(place * (self.width() + self.GAP) / across) for place in range(across + 1)]
        for number, tile in enumerate(self._tiles.values()):
            row, column = divmod(number, across)
            left = edges[column]
            tile.setGeometry(left, row * (high + self.GAP), edges[column + 1] - self.GAP - left, high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may ask for other rows."""
        super().resizeEvent(event)
        self._arrange()


class SectionView(QWidget):
    """The totals and charts of a section."""

    def __init__(self, page: StatisticsPage, section: Section) -> None:
        super().__init__(page)
        theme = page.desk.theme
        self.boxes: dict[str, ChartBox] = {}
        self.tiles = Tiles(theme, section.totals, self) if section.totals else None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        if self.tiles is not None:
            column.addWidget(self.tiles)
        for name, charts in _by_name(section).items():
            extra = None
            if name == "leeches":
                extra = button("Show in &Browse", page.show_leeches, self, help="Find all of them, to change them.")
            box = self.boxes[name] = ChartBox(theme, charts, self, extra)
            box.copy.connect(page.copy)
            box.looked_at.connect(partial(page.look_at, box))
            column.addWidget(box)
        self.say(section)

    def say(self, section: Section) -> None:
        """Show newer values."""
        if self.tiles is not None:
            self.tiles.say(section.totals)
        for name, charts in _by_name(section).items():
            self.boxes[name].say(charts)


class StatisticsPage(Page):
    """Sections behind tabs; each is counted anew when it is shown."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.frame = Frame(desk.theme, "Statistics", COUNTING, self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.frame)
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName("Sections")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for name in statistics.SECTIONS:
            self.tabs.addTab(TITLES[name])
        self.tabs.currentChanged.connect(self._turn)
        self.frame.add(self.tabs)
        self.empty = Words(desk.theme, EMPTY, 1.1)
        self.empty.setContentsMargins(0, 0, 0, 8)
        self.frame.add(self.empty, 8)
        self.begin = button("&Start reviewing", lambda: self.desk.go("review"), self, primary=True)
        self.frame.column.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        self.views: dict[str, SectionView] = {}
        self._looked_at: ChartBox | None = None
        self._asked = 0
        for part in (self.empty, self.begin, self.tabs):
            part.hide()
        self.frame.column.addStretch(1)
        actions.make("statistics-next", self, partial(self._step, 1))
        actions.make("statistics-previous", self, partial(self._step, -1))
        actions.make("statistics-copy", self, self._copy_looked_at)
        actions.make("statistics-leeches", self, self.show_leeches)

    @property
    def section(self) -> str:
        """The name of the section in front."""
        return statistics.SECTIONS[self.tabs.currentIndex()]

    def enter(self, section: str | None = None, **_: Any) -> None:
        """Show how it goes by now; with a section's name, that one."""
        wanted = self.section if section is None else section
        if wanted == self.section:
            self.refresh()
        else:
            self.tabs.setCurrentIndex(statistics.SECTIONS.index(wanted))  # which counts it
        self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self) -> dict[str, Any]:
        """The section in front."""
        return {"section": self.section}

    def refresh(self) -> None:
        """Count the section in front anew; what was counted last is shown meanwhile."""
        study, name, leech_lapses = self.desk.study, self.section, self.desk.settings.leech_lapses
        self._asked += 1
        asked = self._asked

        def have_counted(section: Section) -> None:
            # Meanwhile another section may have been asked for, or this one again.
            if asked == self._asked:
                self._show(name, section)

        self.desk.tasks.start(
            lambda _task: statistics.read(
                name, study.progress.path, study.library, study.clock.zone, study.today(), leech_lapses
            ),
            have_counted,
            self._tell,
        )

    def _tell(self, problem: BaseException) -> None:
        # What was counted last stays; nothing is being counted any more.
        self.frame.said.setText(SAID)
        self.desk.tell(problem)

    def _show(self, name: str, section: Section) -> None:
        self.frame.said.setText("" if section.empty else SAID)
        self.frame.said.setVisible(not section.empty)
        self.empty.setVisible(section.empty)
        self.begin.setVisible(section.empty)
        self.tabs.setVisible(not section.empty)
        if section.empty:
            for counted in self.views.values():
                counted.hide()
            if self.isVisible():
                self.begin.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        view = self.views.get(name)
        if view is None:
            view = self.views[name] = SectionView(self, section)
            # Above the stretch that keeps everything at the top.
            self.frame.column.insertWidget(self.frame.column.count() - 1, view)
        else:
            view.say(section)
        self._bring_forward()
        if self.focusWidget() is None or not self.focusWidget().isVisible():
            self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _bring_forward(self) -> None:
        for name, view in self.views.items():
            view.setVisible(name == self.section)

    def _turn(self, _number: int) -> None:
        self._looked_at = None
        self._bring_forward()
        self.frame.area.verticalScrollBar().setValue(0)
        if self.section not in self.views:
            self.frame.said.setText(COUNTING)
        self.refresh()

    def _step(self, step: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % self.tabs.count())

    # ---- what can be done -------------------------------------------------------------------------

    def look_at(self, box: ChartBox) -> None:
        """The chart that the key for copying means."""
        self._looked_at = box

    def copy(self, chart: Chart) -> None:
        """Put a chart's figures on the clipboard."""
        QGuiApplication.clipboard().setText(csv_of(chart))
        name = chart.title + (f", {chart.span}" if chart.span else "")
        self.desk.say(f"On the clipboard as CSV: {name}, {wording.count(len(chart.rows), 'row')}.")

    def _copy_looked_at(self) -> None:
        view = self.views.get(self.section)
        if view is None or view.isHidden():
            return
        focus = self.focusWidget()
        boxes = [box for box in view.boxes.values() if box.drawn]
        chosen = next((box for box in boxes if focus is not None and box.isAncestorOf(focus)), self._looked_at)
        if chosen is None and boxes:
            chosen = boxes[0]
        if chosen is not None:
            self.copy(chosen.chart)

    def show_leeches(self) -> None:
        """All cards that were missed again and again, where they can be changed."""
        self.desk.go("browse", query="is:leech")


def _by_name(section: Section) -> dict[str, tuple[Chart, ...]]:
    return {name: tuple(charts) for name, charts in groupby(section.charts, key=lambda chart: chart.name)}
