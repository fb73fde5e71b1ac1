"""What the Today board, its panel and the check-in panel receive; the words that a check-in answers with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.chart.allergies.views import BannerAllergies
from app.core.dates import Age
from app.core.findings import Message
from app.core.ids import Id
from app.people.views import CoverageView
from app.visits.views import NextAction, VisitRow, VisitView


class Identifier(StrEnum):
    """What identity was checked by; a check-in takes two."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    PHOTO = "photo"
    ADDRESS = "address"
    PHONE = "phone"


class Sign(StrEnum):
    """The signs that the respiratory screen asks for."""

    FEVER = "fever"
    COUGH = "cough"
    RASH = "rash"


class Asked(StrEnum):
    """What came of asking whether address, phone and the like are still right."""

    CONFIRMED = "confirmed"
    CHANGED = "changed"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class Answers:
    """What was answered at the desk. `screened` False: the signs were not asked for.

    The payer of the visit is one coverage, or the patient (`self_pay`), or not named yet.
    """

    identified_by: tuple[Identifier, ...] = ()
    demographics: Asked = Asked.NOT_ASKED
    coverage_confirmed: bool = False
    payer_coverage_id: Id | None = None
    self_pay: bool = False
    screened: bool = False
    signs: tuple[Sign, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class CheckedIn:
    """A patient who has arrived; `mask_first`: mask and room come before everything else."""

    visit: VisitView
    mask_first: bool


class PointState(StrEnum):
    """How a point of the check-in stands."""

    DONE = "done"
    OPEN = "open"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Point:
    """One point before rooming. `chip` is what the row says while it is not done ("" for nothing)."""

    id: str
    state: PointState
    message: Message
    chip: str = ""


class Tone(StrEnum):
    """How a chip is coloured; its text says the same without colour."""

    GOOD = "good"
    NEUTRAL = "neutral"
    INFO = "info"
    WARNING = "warning"
    DANGER = "danger"


@dataclass(frozen=True)
class Chip:
    """A short word about a row's readiness."""

    message: Message
    tone: Tone


class Group(StrEnum):
    """The headings of the board, in their order."""

    WAITING = "waiting"
    IN_ROOMS = "in_rooms"
    CHECKOUT = "checkout"
    EXPECTED = "expected"
    DONE = "done"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True)
class BoardRow:
    """One line of the board. `id` is the visit's, or the appointment's while somebody is expected.

    `stage` is a word of VisitState, for those expected of AppointmentState. `wait_minutes` runs from the door
    in the waiting room, else from the last step; `room_minutes` from the first room. `over` names the
    threshold passed, "" for none. `room_offered` is the room for a patient who must not sit and wait.
    """

    id: Id
    facts: VisitRow
    group: Group
    stage: str
    age: Age | None
    wait_minutes: int | None
    room_minutes: int | None
    over: str
    late_minutes: int | None
    room_offered: str
    looks_like: str
    chips: tuple[Chip, ...]
    next_action: NextAction | None
    sensitive: bool = False


@dataclass(frozen=True)
class BoardGroup:
    """A heading and its rows."""

    group: Group
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True)
class BoardMetrics:
    """The strip over the board. `median_wait` is minutes from door to room; None: nobody was roomed yet.

    `collected_cents` is what patients paid on the day less what they got back; None for those who may not
    see money. Until the drawer is counted (`cash_counted`), cash is left out of it: the count is blind.
    """

    expected: int
    waiting: int
    rooms_taken: int
    rooms_in_service: int
    done: int
    median_wait: int | None
    collected_cents: int | None = None
    cash_counted: bool = True


@dataclass(frozen=True)
class DayBoard:
    """The Today board of a day; groups without rows are left out."""

    day: date
    metrics: BoardMetrics
    groups: tuple[BoardGroup, ...]

    @property
    def rows(self) -> tuple[BoardRow, ...]:
        return tuple(row for group in self.groups for row in group.rows)


@dataclass(frozen=True)
class VisitPanel:
    """The panel beside the board: what is open before rooming, the plan, and the one next action.

    `allergies` is None while nobody has asked, empty when none are known, withheld where the chart is closed.
    """

    row: BoardRow
    points: tuple[Point, ...]
    plan: tuple[Message, ...]
    next_action: NextAction | None
    handoff_note: str
    allergies: BannerAllergies = None


@dataclass(frozen=True)
class ToConfirm:
    """What the desk reads out to be confirmed."""

    address: tuple[str, ...]
    phone: str
    email: str
    language: str
    interpreter_needed: bool
    photo_id: Id | None


@dataclass(frozen=True)
class CheckInView:
    """The check-in panel. `all_green`: Enter checks in, nothing is open but identity, which Enter confirms.

    `payer_offered` is the first coverage in force; `waiting` counts those who came before. `looks_like` is
    the name that another chart bears too.
    """

    appointment_id: Id
    appointment_version: int
    facts: VisitRow
    age: Age | None
    mask_first: bool
    points: tuple[Point, ...]
    all_green: bool
    to_confirm: ToConfirm
    coverages: tuple[CoverageView, ...]
    payer_offered: Id | None
    forms_due: tuple[str, ...]
    late_minutes: int | None
    waiting: int
    median_wait: int | None
    looks_like: str = ""
