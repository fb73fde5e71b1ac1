"""Calendar: a day by provider or room, booking in plain words, moving by key or mouse, live for everyone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.changes import Kind
from app.core.errors import NotFound
from app.core.ids import Id
from app.people.queries import patient_banner
from app.people.views import PatientBanner
from app.practice.queries import policy_table, practice_settings, providers, rooms, visit_types
from app.practice.views import PolicyView, SettingsView
from app.schedule.actions import BookAppointment, ChangeAppointment, MoveAppointment, RemoveBlock
from app.schedule.queries import appointment, day_schedule
from app.schedule.views import AppointmentView, DaySchedule
from ui.calendar.acts import Acts, Around, same_block
from ui.calendar.appointment_panel import AppointmentPanel
from ui.calendar.book_panel import BookPanel
from ui.calendar.calendar_head import CalendarHead
from ui.calendar.calendar_keys import bind_keys
from ui.calendar.calendar_side import CalendarSide
from ui.calendar.day_clock import DayClock, day_clock
from ui.calendar.day_view import DayView
from ui.calendar.ghost import Ghost
from ui.calendar.lists import Lists
from ui.calendar.openings import Slot
from ui.calendar.placing import Offered, Placed, place_day
from ui.calendar.side_panel import DayPanel
from ui.calendar.words import age_sex, full_name, minute_of
from ui.common.card import Card
from ui.common.desk import Desk
from ui.common.layout import Column, Row, rule
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.screen import Screen
from ui.common.search_field import Choice
from ui.common.words import at_the_practice, time_words

_STANDING = ("booked", "confirmed")


class CalendarScreen(Screen):
    """The calendar. `card_wanted(appointment id)` and `print_day_wanted(day)` ask for paper."""

    watches: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.APPOINTMENT, Kind.VISIT, Kind.PRACTICE, Kind.PATIENT}
    )
    card_wanted = Signal(object)
    print_day_wanted = Signal(object)

    def __init__(
        self,
        desk: Desk,
        today: Callable[[], date],
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, self.tr("Calendar"), "calendar", parent)
        self._today, self._now = today, now
        self.day = today()
        self.by = "provider"
        self.lists = Lists()
        self._zone = ""
        self._schedule: DaySchedule | None = None
        self._wanted_key: tuple[str, object] | None = None
        self._act_wanted: tuple[Id, str] | None = None
        self._same_day_again = False
        self._build()
        bind_keys(self)
        self.acts = Acts(
            desk, self, Around(self.said.emit, self.side.show_stop, self.side.close_stop, self._after)
        )

    # -- what is seen ---------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = Column(self, space=12, margins=(20, 16, 20, 16))
        self.head = CalendarHead()
        self.view = DayView(self._now)
        self.side = CalendarSide(self.desk, self._today)
        card = Card(flush=True)
        inside = Row(space=0)
        inside.addWidget(self.view, 1)
        inside.addWidget(rule(vertical=True))
        inside.addWidget(self.side)
        card.body.addLayout(inside, 1)
        column.addWidget(self.head)
        column.addWidget(card, 1)
        self._connect_panels()
        self.head.stepped.connect(self.step_day)
        self.head.today_wanted.connect(self.go_today)
        self.head.go_wanted.connect(self.ask_day)
        self.head.by_wanted.connect(self.show_by)
        self.head.block.clicked.connect(self.open_block)
        self.head.print_day.clicked.connect(lambda: self.print_day_wanted.emit(self.day))
        self.head.find_time.clicked.connect(self.find_a_time)
        self.view.selected.connect(self._selected)
        self.view.opened.connect(self._opened)
        self.view.free_chosen.connect(self._book_at)
        self.view.dropped.connect(self._dropped)
        self.view.held.connect(self.head.show_holding)
        self.setFocusProxy(self.view)

    def _connect_panels(self) -> None:
        side = self.side
        side.left.connect(self.back_to_day)
        self.details.pressed.connect(self.press)
        self.book_panel.wanted.connect(self._book)
        self.book_panel.offers_changed.connect(self._place)
        self.book_panel.resumed.connect(self._booking_is_back)
        side.cancel.wanted.connect(lambda command: self.acts.cancel(command, side.cancel.form.show_error))
        side.change.wanted.connect(self._change)
        side.block.wanted.connect(lambda command: self.acts.block(command, side.block.form.show_error))
        side.block_details.remove_wanted.connect(self._remove_block)
        side.go_to.chosen.connect(self._go_to)

    @property
    def details(self) -> AppointmentPanel:
        """The panel of the appointment that is selected."""
        return self.side.details

    @property
    def book_panel(self) -> BookPanel:
        """The panel in which appointments are booked."""
        return self.side.book

    def refresh(self) -> None:
        self.desk.ask(practice_settings, done=self._show_settings, owner=self)
        self.desk.ask(policy_table, "schedule", done=self._show_policy, owner=self)
        self.desk.ask(providers, done=lambda found: self._list(providers=found), owner=self)
        self.desk.ask(rooms, done=lambda found: self._list(rooms=found), owner=self)
        self.desk.ask(visit_types, done=lambda found: self._list(visit_types=found), owner=self)
        self._ask_day()

    def _show_settings(self, settings: SettingsView) -> None:
        self._zone = settings.zone

    def _show_policy(self, policy: PolicyView) -> None:
        self.view.step = int(policy.content["step_minutes"])

    def _list(self, **found: object) -> None:
        """Take in providers, rooms and, last, the kinds of visit; forms hear of it when they differ."""
        self.lists = replace(self.lists, **found)  # type: ignore[arg-type]
        if "visit_types" in found and self.lists != self.book_panel.lists:
            self.book_panel.offer(self.lists, self._zone)

    def _ask_day(self) -> None:
        day, by = self.day, self.by

        def found(schedule: DaySchedule) -> None:
            if (day, by) == (self.day, self.by):
                self._show_schedule(schedule)

        self.desk.ask(day_schedule, day, by, done=found, owner=self)

    @property
    def clock(self) -> DayClock:
        """The clock of the day in sight."""
        return day_clock(self.day, self._zone)

    def _show_schedule(self, schedule: DaySchedule) -> None:
        self._schedule = schedule
        self.head.show_day(self.day, self._today(), not schedule.hours)
        self._place()
        wanted, self._wanted_key = self._wanted_key, None
        item = self.view.item() if wanted is not None and self.view.select_key(wanted) else None
        if item is not None and item.entry is not None:
            self._ask_details(item.entry.appointment_id)
        else:
            self._show_details_again()

    def _place(self) -> None:
        """Lay the day out, with the openings that the booking panel offers on it."""
        if self._schedule is None or self._schedule.day != self.day:
            return
        slots = self.book_panel.offered() if self.side.shows(self.book_panel) else ()
        words = self.book_panel.length_words()
        offered = [
            Offered(slot.provider_id, self._position(slot), slot.minutes or 15, words)
            for slot in slots
            if slot.day == self.day and slot.provider_id is not None and self.by == "provider"
        ]
        before = self.view.day
        self._same_day_again = before is not None and (before.clock, before.by) == (self.clock, self.by)
        self.view.show_day(place_day(self._schedule, self.clock, offered))
        self._same_day_again = False

    def _position(self, slot: Slot) -> int:
        return self.clock.position(minute_of(slot.wall_start), slot.fold or 0)

    # -- going through the days -----------------------------------------------------------------------------

    def show_day(self, day: date, key: tuple[str, object] | None = None) -> None:
        """Show a day, and stand on an item of it where one is named."""
        self.day, self._wanted_key = day, key
        self._ask_day()

    def step_day(self, by: int) -> None:
        self.show_day(self.day + timedelta(days=by))

    def go_today(self) -> None:
        self.show_day(self._today())

    def ask_day(self) -> None:
        """Ask for the day to go to."""
        self._open(self.side.go_to)
        self.side.go_to.start()

    def _go_to(self, day: date) -> None:
        self.back_to_day()
        self.show_day(day)

    def show_by(self, by: str) -> None:
        """Show columns of providers or of rooms; what is held is put down."""
        self.by = by
        self.view.hold(None)
        self._ask_day()

    def open_place(self, place: Go) -> None:
        """Book for a patient ("book"), or show an appointment on its day, to "move" or "cancel" it."""
        self._act_wanted = None
        if place.act == "book":
            if not self.lists.visit_types:
                self.refresh()
            if place.record is None:
                self.open_book()
            else:
                self.desk.ask(patient_banner, place.record, done=self._book_for, owner=self)
        elif place.record is not None:
            self._act_wanted = (place.record, place.act) if place.act in ("move", "cancel") else None
            self.desk.ask(appointment, place.record, done=self._go_to_appointment, owner=self)

    def _go_to_appointment(self, view: AppointmentView) -> None:
        self.back_to_day()
        self.show_day(view.day, ("entry", view.id))

    # -- the panels -----------------------------------------------------------------------------------------

    def _open(self, panel: DayPanel) -> None:
        self.side.setCurrentWidget(panel)
        self._place()

    def back_to_day(self) -> None:
        """Show the panel of what is selected again and give the day the keys."""
        self._open(self.details)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _selected(self, item: Placed | None) -> None:
        """Show what is selected; what vanished from the same day is followed to where it went."""
        if self._same_day_again and self.details.shown is not None:
            return
        if item is None or item.entry is None:
            self.details.show_nothing()
        else:
            self._ask_details(item.entry.appointment_id)

    def _show_details_again(self) -> None:
        """Ask again about what the panel shows, also when it was moved elsewhere meanwhile."""
        if self.details.shown is not None:
            self._ask_details(self.details.shown.id)

    def _ask_details(self, appointment_id: Id) -> None:
        self.desk.ask(
            appointment,
            appointment_id,
            done=self._show_details,
            failed=lambda error: isinstance(error, NotFound),
            owner=self,
        )

    def _show_details(self, view: AppointmentView) -> None:
        self.details.show_view(view, self._today())
        found_in = self.view.schedule.placed(self.view.schedule.index_of(("entry", view.id)))
        self.details.show_person(found_in.entry if found_in is not None else None, self._today())
        self._do_wanted(view)
        other = view.moved_to or view.moved_from
        if other is None:
            return

        def found(moved: AppointmentView) -> None:
            if self.details.shown is not None and self.details.shown.id == view.id:
                self.details.show_view(view, self._today(), moved)

        self.desk.ask(appointment, other, done=found, failed=lambda _error: True, owner=self)

    def _do_wanted(self, view: AppointmentView) -> None:
        """Begin what somebody came for, once the appointment is in sight."""
        wanted, self._act_wanted = self._act_wanted, None
        if wanted is not None and wanted[0] == view.id:
            self.press(wanted[1])

    def _opened(self, item: Placed) -> None:
        if item.block is not None:
            name = self.lists.provider_name(item.block.provider_id)
            self.side.block_details.show_block(item.block, self.day, name)
            self._open(self.side.block_details)
            self.side.block_details.start()
            return
        self._open(self.details)
        first = next((button for button in self.details.buttons.values() if button.isVisible()), None)
        target = self.details.check_in if self.details.check_in.isVisible() else first
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def press(self, act: str) -> None:
        """Do what a button of the selected appointment's panel says: "confirm", "move", "cancel", ..."""
        view = self.details.shown
        if view is None:
            return
        doing: dict[str, Callable[[], object]] = {
            "confirm": lambda: self.acts.confirm(view, view.state != "confirmed"),
            "move": self.view.begin_move,
            "change": lambda: self._ask_change(view),
            "cancel": lambda: self._ask_cancel(view),
            "chart": lambda: self.go.emit(Go("patients", view.patient_id, "chart")),
            "card": lambda: self.card_wanted.emit(view.id),
            "check_in": lambda: self.go.emit(Go("today", view.id, "check_in", full_name(view))),
            "other": lambda: self._go_to_other(view),
        }
        doing[act]()

    def _go_to_other(self, view: AppointmentView) -> None:
        if view.moved_to is not None:
            self.desk.ask(appointment, view.moved_to, done=self._go_to_appointment, owner=self)

    def _ask_cancel(self, view: AppointmentView) -> None:
        self.side.cancel.ask(view)
        self._open(self.side.cancel)
        self.side.cancel.start()

    def _ask_change(self, view: AppointmentView) -> None:
        self.side.change.ask(view, self.lists)
        self._open(self.side.change)
        self.side.change.start()

    def _change(self, command: ChangeAppointment) -> None:
        before = self.side.change.view
        if before is not None:
            self.acts.change(command, before, self.side.change.form.show_error)

    # -- booking --------------------------------------------------------------------------------------------

    def open_book(self) -> None:
        """Begin a booking for the patient of the selected appointment, or for anyone."""
        self._begin_booking(None, None)

    def find_a_time(self) -> None:
        """Look for a time first; whom it is for may come after."""
        if not self.side.shows(self.book_panel):
            self._begin_booking(None, None)
        self.book_panel.start(at_when=True)

    def _book_for(self, banner: PatientBanner) -> None:
        about = age_sex(banner.birth_date, str(banner.sex), self._today())
        self._begin_booking(Choice(banner.id, banner.name, about), None)

    def _begin_booking(self, patient: Choice | None, slot: Slot | None) -> None:
        self.book_panel.open(patient, slot)
        self._open(self.book_panel)
        self.book_panel.start()

    def _booking_is_back(self, at: datetime) -> None:
        """Open the booking that a lock or a crash cut off."""
        self._open(self.book_panel)
        self.book_panel.start()
        words = self.tr("The booking you had begun at {time} is back. Esc leaves it.")
        self.said.emit(Said(words.replace("{time}", time_words(at_the_practice(at)))))

    def _book_at(self, column: int, position: int) -> None:
        """Book in free time that was pointed at, for the patient already in the panel where there is one."""
        day = self.view.day
        if day is None:
            return
        wall = day.clock.wall_at(position)
        where = day.columns[column]
        fold = wall.fold if day.clock.comes_twice(wall.minute) else None
        provider = where.id if self.by == "provider" else None
        room = where.id if self.by == "room" else None
        slot = Slot(day.clock.day, wall.text, None, fold, provider, where.title if provider else "", room)
        known = self.book_panel.patient.choice if self.side.shows(self.book_panel) else None
        self._begin_booking(known, slot)

    def _book(self, command: BookAppointment) -> None:
        card = self.book_panel.print_card.value()

        def booked(view: AppointmentView) -> None:
            self.book_panel.keeper.finish()
            if card:
                self.card_wanted.emit(view.id)

        self.acts.book(command, booked, self.book_panel.refused)

    # -- moving ---------------------------------------------------------------------------------------------

    def _dropped(self, ghost: Ghost) -> None:
        entry, column, clock = ghost.entry, self.view.columns[ghost.column], day_clock(ghost.day, self._zone)
        if ghost.resizing:
            self._resize(ghost)
            return
        wall = clock.wall_at(ghost.start)
        self.acts.move(
            MoveAppointment(
                appointment_id=entry.appointment_id,
                version=entry.version,
                day=ghost.day,
                wall_start=wall.text,
                fold=wall.fold if clock.comes_twice(wall.minute) else None,
                provider_id=column.id if self.by == "provider" else None,
                room_id=column.id if self.by == "room" else None,
                no_room=self.by == "room" and column.id is None,
            )
        )

    def _resize(self, ghost: Ghost) -> None:
        def known(before: AppointmentView) -> None:
            command = ChangeAppointment(
                appointment_id=before.id, version=ghost.entry.version, minutes=ghost.minutes
            )
            self.acts.change(command, before)

        self.desk.ask(appointment, ghost.entry.appointment_id, done=known, owner=self)

    # -- blocks ---------------------------------------------------------------------------------------------

    def open_block(self) -> None:
        """Begin a block where the person stands."""
        day, stop = self.view.day, self.view.stop
        minute = day.clock.wall_at(stop.position).minute if day is not None and stop is not None else 12 * 60
        provider = day.columns[stop.column].id if day and stop and self.by == "provider" else None
        self.side.block.ask(self.lists, self.day, provider, minute)
        self._open(self.side.block)
        self.side.block.start()

    def _remove_block(self, command: RemoveBlock) -> None:
        block = self.side.block_details.block
        self.acts.unblock(command, same_block(block, self.day) if block is not None else None)

    # -- after an act ---------------------------------------------------------------------------------------

    def _after(self, view: AppointmentView | None) -> None:
        """Stand on what an act made or moved, on its day, and give the day the keys again."""
        self.back_to_day()
        if view is None:
            self.show_day(self.day)
            return
        self._show_details(view)
        stands = view.state in _STANDING
        self.show_day(view.day if stands else self.day, ("entry", view.id) if stands else None)
