"""What the record of who did what hands on: questions about it, lines of it, one act in full."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.core.ids import Id


class Happening(StrEnum):
    """What sort of thing a line of the record tells, as people ask for it."""

    SIGN_IN = "sign_in"
    LOOKED = "looked"
    SEARCHED = "searched"
    CHANGED = "changed"
    SIGNED = "signed"
    UNDONE = "undone"
    PRINTED = "printed"
    EXPORTED = "exported"
    IMPORTED = "imported"
    ASKED = "asked"
    OVERRIDDEN = "overridden"
    REFUSED = "refused"
    BREAK_GLASS = "break_glass"
    STAFF = "staff"
    KEYS = "keys"
    BACKUP = "backup"
    CHECKED = "checked"
    OTHER = "other"


class SortBy(StrEnum):
    """The columns of the list. Time is the order of the record itself, which no clock can change."""

    TIME = "time"
    PERSON = "person"
    PATIENT = "patient"
    MRN = "mrn"
    KIND = "kind"
    WHAT = "what"
    WHERE = "where"


@dataclass(frozen=True)
class RecordAsked:
    """Which lines are wanted; what is None or "" narrows nothing. Days are the practice's, both included.

    `text` is looked for in the words of the act ("note addendum"), every word of it.
    """

    patient_id: Id | None = None
    person_id: Id | None = None
    since: date | None = None
    until: date | None = None
    happening: Happening | None = None
    text: str = ""


@dataclass(frozen=True)
class RecordFound:
    """The numbers of the lines that were found, in the order asked for: 8 bytes each, however many.

    `head` is the last row that the record had then: a paper of these lines goes up to it and no further.
    """

    numbers: array[int] = field(repr=False)
    total: int
    head: int = 0


@dataclass(frozen=True)
class RecordLine:
    """One act, view or event. `number` is its place in the record; `at` the practice's wall time.

    `reason` is "" where it may hold what the reader may not see; `more` says which paper, or how many rows.
    """

    number: int
    at: datetime
    person: str
    patient_id: Id | None
    patient: str
    mrn: str
    happening: Happening
    what: str
    where: str
    reason: str = ""
    more: str = ""


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, in words; `hidden`: it changed, and what it said is not for the reader."""

    field: str
    before: str
    after: str
    hidden: bool = False


@dataclass(frozen=True)
class RecordChange:
    """One record that an act made or changed: what it is ("Appointment"), whose, and its fields."""

    kind: str
    made: bool
    patient: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class ActInFull:
    """One act with everything that it changed. `hidden`: some of it is not for the reader.

    `left_out` counts records beyond those shown.
    """

    line: RecordLine
    roles: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    changes: tuple[RecordChange, ...]
    hash: str
    hidden: bool = False
    left_out: int = 0


@dataclass(frozen=True)
class RecordPerson:
    """Somebody who stands in the record: name, roles as words, and whether they still sign in."""

    id: Id
    name: str
    roles: tuple[str, ...]
    active: bool


@dataclass(frozen=True)
class ChartLook:
    """One person's dealings with a chart: how often they looked and at what, what they changed and took out.

    Each part comes with how often: (("Chart summary", 3), ("Medications", 1)).
    """

    person: str
    roles: tuple[str, ...]
    first: datetime
    last: datetime
    looks: int
    changes: int
    sections: tuple[tuple[str, int], ...]
    papers: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ChartLooks:
    """Who looked at a patient's chart, the latest first; `since` is the first time the record tells of it."""

    patient_id: Id
    patient: str
    mrn: str
    people: tuple[ChartLook, ...]
    since: datetime | None = None


@dataclass(frozen=True)
class RecordHead:
    """The last line of the record: its number and the hash (64 hexadecimal digits) that proves all before."""

    number: int
    hash: str
