"""Which alerts are open, for whom, and what they are about."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from app.chart.alerts import rules
from app.chart.alerts.model import Alert, AlertLevel
from app.chart.alerts.views import AlertDetails, AlertView
from app.core.acts import Permission, query
from app.core.findings import Message
from app.core.ids import Id
from app.practice.model import Room
from app.practice.policy import policy
from app.store.work import Reading
from app.visits.model import Visit, VisitState

# A flag concerns the visit that is going on; a critical alert stays until somebody takes it.
_OVER = (VisitState.DONE, VisitState.LEFT_WITHOUT_BEING_SEEN, VisitState.ENTERED_IN_ERROR)


@query(Permission.SEE_ALERTS)
def open_alerts(reading: Reading) -> tuple[AlertView, ...]:
    """Return the alerts that nobody has taken: critical first, then in the order in which they came."""
    after = escalation_seconds(reading)
    rows = reading.session.execute(
        sa.select(Alert, Room.name)
        .join(Visit, Visit.id == Alert.visit_id)
        .outerjoin(Room, Room.id == Visit.room_id)
        .where(Alert.acknowledged_at.is_(None), Alert.entered_in_error.is_(None))
        .where(sa.or_(Alert.level != AlertLevel.FLAGGED, Visit.state.not_in(_OVER)))
        .order_by(Alert.raised_at)
    ).all()
    views = [_view(reading, alert, room or "", after) for alert, room in rows]
    return tuple(sorted(views, key=lambda one: one.level != AlertLevel.CRITICAL))


@query(Permission.SEE_CHART, recorded=True)
def alert_details(reading: Reading, alert_id: Id) -> AlertDetails:
    """Return what an alert is about; it enters the record as a look into the chart."""
    alert = reading.get(Alert, alert_id)
    reading.saw(alert.patient_id)
    return AlertDetails(
        alert.id,
        alert.level.value,
        messages(alert.findings),
        alert.words,
        alert.raised_at,
        alert.raised_by_name,
        alert.acknowledged_at,
        alert.acknowledged_by_name,
    )


@query(Permission.SEE_ALERTS)
def flags_of_visits(reading: Reading, visit_ids: Collection[Id]) -> dict[Id, tuple[Message, ...]]:
    """Return the flags of each visit's last set of vital signs, for the chips on its row of the board."""
    rows = reading.session.execute(
        sa.select(Alert.visit_id, Alert.findings)
        .where(Alert.visit_id.in_(tuple(visit_ids)), Alert.level != AlertLevel.TOLD)
        .where(Alert.entered_in_error.is_(None))
        .order_by(Alert.raised_at)
    )
    return {row.visit_id: messages(row.findings) for row in rows}


def escalation_seconds(reading: Reading) -> int:
    """Return how long a critical alert waits before it goes further."""
    return int(policy(reading, "vitals")["alerts"]["escalate_after_seconds"])


def raised(alert: Alert) -> rules.Raised:
    """Return what decides an alert's way."""
    return rules.Raised(alert.level, alert.raised_at, alert.raised_by, alert.to_account_id)


def messages(kept: Sequence[Any]) -> tuple[Message, ...]:
    """Return findings as a record keeps them, as messages again."""
    return tuple(Message(message_id, params) for message_id, params in kept)


def _view(reading: Reading, alert: Alert, room: str, after: int) -> AlertView:
    facts = raised(alert)
    return AlertView(
        id=alert.id,
        version=alert.version,
        level=alert.level.value,
        patient_id=alert.patient_id,
        visit_id=alert.visit_id,
        room=room,
        raised_at=alert.raised_at,
        raised_by=alert.raised_by_name,
        escalates_at=rules.escalates_at(facts, after),
        escalated=rules.escalated(facts, reading.now, after),
        mine=rules.reaches(facts, reading.actor, reading.now, after),
        interrupts=rules.interrupts(facts, reading.actor, reading.now, after),
    )
