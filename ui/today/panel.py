"""The panel beside the board: who it is, what is open, what is planned, and the one next act."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.findings import Message
from app.core.ids import Id
from app.frontdesk.views import Point, PointState, VisitPanel
from ui.common.button import Button, primary, secondary
from ui.common.card import EmptyState, SectionTitle, SidePanel
from ui.common.check_rows import CheckLine, CheckList, CheckState
from ui.common.chip import ChipRow, ChipText
from ui.common.fields import TextArea
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.theme.tokens import Tone
from ui.today.words import age_sex, language_words

_STATES = {
    PointState.DONE: CheckState.DONE,
    PointState.OPEN: CheckState.TO_DO,
    PointState.PROBLEM: CheckState.ATTENTION,
}


class BoardPanel(SidePanel):
    """Shows one row; `next_wanted`, `chart_wanted`, `label_wanted`, `note_kept` tell what is pressed."""

    next_wanted = Signal()
    chart_wanted = Signal()
    label_wanted = Signal()
    note_kept = Signal(str)
    point_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(least=248, parent=parent)
        self.setObjectName("today_panel")
        self.setAccessibleName(self.tr("The visit that is selected"))
        self.shown: VisitPanel | None = None
        self._build_head()
        self._build_lists()
        self._build_footer()
        self.show_panel(None)

    @property
    def patient_id(self) -> Id | None:
        """The patient of the row in sight."""
        return self.shown.row.facts.patient_id if self.shown is not None else None

    def _build_head(self) -> None:
        self.name = Label("", "heading", wrap=True)
        self.mrn = Label("", "body", "third")
        self.about = Label("", "body", "second", wrap=True)
        row = Row()
        row.addWidget(self.name, 1)
        row.addWidget(self.mrn)
        self.empty = EmptyState(self.tr("Choose a row to see what is open and what comes next."))
        self.add(self.empty, row)
        self.space(3)
        self.add(self.about)
        self.space(8)
        self.allergies = ChipRow()
        self.add(self.allergies)
        self.space(12)

    def _build_lists(self) -> None:
        self.before = SectionTitle(self.tr("Before rooming"))
        self.points = CheckList()
        self.points.activated.connect(self.point_pressed)
        self.planned = SectionTitle(self.tr("Plan for this visit"))
        self.plan = Label("", wrap=True)
        self.note = TextArea("handoff_note", self.tr("Hand-off note"), lines=2)
        self.keep_note = secondary(self.tr("Keep note"), name="keep_note")
        self.keep_note.clicked.connect(lambda: self.note_kept.emit(self.note.value() or ""))
        self.note.edited.connect(self._note_edited)
        self.add(self.before, self.points)
        self.space(14)
        self.add(self.planned)
        self.space(8)
        self.add(self.plan)
        self.space(14)
        self.add(self.note, self.keep_note)
        self.body.addStretch(1)

    def _build_footer(self) -> None:
        self.next_button: Button = primary("", tall=True, name="next_act")
        self.chart_button = secondary(self.tr("Open chart"), keys="Return", name="open_chart")
        self.label_button = secondary(self.tr("Print label"), name="print_label")
        self.next_button.clicked.connect(self.next_wanted)
        self.chart_button.clicked.connect(self.chart_wanted)
        self.label_button.clicked.connect(self.label_wanted)
        self.footer.addWidget(self.next_button)
        buttons = Row(space=12)
        buttons.addWidget(self.chart_button, 1)
        buttons.addWidget(self.label_button, 1)
        self.footer.addLayout(buttons)

    def _note_edited(self) -> None:
        kept = self.shown.handoff_note if self.shown is not None else ""
        self.keep_note.setVisible((self.note.value() or "") != kept)

    def show_panel(self, panel: VisitPanel | None) -> None:
        """Show a row's panel, or that nothing is selected. A note being typed about the same row stays."""
        same = panel is not None and self.shown is not None and panel.row.id == self.shown.row.id
        typed = self.keep_note.isVisibleTo(self) and same
        self.shown = panel
        everything = (self.name, self.mrn, self.about, self.before, self.points, self.planned, self.plan)
        for widget in (
            *everything,
            self.allergies,
            self.note,
            self.next_button,
            self.chart_button,
            self.label_button,
        ):
            widget.setVisible(panel is not None)
        self.empty.setVisible(panel is None)
        if panel is None:
            self.keep_note.hide()
            return
        self._show_person(panel)
        self.points.set_lines([_line(point) for point in panel.points])
        self.planned.setVisible(bool(panel.plan))
        self.plan.setVisible(bool(panel.plan))
        self.plan.setText("\n".join(words_for(line) for line in panel.plan))
        self.note.setVisible(panel.row.facts.visit_id is not None)
        if not typed:
            self.note.set_value(panel.handoff_note)
            self.keep_note.hide()
        self._show_next(panel)

    def _show_person(self, panel: VisitPanel) -> None:
        facts = panel.row.facts
        name = f"{facts.preferred_name or facts.first_name} {facts.last_name}"
        self.name.setText(name)
        self.mrn.setText(self.tr("MRN {mrn}").replace("{mrn}", facts.mrn))
        born = facts.birth_date
        told = self.tr("Born {day}").replace("{day}", f"{born.month}/{born.day}/{born.year}") if born else ""
        language = language_words(facts.language)
        prefers = self.tr("prefers {language}").replace("{language}", language) if language else ""
        interpreter = self.tr("needs an interpreter") if facts.interpreter_needed else ""
        parts = (told, age_sex(panel.row.age, facts.sex), prefers, interpreter)
        self.about.setText(" · ".join(part for part in parts if part))
        self.allergies.set_chips(self._allergy_chips(panel.allergies))

    def _allergy_chips(self, allergies: tuple[str, ...] | None) -> tuple[ChipText, ...]:
        if allergies is None:
            return (ChipText(self.tr("Allergies not asked yet"), Tone.WARNING),)
        if not allergies:
            return (ChipText(self.tr("No known allergies")),)
        return tuple(ChipText(one, Tone.DANGER, "triangle-alert") for one in allergies)

    def _show_next(self, panel: VisitPanel) -> None:
        act = panel.next_action
        self.next_button.setVisible(act is not None)
        if act is None:
            return
        words = words_for_next(panel)
        self.next_button.setText(words)
        self.next_button.show_keys(act.key)


def words_for_next(panel: VisitPanel) -> str:
    """Return the name of the next act; with a room offered, the room is in it."""
    act = panel.next_action
    if act is None:
        return ""
    words = words_for(Message(act.id))
    return words.replace("room now", f"{act.room.lower()} now") if act.room else words


def _line(point: Point) -> CheckLine:
    urgent = point.id == "mask" and point.state is not PointState.DONE
    state = CheckState.ATTENTION if urgent else _STATES[point.state]
    return CheckLine(point.id, words_for(point.message), state, strong=urgent)
