"""Sensitive charts: which charts only their care team opens, and who is in it.

A sensitive chart is opened by the people of its care team and by the clinician who sees the patient at a
visit; everybody else with the right to charts opens it in an emergency only (`app/people/break_glass`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

import sqlalchemy as sa

from app.core.acts import Command, Permission, Role, action, query
from app.core.errors import RuleViolated, SensitiveChart
from app.core.findings import Finding, Message, Severity
from app.core.ids import Id
from app.people.break_glass.model import BreakGlass
from app.people.break_glass.rules import is_open
from app.people.insurance import given_reason
from app.people.model import Patient
from app.people.views import ChartAccess, EmergencyView, TeamMember
from app.practice.model import Provider
from app.practice.policy import policy
from app.practice.soft_stops import stop_softly
from app.security.model import Account
from app.store.base import DayColumn, IdColumn
from app.store.work import Reading, Work

# The visit is a room above this one: only who sees the patient on which day is asked of its table.
_VISIT = sa.table(
    "visit",
    sa.column("patient_id", IdColumn()),
    sa.column("provider_id", IdColumn()),
    sa.column("day", DayColumn()),
    sa.column("state", sa.Text),
)
_DID_NOT_COME = (
    *("no_show", "cancelled_by_patient", "cancelled_by_practice"),
    *("left_without_being_seen", "entered_in_error"),
)
_NOT_SEEN = ("expected", *_DID_NOT_COME)


def opens_chart(reading: Reading, patient_id: Id) -> bool:
    """Say whether the actor may open a chart now; the gate of every question and act within a chart."""
    asked = sa.select(Patient.sensitive, Patient.care_team).where(Patient.id == patient_id)
    chart = reading.session.execute(asked).first()
    if chart is None or not chart.sensitive:
        return True
    return (
        str(reading.actor.person_id) in chart.care_team
        or _sees_the_patient(reading, patient_id)
        or open_emergency(reading, patient_id) is not None
    )


def sensitive_among(reading: Reading, ids: Collection[Id]) -> frozenset[Id]:
    """Return those of these patients whose charts are sensitive, for every list that shows patients."""
    asked = sa.select(Patient.id).where(Patient.id.in_(tuple(ids)), Patient.sensitive)
    return frozenset(reading.session.scalars(asked))


def belongs(reading: Reading, patient_id: Id) -> bool:
    """Say whether the actor is of the care team, or the clinician of a visit of these days."""
    team = reading.session.scalar(sa.select(Patient.care_team).where(Patient.id == patient_id)) or []
    return str(reading.actor.person_id) in team or _sees_the_patient(reading, patient_id)


def _sees_the_patient(reading: Reading, patient_id: Id) -> bool:
    """Say whether the actor is the clinician of a visit that took place, until its note can be finished."""
    days = int(policy(reading, "break_glass")["visit_clinician_days"])
    visits = (
        sa.select(_VISIT.c.day)
        .join(Provider, Provider.id == _VISIT.c.provider_id)
        .where(Provider.account_id == reading.actor.person_id, _VISIT.c.patient_id == patient_id)
        .where(_VISIT.c.day.between(reading.today - timedelta(days=days), reading.today))
        .where(_VISIT.c.state.not_in(_NOT_SEEN))
    )
    return reading.session.execute(visits.limit(1)).first() is not None


def open_emergency(reading: Reading, patient_id: Id) -> BreakGlass | None:
    """Return the emergency opening that this sign-in has on a chart, if its time is not over."""
    uses = sa.select(BreakGlass).where(
        BreakGlass.patient_id == patient_id,
        BreakGlass.person_id == reading.actor.person_id,
        BreakGlass.session_id == reading.actor.session_id,
        BreakGlass.ended_at.is_(None),
    )
    found = (one for one in reading.session.scalars(uses) if is_open(one, reading.now))
    return next(found, None)


@query(Permission.SEE_CHART, chart=False)
def chart_access(reading: Reading, patient_id: Id) -> ChartAccess:
    """Say whether the actor may open a chart now, and until when if in an emergency. Raises NotFound."""
    patient = reading.get(Patient, patient_id)
    use = open_emergency(reading, patient_id) if patient.sensitive else None
    return ChartAccess(
        patient_id=patient_id,
        sensitive=patient.sensitive,
        allowed=reading.may_open(patient_id),
        emergency=EmergencyView(use.id, use.version, use.begun_at, use.until) if use else None,
        seconds_left=ceil((use.until - reading.now).total_seconds()) if use else 0,
    )


@query(Permission.MARK_SENSITIVE)
def care_team(reading: Reading, patient_id: Id) -> tuple[TeamMember, ...]:
    """Return who opens a sensitive chart without an emergency, by name. Raises NotFound."""
    members = [Id(one) for one in reading.get(Patient, patient_id).care_team]
    accounts = sa.select(Account).where(Account.id.in_(members)).order_by(Account.name)
    return tuple(TeamMember(one.id, one.name, one.active) for one in reading.session.scalars(accounts))


@query(Permission.MARK_SENSITIVE)
def suggested_team(reading: Reading, patient_id: Id) -> tuple[TeamMember, ...]:
    """Return who would open a chart that is marked now: those who see the patient, and who marks it.

    Those who see the patient are the clinicians of the visits that are open or planned, and of the last
    weeks (`visit_clinician_days`). Who sees no charts is not offered.
    """
    days = int(policy(reading, "break_glass")["visit_clinician_days"])
    seeing = (
        sa.select(Provider.account_id)
        .join(_VISIT, Provider.id == _VISIT.c.provider_id)
        .where(_VISIT.c.patient_id == patient_id, _VISIT.c.day >= reading.today - timedelta(days=days))
        .where(_VISIT.c.state.not_in(_DID_NOT_COME))
    )
    found = {one for one in reading.session.scalars(seeing) if one is not None}
    if reading.may(Permission.SEE_CHART):
        found.add(reading.actor.person_id)
    accounts = sa.select(Account).where(Account.id.in_(found), Account.active).order_by(Account.name)
    return tuple(TeamMember(one.id, one.name, one.active) for one in reading.session.scalars(accounts))


@dataclass(frozen=True, kw_only=True)
class MarkSensitive(Command):
    """That a chart is sensitive and who is in its care team, or (`sensitive` False) no longer so; and why.

    `care_team` None: who marks it, and who is of it already; (): nobody, which an owner alone confirms.
    """

    patient_id: Id
    version: int
    sensitive: bool = True
    care_team: tuple[Id, ...] | None = None
    reason: str
    acknowledged_reason: str = ""


@action(Permission.MARK_SENSITIVE)
def mark_sensitive(work: Work, command: MarkSensitive) -> ChartAccess:
    """Mark a chart as sensitive, or take the mark off.

    A clinician who marks a chart is of its care team. Raises Stale, RuleViolated (no reason, nobody in the
    team), and SensitiveChart for who does not belong to a chart that is marked already.
    """
    patient = work.change(Patient, command.patient_id, command.version)
    if patient.sensitive:
        manages = not work.may(Permission.SEE_CHART)
        _require_standing(work, patient, mark_sensitive.name, may_manage=manages)
    given_reason(work, command.reason)
    if command.sensitive:
        clinician = work.may(Permission.SEE_CHART) and not patient.sensitive
        marker = (work.actor.person_id,) if clinician and command.care_team != () else ()
        kept = [Id(one) for one in patient.care_team] if patient.sensitive and not command.care_team else []
        given = (*kept, *(command.care_team or ()))
        patient.care_team = _team(work, patient, given, marker, command.acknowledged_reason)
    patient.sensitive = command.sensitive
    work.session.flush()
    return chart_access(work, patient.id)


@dataclass(frozen=True, kw_only=True)
class ChangeCareTeam(Command):
    """The care team of a sensitive chart as it shall be, and why."""

    patient_id: Id
    version: int
    care_team: tuple[Id, ...]
    reason: str
    acknowledged_reason: str = ""


@action(Permission.MARK_SENSITIVE)
def change_care_team(work: Work, command: ChangeCareTeam) -> ChartAccess:
    """Change who opens a sensitive chart.

    By somebody who belongs to it, or an owner; nobody lets themselves in. Raises Stale, RuleViolated and
    SensitiveChart.
    """
    patient = work.change(Patient, command.patient_id, command.version)
    if not patient.sensitive:
        raise RuleViolated("", Message("people.chart_not_sensitive"))
    _require_standing(work, patient, change_care_team.name, may_manage=True)
    given_reason(work, command.reason)
    patient.care_team = _team(work, patient, command.care_team, acknowledged=command.acknowledged_reason)
    work.session.flush()
    return chart_access(work, patient.id)


def _require_standing(work: Work, patient: Patient, act: str, *, may_manage: bool) -> None:
    """Refuse who neither belongs to the chart nor manages it as owner. An emergency is no standing."""
    if not belongs(work, patient.id) and not (may_manage and Role.OWNER in work.actor.roles):
        raise SensitiveChart(act, patient.id)


def _team(
    work: Work, patient: Patient, given: Sequence[Id], marker: Sequence[Id] = (), acknowledged: str = ""
) -> list[str]:
    """Return the team as it is kept: people who are here, and nobody let in by themselves.

    At least one: a chart that nobody opens is what an owner alone may want, and says so once more.
    """
    me, team = work.actor.person_id, tuple(dict.fromkeys((*given, *marker)))
    known = set(work.session.scalars(sa.select(Account.id).where(Account.id.in_(given), Account.active)))
    here = {Id(one) for one in patient.care_team} | known | set(marker)
    if not team:
        if Role.OWNER not in work.actor.roles:
            raise RuleViolated("care_team", Message("people.care_team_empty"))
        stop_softly(work, [Finding(Message("people.care_team_nobody"), Severity.SOFT_STOP)], acknowledged)
    if not set(team) <= here:
        raise RuleViolated("care_team", Message("people.care_team_unknown"))
    if patient.sensitive and me in team and not belongs(work, patient.id):
        raise RuleViolated("care_team", Message("people.care_team_self"))
    return [str(one) for one in team]
