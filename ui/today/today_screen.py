"""Today: the board of the day with its panel, one key a state, live for everyone at this PC."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.billing.payments.queries import amount_due_at_check_in
from app.billing.payments.views import AmountDue
from app.core.changes import Kind
from app.core.errors import NeedsAcknowledgement, NotPermitted, RuleViolated
from app.core.ids import Id, new_id
from app.frontdesk.actions import CheckIn, WalkIn, check_in, walk_in
from app.frontdesk.queries import check_in_view, day_board, visit_panel
from app.frontdesk.views import BoardRow, CheckedIn, CheckInView, DayBoard, Group, VisitPanel
from app.visits.actions import RoomPatient, RoomReady, room_patient, room_ready
from app.visits.queries import room_board
from app.visits.views import RoomCard, RoomTurned, VisitView
from ui.common.button import primary, secondary
from ui.common.card import Card, EmptyState, MetricStrip, PageHead, SidePanel
from ui.common.desk import Desk
from ui.common.layout import Column, Row
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.screen import Screen
from ui.common.search_field import Choice
from ui.common.segmented import Segmented
from ui.common.words import words_for
from ui.theme.theme import theme
from ui.today.board_table import BoardTable, name_text
from ui.today.check_in_panel import CheckInPanel
from ui.today.figures import figures
from ui.today.panel import BoardPanel
from ui.today.room_panel import RoomPanel
from ui.today.rooms_view import RoomsView
from ui.today.row_acts import RowActs
from ui.today.walk_in_panel import WalkInPanel
from ui.today.words import stage_words

TIMER_MS = 30_000
REPEAT_SECONDS = 0.7
"""For how long after an act a second Enter is the first one pressed twice."""
_MOVES = (
    ("Y", "ready_for_room"),
    ("P", "ready_for_provider"),
    ("W", "with_provider"),
    ("S", "staff_work"),
    ("C", "ready_for_checkout"),
)


class TodayScreen(Screen):
    """The board. `money_wanted` and `label_wanted` give the row that money or a label is asked for."""

    watches: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.VISIT, Kind.APPOINTMENT, Kind.ROOM, Kind.PATIENT, Kind.COVERAGE, Kind.PAYMENT, Kind.ALLERGY}
    )
    label_wanted = Signal(object)
    money_wanted = Signal(object)

    def __init__(self, desk: Desk, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(desk, self.tr("Today"), "today", parent)
        self._today = today
        self.board: DayBoard | None = None
        self._wanted: Go | None = None
        self._rooms: tuple[RoomCard, ...] = ()
        self._acted_on: Id | None = None
        self._acted_at = -REPEAT_SECONDS
        self._asked_about: Id | None = None
        self._money_next = False
        self.acts = RowActs(desk, self, self.said.emit, self._after)
        self._build()
        self._bind_keys()
        theme().changed.connect(self._fit_side)
        self.side.currentChanged.connect(lambda _number: self._fit_side())
        self._timers = QTimer(self, interval=TIMER_MS)
        self._timers.timeout.connect(self.refresh_soon)
        self._timers.start()

    # -- what is seen ---------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = Column(self, space=12, margins=(20, 16, 20, 16))
        self.head = PageHead(self.tr("Today"), "")
        choices = [("flow", self.tr("Flow")), ("rooms", self.tr("Rooms"))]
        self.views = Segmented(choices, "flow", label=self.tr("View"))
        self.views.changed.connect(self._show_view)
        self.head.add_beside_title(self.views)
        self.walk_in_button = secondary(self.tr("Walk-in"), icon="user-plus", name="walk_in_open")
        self.book_button = primary(self.tr("Book"), icon="calendar-plus", name="book")
        self.walk_in_button.clicked.connect(self.open_walk_in)
        self.book_button.clicked.connect(self.open_book)
        self.head.add_button(self.walk_in_button)
        self.head.add_button(self.book_button)
        self.metrics = MetricStrip(figures(None))
        column.addWidget(self.head)
        column.addWidget(self.metrics)
        middle = Row(space=12)
        middle.addWidget(self._board_card(), 1)
        middle.addWidget(self._side())
        column.addLayout(middle, 1)

    def _board_card(self) -> QStackedWidget:
        card = Card(flush=True)
        self.table = BoardTable(card)
        self.table.selected.connect(self._selected)
        self.table.opened.connect(self._opened)
        self.nobody = EmptyState(self.tr("Nobody is booked today. Book a visit or take a walk-in."))
        card.add(self.table, self.nobody)
        self.rooms_view = RoomsView()
        self.rooms_view.ready_wanted.connect(self._room_cleaned)
        self.left_side = QStackedWidget()
        self.left_side.addWidget(card)
        self.left_side.addWidget(self.rooms_view)
        return self.left_side

    def _side(self) -> QStackedWidget:
        self.panel = BoardPanel(self.desk)
        self.check_in_panel = CheckInPanel()
        self.room_panel = RoomPanel()
        self.walk_in_panel = WalkInPanel(self.desk)
        self.side = QStackedWidget()
        for panel in (self.panel, self.check_in_panel, self.room_panel, self.walk_in_panel):
            self.side.addWidget(panel)
            panel.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab stops at what shows that it has the keys
        self.panel.next_wanted.connect(self.do_next)
        self.panel.chart_wanted.connect(self._chart_of_selected)
        self.panel.label_wanted.connect(lambda: self._tell(self.label_wanted))
        self.panel.note_kept.connect(lambda _visit: self.refresh())
        self.panel.left.connect(self.back_to_board)
        self.check_in_panel.wanted.connect(self._check_in)
        self.check_in_panel.left.connect(self.back_to_board)
        self.check_in_panel.payer.edited.connect(self._ask_due)
        self.room_panel.chosen.connect(self._room)
        self.room_panel.left.connect(self.back_to_board)
        self.walk_in_panel.wanted.connect(self._walk_in)
        self.walk_in_panel.left.connect(self.back_to_board)
        self.walk_in_panel.register_wanted.connect(
            lambda typed: self.go.emit(Go("patients", None, "new_walk_in", typed))
        )
        return self.side

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()

    def _fit_side(self) -> None:
        """Give the side as much as the panel in sight takes: one out of sight may want more."""
        for panel in self.side.findChildren(SidePanel):
            panel.rescale()
        current = self.side.currentWidget()
        self.side.setFixedWidth((current if isinstance(current, SidePanel) else self.room_panel).width())

    def _bind_keys(self) -> None:
        """Letters act only while the list has the keyboard; what needs no row works everywhere here."""
        add = self.table.keys.add
        add("A", self.tr("Check in the selected patient"), self.open_check_in)
        add("R", self.tr("Room the selected patient"), self.open_room)
        for key, state in _MOVES:
            add(key, stage_words(state), partial(self._move, state))
        add("D", self.tr("Check out, done"), self.do_done)
        add("N", self.tr("No-show"), self.do_no_show)
        add("$", self.tr("Take a payment"), self.take_money)
        self.table.keys.describe("Return", self.tr("Open the chart of the selected patient"))
        self.keys.add("Ctrl+W", self.tr("Walk-in"), self.open_walk_in)
        self.keys.add("Ctrl+B", self.tr("Book"), self.open_book)

    def refresh(self) -> None:
        self.desk.ask(day_board, self._today(), done=self._show_board, owner=self)
        self.desk.ask(room_board, done=self._show_rooms, owner=self)

    def _show_board(self, board: DayBoard) -> None:
        first = self.board is None
        self.board = board
        self.metrics.set_metrics(figures(board.metrics))
        self.table.records.set_records(board.rows)
        self.nobody.setVisible(not board.rows)
        self.table.setVisible(bool(board.rows))
        acted_on, self._acted_on = self._acted_on, None
        if acted_on is not None:
            self.select_row(acted_on)
        elif first and self.table.selected_record() is None:
            self.table.select_first()
        self._selected(self.table.selected_record())
        self._arrive_at_wanted()
        self._go_on_to_money()

    def _show_rooms(self, rooms: tuple[RoomCard, ...]) -> None:
        self._rooms = rooms
        self.rooms_view.show_rooms(rooms)
        if self.side.currentWidget() is self.room_panel:
            self.room_panel.show_rooms(rooms)

    def _show_view(self, which: str) -> None:
        self.left_side.setCurrentIndex(1 if which == "rooms" else 0)

    def _selected(self, row: BoardRow | None) -> None:
        """Show whose row it is at once, and what is open as soon as that is known."""
        if row is None:
            self.panel.show_panel(None)
            return
        asking = self.side.currentWidget() in (self.check_in_panel, self.room_panel)
        if asking and row.facts.appointment_id != self._asked_about:
            self.side.setCurrentWidget(self.panel)
        shown = self.panel.shown
        if shown is None or shown.row.facts.appointment_id != row.facts.appointment_id:
            self.panel.show_row(row)
        self.desk.ask(visit_panel, row.id, done=self._show_panel, failed=lambda _error: True, owner=self)

    def _show_panel(self, panel: VisitPanel) -> None:
        row = self.table.selected_record()
        if row is not None and panel.row.id == row.id:
            self.panel.show_panel(panel)

    def select_row(self, record_id: Id) -> bool:
        """Stand on the row of a visit or an appointment; False where the board has no such row."""
        rows = self.board.rows if self.board is not None else ()
        row = next((row for row in rows if record_id in (row.id, row.facts.appointment_id)), None)
        return row is not None and self.table.select_key(row.facts.appointment_id)

    def back_to_board(self) -> None:
        """Show the panel of the selected row again and give the board the keys."""
        self.side.setCurrentWidget(self.panel)
        self.table.setFocus()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the keyboard where work is done: the panel that asks something, else the list."""
        panel = self.side.currentWidget()
        if isinstance(panel, CheckInPanel | RoomPanel | WalkInPanel):
            panel.start()
        else:
            self.table.setFocus(reason)

    def open_place(self, place: Go) -> None:
        """Select a visit or appointment of today and check it in ("check_in"), or begin a walk-in."""
        if place.act == "walk_in" and place.record is not None:
            self.open_walk_in(Choice(place.record, place.words))
        elif place.record is not None and (self.stale or not self._arrive_at(place)):
            self._wanted = place  # the board that comes next may have it
            self.refresh_soon()

    def _arrive_at(self, place: Go) -> bool:
        """Stand on the row of a place and begin its act; False where the board has no such row."""
        rows = self.board.rows if self.board is not None else ()
        if place.record is None or not any(
            place.record in (row.id, row.facts.appointment_id) for row in rows
        ):
            return False
        self.views.set_value("flow")
        self._show_view("flow")
        self.back_to_board()
        self.select_row(place.record)
        if place.act == "check_in":
            self.open_check_in()
        return True

    def _arrive_at_wanted(self) -> None:
        """Go where somebody wanted to go before the board was here."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None and not self._arrive_at(wanted):
            self.said.emit(Said(self.tr("This visit is not on today's board. Look at the calendar.")))

    # -- acts -----------------------------------------------------------------------------------------------

    def do_next(self) -> None:
        """Do what the primary button of the panel says."""
        shown = self.panel.shown
        act = shown.next_action if shown is not None else None
        if act is None:
            return
        doing = {"arrived": self.open_check_in, "rooming": self.open_room, "done": self.do_done}
        doing.get(act.to, partial(self._move, act.to))()

    def open_check_in(self) -> None:
        row = self._row(Group.EXPECTED, Group.NOT_SEEN)
        if row is not None:
            self.desk.ask(check_in_view, row.id, done=self._ask_check_in, owner=self)

    def _ask_check_in(self, view: CheckInView) -> None:
        row = self.table.selected_record()
        if row is None or row.facts.appointment_id != view.appointment_id:
            return  # another row was chosen meanwhile
        self.check_in_panel.show_view(view, new_id())
        self._ask_about(view.appointment_id, self.check_in_panel)
        self.check_in_panel.start()
        self._ask_due()

    def _ask_due(self) -> None:
        """Ask what the visit will cost at the desk, by the payer that the panel names."""
        panel = self.check_in_panel
        view = panel.view
        if view is None:
            return
        answers = panel.answers()

        def known(due: AmountDue) -> None:
            if panel.view is view:
                panel.money.show_due(due)

        self.desk.ask(
            amount_due_at_check_in,
            view.appointment_id,
            answers.payer_coverage_id,
            answers.self_pay,
            done=known,
            failed=lambda error: isinstance(error, NotPermitted),
            owner=self,
        )

    def _check_in(self, command: CheckIn) -> None:
        def failed(_error: Exception) -> bool:
            self.check_in_panel.refused()
            return False

        self.desk.do(check_in, command, done=self._arrived, failed=failed, owner=self)

    def _arrived(self, result: CheckedIn) -> None:
        here = self.side.currentWidget() is self.check_in_panel
        self._money_next = here and self.check_in_panel.then_money
        self.acts.arrived(result)

    def take_money(self) -> None:
        """Take a payment from the selected row; before the check-in there is no visit to put it on."""
        row = self._row(Group.WAITING, Group.IN_ROOMS, Group.CHECKOUT, Group.DONE, Group.EXPECTED)
        if row is None:
            return
        if row.facts.visit_id is None or row.group is Group.EXPECTED:
            words = self.tr("{name} is not here yet. Check in first (A); $ works there.")
            self.said.emit(Said(words.replace("{name}", name_text(row))))
            return
        self.money_wanted.emit(row)

    def _go_on_to_money(self) -> None:
        """Take the payment that the check-in was to go on with, once its row is here."""
        if self._money_next:
            self._money_next = False
            self.take_money()

    def open_walk_in(self, patient: Choice | None = None) -> None:
        """Begin a walk-in."""
        self.walk_in_panel.open(patient if isinstance(patient, Choice) else None)
        self.side.setCurrentWidget(self.walk_in_panel)
        self.walk_in_panel.start()

    def _walk_in(self, command: WalkIn) -> None:
        def failed(error: Exception) -> bool:
            self.walk_in_panel.refused()
            return self.walk_in_panel.form.show_error(error)

        self.desk.do(walk_in, command, done=self._arrived, failed=failed, owner=self)

    def open_book(self) -> None:
        """Book for the selected patient, or for anyone, in the calendar."""
        row = self.table.selected_record()
        self.go.emit(Go("calendar", row.facts.patient_id if row is not None else None, "book"))

    def open_room(self) -> None:
        row = self._row(Group.WAITING, Group.IN_ROOMS)
        if row is None:
            return
        mask_first = row.facts.mask_needed and not row.facts.mask_given
        self.room_panel.ask(row, self._rooms, mask_first)
        self._ask_about(row.facts.appointment_id, self.room_panel)
        self.room_panel.start()

    def _ask_about(self, appointment_id: Id, panel: SidePanel) -> None:
        """Show a panel that asks something about one row; it goes when another row is chosen."""
        self._asked_about = appointment_id
        self.side.setCurrentWidget(panel)

    def _room(self, number: str, mask_given: bool, reason: str) -> None:
        """Room the patient whom the panel names, whatever is selected by now."""
        rows = self.board.rows if self.board is not None else ()
        row = next((row for row in rows if row.facts.appointment_id == self._asked_about), None)
        if row is None or row.facts.visit_id is None:
            return
        command = RoomPatient(
            visit_id=row.facts.visit_id,
            version=row.facts.visit_version,
            room_number=number,
            mask_given=mask_given,
            acknowledged_reason=reason,
        )
        self.desk.do(room_patient, command, done=self._roomed, failed=self._not_roomed, owner=self)

    def _not_roomed(self, error: Exception) -> bool:
        if isinstance(error, NeedsAcknowledgement):
            self.room_panel.refuse(error.findings)
            return True
        if isinstance(error, RuleViolated) and error.field in ("room_number", "room_id"):
            self.room_panel.number.set_error(words_for(error.message))
            return True
        return False

    def _roomed(self, visit: VisitView) -> None:
        self.acts.roomed(visit)
        self.go.emit(Go("patients", visit.patient_id, f"vitals@{visit.visit_id}"))

    def _move(self, state: str) -> None:
        row = self._row(Group.WAITING, Group.IN_ROOMS, Group.CHECKOUT)
        if row is not None:
            self.acts.move(row, state)

    def do_done(self) -> None:
        """Go to checkout, where the visit ends."""
        row = self._row(Group.CHECKOUT, Group.IN_ROOMS)
        if row is not None and row.facts.visit_id is not None:
            self.go.emit(Go("billing", row.facts.visit_id, "checkout"))

    def do_no_show(self) -> None:
        row = self._row(Group.EXPECTED)
        if row is not None:
            self.acts.no_show(row)

    def _room_cleaned(self, room: RoomCard) -> None:
        command = RoomReady(room_id=room.room_id, version=room.version)
        self.desk.do(room_ready, command, done=self._turned, owner=self)

    def _turned(self, _room: RoomTurned) -> None:
        self.refresh()

    def _after(self, visit: VisitView) -> None:
        """Stand on the row that was acted on, wherever it is now; nobody else's act is offered meanwhile."""
        self._acted_on, self._acted_at = visit.appointment_id, time.monotonic()
        row = self.table.selected_record()
        if row is not None and row.facts.appointment_id != visit.appointment_id:
            self.table.select_nothing()
        elif row is not None:
            self.panel.show_row(row)
        self.back_to_board()
        self.refresh()

    def _row(self, *groups: Group) -> BoardRow | None:
        """Return the selected row if it stands in one of these groups; else say why nothing happened."""
        row = self.table.selected_record()
        if self.side.currentWidget() is not self.panel:
            return None
        if row is None:
            self.said.emit(Said(self.tr("Choose a row first.")))
            return None
        if row.group not in groups:
            words = self.tr("{name} is at “{stage}”: this key does not apply.")
            told = words.replace("{name}", name_text(row)).replace("{stage}", stage_words(row.stage))
            self.said.emit(Said(told))
            return None
        return row

    def _tell(self, signal: object) -> None:
        row = self.table.selected_record()
        if row is not None:
            signal.emit(row)  # type: ignore[attr-defined]

    def _opened(self, row: BoardRow) -> None:
        """Open the chart, unless it is the Enter of the act before, pressed twice."""
        if time.monotonic() - self._acted_at >= REPEAT_SECONDS:
            self._open_chart(row)

    def _open_chart(self, row: BoardRow) -> None:
        self.go.emit(Go("patients", row.facts.patient_id, _chart_of(row)))

    def _chart_of_selected(self) -> None:
        row = self.table.selected_record()
        if row is not None:
            self._open_chart(row)


def _chart_of(row: BoardRow) -> str:
    """Return the part of the chart that a row opens: the visit's, or the chart as it was left."""
    visit_id = row.facts.visit_id
    return f"vitals@{visit_id}" if visit_id is not None and row.group is Group.IN_ROOMS else ""
