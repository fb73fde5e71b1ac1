"""What the papers of the record of who did what need: lines as they are read out, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.core.ids import Id
from app.documents.views import Person, Practice


@dataclass(frozen=True, slots=True)
class RecordPaperLine:
    """One line of the record. `patient` is name and MRN on two lines, "" for a line about no one patient."""

    number: int
    at: datetime
    person: str
    patient: str
    happening: str
    what: str
    where: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecordPaper:
    """Lines of the record that were asked for. `asked` says for what: pairs of a word and its value."""

    document_id: Id
    practice: Practice
    asked: tuple[tuple[str, str], ...]
    printed_at: datetime
    printed_by: str
    audit_head: str
    head_number: int
    lines: tuple[RecordPaperLine, ...]


@dataclass(frozen=True, slots=True)
class AccessPerson:
    """What one person did with a chart; parts of the chart and papers come with how often."""

    name: str
    roles: str
    first: datetime
    last: datetime
    looks: int
    changes: int
    sections: tuple[tuple[str, int], ...] = ()
    papers: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class AccessPaper:
    """The answer to a patient who asks who looked at the chart, from the record's first line of it on."""

    document_id: Id
    practice: Practice
    patient: Person
    printed_at: datetime
    since: date | None
    until: date
    people: tuple[AccessPerson, ...]
    audit_head: str
