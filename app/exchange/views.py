"""What an import reports."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.core.findings import Message
from app.core.ids import Id


@dataclass
class Tally:
    """What became of the resources of one type."""

    stored: int = 0
    known: int = 0
    attached_only: int = 0
    skipped: int = 0

    def add(self, other: "Tally") -> None:
        self.stored += other.stored
        self.known += other.known
        self.attached_only += other.attached_only
        self.skipped += other.skipped


@dataclass(frozen=True)
class Told:
    """One line of the report: the file, the resource ("Claim/42", "" for the whole file) and the reason."""

    file: str
    resource: str
    reason: Message


class Standing(StrEnum):
    """What a patient of an import is: with a new chart, known already, or with something to decide."""

    NEW = "new"
    KNOWN = "known"
    HELD = "held"


@dataclass
class ImportReport:
    """What an import did: patients new, known and held; resources by type; and what needs telling.

    Each patient of a bundle counts once: held if anything of them waits for a decision, although the rest was
    stored; known if they are here, or if somebody decided before that they stay out.
    """

    new: int = 0
    known: int = 0
    held: int = 0
    resources: dict[str, Tally] = field(default_factory=dict)
    problems: list[Told] = field(default_factory=list)
    patient_ids: list[Id] = field(default_factory=list)
    stopped: bool = False

    def tally(self, kind: str) -> Tally:
        return self.resources.setdefault(kind, Tally())

    def count(self, standing: Standing) -> None:
        """Count one patient."""
        self.new += standing is Standing.NEW
        self.known += standing is Standing.KNOWN
        self.held += standing is Standing.HELD

    def add(self, other: "ImportReport") -> None:
        """Take another report in."""
        self.new += other.new
        self.known += other.known
        self.held += other.held
        for kind, tally in other.resources.items():
            self.tally(kind).add(tally)
        self.problems += other.problems
        self.patient_ids += other.patient_ids


@dataclass(frozen=True)
class PersonSide:
    """One person as two are laid side by side: each field as it is shown, "" where nothing is known."""

    name: str
    birth_date: str
    sex: str
    phone: str
    address: str


@dataclass(frozen=True)
class Candidate:
    """A patient here who may be the held one."""

    patient_id: Id
    mrn: str
    person: PersonSide


@dataclass(frozen=True)
class HeldView:
    """What waits for a decision, as the person who decides sees it.

    `records` counts the resources that wait, `brings` by type. `changed_records`: the patient is known, and
    these resources came before with other content; then there is one candidate, and no new chart to make.
    """

    id: Id
    version: int
    file: str
    person: PersonSide
    records: int
    brings: tuple[tuple[str, int], ...]
    reason: Message
    changed_records: bool
    held_at: datetime
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Difference:
    """One field of a record that came again with other content: what it is about, ours and theirs."""

    kind: str
    about: str
    field: str
    ours: str
    theirs: str
