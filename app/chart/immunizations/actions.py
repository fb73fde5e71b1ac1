"""Bringing the immunization record up to date with doses of the past; doses of today are orders."""

from dataclasses import dataclass

from app.chart.entering import Saved, codings_of, entered, withdraw
from app.chart.immunizations.model import Immunization, ImmunizationSource, ImmunizationStatus
from app.codes import vaccines
from app.core.acts import Command, Permission, action
from app.core.dates import PartialDate
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.practice import fields
from app.store.work import Work


@dataclass(frozen=True, kw_only=True)
class AddPastImmunization(Command):
    """A dose given elsewhere or earlier, with where the fact comes from; `lot` where the paper says it."""

    patient_id: Id
    visit_id: Id | None = None
    cvx: str
    occurred: PartialDate
    origin: ImmunizationSource
    lot: str = ""
    maker: str = ""
    performer: str = ""
    note: str = ""
    private_from_guardian: bool = False


@action(Permission.RECORD_CHART)
def add_past_immunization(work: Work, command: AddPastImmunization) -> Saved:
    """Add a dose of the past. Raises RuleViolated for an unknown vaccine or a day to come."""
    vaccine = vaccines.find(command.cvx)
    if vaccine is None:
        raise RuleViolated("cvx", Message("immunizations.unknown_vaccine"))
    if command.occurred.earliest() > work.today:
        raise RuleViolated("occurred", Message("immunizations.in_the_future"))
    if command.origin is ImmunizationSource.GIVEN_HERE:
        raise RuleViolated("origin", Message("immunizations.given_here_is_an_order"))
    code = vaccine.coding()
    row = Immunization(
        patient_id=command.patient_id,
        text=vaccine.short,
        code=code,
        codings=codings_of(code),
        cvx=vaccine.cvx,
        status=ImmunizationStatus.GIVEN,
        occurred=command.occurred,
        origin=command.origin,
        lot=fields.line("lot", command.lot, most=40),
        maker=fields.line("maker", command.maker),
        performer=fields.line("performer", command.performer),
        note=fields.free_text("note", command.note, most=500),
        **entered(work, command.patient_id, command.visit_id, private=command.private_from_guardian),
    )
    work.add(row)
    work.session.flush()
    return Saved(row.id, row.version)


@dataclass(frozen=True, kw_only=True)
class WithdrawImmunization(Command):
    """Mark a dose "entered in error"."""

    immunization_id: Id
    version: int
    reason: str


@action(Permission.RECORD_CHART)
def withdraw_immunization(work: Work, command: WithdrawImmunization) -> None:
    """Take a dose back with the reason; it stays in the record."""
    withdraw(work.change(Immunization, command.immunization_id, command.version), command.reason)
    work.because(command.reason)
