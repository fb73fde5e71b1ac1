"""What the calendar, the booking form and the appointment card receive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.core.findings import Message
from app.core.ids import Id

# The words that commands take; screens get them here, for they never import a model.
from app.schedule.model import BlockKind as BlockKind

WHOLE_DAY = 24 * 60


@dataclass(frozen=True)
class AppointmentView:
    """One appointment with the names around it; all that an appointment card says.

    `state` is a word of AppointmentState. Moved from another one: `moved_from`; moved on: `moved_to`.
    """

    id: Id
    version: int
    patient_id: Id
    patient_last_name: str
    patient_first_name: str
    provider_id: Id
    provider: str
    provider_short: str
    visit_type_id: Id
    visit_type: str
    visit_type_es: str
    preparation: str
    colour: str
    location: str
    room_id: Id | None
    room: str
    day: date
    wall_start: str
    zone: str
    fold: int
    minutes: int
    starts_at: datetime
    state: str
    reason: str
    note: str
    cancel_reason: str
    overlap_reason: str
    walk_in: bool
    visit_begun: bool
    moved_to: Id | None
    moved_from: Id | None


@dataclass(frozen=True)
class AppointmentLine:
    """An appointment of a patient's list; `visit` is where its visit stands (VisitState), "" without one."""

    view: AppointmentView
    visit: str


@dataclass(frozen=True)
class PatientAppointments:
    """A patient's appointments: those to come, the next one first; the others, the latest first."""

    coming: tuple[AppointmentLine, ...]
    others: tuple[AppointmentLine, ...]


@dataclass(frozen=True)
class ScheduleEntry:
    """One appointment in a column. Minutes count from midnight on the wall; lanes share the width."""

    appointment_id: Id
    version: int
    patient_id: Id
    patient_last_name: str
    patient_first_name: str
    birth_date: date | None
    sex: str
    mrn: str
    wall_start: str
    fold: int
    start_minute: int
    minutes: int
    lane: int
    lanes: int
    visit_type: str
    colour: str
    reason: str
    note: str
    provider_short: str
    room: str
    state: str
    walk_in: bool
    visit_begun: bool


@dataclass(frozen=True)
class BlockView:
    """A time that is not for booking. `kind` is a word of BlockKind."""

    block_id: Id
    version: int
    provider_id: Id
    kind: str
    note: str
    start_minute: int
    minutes: int
    weekly: bool


@dataclass(frozen=True)
class Opening:
    """A free stretch inside the hours, from now on."""

    start_minute: int
    minutes: int


@dataclass(frozen=True)
class ScheduleColumn:
    """One provider or room of a day. `id` is None for "no room yet"; `booked` counts the appointments."""

    id: Id | None
    name: str
    booked: int
    entries: tuple[ScheduleEntry, ...]
    blocks: tuple[BlockView, ...]
    openings: tuple[Opening, ...]


@dataclass(frozen=True)
class DaySchedule:
    """A day of the calendar. `hours` are the open times in minutes on the wall; none: closed."""

    day: date
    by: str
    hours: tuple[tuple[int, int], ...]
    columns: tuple[ScheduleColumn, ...]

    @property
    def booked(self) -> int:
        return sum(column.booked for column in self.columns)


@dataclass(frozen=True)
class TimeQuestion:
    """A wish for a time. Days are included at both ends; minutes count from midnight on the wall.

    `target` is the day meant by "2 weeks": days from it on are offered before those ahead of it.
    `weekdays` empty means any (0 is Monday). `reason` keeps the words that named no type of visit; `unclear`
    is a word that nearly says a time, and `meant` what it nearly says ("tody", "today").
    """

    first_day: date
    last_day: date
    target: date
    weekdays: tuple[int, ...] = ()
    from_minute: int = 0
    to_minute: int = WHOLE_DAY
    near_minute: int | None = None
    provider_id: Id | None = None
    visit_type_id: Id | None = None
    minutes: int | None = None
    patient_id: Id | None = None
    reason: str = ""
    exact_days: bool = True
    limit: int = 3
    unclear: str = ""
    meant: str = ""


@dataclass(frozen=True)
class Offer:
    """A free time that can be booked as it stands."""

    day: date
    wall_start: str
    minutes: int
    provider_id: Id
    provider_short: str


@dataclass(frozen=True)
class FoundTimes:
    """The answer to a wish: what was understood, the offers, and whether days were added to find any.

    `closed`: the practice is never open at the time asked for; the offers are the nearest to it.
    """

    question: TimeQuestion
    understood: tuple[Message, ...]
    offers: tuple[Offer, ...]
    widened: bool
    closed: bool = False
