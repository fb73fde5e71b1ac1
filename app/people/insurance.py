"""Who pays: coverages in their order, and the checks of whether they are in force."""

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core.acts import Command, Permission, action, query
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.people.model import Coverage, EligibilityCheck, Patient
from app.people.rules import cleaned_coverage, stop_at_faults
from app.people.views import CoverageEntry, CoverageView, EligibilityView
from app.practice import fields as practice_fields
from app.practice.soft_stops import stop_softly
from app.store.work import Reading, Work

METHODS = ("phone", "portal", "file", "card")


def _live(reading: Reading, patient_id: Id) -> list[Coverage]:
    asked = sa.select(Coverage).where(Coverage.patient_id == patient_id, Coverage.entered_in_error.is_(None))
    return list(reading.session.scalars(asked.order_by(Coverage.rank, Coverage.id)))


def _view(record: Coverage, on: date, checked: EligibilityCheck | None) -> CoverageView:
    entry = CoverageEntry(**{one.name: getattr(record, one.name) for one in fields(CoverageEntry)})
    in_force = (record.valid_from or date.min) <= on <= (record.valid_to or date.max)
    last = None if checked is None else _check_view(checked)
    return CoverageView(record.id, record.version, record.patient_id, record.rank, entry, in_force, last)


def _check_view(record: EligibilityCheck) -> EligibilityView:
    return EligibilityView(**{one.name: getattr(record, one.name) for one in fields(EligibilityView)})


def _last_checks(reading: Reading, patient_id: Id) -> dict[Id, EligibilityCheck]:
    asked = sa.select(EligibilityCheck).where(EligibilityCheck.patient_id == patient_id)
    checks = reading.session.scalars(asked.order_by(EligibilityCheck.at, EligibilityCheck.id))
    return {one.coverage_id: one for one in checks}


def coverages(reading: Reading, patient_id: Id, on: date | None = None) -> tuple[CoverageView, ...]:
    """Return a patient's coverages in their order of payment, for the rooms of app; `on` is today."""
    checks = _last_checks(reading, patient_id)
    day = on or reading.today
    return tuple(_view(one, day, checks.get(one.id)) for one in _live(reading, patient_id))


@query(Permission.SEE_PATIENTS, recorded=True)
def coverages_of(reading: Reading, patient_id: Id, on: date | None = None) -> tuple[CoverageView, ...]:
    """Return a patient's coverages in their order of payment, each with its last eligibility check."""
    reading.saw(patient_id)
    return coverages(reading, patient_id, on)


@query(Permission.SEE_PATIENTS, recorded=True)
def eligibility_of(reading: Reading, patient_id: Id) -> dict[Id, tuple[EligibilityView, ...]]:
    """Return all checks of a patient's coverages, by coverage, the newest first."""
    reading.saw(patient_id)
    asked = sa.select(EligibilityCheck).where(EligibilityCheck.patient_id == patient_id)
    found: dict[Id, list[EligibilityView]] = defaultdict(list)
    for one in reading.session.scalars(
        asked.order_by(EligibilityCheck.at.desc(), EligibilityCheck.id.desc())
    ):
        found[one.coverage_id].append(_check_view(one))
    return {coverage: tuple(checks) for coverage, checks in found.items()}


@dataclass(frozen=True, kw_only=True)
class AddCoverage(Command):
    """A coverage that comes after those the patient has."""

    patient_id: Id
    entry: CoverageEntry
    acknowledged_reason: str = ""


@action(Permission.REGISTER)
def add_coverage(work: Work, command: AddCoverage) -> CoverageView:
    """Add a coverage as the last to pay."""
    work.get(Patient, command.patient_id)
    entry, findings = cleaned_coverage(command.entry, work.today)
    stop_softly(work, stop_at_faults(findings), command.acknowledged_reason)
    return write_coverage(work, command.patient_id, entry)


def write_coverage(work: Work, patient_id: Id, entry: CoverageEntry) -> CoverageView:
    """Write a cleaned coverage as the last in order."""
    rank = len(_live(work, patient_id)) + 1
    record = work.add(Coverage(patient_id=patient_id, rank=rank, **_values(entry)))
    work.session.flush()
    return _view(record, work.today, None)


def _values(entry: CoverageEntry) -> dict[str, Any]:
    return {one.name: getattr(entry, one.name) for one in fields(entry)}


@dataclass(frozen=True, kw_only=True)
class ChangeCoverage(Command):
    """A coverage as it shall be; one that ended gets its `valid_to`."""

    coverage_id: Id
    version: int
    entry: CoverageEntry
    acknowledged_reason: str = ""


@action(Permission.REGISTER)
def change_coverage(work: Work, command: ChangeCoverage) -> CoverageView:
    """Change a coverage. Raises Stale, RuleViolated, NeedsAcknowledgement."""
    record = work.change(Coverage, command.coverage_id, command.version)
    entry, findings = cleaned_coverage(command.entry, work.today)
    stop_softly(work, stop_at_faults(findings), command.acknowledged_reason)
    for name, value in _values(entry).items():
        setattr(record, name, value)
    work.session.flush()
    return _view(record, work.today, _last_checks(work, record.patient_id).get(record.id))


@dataclass(frozen=True, kw_only=True)
class OrderCoverages(Command):
    """All coverages of a patient, in the order in which they shall pay."""

    patient_id: Id
    order: tuple[Id, ...]


@action(Permission.REGISTER)
def order_coverages(work: Work, command: OrderCoverages) -> tuple[CoverageView, ...]:
    """Set which coverage pays first. The order must name each live coverage of the patient once."""
    live = {one.id: one for one in _live(work, command.patient_id)}
    if len(command.order) != len(live) or set(command.order) != set(live):
        raise RuleViolated("order", Message("people.coverage_order"))
    for rank, coverage_id in enumerate(command.order, 1):
        live[coverage_id].rank = rank
    work.session.flush()
    return coverages(work, command.patient_id)


@dataclass(frozen=True, kw_only=True)
class CoverageInError(Command):
    """A coverage that never was this patient's, and why it was entered."""

    coverage_id: Id
    version: int
    reason: str


@action(Permission.REGISTER)
def coverage_in_error(work: Work, command: CoverageInError) -> None:
    """Mark a coverage as entered in error; those after it move up."""
    record = work.change(Coverage, command.coverage_id, command.version)
    record.entered_in_error = given_reason(work, command.reason)
    work.session.flush()
    for rank, other in enumerate(_live(work, record.patient_id), 1):
        other.rank = rank


def given_reason(work: Work, reason: str) -> str:
    """Return a reason that must be given, and keep it with the act. Raises RuleViolated for none."""
    kept = practice_fields.free_line("reason", reason, most=300)
    if not kept:
        raise practice_fields.refuse("reason", "required")
    work.because(kept)
    return kept


@dataclass(frozen=True, kw_only=True)
class RecordEligibility(Command):
    """What a check of a coverage said. Money in cents; None: not told. `method` is one of METHODS."""

    coverage_id: Id
    method: str
    reference: str = ""
    representative: str = ""
    active: bool
    copay_cents: int | None = None
    deductible_left_cents: int | None = None
    coinsurance_percent: int | None = None
    note: str = ""


@action(Permission.REGISTER)
def record_eligibility(work: Work, command: RecordEligibility) -> EligibilityView:
    """Keep one check of a coverage; a later one stands beside it, never in its place."""
    coverage = work.get(Coverage, command.coverage_id)
    if command.method not in METHODS:
        raise RuleViolated("method", Message("people.eligibility_method"))
    _amounts(command)
    record = work.add(
        EligibilityCheck(
            patient_id=coverage.patient_id,
            coverage_id=coverage.id,
            at=work.now,
            method=command.method,
            reference=practice_fields.line("reference", command.reference, most=60),
            representative=practice_fields.line("representative", command.representative, most=80),
            active=command.active,
            copay_cents=command.copay_cents,
            deductible_left_cents=command.deductible_left_cents,
            coinsurance_percent=command.coinsurance_percent,
            note=practice_fields.free_text("note", command.note, most=500),
        )
    )
    work.session.flush()
    return _check_view(record)


def _amounts(command: RecordEligibility) -> None:
    limits = {"copay_cents": 100_000, "deductible_left_cents": 10_000_000, "coinsurance_percent": 100}
    for name, most in limits.items():
        amount = getattr(command, name)
        if amount is not None:
            practice_fields.between(name, amount, 0, most)
