"""What is done to charges: prices, codes added and removed, the level, posting and reversing."""

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from app.billing.charges import rules
from app.billing.charges.fees import fees, words_of
from app.billing.charges.posting import post_drafts, reverse_posted
from app.billing.charges.queries import charge_line, charges_view, findings_of, is_clinician
from app.billing.charges.views import ChargeLine, Fee, VisitCharges
from app.billing.charges.writing import ProposedCharge, charges_of, propose, take_diagnoses, write_charge
from app.billing.model import Charge, ChargeSource, ChargeStatus, CodeSystem, FeeScheduleRow
from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Message, Severity
from app.core.ids import Id
from app.people.insurance import given_reason
from app.practice import fields
from app.practice.soft_stops import stop_softly
from app.store.work import Work
from app.visits.model import Visit


@dataclass(frozen=True, kw_only=True)
class SetFee(Command):
    """The practice's words and price of a code from a day on (None: today); inactive takes it out."""

    system: CodeSystem
    code: str
    wording: str
    unit_cents: int
    modifiers: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    order_items: tuple[str, ...] = ()
    level: bool = False
    global_days: int = 0
    active: bool = True
    valid_from: date | None = None


@action(Permission.CHANGE_PRACTICE)
def set_fee(work: Work, command: SetFee) -> None:
    """Set a price. Charges that are there keep the price of their own day."""
    code = rules.checked_code("code", command.system, command.code)
    start = command.valid_from or work.today
    row = _fee_row(work, command.system, code, start)
    row.wording = fields.line("wording", command.wording, required=True)
    row.unit_cents = rules.checked_price(command.unit_cents)
    row.modifiers = rules.checked_modifiers(command.modifiers)
    row.pointers = rules.checked_pointers(command.pointers)
    row.order_items, row.level = list(command.order_items), command.level
    row.global_days, row.active = command.global_days, command.active
    work.add(row)


def _fee_row(work: Work, system: CodeSystem, code: str, start: date) -> FeeScheduleRow:
    asked = sa.select(FeeScheduleRow).where(
        FeeScheduleRow.system == system, FeeScheduleRow.code == code, FeeScheduleRow.valid_from == start
    )
    found = work.session.scalars(asked).one_or_none()
    return found or FeeScheduleRow(system=system, code=code, valid_from=start)


@dataclass(frozen=True, kw_only=True)
class AdoptExampleFees(Command):
    """Take the shipped example prices as the practice's own from a day on (None: today)."""

    valid_from: date | None = None


@action(Permission.CHANGE_PRACTICE)
def adopt_example_fees(work: Work, command: AdoptExampleFees) -> int:
    """Make every example price the practice's own; return how many."""
    start = command.valid_from or work.today
    examples = [fee for fee in fees(work, start).values() if fee.example]
    for fee in examples:
        row = _fee_row(work, fee.system, fee.code, start)
        row.wording, row.unit_cents, row.level = fee.wording, fee.unit_cents, fee.level
        row.global_days, row.order_items = fee.global_days, list(fee.order_items)
        work.add(row)
    work.session.flush()
    return len(examples)


@dataclass(frozen=True, kw_only=True)
class AddCharge(Command):
    """A code for a visit. Empty `pointers` and `modifiers` take those of the fee schedule."""

    visit_id: Id
    code: str
    units: int = 1
    modifiers: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()


@action(Permission.ADD_CHARGE)
def add_charge(work: Work, command: AddCharge) -> ChargeLine:
    """Add a draft charge. Raises RuleViolated for a level (the clinician's) or a code without a price."""
    visit = work.get(Visit, command.visit_id)
    fee = _fee_for(work, command.code, visit.day)
    clinician = is_clinician(work)
    if fee.level:
        rules.level_is_the_clinicians(clinician)
    fee = replace(
        fee,
        modifiers=command.modifiers or fee.modifiers,
        pointers=command.pointers or fee.pointers,
    )
    source = ChargeSource.LEVEL if fee.level else ChargeSource.DESK
    charge = write_charge(work, visit, fee, units=command.units, source=source)
    work.session.flush()
    return charge_line(charge, clinician=clinician)


def _fee_for(work: Work, typed: str, day: date) -> Fee:
    code = typed.strip().upper()
    found = fees(work, day).get(code)
    if found is None:
        known = bool(words_of(code))
        raise RuleViolated("code", Message("billing.no_price" if known else "billing.code_unknown"))
    return found


@dataclass(frozen=True, kw_only=True)
class ChangeCharge(Command):
    """A draft charge as it shall be."""

    charge_id: Id
    version: int
    units: int
    modifiers: tuple[str, ...]
    pointers: tuple[str, ...]


@action(Permission.ADD_CHARGE)
def change_charge(work: Work, command: ChangeCharge) -> ChargeLine:
    """Change units, modifiers or pointers of a draft; of a level, pointers and modifiers are claim work."""
    charge = work.change(Charge, command.charge_id, command.version)
    clinician = is_clinician(work)
    same_level = charge.source is ChargeSource.LEVEL and command.units != charge.units
    rules.may_change(charge.status, same_level, clinician)
    charge.units = rules.checked_units(command.units)
    charge.modifiers = rules.checked_modifiers(command.modifiers)
    charge.pointers = rules.checked_pointers(command.pointers)
    work.session.flush()
    return charge_line(charge, clinician=clinician)


@dataclass(frozen=True, kw_only=True)
class RemoveCharge(Command):
    """A draft charge that does not belong there, and why."""

    charge_id: Id
    version: int
    reason: str


@action(Permission.ADD_CHARGE)
def remove_charge(work: Work, command: RemoveCharge) -> None:
    """Take a draft charge off the bill; it is kept as removed, with the reason."""
    charge = work.change(Charge, command.charge_id, command.version)
    rules.may_change(charge.status, charge.source is ChargeSource.LEVEL, is_clinician(work))
    charge.ended_reason = given_reason(work, command.reason)
    charge.status = ChargeStatus.REMOVED


@dataclass(frozen=True, kw_only=True)
class ChooseLevel(Command):
    """The clinician's choice at signing: the level, and the diagnoses in order (code, title, release)."""

    visit_id: Id
    code: str
    modifiers: tuple[str, ...] = ()
    diagnoses: tuple[tuple[str, str, str], ...] = ()


@action(Permission.SIGN_NOTE)
def choose_level(work: Work, command: ChooseLevel) -> VisitCharges:
    """Set level and diagnoses of a visit. A draft of another level is replaced."""
    visit = work.get(Visit, command.visit_id)
    rules.level_is_the_clinicians(is_clinician(work))
    if not _fee_for(work, command.code, visit.day).level:
        raise RuleViolated("code", Message("billing.not_a_level"))
    if command.diagnoses:
        take_diagnoses(work, visit, command.diagnoses)
    fact = ProposedCharge(
        ChargeSource.LEVEL, None, code=command.code.strip().upper(), modifiers=command.modifiers
    )
    propose(work, visit, [fact])
    return charges_view(work, visit)


@dataclass(frozen=True, kw_only=True)
class PostCharges(Command):
    """Put the draft charges of a visit into the ledger."""

    visit_id: Id
    acknowledged_reason: str = ""


@action(Permission.ADD_CHARGE)
def post_charges(work: Work, command: PostCharges) -> VisitCharges:
    """Post the drafts, split between patient and payer, and apply the visit's credit to them.

    Raises NeedsAcknowledgement for soft stops of the claim checks, RuleViolated when nothing is to post.
    """
    visit = work.get(Visit, command.visit_id)
    drafts = charges_of(work, visit.id, ChargeStatus.DRAFT)
    if not drafts:
        raise RuleViolated("", Message("billing.no_charges"))
    stops = [one for one in findings_of(work, visit, drafts) if one.severity is Severity.SOFT_STOP]
    stop_softly(work, stops, command.acknowledged_reason)
    post_drafts(work, visit, drafts)
    return charges_view(work, visit)


@dataclass(frozen=True, kw_only=True)
class ReverseCharge(Command):
    """A posted charge that was wrong, and why."""

    charge_id: Id
    version: int
    reason: str


@action(Permission.ADJUST)
def reverse_charge(work: Work, command: ReverseCharge) -> None:
    """Take a posted charge back by an entry of its own; what was paid on it becomes unapplied credit."""
    charge = work.change(Charge, command.charge_id, command.version)
    if charge.status is not ChargeStatus.POSTED:
        raise RuleViolated("", Message("billing.not_posted"))
    reverse_posted(work, charge, given_reason(work, command.reason))
