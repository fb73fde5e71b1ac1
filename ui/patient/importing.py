"""Patients, Import: choose files or a folder, watch them being read, see what became of them, decide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.core.changes import Kind
from app.core.errors import Cancelled, RuleViolated
from app.core.ids import new_id
from app.exchange.actions import DecideHeld, decide_held
from app.exchange.importing import import_files
from app.exchange.queries import held_differences, held_patients
from app.exchange.views import Difference, HeldView, ImportReport
from ui.common.button import link, primary, secondary
from ui.common.card import EmptyState, PageHead
from ui.common.desk import Desk
from ui.common.layout import Column
from ui.common.message_strip import Said
from ui.common.progress_panel import ProgressPanel
from ui.common.screen import Screen
from ui.common.segmented import Segment, Segmented
from ui.common.words import words_for
from ui.patient.importing_decision import Answer, DecisionsView
from ui.patient.importing_report import ReportView
from ui.patient.importing_words import outcome_words, stored_nothing, words
from ui.theme.tokens import Tone

Run = Callable[[Any, Any], Any]
REPORT, DECIDE = "report", "decide"


class ImportScreen(Screen):
    """Imports FHIR bundles and takes the decisions that they ask for.

    `practice_run(action, command)` is the practice's own way to change, safe from any thread: reading and
    writing run on the desk's pool, so that no act of the staff waits for more than one bundle. `left` asks to
    go back to where the person came from.
    """

    watches: ClassVar[frozenset[Kind]] = frozenset({Kind.PATIENT})
    left = Signal()

    def __init__(self, desk: Desk, practice_run: Run) -> None:
        super().__init__(desk, words("Import"), "import")
        self._run = practice_run
        self.progress: ProgressPanel | None = None
        self.held: tuple[HeldView, ...] = ()
        self._make_head()
        self.choose = primary(words("Choose files"), name="choose_first")
        self.empty = EmptyState(
            words(
                "Records of other programs come in here as FHIR R4 bundles: one file, several, or a folder, "
                "also as .gz. What was stored, what was known and what needs a look is listed here."
            ),
            self.choose,
        )
        self.report = ReportView()
        self.decisions = DecisionsView()
        self.working = QWidget()
        self._working = Column(self.working, margins=(0, 0, 0, 0))
        self._working.addStretch(1)
        self.pages = QStackedWidget()
        for page in (self.empty, self.working, self.report, self.decisions):
            self.pages.addWidget(page)
        column = Column(self, space=12, margins=(20, 16, 20, 16))
        column.addWidget(self.head)
        column.addWidget(self.pages, 1)
        self._first: QWidget = self.empty
        self._connect()

    def _make_head(self) -> None:
        self.head = PageHead(words("Import"))
        self.which = Segmented([(REPORT, ""), (DECIDE, "")], REPORT, label=words("What is shown"))
        self.head.add_beside_title(self.which)
        self.back = link(words("Back to patients"), name="leave_import")
        self.folder = secondary(words("Choose a folder"), name="choose_folder")
        self.files = secondary(words("Choose files"), name="choose_files")
        for button in (self.back, self.folder, self.files):
            self.head.add_button(button)
        self._name_choices()

    def _connect(self) -> None:
        self.which.changed.connect(lambda _value: self._show_page())
        self.choose.clicked.connect(self.choose_files)
        self.files.clicked.connect(self.choose_files)
        self.folder.clicked.connect(self.choose_folder)
        self.back.clicked.connect(self.left)
        self.decisions.answered.connect(self.decide)
        self.decisions.panel.differences_wanted.connect(self._ask_differences)
        bind = self.keys.add
        bind("Ctrl+O", words("Choose files to import"), self.choose_files)
        bind("Ctrl+Shift+O", words("Choose a folder to import"), self.choose_folder)
        bind("Ctrl+1", words("The last import"), lambda: self.show_part(REPORT))
        bind("Ctrl+2", words("What waits for a decision"), lambda: self.show_part(DECIDE))

    def refresh(self) -> None:
        """Ask what waits for a decision."""
        self.desk.ask(held_patients, done=self._show_held, owner=self)

    def _show_held(self, held: tuple[HeldView, ...]) -> None:
        self.held = held
        self.decisions.show_held(held)
        self._name_choices()

    def _ask_differences(self, held: HeldView) -> None:
        def show(found: tuple[Difference, ...]) -> None:
            self.decisions.panel.show_differences(held.id, found)

        self.desk.ask(held_differences, held.id, done=show, owner=self)

    def _name_choices(self) -> None:
        waiting = words("To decide")
        texts = (words("Last import"), f"{waiting} · {len(self.held)}" if self.held else waiting)
        for text, choice in zip(texts, self.which.findChildren(Segment), strict=True):
            choice.setAccessibleName(text)
            choice.updateGeometry()

    def show_part(self, part: str) -> None:
        """Show the last import, or what waits for a decision."""
        self.which.set_value(part)
        self._show_page()

    def _show_page(self) -> None:
        deciding = self.which.value() == DECIDE
        self.pages.setCurrentWidget(self.decisions if deciding else self._first)
        self._show_first_act()

    def _show_first_act(self) -> None:
        """The empty page has the first act in its middle; then the head does not offer it again."""
        begin = self.pages.currentWidget() is self.empty
        self.files.setVisible(not begin)
        idle = self.progress is None
        for button in (self.files, self.folder, self.choose):
            button.setEnabled(idle)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._show_first_act()

    # -- importing ------------------------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Ask for files, and import them."""
        kinds = words("FHIR bundles") + " (*.json *.json.gz *.gz *.fhir);;" + words("All files") + " (*)"
        chosen, _kind = QFileDialog.getOpenFileNames(self, words("Choose files to import"), "", kinds)
        self.begin([Path(one) for one in chosen])

    def choose_folder(self) -> None:
        """Ask for a folder, and import what is in it."""
        chosen = QFileDialog.getExistingDirectory(self, words("Choose a folder to import"))
        self.begin([Path(chosen)] if chosen else [])

    def begin(self, paths: list[Path]) -> None:
        """Import these paths, one import at a time."""
        if not paths or self.progress is not None:
            return
        panel = ProgressPanel(words("Importing"), at_once=True, parent=self.working)
        self.progress = panel
        self._working.insertWidget(0, panel)
        self._show_working()
        self.desk.work_on_pool(
            import_files,
            paths,
            self._run,
            panel.progress,
            done=self._done,
            failed=self._failed,
            owner=self,
            progress=panel.progress,
        )

    def _show_working(self) -> None:
        self._first = self.working
        self.show_part(REPORT)

    def _over(self, page: QWidget) -> None:
        panel, self.progress = self.progress, None
        if panel is not None:
            panel.finish()
            self._working.removeWidget(panel)
            panel.deleteLater()
        self._first = page
        self._show_page()

    def _done(self, report: ImportReport) -> None:
        self.report.show_report(report)
        self._over(self.report)
        self.report.problems.setFocus(Qt.FocusReason.OtherFocusReason)
        look = report.stopped or report.held or stored_nothing(report)
        tone = Tone.WARNING if look else Tone.NEUTRAL
        self.said.emit(Said(outcome_words(report), tone))
        self.refresh()

    def _failed(self, error: Exception) -> bool:
        self._over(self.report if self.report.report.resources else self.empty)
        if not isinstance(error, Cancelled):
            return False
        self.said.emit(Said(words("Stopped while reading. Nothing was stored.")))
        return True

    # -- deciding -------------------------------------------------------------------------------------------

    def decide(self, answer: Answer) -> None:
        """Carry out what somebody decided, through the desk like every act."""
        command = DecideHeld(
            command_id=new_id(),
            held_id=answer.held.id,
            version=answer.held.version,
            patient_id=answer.patient_id,
            new_person=answer.new_person,
        )
        self.desk.do(decide_held, command, done=self._decided, failed=self._not_decided, owner=self)

    def _decided(self, report: ImportReport) -> None:
        self.said.emit(Said(outcome_words(report)))
        self.refresh()
        self.decisions.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_decided(self, error: Exception) -> bool:
        self.refresh()
        if not isinstance(error, RuleViolated):
            return False
        self.said.emit(Said(words_for(error.message), Tone.WARNING))
        return True
