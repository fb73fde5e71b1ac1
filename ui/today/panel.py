"""The panel beside the board: who it is, what is open, what is planned, and the one next act."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSlider, QWidget

from app.chart.allergies.views import BannerAllergies, Withheld
from app.core.findings import Message
from app.core.ids import Id
from app.frontdesk.views import BoardRow, Point, PointState, VisitPanel
from ui.common.button import Button, primary, secondary
from ui.common.card import EmptyState, SectionTitle, SidePanel
from ui.common.check_rows import CheckLine, CheckList, CheckState
from ui.common.chip import ChipRow, ChipText
from ui.common.desk import Desk
from ui.common.keys import KeyList
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.theme.theme import theme
from ui.theme.tokens import Tone
from ui.today.hand_off import HandOff
from ui.today.person_head import PersonHead
from ui.today.words import room_words

_STATES = {
    PointState.DONE: CheckState.DONE,
    PointState.OPEN: CheckState.TO_DO,
    PointState.PROBLEM: CheckState.ATTENTION,
}


_ROOMY, _SLIM = 1_400, 304
_PAGES = {
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}


class BoardPanel(SidePanel):
    """Shows one row; `next_wanted`, `chart_wanted`, `label_wanted`, `note_kept` tell what is pressed."""

    next_wanted = Signal()
    chart_wanted = Signal()
    label_wanted = Signal()
    note_kept = Signal(object)
    left = Signal()
    point_pressed = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(least=248, parent=parent)
        self.setObjectName("today_panel")
        self.setAccessibleName(self.tr("The visit that is selected"))
        self.shown: VisitPanel | None = None
        self.person = PersonHead(self)
        self.keys = KeyList(self, self.tr("The visit that is selected"))
        self.keys.add("Esc", self.tr("Back to the list"), self._leave)
        self._build_head()
        self._build_lists(desk)
        self._build_footer()
        self.show_panel(None)

    def rescale(self) -> None:
        """Leave the list a little more where the window is small: its reasons are worth it."""
        super().rescale()
        window = self.window().width() if self.window() is not self else 0
        if 0 < window < theme().px(_ROOMY):
            self.setFixedWidth(min(self.width(), theme().px(_SLIM)))

    @property
    def patient_id(self) -> Id | None:
        """The patient of the row in sight."""
        return self.shown.row.facts.patient_id if self.shown is not None else None

    @property
    def name(self) -> Label:
        """The name of the patient in sight."""
        return self.person.name

    def _build_head(self) -> None:
        self.empty = EmptyState(self.tr("Choose a row to see what is open and what comes next."))
        self.allergies = ChipRow()
        self.add(self.empty, self.allergies)
        self.space(12)

    def _build_lists(self, desk: Desk) -> None:
        self.before = SectionTitle(self.tr("Before rooming"))
        self.points = CheckList()
        self.points.activated.connect(self.point_pressed)
        self.planned = SectionTitle(self.tr("Plan for this visit"))
        self.plan = Label("", wrap=True)
        self.hand_off = HandOff(desk)
        self.hand_off.kept.connect(self.note_kept)
        self._grown = QTimer(self, singleShot=True, interval=0)
        self._grown.timeout.connect(lambda: self.area.ensureWidgetVisible(self.hand_off))
        self.hand_off.grown.connect(self._grown.start)
        self.add(self.before, self.points)
        self.space(14)
        self.add(self.planned)
        self.space(8)
        self.add(self.plan)
        self.space(14)
        self.add(self.hand_off)
        self.body.addStretch(1)

    def _build_footer(self) -> None:
        self.next_button: Button = primary("", tall=True, name="next_act")
        self.chart_button = secondary(self.tr("Open chart"), keys="Return", name="open_chart")
        self.label_button = secondary(self.tr("Print label"), name="print_label")
        self.next_button.clicked.connect(self.next_wanted)
        self.chart_button.clicked.connect(self.chart_wanted)
        self.label_button.clicked.connect(self.label_wanted)
        for button in (self.next_button, self.chart_button, self.label_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a press leaves the keys with the list
        self.footer.addWidget(self.next_button)
        buttons = Row(space=12)
        buttons.addWidget(self.chart_button, 1)
        buttons.addWidget(self.label_button, 1)
        self.footer.addLayout(buttons)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page through what is too tall for the panel."""
        page = _PAGES.get(Qt.Key(event.key()))
        if page is None:
            super().keyPressEvent(event)
        else:
            self.area.verticalScrollBar().triggerAction(page)

    def _leave(self) -> None:
        self.hand_off.keep()
        self.left.emit()

    def show_row(self, row: BoardRow) -> None:
        """Show whose row is selected, at once; what is open comes with `show_panel`."""
        self.show_panel(VisitPanel(row, (), (), None, row.facts.handoff_note, ()), known=False)

    def show_panel(self, panel: VisitPanel | None, *, known: bool = True) -> None:
        """Show a row's panel, or that nothing is selected. A note being typed about the same row stays."""
        self.shown = panel
        for widget in (self.person, self.allergies, self.chart_button, self.label_button):
            widget.setVisible(panel is not None)
        self.empty.setVisible(panel is None)
        points = panel.points if panel is not None else ()
        plan = panel.plan if panel is not None else ()
        self.before.setVisible(bool(points))
        self.points.setVisible(bool(points))
        self.points.set_lines([_line(point) for point in points])
        self.planned.setVisible(bool(plan))
        self.plan.setVisible(bool(plan))
        self.plan.setText("\n".join(words_for(line) for line in plan))
        self._show_next(panel)
        if panel is None:
            self.hand_off.show_visit(None)
            return
        row = panel.row
        self.person.show_person(row.facts, row.age, row.looks_like)
        self.allergies.set_chips(self._allergy_chips(panel.allergies) if known else ())
        self.hand_off.show_visit(row.facts.visit_id, row.facts.visit_version, panel.handoff_note)

    def _allergy_chips(self, allergies: BannerAllergies) -> tuple[ChipText, ...]:
        if isinstance(allergies, Withheld):
            return (ChipText(self.tr("Allergies: not shown"), Tone.WARNING, "lock"),)
        if allergies is None:
            return (ChipText(self.tr("Allergies not asked yet"), Tone.WARNING),)
        if not allergies:
            return (ChipText(self.tr("No known allergies")),)
        return tuple(ChipText(one, Tone.DANGER, "triangle-alert") for one in allergies)

    def _show_next(self, panel: VisitPanel | None) -> None:
        act = panel.next_action if panel is not None else None
        self.next_button.setVisible(act is not None)
        if act is not None and panel is not None:
            self.next_button.setText(words_for_next(panel))
            self.next_button.show_keys(act.key)


def words_for_next(panel: VisitPanel) -> str:
    """Return the name of the next act; with a room offered, the room is in it."""
    act = panel.next_action
    if act is None:
        return ""
    words = words_for(Message(act.id))
    return words.replace("room now", f"{room_words(act.room)} now") if act.room else words


def _line(point: Point) -> CheckLine:
    urgent = point.id == "mask" and point.state is not PointState.DONE
    state = CheckState.ATTENTION if urgent else _STATES[point.state]
    return CheckLine(point.id, words_for(point.message), state, strong=urgent)
