"""Which questions before an act are passed over so often that nobody reads them any more."""

import json
from collections import Counter
from datetime import timedelta

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.practice.policy import policy
from app.reports.soft_stops.views import SoftStopReport, SoftStopRule
from app.store.audit import AuditRow
from app.store.work import Reading


@query(Permission.SEE_AUDIT)
def soft_stops(reading: Reading) -> SoftStopReport:
    """Return how often each rule asked and was passed over, from the record of who did what.

    An act that came at once with its reason showed its question before: passed over is never more than shown.
    """
    measure = policy(reading, "alerts")
    days, percent, least = (int(measure[name]) for name in ("days", "passed_over_percent", "least_shown"))
    asked, passed = (_counts(reading, event, days) for event in ("asked", "override"))
    rules = [
        _judged(rule, max(asked[rule], passed[rule]), passed[rule], percent, least) for rule in asked | passed
    ]
    rules.sort(key=lambda one: (not one.too_many, -one.percent, -one.shown, one.rule))
    return SoftStopReport(days, percent, least, tuple(rules))


def _judged(rule: str, shown: int, passed: int, percent: int, least: int) -> SoftStopRule:
    too_many = shown >= least and 100 * passed > percent * shown
    return SoftStopRule(rule, shown, passed, too_many)


def _counts(reading: Reading, event: str, days: int) -> Counter[str]:
    since = reading.now - timedelta(days=days)
    entries = sa.select(AuditRow.entry).where(AuditRow.event == event, AuditRow.at >= since)
    found: Counter[str] = Counter()
    for entry in reading.session.scalars(entries):
        found.update(json.loads(entry).get("details", {}).get("rules", ()))
    return found
