"""Entering allergies, changing them, and stating that none are known."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.chart.allergies.model import (
    Allergy,
    AllergyKind,
    AllergyReview,
    AllergyStatus,
    Certainty,
    Severity,
)
from app.chart.entering import Saved, codings_of, entered, mark_entered, withdraw
from app.codes import allergens
from app.core.acts import Command, Permission, action
from app.core.coding import Code
from app.core.dates import PartialDate
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.practice import fields
from app.store.work import Work


@dataclass(frozen=True, kw_only=True)
class AddAllergy(Command):
    """One substance, chosen from the list (then with its code or `is_class`) or in words."""

    patient_id: Id
    visit_id: Id | None = None
    substance: str
    code: Code | None = None
    kind: AllergyKind = AllergyKind.DRUG
    is_class: bool = False
    intolerance: bool = False
    reaction: str = ""
    severity: Severity = Severity.UNKNOWN
    certainty: Certainty = Certainty.CONFIRMED
    onset: PartialDate | None = None
    note: str = ""
    private_from_guardian: bool = False


@action(Permission.RECORD_CHART)
def add_allergy(work: Work, command: AddAllergy) -> Saved:
    """Add an allergy; a statement that none are known ends with it. Refuses one listed already."""
    substance = fields.line("substance", command.substance, most=200, required=True)
    _not_listed(work, command.patient_id, substance)
    allergy = Allergy(
        patient_id=command.patient_id,
        text=substance,
        code=command.code,
        codings=codings_of(command.code),
        kind=command.kind,
        is_class=command.is_class or allergens.find_class(substance) is not None,
        intolerance=command.intolerance,
        reaction=fields.free_line("reaction", command.reaction, most=200),
        severity=command.severity,
        certainty=command.certainty,
        status=AllergyStatus.ACTIVE,
        onset=command.onset,
        note=fields.free_text("note", command.note, most=500),
        **entered(work, command.patient_id, command.visit_id, private=command.private_from_guardian),
    )
    work.add(allergy)
    for statement in _standing_statements(work, command.patient_id):
        statement.withdrawn_at = work.now
    work.session.flush()
    return Saved(allergy.id, allergy.version)


def _active(work: Work, patient_id: Id) -> list[Allergy]:
    return list(
        work.session.scalars(
            sa.select(Allergy).where(
                Allergy.patient_id == patient_id,
                Allergy.entered_in_error.is_(None),
                Allergy.status == AllergyStatus.ACTIVE,
                Allergy.certainty != Certainty.REFUTED,
            )
        )
    )


def _not_listed(work: Work, patient_id: Id, substance: str) -> None:
    if any(one.text.casefold() == substance.casefold() for one in _active(work, patient_id)):
        raise RuleViolated("substance", Message("allergies.listed"))


def _standing_statements(work: Work, patient_id: Id) -> list[AllergyReview]:
    return list(
        work.session.scalars(
            sa.select(AllergyReview).where(
                AllergyReview.patient_id == patient_id,
                AllergyReview.no_known_allergies,
                AllergyReview.withdrawn_at.is_(None),
            )
        )
    )


@dataclass(frozen=True, kw_only=True)
class ChangeAllergy(Command):
    """An allergy as it shall be; the substance stays (another substance is another allergy)."""

    allergy_id: Id
    version: int
    reaction: str = ""
    severity: Severity = Severity.UNKNOWN
    certainty: Certainty = Certainty.CONFIRMED
    status: AllergyStatus = AllergyStatus.ACTIVE
    intolerance: bool = False
    note: str = ""
    private_from_guardian: bool = False


@action(Permission.RECORD_CHART)
def change_allergy(work: Work, command: ChangeAllergy) -> Saved:
    """Change what is known of an allergy. Raises Stale."""
    allergy = work.change(Allergy, command.allergy_id, command.version)
    allergy.reaction = fields.free_line("reaction", command.reaction, most=200)
    allergy.severity, allergy.certainty = command.severity, command.certainty
    allergy.status, allergy.intolerance = command.status, command.intolerance
    allergy.note = fields.free_text("note", command.note, most=500)
    allergy.private_from_guardian = command.private_from_guardian
    mark_entered(work, allergy)
    work.session.flush()
    return Saved(allergy.id, allergy.version)


@dataclass(frozen=True, kw_only=True)
class WithdrawAllergy(Command):
    """Mark an allergy "entered in error"."""

    allergy_id: Id
    version: int
    reason: str


@action(Permission.RECORD_CHART)
def withdraw_allergy(work: Work, command: WithdrawAllergy) -> None:
    """Take an allergy back with the reason. It never brings "none known" back: somebody has to ask."""
    withdraw(work.change(Allergy, command.allergy_id, command.version), command.reason)
    work.because(command.reason)


@dataclass(frozen=True, kw_only=True)
class StateNoKnownAllergies(Command):
    """The patient was asked and knows of none."""

    patient_id: Id
    visit_id: Id | None = None


@action(Permission.RECORD_CHART)
def state_no_known_allergies(work: Work, command: StateNoKnownAllergies) -> None:
    """Keep the explicit statement. Raises RuleViolated while an allergy is listed."""
    entered(work, command.patient_id, command.visit_id)
    if _active(work, command.patient_id):
        raise RuleViolated("", Message("allergies.some_listed"))
    work.add(
        AllergyReview(
            patient_id=command.patient_id,
            visit_id=command.visit_id,
            at=work.now,
            by=work.actor.person_id,
            by_name=work.actor.name,
            no_known_allergies=True,
        )
    )
