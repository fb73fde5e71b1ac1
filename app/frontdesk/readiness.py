"""What is open before a patient can be roomed: one reading of the desk's facts, for board and panels alike.

Each source looks at one kind of fact. A room that has something to say about readiness or the plan adds its
source to `POINTS` or `PLAN`, and asks for its facts of all rows at once in `desk_facts`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.core.findings import Message
from app.core.ids import Id
from app.core.money import money_text
from app.frontdesk.copays import PayingCoverage, RowMoney
from app.frontdesk.rules import tells_of_infection
from app.frontdesk.views import Point, PointState
from app.people.model import Coverage, EligibilityCheck, Patient, SignatureOnFile
from app.practice.policy import policy
from app.store.work import Reading
from app.visits.model import VisitState
from app.visits.rules import WAITING
from app.visits.views import VisitRow

DONE, OPEN, PROBLEM = PointState.DONE, PointState.OPEN, PointState.PROBLEM
_BILLED_ONLY = "assignment_of_benefits"


@dataclass(frozen=True)
class CoverageFact:
    """A coverage in force and its last check; `active` None: never checked. `paying` decides the copay."""

    id: Id
    payer: str
    active: bool | None
    checked_at: datetime | None
    paying: PayingCoverage


@dataclass(frozen=True)
class DeskFacts:
    """What the desk knows of the patients of some rows, by patient; `money` by appointment.

    `money` is empty for those who may not see the ledger.
    """

    now: datetime
    flow: Mapping[str, Any]
    mask_words: Sequence[str]
    forms: Sequence[str]
    verified_within: timedelta
    coverages: Mapping[Id, Sequence[CoverageFact]] = field(default_factory=dict)
    signed: Mapping[Id, frozenset[str]] = field(default_factory=dict)
    money: Mapping[Id, RowMoney] = field(default_factory=dict)


def desk_facts(reading: Reading, day: date, patients: Sequence[Id]) -> DeskFacts:
    """Read the facts about these patients, each kind in one select; `day` is the day of the visits."""
    table = policy(reading, "check_in")
    return DeskFacts(
        now=reading.now,
        flow=policy(reading, "flow"),
        mask_words=policy(reading, "respiratory")["words"],
        forms=table["forms"],
        verified_within=timedelta(days=table["verified_within_days"]),
        coverages=_coverages(reading, day, patients),
        signed=_signed(reading, patients),
    )


_PATIENTS = sa.bindparam("patients", expanding=True, type_=Patient.id.type)
_CHECKS = (
    sa.select(
        EligibilityCheck.coverage_id,
        EligibilityCheck.at,
        EligibilityCheck.active,
        EligibilityCheck.copay_cents,
    )
    .where(EligibilityCheck.patient_id.in_(_PATIENTS))
    .order_by(EligibilityCheck.at)
)
_DAY = sa.bindparam("day", type_=Coverage.valid_from.type)
_COVERAGES = (
    sa.select(
        Coverage.id,
        Coverage.patient_id,
        Coverage.payer,
        Coverage.kind,
        Coverage.copay_cents,
        Coverage.qualified_medicare_beneficiary,
    )
    .where(Coverage.patient_id.in_(_PATIENTS), Coverage.entered_in_error.is_(None))
    .where(sa.or_(Coverage.valid_from.is_(None), Coverage.valid_from <= _DAY))
    .where(sa.or_(Coverage.valid_to.is_(None), Coverage.valid_to >= _DAY))
    .order_by(Coverage.rank)
)
_SIGNED = sa.select(SignatureOnFile.patient_id, SignatureOnFile.kind).where(
    SignatureOnFile.patient_id.in_(_PATIENTS), SignatureOnFile.entered_in_error.is_(None)
)


def _coverages(reading: Reading, day: date, patients: Sequence[Id]) -> dict[Id, list[CoverageFact]]:
    connection = reading.session.connection()
    last = {row.coverage_id: row for row in connection.execute(_CHECKS, {"patients": patients})}
    found: defaultdict[Id, list[CoverageFact]] = defaultdict(list)
    for row in connection.execute(_COVERAGES, {"patients": patients, "day": day}):
        check = last.get(row.id)
        said = check.copay_cents if check is not None else None
        paying = PayingCoverage(
            id=row.id,
            kind=row.kind,
            copay_cents=row.copay_cents if said is None else said,
            checked=said is not None,
            qmb=row.qualified_medicare_beneficiary,
        )
        active, at = (None, None) if check is None else (check.active, check.at)
        found[row.patient_id].append(CoverageFact(row.id, row.payer or str(row.kind), active, at, paying))
    return found


def _signed(reading: Reading, patients: Sequence[Id]) -> dict[Id, frozenset[str]]:
    found: defaultdict[Id, set[str]] = defaultdict(set)
    for patient_id, kind in reading.session.connection().execute(_SIGNED, {"patients": patients}):
        found[patient_id].add(str(kind))
    return {patient_id: frozenset(kinds) for patient_id, kinds in found.items()}


# -- the points --------------------------------------------------------------------------------------------


def mask_first(row: VisitRow, facts: DeskFacts) -> bool:
    """Say whether a mask goes on before anything else: told at the desk, or in the reason."""
    if row.mask_given or VisitState(row.state) not in (*WAITING, VisitState.EXPECTED):
        return False
    return row.mask_needed or (row.state == VisitState.EXPECTED and _reason_asks(row, facts))


def _reason_asks(row: VisitRow, facts: DeskFacts) -> bool:
    return tells_of_infection(row.reason, facts.mask_words)


def _mask(row: VisitRow, facts: DeskFacts) -> Iterator[Point]:
    if row.mask_needed or _reason_asks(row, facts):
        state = DONE if row.mask_given else OPEN
        yield Point("mask", state, Message("frontdesk.point.mask"), "frontdesk.chip.mask")


def _identity(row: VisitRow, facts: DeskFacts) -> Iterator[Point]:
    told = str(row.checklist.get("identity", ""))
    if told:
        yield Point("identity", DONE, Message("frontdesk.point.identity", {"by": told}))
    else:
        yield Point("identity", OPEN, Message("frontdesk.point.identity_open"))


def _demographics(row: VisitRow, facts: DeskFacts) -> Iterator[Point]:
    told = row.checklist.get("demographics")
    name = f"frontdesk.point.demographics_{told}" if told else "frontdesk.point.demographics_open"
    yield Point("demographics", DONE if told else OPEN, Message(name))


def payer_of(row: VisitRow, facts: DeskFacts) -> CoverageFact | None:
    """Return the coverage that pays for a visit: the one named, else the first in force."""
    held = facts.coverages.get(row.patient_id, ())
    named = [one for one in held if one.id == row.payer_coverage_id]
    return next(iter(named or held), None)


def _coverage(row: VisitRow, facts: DeskFacts) -> Iterator[Point]:
    chip = "frontdesk.chip.insurance"
    payer = payer_of(row, facts)
    if row.self_pay:
        yield Point("coverage", DONE, Message("frontdesk.point.self_pay"))
    elif payer is None:
        yield Point("coverage", OPEN, Message("frontdesk.point.no_payer"), chip)
    elif payer.active is False:
        yield Point("coverage", PROBLEM, Message("frontdesk.point.not_covered", {"payer": payer.payer}), chip)
    elif payer.checked_at is None or facts.now - payer.checked_at > facts.verified_within:
        yield Point("coverage", OPEN, Message("frontdesk.point.not_verified", {"payer": payer.payer}), chip)
    else:
        said = Message("frontdesk.point.verified", {"payer": payer.payer, "at": payer.checked_at})
        yield Point("coverage", DONE, said)


def _money(row: VisitRow, facts: DeskFacts) -> Iterator[Point]:
    found = facts.money.get(row.appointment_id)
    if found is None:
        return
    if found.copay_cents:
        amount = {"amount": short_money(found.copay_cents)}
        yield Point("copay", OPEN, Message("frontdesk.point.copay", amount), "frontdesk.chip.copay")
    elif found.reason is not None:
        yield Point("copay", DONE, found.reason)
    if found.owed_cents:
        amount = {"amount": short_money(found.owed_cents)}
        yield Point("owed", OPEN, Message("frontdesk.point.owed", amount), "frontdesk.chip.owed")


def short_money(cents: int) -> str:
    """Return an amount as a chip says it: "$25", "$45.80"."""
    return money_text(cents).removesuffix(".00")


def forms_due(row: VisitRow, facts: DeskFacts) -> tuple[str, ...]:
    """Return the signatures that are not on file; who pays in person assigns no benefits."""
    signed = facts.signed.get(row.patient_id, frozenset())
    billed = not row.self_pay and payer_of(row, facts) is not None
    return tuple(form for form in facts.forms if form not in signed and (billed or form != _BILLED_ONLY))


def _forms(row: VisitRow, facts: DeskFacts) -> Iterator[Point]:
    due = forms_due(row, facts)
    if due:
        told = Message("frontdesk.point.forms_due", {"count": len(due)})
        yield Point("forms", OPEN, told, "frontdesk.chip.forms")
    else:
        yield Point("forms", DONE, Message("frontdesk.point.forms"))


def _screen(row: VisitRow, facts: DeskFacts) -> Iterator[Point]:
    asked = "screen" in row.checklist
    name = "frontdesk.point.screened" if asked else "frontdesk.point.screen_open"
    yield Point("screen", DONE if asked else OPEN, Message(name))


POINTS: tuple[Callable[[VisitRow, DeskFacts], Iterator[Point]], ...] = (
    _mask,
    _identity,
    _demographics,
    _coverage,
    _money,
    _forms,
    _screen,
)


def points_of(row: VisitRow, facts: DeskFacts) -> tuple[Point, ...]:
    """Return the points of a row in the order of the panel; a mask is the first line."""
    return tuple(point for source in POINTS for point in source(row, facts))


# -- the plan ----------------------------------------------------------------------------------------------


def _preparation(row: VisitRow, facts: DeskFacts) -> Iterator[Message]:
    for line in row.preparation.split(";"):
        if line.strip():
            yield Message("frontdesk.plan.preparation", {"text": line.strip()})


PLAN: tuple[Callable[[VisitRow, DeskFacts], Iterator[Message]], ...] = (_preparation,)


def plan_of(row: VisitRow, facts: DeskFacts) -> tuple[Message, ...]:
    """Return what is planned for a visit, line by line."""
    return tuple(line for source in PLAN for line in source(row, facts))
