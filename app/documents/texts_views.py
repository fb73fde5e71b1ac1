"""What screens receive about the words on paper and what was printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.core.ids import Id


@dataclass(frozen=True)
class InstructionsView:
    """What a patient takes home in words, line by line; `version` 0: nothing is written yet."""

    version: int = 0
    found: tuple[str, ...] = ()
    to_do: tuple[str, ...] = ()
    call_911: tuple[str, ...] = ()
    call_us: tuple[str, ...] = ()
    written_by: str = ""


@dataclass(frozen=True)
class PrintedLine:
    """One paper that was printed: its kind, and what makes it again.

    `title` names what the kind does not tell: the handout, the receipt's number; `visit_day` its visit. `at`
    is the practice's wall time.
    """

    id: Id
    kind: str
    subject: str
    visit_id: Id | None
    language: str
    pages: int
    at: datetime
    by: str
    title: str = ""
    visit_day: date | None = None
    is_today: bool = False
    includes_private: bool = False
    large_print: bool = False


@dataclass(frozen=True)
class StandingText:
    """A standing text of the practice's paper; `reviewed_by` "" means: not yet reviewed.

    `title` is that of a handout in its own language, "" for the summary; `grade` its reading grade.
    """

    text: str
    language: str
    sha256: str
    reviewed_by: str
    reviewed_on: date | None
    title: str = ""
    summary: str = ""
    grade: str = ""


@dataclass(frozen=True)
class PaperPatient:
    """What the choice of a paper needs of a patient: whose it is, and in which language.

    `language` is the patient's own, `paper_language` the one that papers have: another is printed in English.
    A minor's papers may be read by a guardian.
    """

    patient_id: Id
    name: str
    mrn: str
    birth_date: date | None
    language: str
    language_name: str
    paper_language: str
    minor: bool = False


@dataclass(frozen=True)
class VisitPapers:
    """What goes home from a visit: receipts by number, the next appointment, handouts given."""

    visit_id: Id
    patient_id: Id
    receipts: tuple[int, ...]
    appointment_id: Id | None
    handouts: tuple[str, ...]
