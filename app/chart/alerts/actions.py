"""Telling a clinician, and taking an alert."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.chart.alerts import rules
from app.chart.alerts.model import Alert, AlertLevel
from app.chart.alerts.queries import raised
from app.chart.alerts.views import Told
from app.chart.entering import visit_of
from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Finding, Message
from app.core.ids import Id
from app.practice import fields
from app.practice.model import Provider
from app.store.base import plain_value
from app.store.work import Work
from app.visits.model import Visit


@dataclass(frozen=True, kw_only=True)
class Tell(Command):
    """Tell the visit's clinician, or another by account: `words` are kept ("blood pressure again 150/96")."""

    visit_id: Id
    words: str = ""
    to_account_id: Id | None = None


@action(Permission.ROOM_PATIENT)
def tell(work: Work, command: Tell) -> Told:
    """Send an alert to a clinician; it waits in the list until it is taken."""
    visit = visit_of(work, command.visit_id)
    alert = _alert(work, visit, AlertLevel.TOLD)
    alert.words = fields.free_text("words", command.words, most=500)
    alert.to_account_id = command.to_account_id or alert.to_account_id
    work.session.flush()
    return Told(alert.id, alert.to_account_id)


@dataclass(frozen=True, kw_only=True)
class AcknowledgeAlert(Command):
    """Take an alert: "I have seen it"."""

    alert_id: Id
    version: int


@action(Permission.SEE_ALERTS)
def acknowledge_alert(work: Work, command: AcknowledgeAlert) -> None:
    """Take an alert. Raises RuleViolated if it was taken, or if an assistant takes a critical one."""
    alert = work.change(Alert, command.alert_id, command.version)
    if alert.acknowledged_at is not None:
        raise RuleViolated("", Message("alerts.taken"))
    rules.may_take(raised(alert), work.actor)
    alert.acknowledged_at, alert.acknowledged_by = work.now, work.actor.person_id
    alert.acknowledged_by_name = work.actor.name


def raise_alert(
    work: Work, visit: Visit, level: AlertLevel, findings: Sequence[Finding], vitals_set_id: Id | None = None
) -> Alert:
    """Put an alert before the visit's clinician, within the act that found the reason."""
    alert = _alert(work, visit, level)
    alert.findings, alert.vitals_set_id = kept_findings(findings), vitals_set_id
    work.session.flush()
    return alert


def _alert(work: Work, visit: Visit, level: AlertLevel) -> Alert:
    provider = work.session.get(Provider, visit.provider_id) if visit.provider_id else None
    return work.add(
        Alert(
            patient_id=visit.patient_id,
            visit_id=visit.id,
            level=level,
            raised_at=work.now,
            raised_by=work.actor.person_id,
            raised_by_name=work.actor.name,
            to_account_id=provider.account_id if provider else None,
        )
    )


def kept_findings(findings: Sequence[Finding]) -> list[list[object]]:
    """Return findings as a record keeps them: [message id, parameters as plain values]."""
    return [
        [one.message.id, {name: plain_value(value) for name, value in one.message.params.items()}]
        for one in findings
    ]
