"""Questions before an act: what was asked and what was passed over, counted from the record."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.acts import Command, Permission, action
from app.core.errors import NeedsAcknowledgement
from app.core.findings import Finding, Message, Severity
from app.practice.soft_stops import stop_softly
from app.reports.soft_stops.queries import soft_stops
from app.reports.soft_stops.views import SoftStopReport, SoftStopRule
from app.store.audit import AuditRow
from app.store.work import Work
from tests.support.bare import BarePractice


class Ask(Command):
    """Passes rules, with a reason or without."""


def _asks(*rules: str, reason: str = "") -> object:
    def asking(work: Work, _command: Command) -> None:
        stop_softly(work, [Finding(Message(rule), Severity.SOFT_STOP) for rule in rules], reason)

    return asking


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[BarePractice]:
    made = BarePractice(tmp_path)
    yield made
    made.close()


def ask(practice: BarePractice, *rules: str, reason: str = "") -> None:
    act = action(Permission.SEE_PRACTICE)(_asks(*rules, reason=reason))  # type: ignore[arg-type, var-annotated]
    practice.run(act, Command())


def asked_and_left(practice: BarePractice, *rules: str) -> None:
    with pytest.raises(NeedsAcknowledgement):
        ask(practice, *rules)


def report(practice: BarePractice) -> SoftStopReport:
    told: SoftStopReport = practice.answer(soft_stops)
    return told


def test_a_rule_that_is_nearly_always_passed_over_is_shown_first(practice: BarePractice) -> None:
    for _time in range(20):
        asked_and_left(practice, "orders.dose_unusual")
        ask(practice, "orders.dose_unusual", reason="as the label says")
        asked_and_left(practice, "visits.room_not_ready")
    ask(practice, "visits.room_not_ready", reason="cleaned just now")
    assert report(practice).rules == (
        SoftStopRule("orders.dose_unusual", 20, 20, too_many=True),
        SoftStopRule("visits.room_not_ready", 20, 1, too_many=False),
    )


def test_a_few_times_are_no_habit_and_exactly_the_limit_is_not_beyond_it(practice: BarePractice) -> None:
    for _time in range(19):
        asked_and_left(practice, "few")
        ask(practice, "few", reason="yes")
    for time in range(20):
        asked_and_left(practice, "at_the_limit")
        if time < 18:
            ask(practice, "at_the_limit", reason="yes")
    assert not any(one.too_many for one in report(practice).rules)


def test_what_is_long_past_does_not_count(practice: BarePractice) -> None:
    asked_and_left(practice, "old")
    practice.clock.set(practice.clock.now() + timedelta(days=91))
    assert report(practice).rules == ()


def test_a_stop_keeps_its_rules_alone_and_an_override_its_reason(
    practice: BarePractice,
) -> None:
    asked_and_left(practice, "b", "a", "a")
    ask(practice, "a", reason="she takes it for years")
    asked, act, override = practice.all(AuditRow)
    assert (asked.event, act.event, override.event) == ("asked", "act", "override")
    assert '"rules":["a","b"]' in asked.entry and asked.patient_id is None
    assert "she takes it for years" in override.entry and override.act_id == act.act_id
