"""What stands in each section of a chart, as a review sees it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.chart.allergies.model import Allergy, AllergyReview, AllergyStatus, Certainty
from app.chart.history.model import HistoryEntry, HistoryKind, ReproductiveHistory, SocialHistory
from app.chart.medications.model import Medication, MedicationReview, MedicationStatus
from app.chart.problems.model import Problem, ProblemStatus
from app.chart.review.model import ReviewOutcome, Section, SectionReview
from app.chart.review.rules import Content, Entry
from app.core.ids import Id
from app.store.work import Reading


def content_of(reading: Reading, patient_id: Id, section: Section) -> Content:
    """Return a section as it stands, with the last time that somebody went through it."""
    return _SECTIONS[section](reading, patient_id)


def last_review(reading: Reading, patient_id: Id, section: Section) -> SectionReview | None:
    """Return the newest signed review of a section."""
    return reading.session.scalars(
        sa.select(SectionReview)
        .where(SectionReview.patient_id == patient_id, SectionReview.section == section)
        .order_by(SectionReview.at.desc())
        .limit(1)
    ).first()


def _reviewed_at(
    reading: Reading, patient_id: Id, section: Section, *others: datetime | None
) -> datetime | None:
    """Return when the section was last gone through entry by entry."""
    found = reading.session.scalar(
        sa.select(sa.func.max(SectionReview.at)).where(
            SectionReview.patient_id == patient_id,
            SectionReview.section == section,
            SectionReview.outcome == ReviewOutcome.REVIEWED,
        )
    )
    return max((one for one in (found, *others) if one), default=None)


def _entries(rows: Sequence[Any], same_as: Callable[[Any], str]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            row.__tablename__,
            str(row.id),
            row.version,
            bool(row.source),
            getattr(row, "recorded_at", None) or row.at,
            same_as(row) or str(row.id),
        )
        for row in sorted(rows, key=lambda row: row.id)
    )


def _rows(reading: Reading, kind: Any, patient_id: Id, *conditions: Any) -> list[Any]:
    asked = sa.select(kind).where(kind.patient_id == patient_id, *conditions)
    if hasattr(kind, "entered_in_error"):
        asked = asked.where(kind.entered_in_error.is_(None))
    return list(reading.session.scalars(asked))


def _allergies(reading: Reading, patient_id: Id) -> Content:
    standing = (AllergyStatus.ACTIVE, AllergyStatus.UNKNOWN)
    listed = _rows(
        reading,
        Allergy,
        patient_id,
        Allergy.status.in_(standing),
        Allergy.certainty != Certainty.REFUTED,
    )
    none_known = _rows(
        reading,
        AllergyReview,
        patient_id,
        AllergyReview.no_known_allergies,
        AllergyReview.withdrawn_at.is_(None),
    )[-1:]
    own = [one.at for one in none_known if not one.source]
    reviewed = _reviewed_at(reading, patient_id, Section.ALLERGIES, *own)
    entries = _entries(listed, lambda row: row.text.casefold()) + _entries(none_known, lambda row: "none")
    return Content(entries, reviewed, contradicts=bool(listed and none_known))


def _medications(reading: Reading, patient_id: Id) -> Content:
    listed = _rows(reading, Medication, patient_id, Medication.status == MedicationStatus.ACTIVE)
    reconciled = reading.session.scalar(
        sa.select(sa.func.max(MedicationReview.at)).where(MedicationReview.patient_id == patient_id)
    )
    reviewed = _reviewed_at(reading, patient_id, Section.MEDICATIONS, reconciled)
    return Content(_entries(listed, lambda row: "+".join(row.moieties) or row.text.casefold()), reviewed)


def _problems(reading: Reading, patient_id: Id) -> Content:
    listed = _rows(reading, Problem, patient_id, Problem.status == ProblemStatus.ACTIVE)
    reviewed = _reviewed_at(reading, patient_id, Section.PROBLEMS)
    return Content(_entries(listed, lambda row: row.icd10 or row.text.casefold()), reviewed)


def _history(kind: HistoryKind, section: Section) -> Callable[[Reading, Id], Content]:
    def content(reading: Reading, patient_id: Id) -> Content:
        lines = _rows(reading, HistoryEntry, patient_id, HistoryEntry.kind == kind)
        reviewed = _reviewed_at(reading, patient_id, section)
        return Content(_entries(lines, lambda row: f"{row.relative} {row.text}".casefold()), reviewed)

    return content


def _told(table: Any, section: Section) -> Callable[[Reading, Id], Content]:
    """Return how a section of one row reads; whoever entered it went through it."""

    def content(reading: Reading, patient_id: Id) -> Content:
        rows = _rows(reading, table, patient_id)
        own = [row.recorded_at for row in rows if not row.source]
        return Content(
            _entries(rows, lambda row: str(row.id)), _reviewed_at(reading, patient_id, section, *own)
        )

    return content


_SECTIONS: dict[Section, Callable[[Reading, Id], Content]] = {
    Section.ALLERGIES: _allergies,
    Section.MEDICATIONS: _medications,
    Section.PROBLEMS: _problems,
    Section.PAST: _history(HistoryKind.PAST, Section.PAST),
    Section.SURGICAL: _history(HistoryKind.SURGICAL, Section.SURGICAL),
    Section.FAMILY: _history(HistoryKind.FAMILY, Section.FAMILY),
    Section.SOCIAL: _told(SocialHistory, Section.SOCIAL),
    Section.REPRODUCTIVE: _told(ReproductiveHistory, Section.REPRODUCTIVE),
}
