"""The papers of one window: previews, printing at once, Ctrl+P, what goes home at checkout.

The composition root makes one and connects the signals of the screens to its slots; no screen knows another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.ids import Id
from app.documents.papers import PaperKind
from app.documents.queries import paper_patient, visit_papers
from app.documents.texts_views import PaperPatient, VisitPapers
from ui.common.desk import Desk
from ui.common.message_strip import Said
from ui.common.overlay import Overlay
from ui.common.paper_handouts import HandoutChoice
from ui.common.paper_output import PaperOutcome, PaperOutput, PaperRun
from ui.common.paper_panel import PaperPanel
from ui.common.paper_reprint import ReprintPanel
from ui.common.paper_wanted import PaperWanted
from ui.common.paper_words import no_printer_words, sent_words, trouble_words
from ui.common.printing import Printers

PANEL_WIDTH = 1120
SMALL_WIDTH = 520


class PaperOffice(QObject):
    """Everything about paper that a window needs. `window` gives what panels lie over, `say` the strip."""

    def __init__(
        self,
        desk: Desk,
        window: Callable[[], QWidget | None],
        say: Callable[[Said], None],
        *,
        output: PaperOutput | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._window, self._say = desk, window, say
        self.output = output or PaperOutput()
        self._handouts: dict[Id, list[str]] = {}
        self.panel: QWidget | None = None

    # -- what screens ask for -------------------------------------------------------------------------------

    def label(self, patient_id: Id) -> None:
        """Print a label for a patient at once."""
        self.print_now([PaperWanted(PaperKind.LABEL, patient_id)])

    def face_sheet(self, patient_id: Id) -> None:
        """Show the face sheet of a patient."""
        self.preview([PaperWanted(PaperKind.FACE_SHEET, patient_id)])

    def card(self, appointment_id: Id) -> None:
        """Print the card of an appointment at once."""
        self.print_now([PaperWanted(PaperKind.APPOINTMENT_CARD, subject=str(appointment_id))])

    def receipt(self, number: int) -> None:
        """Print a receipt at once."""
        self.print_now([PaperWanted(PaperKind.RECEIPT, subject=str(number))])

    def schedule(self, day: date) -> None:
        """Show the schedule of a day."""
        self.preview([PaperWanted(PaperKind.SCHEDULE, subject=day.isoformat())])

    def day_sheet(self, day: date) -> None:
        """Show the day sheet of a day."""
        self.preview([PaperWanted(PaperKind.DAY_SHEET, subject=day.isoformat())])

    def visit_paper(self, visit_id: Id, patient_id: Id, which: str) -> None:
        """Show one paper of a visit at checkout: "summary", "card", or choose a "handout" for it."""
        if which == "handout":
            self.choose_handout(visit_id, patient_id)
        elif which == "card":
            self._desk.ask(visit_papers, visit_id, done=self._show_card, owner=self)
        else:
            self.preview([PaperWanted(PaperKind.AFTER_VISIT_SUMMARY, patient_id, visit_id)])

    def checkout_papers(self, visit_id: Id, receipt_number: int | None) -> None:
        """Print all that goes home from a visit in one act: handouts chosen, summary, receipt, card."""

        def told(papers: VisitPapers) -> None:
            self.print_now(self._goes_home(papers, receipt_number))
            self._handouts.pop(visit_id, None)

        self._desk.ask(visit_papers, visit_id, done=told, owner=self)

    def preview_visit(self, visit_id: Id) -> None:
        """Show all that goes home from a visit, to print what is wanted of it."""

        def told(papers: VisitPapers) -> None:
            number = papers.receipts[0] if papers.receipts else None
            self.preview(self._goes_home(papers, number))

        self._desk.ask(visit_papers, visit_id, done=told, owner=self)

    def _goes_home(self, papers: VisitPapers, receipt_number: int | None) -> list[PaperWanted]:
        """Return the papers; handouts first, so that the summary can say that they were given."""
        patient, visit = papers.patient_id, papers.visit_id
        wanted = [
            PaperWanted(PaperKind.HANDOUT, patient, visit, key) for key in self._handouts.get(visit, [])
        ]
        wanted.append(PaperWanted(PaperKind.AFTER_VISIT_SUMMARY, patient, visit))
        if receipt_number is not None:
            wanted.append(PaperWanted(PaperKind.RECEIPT, patient, visit, str(receipt_number)))
        if papers.appointment_id is not None:
            wanted.append(
                PaperWanted(PaperKind.APPOINTMENT_CARD, patient, subject=str(papers.appointment_id))
            )
        return wanted

    def _show_card(self, papers: VisitPapers) -> None:
        if papers.appointment_id is not None:
            card = PaperWanted(
                PaperKind.APPOINTMENT_CARD, papers.patient_id, subject=str(papers.appointment_id)
            )
            self.preview([card])

    # -- panels ---------------------------------------------------------------------------------------------

    def preview(self, papers: Sequence[PaperWanted], trouble: str = "") -> PaperPanel | None:
        """Show papers over the window; they are printed or saved from there."""
        window = self._window()
        if window is None or not papers:
            return None
        panel = PaperPanel(self._desk, papers, output=self.output)
        overlay = self._over(window, panel, PANEL_WIDTH)
        panel.left.connect(overlay.close_panel)
        panel.finished.connect(lambda _outcome: overlay.close_panel())
        panel.said.connect(lambda words: self._say(Said(words)))
        overlay.open()
        panel.open(trouble)
        return panel

    def reprint(self, patient_id: Id) -> ReprintPanel | None:
        """Ctrl+P: list what was printed for a patient; a digit prints it again."""
        window = self._window()
        if window is None:
            return None
        panel = ReprintPanel(self._desk, patient_id, output=self.output)
        overlay = self._over(window, panel, SMALL_WIDTH)

        def look(wanted: PaperWanted) -> None:
            overlay.close_panel()
            self.preview([wanted])

        panel.left.connect(overlay.close_panel)
        panel.finished.connect(lambda _outcome: overlay.close_panel())
        panel.shown.connect(look)
        panel.said.connect(lambda words: self._say(Said(words)))
        panel.open()
        overlay.open()
        return panel

    def choose_handout(self, visit_id: Id, patient_id: Id) -> None:
        """Choose a handout that goes home with the papers of a visit."""
        self._desk.ask(paper_patient, patient_id, done=lambda told: self._choose(visit_id, told), owner=self)

    def _choose(self, visit_id: Id, patient: PaperPatient) -> None:
        window = self._window()
        if window is None:
            return
        panel = HandoutChoice(self._desk, patient.paper_language)
        overlay = self._over(window, panel, SMALL_WIDTH)

        def take(key: str, title: str) -> None:
            chosen = self._handouts.setdefault(visit_id, [])
            if key not in chosen:
                chosen.append(key)
            overlay.close_panel()
            words = self.tr("{title} is printed with the papers of this visit").replace("{title}", title)
            self._say(Said(words, undo=lambda: chosen.remove(key)))

        panel.chosen.connect(take)
        panel.left.connect(overlay.close_panel)
        panel.open()
        overlay.open()

    def handouts_of(self, visit_id: Id) -> tuple[str, ...]:
        """Return the keys of the handouts that wait to go home from a visit."""
        return tuple(self._handouts.get(visit_id, ()))

    def _over(self, window: QWidget, panel: QWidget, width: int) -> Overlay:
        overlay = Overlay(window, panel, width=width)
        overlay.closed.connect(overlay.deleteLater)
        self.panel = panel
        return overlay

    # -- printing at once -----------------------------------------------------------------------------------

    def print_now(self, papers: Sequence[PaperWanted]) -> None:
        """Print papers at once on the usual printer; on any trouble show them, with what is left to do."""
        if papers:
            done = partial(self._print_on, tuple(papers))
            self._desk.work_on_pool(self.output.find, done=done, owner=self)

    def _print_on(self, papers: tuple[PaperWanted, ...], found: Printers) -> None:
        names = {one: self.output.printer_for(one.kind, found) for one in papers}
        if not all(names.values()):
            self.preview(papers, "" if found.names else no_printer_words())
            return
        send = self.output.send
        run = PaperRun(
            self._desk,
            papers,
            lambda one: lambda printed, progress: send(printed, names[one], progress),
            {},
            self,
        )
        run.over.connect(lambda outcome: self._over_now(papers, outcome))
        run.over.connect(run.deleteLater)
        run.start()

    def _over_now(self, papers: tuple[PaperWanted, ...], outcome: PaperOutcome) -> None:
        if outcome.error is None:
            self._say(Said(sent_words(len(outcome.out), outcome.pages)))
            return
        left = papers[len(outcome.out) :]
        told = trouble_words(outcome.error, len(outcome.out), len(papers))
        if left:
            self.preview(left, told)
        else:
            self._say(Said(told, stays=True))
