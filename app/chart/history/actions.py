"""Writing down what the patient tells: histories, habits, pregnancies, and why they came."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import sqlalchemy as sa

from app.chart.entering import Saved, codings_of, entered, mark_entered, visit_of, withdraw
from app.chart.history import rules
from app.chart.history.model import (
    HistoryEntry,
    HistoryKind,
    Pregnancy,
    ReproductiveHistory,
    SocialHistory,
    TobaccoUse,
    VisitStory,
)
from app.chart.observations.model import Observation, ValueKind
from app.codes import laboratory
from app.core.acts import Command, Permission, action
from app.core.coding import LOINC, Code
from app.core.dates import PartialDate
from app.core.errors import RuleViolated, Stale
from app.core.findings import Message
from app.core.ids import Id
from app.practice import fields
from app.store.base import Record
from app.store.work import Work

SMOKING_LOINC = "72166-2"
O = TypeVar("O", SocialHistory, ReproductiveHistory)  # noqa: E741


@dataclass(frozen=True, kw_only=True)
class SaveHistory(Command):
    """One line of a history: a new one (`entry_id` None), or one as it shall be."""

    patient_id: Id
    visit_id: Id | None = None
    entry_id: Id | None = None
    version: int = 0
    kind: HistoryKind
    text: str
    code: Code | None = None
    happened: PartialDate | None = None
    relative: str = ""
    age_at_onset: int | None = None
    note: str = ""
    private_from_guardian: bool = False


@action(Permission.RECORD_CHART)
def save_history(work: Work, command: SaveHistory) -> Saved:
    """Add or change a line. A line of the family's history names the relative."""
    entry = _entry(work, command)
    entry.text = fields.line("text", command.text, most=300, required=True)
    entry.relative = fields.line("relative", command.relative, most=60)
    if command.kind is HistoryKind.FAMILY and not entry.relative:
        raise RuleViolated("relative", Message("history.relative_needed"))
    if command.age_at_onset is not None:
        fields.between("age_at_onset", command.age_at_onset, 0, 130)
    entry.kind, entry.code, entry.codings = command.kind, command.code, codings_of(command.code)
    entry.happened, entry.age_at_onset = command.happened, command.age_at_onset
    entry.note = fields.free_text("note", command.note, most=1000)
    work.add(entry)
    work.session.flush()
    return Saved(entry.id, entry.version)


def _entry(work: Work, command: SaveHistory) -> HistoryEntry:
    told = entered(work, command.patient_id, command.visit_id, private=command.private_from_guardian)
    if command.entry_id is None:
        return HistoryEntry(patient_id=command.patient_id, **told)
    entry = work.change(HistoryEntry, command.entry_id, command.version)
    _same_patient(entry.patient_id, command.patient_id)
    entry.private_from_guardian = command.private_from_guardian
    mark_entered(work, entry)
    return entry


def _same_patient(found: Id, meant: Id) -> None:
    if found != meant:
        raise RuleViolated("patient_id", Message("chart.another_patient"))


@dataclass(frozen=True, kw_only=True)
class WithdrawHistory(Command):
    """Mark a line "entered in error"."""

    entry_id: Id
    version: int
    reason: str


@action(Permission.RECORD_CHART)
def withdraw_history(work: Work, command: WithdrawHistory) -> None:
    """Take a line back with the reason."""
    withdraw(work.change(HistoryEntry, command.entry_id, command.version), command.reason)
    work.because(command.reason)


@dataclass(frozen=True, kw_only=True)
class SaveSocial(Command):
    """The whole social history as told; `version` 0 for the first time."""

    patient_id: Id
    visit_id: Id | None = None
    version: int = 0
    tobacco: TobaccoUse = TobaccoUse.UNKNOWN
    packs_per_day: Decimal | None = None
    years_smoked: Decimal | None = None
    quit: PartialDate | None = None
    other_tobacco: str = ""
    alcohol: str = ""
    drinks_per_week: Decimal | None = None
    drugs: str = ""
    occupation: str = ""
    note: str = ""
    private_from_guardian: bool = False


@action(Permission.RECORD_CHART)
def save_social(work: Work, command: SaveSocial) -> Saved:
    """Keep habits and work; smoking status is kept as an observation too when it is told anew."""
    rules.checked_smoking(command.tobacco, command.packs_per_day, command.years_smoked)
    social, before = _only_one(work, SocialHistory, command.patient_id, command.visit_id, command.version)
    _observe_smoking(work, command, getattr(social, "tobacco", None) if before else None)
    _fill(social, command, ("tobacco", "packs_per_day", "years_smoked", "quit", "drinks_per_week"))
    for name in ("other_tobacco", "alcohol", "drugs", "occupation"):
        setattr(social, name, fields.free_line(name, getattr(command, name), most=300))
    social.note = fields.free_text("note", command.note, most=1000)
    social.private_from_guardian = command.private_from_guardian
    return _kept(work, social)


def _observe_smoking(work: Work, command: SaveSocial, before: TobaccoUse | None) -> None:
    if command.tobacco is before:
        return
    found = laboratory.find(SMOKING_LOINC)
    code = found.coding() if found else Code(LOINC, SMOKING_LOINC, "Tobacco smoking status")
    status = rules.SMOKING_STATUS[command.tobacco]
    work.add(
        Observation(
            patient_id=command.patient_id,
            loinc=SMOKING_LOINC,
            code=code,
            text=code.display,
            category="social-history",
            value_kind=ValueKind.CODE,
            value_code=status,
            value_codings=codings_of(status),
            value_text=status.display,
            effective_at=work.now,
            effective=PartialDate(work.now.isoformat(timespec="seconds")),
            **entered(work, command.patient_id, command.visit_id, private=command.private_from_guardian),
        )
    )


def _only_one(work: Work, kind: type[O], patient_id: Id, visit_id: Id | None, version: int) -> tuple[O, bool]:
    """Return the patient's one row and whether it was there. Raises Stale."""
    told = entered(work, patient_id, visit_id)
    there = work.session.scalars(sa.select(kind).where(kind.patient_id == patient_id)).one_or_none()
    if there is None:
        if version:
            raise Stale(kind.__tablename__, patient_id, version, 0)
        return kind(patient_id=patient_id, **told), False
    if there.version != version:
        raise Stale(kind.__tablename__, there.id, version, there.version)
    mark_entered(work, there)
    return there, True


def _fill(record: Record, command: Command, names: tuple[str, ...]) -> None:
    for name in names:
        setattr(record, name, getattr(command, name))


def _kept(work: Work, record: Any) -> Saved:
    work.add(record)
    work.session.flush()
    return Saved(record.id, record.version)


@dataclass(frozen=True, kw_only=True)
class SaveReproductive(Command):
    """Last period and pregnancies as told; `version` 0 for the first time."""

    patient_id: Id
    visit_id: Id | None = None
    version: int = 0
    last_period: PartialDate | None = None
    last_period_note: str = ""
    pregnancy: Pregnancy | None = None
    due_on: date | None = None
    delivered_on: date | None = None
    pregnancies: int | None = None
    births: int | None = None
    breastfeeding: bool = False
    private_from_guardian: bool = False


@action(Permission.RECORD_CHART)
def save_reproductive(work: Work, command: SaveReproductive) -> Saved:
    """Keep last period and pregnancies; pregnancy and a birth change the limits of vital signs."""
    rules.checked_pregnancy(command.pregnancy, command.due_on, command.delivered_on, work.today)
    record, _ = _only_one(work, ReproductiveHistory, command.patient_id, command.visit_id, command.version)
    for name in ("pregnancies", "births"):
        if getattr(command, name) is not None:
            fields.between(name, getattr(command, name), 0, 30)
    names = ("last_period", "pregnancy", "due_on", "delivered_on", "pregnancies", "births", "breastfeeding")
    _fill(record, command, (*names, "private_from_guardian"))
    record.last_period_note = fields.free_line("last_period_note", command.last_period_note)
    return _kept(work, record)


@dataclass(frozen=True, kw_only=True)
class SaveStory(Command):
    """Why the patient came; `review_of_systems` maps a system to (answer, text). `version` 0 at first."""

    visit_id: Id
    version: int = 0
    complaint: str = ""
    illness: str = ""
    review_of_systems: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@action(Permission.ROOM_PATIENT)
def save_story(work: Work, command: SaveStory) -> Saved:
    """Keep the complaint in the patient's words, how the illness began, and the review of systems."""
    visit = visit_of(work, command.visit_id)
    there = work.session.scalars(sa.select(VisitStory).where(VisitStory.visit_id == visit.id)).one_or_none()
    if (there.version if there else 0) != command.version:
        raise Stale("visit_story", visit.id, command.version, there.version if there else 0)
    story = there or VisitStory(patient_id=visit.patient_id, **entered(work, visit.patient_id, visit.id))
    story.complaint = fields.free_text("complaint", command.complaint, most=1000)
    story.illness = fields.free_text("illness", command.illness)
    story.review_of_systems = {
        fields.line("review_of_systems", system, most=60): [
            fields.line("review_of_systems", answer, most=40),
            fields.free_text("review_of_systems", text, most=500),
        ]
        for system, (answer, text) in command.review_of_systems.items()
    }
    mark_entered(work, story)
    return _kept(work, story)
