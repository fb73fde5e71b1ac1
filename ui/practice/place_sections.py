"""What the calendar and the board are made of: providers, rooms, kinds of visit."""

from __future__ import annotations

from app.practice.queries import locations, policy_table, providers, rooms, staff, visit_types
from app.practice.views import LocationView, PolicyView, ProviderView, RoomView, StaffLine, VisitTypeView
from ui.common.chip import ChipText
from ui.common.desk import Desk
from ui.common.record_table_model import Column, RecordTableModel
from ui.practice.editor import Editor
from ui.practice.list_section import ListSection, ListTexts
from ui.practice.place_editors import ProviderEditor, RoomEditor, VisitTypeEditor
from ui.practice.words import COLOURS, COPAYS, KINDS, TONES, word_of, words
from ui.theme.tokens import Tone

ROOM_STATES = {
    "ready": ("Ready", Tone.ACCENT),
    "occupied": ("Occupied", Tone.INFO),
    "to_clean": ("To clean", Tone.NEUTRAL),
    "out_of_service": ("Out of service", Tone.WARNING),
}


def in_use(active: bool) -> tuple[ChipText, ...]:
    """Return whether something is in use."""
    return (ChipText(words("In use"), Tone.ACCENT),) if active else (ChipText(words("Closed")),)


def next_position(there: tuple[int, ...]) -> int:
    """Return the place behind all others."""
    return max(there, default=0) + 1


class ProvidersSection(ListSection[ProviderView]):
    """The columns of the calendar in their order."""

    def __init__(self, desk: Desk, *, changes: bool) -> None:
        texts = ListTexts(
            "providers",
            words("Providers"),
            words("The columns of the calendar, in their order"),
            words("Add a provider"),
            words("The columns of the calendar will stand here."),
        )
        self.people: tuple[StaffLine, ...] = ()
        model = RecordTableModel(self._columns(), lambda one: one.id)
        super().__init__(desk, texts, model, adds=changes, edits=changes)

    def _columns(self) -> list[Column[ProviderView]]:
        return [
            Column("order", words("Order"), lambda one: str(one.position), sort=_order, width=64),
            Column(
                "name",
                words("Name"),
                lambda one: one.name,
                strong=lambda one: one.active,
                width=180,
                stretch=2,
            ),
            Column("short", words("Short name"), lambda one: one.short_name, width=130, stretch=1),
            Column("kind", words("Kind"), lambda one: word_of(KINDS, one.kind), width=120),
            Column("login", words("Sign-in"), self._login, width=100, optional=True),
            Column("npi", words("NPI"), lambda one: one.npi, width=110, optional=True),
            Column(
                "state",
                words("State"),
                lambda one: in_use(one.active)[0].text,
                chips=lambda one: in_use(one.active),
                width=90,
            ),
        ]

    def _login(self, one: ProviderView) -> str:
        return next((person.login for person in self.people if person.id == one.account_id), "")

    def refresh(self) -> None:
        self.desk.ask(staff, inactive=True, done=self._took_people, owner=self)
        self.desk.ask(providers, inactive=True, done=self.show_records, owner=self)

    def _took_people(self, people: tuple[StaffLine, ...]) -> None:
        self.people = people

    def make_editor(self, record: ProviderView | None) -> Editor:
        place = next_position(
            tuple(one.position for one in self.table.records.records if one.kind != "staff")
        )
        return ProviderEditor(self.desk, self.people, record, place, self.take_back)


def _order(one: ProviderView | RoomView | VisitTypeView) -> int:
    return one.position


class RoomsSection(ListSection[RoomView]):
    """The exam rooms."""

    def __init__(self, desk: Desk, *, changes: bool) -> None:
        texts = ListTexts(
            "rooms",
            words("Rooms"),
            words("In the order of the board"),
            words("Add a room"),
            words("The exam rooms will stand here."),
        )
        self.location: LocationView | None = None
        model = RecordTableModel(room_columns(), lambda one: one.id)
        super().__init__(desk, texts, model, adds=changes, edits=changes)

    def refresh(self) -> None:
        self.desk.ask(locations, done=self._took_locations, owner=self)
        self.desk.ask(rooms, inactive=True, done=self.show_records, owner=self)

    def _took_locations(self, found: tuple[LocationView, ...]) -> None:
        self.location = found[0] if found else None

    def make_editor(self, record: RoomView | None) -> Editor | None:
        if self.location is None:
            return None
        place = next_position(tuple(one.position for one in self.table.records.records))
        return RoomEditor(self.desk, self.location.id, record, place, self.take_back)


def room_chips(one: RoomView) -> tuple[ChipText, ...]:
    """Return how a room stands, or that it is closed for good."""
    if not one.active:
        return in_use(False)
    word, tone = ROOM_STATES[one.state]
    return (ChipText(words(word), tone),)


def room_columns() -> list[Column[RoomView]]:
    """Return the columns of rooms."""
    return [
        Column("order", words("Order"), lambda one: str(one.position), sort=_order, width=64),
        Column(
            "name", words("Name"), lambda one: one.name, strong=lambda one: one.active, width=160, stretch=1
        ),
        Column("state", words("State"), lambda one: room_chips(one)[0].text, chips=room_chips, width=130),
        Column("reason", words("Out of service because"), lambda one: one.out_of_service_reason, stretch=2),
    ]


class VisitTypesSection(ListSection[VisitTypeView]):
    """The kinds of visit."""

    def __init__(self, desk: Desk, *, changes: bool) -> None:
        texts = ListTexts(
            "visit_types",
            words("Visit types"),
            words("What is booked keeps its length"),
            words("Add a visit type"),
            words("The kinds of visit will stand here."),
        )
        self.templates: tuple[tuple[str, str], ...] = ()
        model = RecordTableModel(self._columns(), lambda one: one.id)
        super().__init__(desk, texts, model, adds=changes, edits=changes)

    def _columns(self) -> list[Column[VisitTypeView]]:
        return [
            Column("order", words("Order"), lambda one: str(one.position), sort=_order, width=64),
            Column(
                "name",
                words("Name"),
                lambda one: one.name,
                strong=lambda one: one.active,
                width=140,
                stretch=2,
            ),
            Column(
                "spanish", words("In Spanish"), lambda one: one.name_es, width=150, stretch=1, optional=True
            ),
            Column(
                "minutes",
                words("Minutes"),
                lambda one: str(one.minutes),
                sort=lambda one: one.minutes,
                width=80,
                numeric=True,
            ),
            Column("colour", words("Color"), _colour, chips=_colour_chips, width=90),
            Column(
                "copay", words("Copay"), lambda one: word_of(COPAYS, one.copay_kind), width=130, stretch=1
            ),
            Column("note", words("Note"), self._template, width=110, optional=True),
            Column(
                "state",
                words("State"),
                lambda one: in_use(one.active)[0].text,
                chips=lambda one: in_use(one.active),
                width=80,
            ),
        ]

    def _template(self, one: VisitTypeView) -> str:
        return dict(self.templates).get(one.note_template, one.note_template)

    def refresh(self) -> None:
        self.desk.ask(policy_table, "notes", done=self._took_notes, owner=self)
        self.desk.ask(visit_types, inactive=True, done=self.show_records, owner=self)

    def _took_notes(self, notes: PolicyView) -> None:
        self.templates = tuple((name, one["title"]) for name, one in notes.content["templates"].items())

    def make_editor(self, record: VisitTypeView | None) -> Editor:
        place = next_position(tuple(one.position for one in self.table.records.records))
        return VisitTypeEditor(self.desk, self.templates, record, place, self.take_back)


def _colour(one: VisitTypeView) -> str:
    return word_of(COLOURS, one.colour)


def _colour_chips(one: VisitTypeView) -> tuple[ChipText, ...]:
    return (ChipText(_colour(one), TONES.get(one.colour, Tone.NEUTRAL)),)
