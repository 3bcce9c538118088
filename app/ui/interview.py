"""The page of the mock interview: choose, speak against the clock, compare, score, and look back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QFileDialog, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from app import wording
from app.errors import ByHeartError
from app.interview import PHASES, Prompt, digits, read_prompts
from app.interview_points import ModelAnswer, model_answer
from app.interview_report import facts, file_name, markdown, outcome, title, write_report
from app.interview_score import cards_of, is_scored, read_asked, trend, weakest
from app.storage.records import Interview, InterviewMiss
from app.ui.card_view import pictures_of
from app.ui.interview_choose import ChooseView
from app.ui.interview_history import HistoryView, SessionView, facts_of_scores
from app.ui.interview_points import EMPTY, CompareView
from app.ui.interview_rubric import RubricView
from app.ui.interview_run import RunView
from app.ui.page import Desk, Page
from cheatsheets import paint
from cheatsheets.tree import Node, parse
from decks import markup
from decks.card import Note

if TYPE_CHECKING:
    from app.ui.tasks import Task
    from decks.library import Library


class InterviewPage(Page):
    """Everything about mock interviews. `chance` is what prompts are drawn with."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, chance: Random | None = None) -> None:
        super().__init__(desk, parent)
        theme = desk.theme
        self._library: Library | None = None
        self._prompts: tuple[Prompt, ...] = ()
        self.interview: Interview | None = None
        """The one that is scored or read."""
        self._answer: ModelAnswer = EMPTY
        self._read_answer: tuple[Note, ModelAnswer] | None = None
        """The model answer that was read last, and of what."""
        self._gone = ""
        """The interview that was taken away last, while it can be brought back here."""
        self._cards: tuple[str | None, ...] | None = None
        """For each point the card that asks for it; None while that is looked for."""
        self._fresh = True
        """Whether it is scored for the first time: only then are cards put off to tomorrow unless one says no."""
        # Made where they stay: a view that changes its parent gets its style a second time.
        self.views = QStackedWidget(self)
        self.choose = ChooseView(theme, chance if chance is not None else Random(), self.views)
        self.run = RunView(desk, self.views)
        self.compare = CompareView(theme, self.views)
        self.rubric = RubricView(theme, self.views)
        self.history = HistoryView(theme, self.views)
        self.session = SessionView(theme, self.views)
        for view in (self.choose, self.run, self.compare, self.rubric, self.history, self.session):
            self.views.addWidget(view)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.views)
        self.choose.start.connect(self._guarded(self.start))
        self.choose.resume.connect(self._guarded(self.resume))
        self.choose.discard.connect(self._guarded(self.discard))
        self.choose.bring_back.connect(self._guarded(self.bring_back))
        self.choose.history.connect(self._guarded(self.show_history))
        self.run.finished.connect(self._guarded(self._finished))
        self.compare.ticked.connect(self._guarded(self._keep))
        self.compare.go_on.connect(self._guarded(self.show_rubric))
        self.rubric.changed.connect(self._guarded(self._keep))
        self.rubric.back.connect(self._guarded(self._back_to_points))
        self.rubric.done.connect(self._guarded(self._scored))
        self.history.open.connect(self._guarded(self.show_session))
        self.history.bring_back.connect(self._guarded(self.bring_back))
        self.history.back.connect(self._guarded(self.show_choice))
        self.session.back.connect(self._guarded(self.show_history))
        self.session.score.connect(self._guarded(self._begin_scoring))
        self.session.markdown.connect(lambda: self._choose_file("Markdown", "md", self.save_markdown))
        self.session.pdf.connect(lambda: self._choose_file("PDF", "pdf", self.save_pdf))
        self.session.delete.connect(self._guarded(self.delete))

    def _guarded(self, act: Callable[..., object]) -> Callable[..., None]:
        """What the storage cannot do becomes a notice."""

        def call(*given: object) -> None:
            try:
                act(*given)
            except ByHeartError as problem:
                self.desk.tell(problem)

        return call

    # ---- what the window calls --------------------------------------------------------------------

    def enter(self, prompt: str = "", interview: str = "", **_: object) -> None:
        """The choice, with one prompt marked; or an interview of the history."""
        self._read(self._guarded(partial(self._show, prompt, interview)))

    def _show(self, prompt: str, interview: str) -> None:
        if interview and self.desk.progress.interviews.find(interview) is not None:
            self.show_session(interview)
            return
        if self.run.interview is not None or self.views.currentWidget() in (self.compare, self.rubric):
            return  # where one was
        self.show_choice()
        if prompt:
            self.choose.mark(prompt)

    def refresh(self) -> None:
        """Decks were read again, or an action undone."""
        self._read(self._guarded(self._show_anew))

    def _show_anew(self) -> None:
        view = self.views.currentWidget()
        if view is self.choose:
            self.show_choice()
        elif view is self.history:
            self.show_history()
        elif view is self.session and self.interview is not None:
            self.show_session(self.interview.id)

    def may_leave(self) -> bool:
        """An interview under way is put aside, its clock paused; it waits on the first view."""
        if self.run.interview is None:
            return True
        if self.run.rest():
            return True
        answer = QMessageBox.question(
            self,
            "By Heart",
            f"{self.run.failed}\n\nYour last notes are not saved. Leave without them?",
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
            QMessageBox.StandardButton.No,
        )
        if answer == QMessageBox.StandardButton.Yes:
            self.run.let_go()
            return True
        return False

    def step_back(self) -> bool:
        """From the interview, the history and the scoring to the choice; from the rubric to the points."""
        view = self.views.currentWidget()
        if view is self.run:
            if self.may_leave():
                self._guarded(self.show_choice)()
        elif view is self.rubric:
            self._guarded(self._back_to_points)()
        elif view is self.session:
            self._guarded(self.show_history)()
        elif view in (self.history, self.compare):
            self._guarded(self.show_choice)()
        else:
            return False
        return True

    # ---- choosing ---------------------------------------------------------------------------------

    def _read(self, then: Callable[[], object]) -> None:
        """Read the prompts of the library in the background, unless they are known, and go on."""
        library = self.desk.study.library
        if library is self._library:
            then()
            return

        def came(prompts: tuple[Prompt, ...]) -> None:
            if library is not self.desk.study.library:
                return  # read again meanwhile, which called `refresh`
            self._library, self._prompts = library, prompts
            if self.isVisibleTo(self.window()):  # on another page by now, it would take the focus from there
                then()

        self.desk.tasks.start(lambda _task: read_prompts(library), came, self.desk.tell)

    def _note(self, prompt_id: str) -> Note | None:
        return self.desk.study.library.find_note(prompt_id)

    def _question(self, interview: Interview) -> str:
        found = next((prompt.question for prompt in self._prompts if prompt.id == interview.prompt_id), None)
        return found if found is not None else markup.plain(title(interview, None))

    def show_choice(self) -> None:
        """The prompts, and the interview that waits."""
        stored = self.desk.progress.interviews
        waiting = stored.open_interview()
        self.choose.say(self._prompts, tuple(each.prompt_id for each in stored.history()), waiting)
        self.choose.bring_back_button.setVisible(bool(self._gone))
        self.views.setCurrentWidget(self.choose)
        self.choose.focus()

    def start(self, prompt_id: str) -> None:
        """Begin an interview on a prompt; the clock starts."""
        prompt = next(each for each in self._prompts if each.id == prompt_id)
        made = self.desk.progress.interviews.start(prompt.id, prompt.minutes, prompt.level, PHASES[0].name)
        self._run(made)

    def resume(self) -> None:
        """Go on with the interview that waits, where it was."""
        waiting = self.desk.progress.interviews.open_interview()
        if waiting is None:
            self.show_choice()
        else:
            self._run(waiting)

    def _run(self, interview: Interview) -> None:
        self._gone = ""
        self.views.setCurrentWidget(self.run)
        self.run.run(interview, self._question(interview))
        self._read_ahead(interview.prompt_id)

    def _read_ahead(self, prompt_id: str) -> None:
        """Read the model answer while the interview runs: at its end only the layout is left to do."""
        note = self._note(prompt_id)
        if note is None or (self._read_answer is not None and self._read_answer[0] == note):
            return

        def read(answer: ModelAnswer) -> None:
            self._read_answer = note, answer

        self.desk.tasks.start(lambda _task: model_answer(note), read, self.desk.tell)

    def discard(self) -> None:
        """Take the interview that waits away, notes and all, after asking."""
        stored = self.desk.progress.interviews
        waiting = stored.open_interview()
        if waiting is None:
            return
        words = f"Throw away this interview and its notes ({digits(waiting.elapsed_ms)} on the clock)?"
        if self._agreed(words):
            stored.delete(waiting.id)
            self._gone = waiting.id
            self.desk.say("The unfinished interview is thrown away; “Bring it back” takes that back.")
        self.show_choice()

    def bring_back(self) -> None:
        """Bring back the interview that was taken away last: to the history, or to where it waits to go on."""
        if self._gone:
            self.desk.progress.interviews.bring_back(self._gone)
            self._gone = ""
            self.desk.say("The interview is back.")
        self.refresh()

    def _agreed(self, words: str) -> bool:
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        return QMessageBox.question(self, "By Heart", words, yes | no, no) == yes

    # ---- scoring ----------------------------------------------------------------------------------

    def _finished(self) -> None:
        interview = self.run.interview
        assert interview is not None
        self._take(interview)
        # Finished in the store before anything is scored: what is ticked then is kept at once, and a crash loses none.
        missed = [InterviewMiss(point) for point in self._answer.points]
        self.interview = self.desk.progress.interviews.finish(interview.id, {}, missed)
        self.run.let_go()
        self.desk.touched.emit()
        self._begin_scoring()

    def _begin_scoring(self) -> None:
        interview = self.interview
        assert interview is not None
        self._fresh = not is_scored(interview)
        missed = {miss.point for miss in interview.missed}
        said = [number for number, point in enumerate(self._answer.points) if point not in missed]
        self.rubric.say(interview.scores)
        self.views.setCurrentWidget(self.compare)
        self.compare.say(self._question(interview), interview.notes, self._answer, said, self._pictures(interview))
        self._look_for_cards()

    def _take(self, interview: Interview) -> None:
        self.interview = interview
        note = self._note(interview.prompt_id)
        if note is None:
            self._answer = EMPTY
            return
        if self._read_answer is None or self._read_answer[0] != note:
            self._read_answer = note, model_answer(note)
        self._answer = self._read_answer[1]

    def _look_for_cards(self) -> None:
        """Find the card of each point, in the background: all decks are read for it."""
        interview, points, library = self.interview, self._answer.points, self.desk.study.library
        assert interview is not None
        self._cards = None if points else ()
        if not points:
            return
        deck = library.deck_of(interview.prompt_id).id

        def found(cards: tuple[str | None, ...]) -> None:
            if self.interview is not None and self.interview.id == interview.id and self._answer.points == points:
                self._cards = cards
                self._say_cards()

        self.desk.tasks.start(lambda _task: cards_of(points, deck, read_asked(library)), found, self.desk.tell)

    def _missed(self) -> tuple[InterviewMiss, ...]:
        cards = self._cards or (None,) * len(self._answer.points)
        left = zip(self._answer.points, cards, strict=True)
        return tuple(
            InterviewMiss(point, card)
            for number, (point, card) in enumerate(left)
            if number not in self.compare.answer.said
        )

    def _keep(self) -> None:
        """Every tick and every score is on disk at once."""
        assert self.interview is not None
        missed = self._missed() if self._answer.points else self.interview.missed
        self.interview = self.desk.progress.interviews.finish(self.interview.id, self.rubric.scores, missed)

    def show_rubric(self) -> None:
        """From the points to the levels."""
        assert self.interview is not None
        self._say_cards(anew=True)
        self.views.setCurrentWidget(self.rubric)
        self.rubric.say(self.rubric.scores)

    def _back_to_points(self) -> None:
        self.views.setCurrentWidget(self.compare)
        self.compare.answer.setFocus()

    def _tomorrow(self) -> list[str]:
        """The cards of the points left out that would otherwise come later than tomorrow, or not yet.

        A suspended card is not asked, whatever day it is due.
        """
        tomorrow = self.desk.study.today() + 1
        wanted = dict.fromkeys(miss.card_id for miss in self._missed() if miss.card_id is not None)
        statuses = self.desk.progress.statuses(wanted)
        return [
            card_id
            for card_id in wanted
            if (status := statuses.get(card_id)) is None
            or (not status.suspended and (status.is_new or status.due_day > tomorrow))
        ]

    def _say_cards(self, *, anew: bool = False) -> None:
        missed = self._missed()
        if not missed:
            self.rubric.say_cards("", "", offer=False, ticked=False)
            return
        left_out = wording.count(len(missed), "point")
        if self._cards is None:
            self.rubric.say_cards(
                "", f"Looking for the cards that ask for the {left_out} left out…", offer=False, ticked=False
            )
            return
        cards = self._tomorrow()
        asked = sum(miss.card_id is not None for miss in missed)
        which = f"{left_out} left out; cards ask for {asked} of them."
        if asked and not cards:
            which += " Each is due by tomorrow anyway, or suspended."
        ticked = self._fresh if anew or self.rubric.cards.isHidden() else self.rubric.cards.isChecked()
        ask = f"Ask {wording.count(len(cards), 'card')} on what was left out &tomorrow"
        self.rubric.say_cards(ask, which, offer=bool(cards), ticked=ticked)

    def _scored(self) -> None:
        assert self.interview is not None
        self._keep()
        said = "Scored."
        if not self.rubric.cards.isHidden() and self.rubric.cards.isChecked():
            number = self.desk.progress.reschedule(self._tomorrow(), self.desk.study.today() + 1)
            self.desk.touched.emit()
            said = f"Scored; {wording.count(number, 'card')} will be asked tomorrow."
        self.desk.say(said)
        self.show_session(self.interview.id)

    # ---- looking back -----------------------------------------------------------------------------

    def _day(self, interview: Interview) -> int:
        return self.desk.study.clock.day_of(interview.started_at)

    def show_history(self) -> None:
        """The trend and the list."""
        history = self.desk.progress.interviews.history()
        listed = tuple(
            (each.id, self._question(each), f"{facts(each, self._day(each))} · {facts_of_scores(each.scores)}")
            for each in history
        )
        newest = next((each for each in history if is_scored(each)), None)
        low = weakest(newest.scores) if newest is not None else None
        advice = f"Lowest last time: {low.title.lower()}. Practise that one next, on another prompt." if low else ""
        self.history.say(listed, trend(history), advice)
        self.history.bring_back_button.setVisible(bool(self._gone))
        if self.interview is not None:
            self.history.list.choose(self.interview.id)  # the one that was scored or read
        self.views.setCurrentWidget(self.history)
        self.history.focus()

    def show_session(self, interview_id: str) -> None:
        """One interview, read again."""
        interview = self.desk.progress.interviews.find(interview_id)
        if interview is None:
            self.show_history()
            return
        self._take(interview)
        self.session.score_button.setText("&Score anew" if is_scored(interview) else "&Score")
        points = len(self._answer.points)
        self.views.setCurrentWidget(self.session)
        self.session.say(self._parts(), points, self._marks(), self._pictures(interview))

    def _parts(self) -> tuple[tuple[Node, str], ...]:
        """The interview as a document: what was asked, how one did, the answer."""
        interview = self.interview
        assert interview is not None
        note = self._note(interview.prompt_id)
        asked = Node("body", {}, [Node("p", {}, list(parse(markup.inline(title(interview, note))).children))])
        did = parse(markup.render(outcome(interview, self._day(interview), len(self._answer.points))))
        heading = Node("body", {}, [Node("h2", {}, ["Model answer"])])
        return (asked, "question"), (did, "body"), (heading, "body"), (self._answer.tree, "body")

    def _marks(self) -> paint.Marks:
        assert self.interview is not None
        missed = {miss.point for miss in self.interview.missed}
        return paint.Marks(ticked=frozenset(n for n, point in enumerate(self._answer.points) if point not in missed))

    def _pictures(self, interview: Interview) -> Callable[[str], bytes | None]:
        library = self.desk.study.library
        if self._note(interview.prompt_id) is None:
            return lambda name: None
        return pictures_of(library, library.deck_of(interview.prompt_id), self.desk.trouble)

    def delete(self) -> None:
        """Take the interview that is read out of the history, after asking."""
        assert self.interview is not None
        if self._agreed("Take this interview, its notes and its scores out of the history?"):
            self.desk.progress.interviews.delete(self.interview.id)
            self._gone, self.interview = self.interview.id, None
            self.desk.say("The interview is deleted; “Bring it back” takes that back.")
            self.show_history()

    # ---- to a file --------------------------------------------------------------------------------

    def _choose_file(self, words: str, ending: str, save: Callable[[Path], None]) -> None:
        assert self.interview is not None
        name = file_name(self.interview, self._day(self.interview))
        chosen, _ = QFileDialog.getSaveFileName(
            self, f"Save as {words}", str(Path.home() / f"{name}.{ending}"), f"{words} (*.{ending})"
        )
        if chosen:
            path = Path(chosen)
            self._guarded(save)(path if path.suffix else path.with_suffix(f".{ending}"))

    def save_markdown(self, file: Path) -> None:
        """Write the interview that is read as Markdown. Raises ByHeartError when that cannot be done."""
        interview = self.interview
        assert interview is not None
        note = self._note(interview.prompt_id)
        text = markdown(interview, note, self._day(interview), len(self._answer.points))
        write_report(file, text.encode())
        self.desk.say(f"{file} is written.")

    def save_pdf(self, file: Path) -> None:
        """Write the interview that is read as a PDF, in the background."""
        # Imported here: few interviews are printed.
        from app.ui.interview_pdf import interview_pdf

        interview = self.interview
        assert interview is not None
        letter = QLocale.system().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
        parts, marks, points = self._parts(), self._marks(), len(self._answer.points)
        name, read = self._question(interview), self._pictures(interview)
        # Read here: what is wrong with a picture is told on the window's thread.
        images = {each.attributes.get("src", "") for tree, _ in parts for each in tree.find_all("img")}
        pictures = {source: read(source) for source in images}

        def work(_task: Task) -> None:
            write_report(file, interview_pdf(parts, marks, points, pictures.get, name, letter))

        self.desk.tasks.start(work, lambda _done: self.desk.say(f"{file} is written."), self.desk.tell)
