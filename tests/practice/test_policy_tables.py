"""Tables of policy that no room judges further, and the versions that a practice has made of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import RuleViolated, Stale
from app.practice import queries
from app.practice.actions import SavePolicy, save_policy
from app.practice.creation import NewPractice, make_practice_defaults
from app.practice.views import PolicySaved
from tests.support.bare import BarePractice

TODAY, APRIL = date(2026, 3, 2), date(2026, 4, 1)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[BarePractice]:
    made = BarePractice(tmp_path)
    made.within(lambda work: make_practice_defaults(work, NewPractice("Elm Street", "America/New_York")))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("schedule", {"step_minutes": 0}, "practice.policy_sign"),
        ("schedule", {"search_days": -1}, "practice.policy_sign"),
        ("billing", {"returned_check_fee_cents": -100}, "practice.policy_sign"),
        ("billing", {"most_diagnoses": float("nan")}, "practice.policy_shape"),
        ("check_in", {"verified_within_days": float("inf")}, "practice.policy_shape"),
    ],
)
def test_a_number_that_would_stop_the_program_is_refused(
    practice: BarePractice, name: str, content: dict[str, Any], message: str
) -> None:
    with pytest.raises(RuleViolated) as refused:
        practice.run(save_policy, SavePolicy(name=name, valid_from=TODAY, content=content))
    assert (refused.value.message.id, refused.value.field) == (message, next(iter(content)))


def test_a_fee_that_ships_as_nothing_may_stay_nothing(practice: BarePractice) -> None:
    content = {"returned_check_fee_cents": 0}
    practice.run(save_policy, SavePolicy(name="billing", valid_from=TODAY, content=content))
    assert practice.answer(queries.policy_versions, "billing")[0].content == content


def test_the_versions_of_a_table_are_told_the_earliest_first(practice: BarePractice) -> None:
    assert practice.answer(queries.policy_versions, "schedule") == ()
    for version, (day, minutes) in enumerate(((APRIL, 20), (TODAY, 10))):
        content = {"step_minutes": minutes}
        practice.run(
            save_policy, SavePolicy(name="schedule", version=version, valid_from=day, content=content)
        )
    found = practice.answer(queries.policy_versions, "schedule")
    assert [(one.valid_from, one.content["step_minutes"]) for one in found] == [(TODAY, 10), (APRIL, 20)]


@pytest.mark.parametrize("mine", [TODAY, APRIL])
@pytest.mark.parametrize("theirs", [TODAY, APRIL])
def test_values_saved_over_what_somebody_saved_meanwhile_are_stale(
    practice: BarePractice, mine: date, theirs: date
) -> None:
    def save(version: int, day: date, minutes: int) -> PolicySaved:
        content = {"step_minutes": minutes}
        saved: PolicySaved = practice.run(
            save_policy, SavePolicy(name="schedule", version=version, valid_from=day, content=content)
        )
        return saved

    assert save(0, theirs, 10).version == 1
    with pytest.raises(Stale) as refused:
        save(0, mine, 20)
    assert (refused.value.mine, refused.value.theirs) == (0, 1)
    assert save(1, mine, 20).version == 2
    with pytest.raises(Stale):
        save(1, theirs, 30)
    versions = practice.answer(queries.policy_versions, "schedule")
    assert queries.policy_version(versions) == 2
    assert save(2, theirs, 30).version == 3


def test_every_room_judges_its_table_though_nobody_has_used_the_room_yet(tmp_path: Path) -> None:
    story = f"""
from datetime import UTC, datetime
from pathlib import Path
from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.errors import RuleViolated, Stale
from app.practice.actions import SavePolicy, save_policy
from app.practice.founding import FoundPractice
from app.practice_file import Owner, Setting, create_practice
from app.store.kdf import FLOOR
noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
setting = Setting(SetClock(noon), ChangeBus(), "test PC", Path({str(tmp_path)!r}))
owner = Owner(login="ruth", name="Ruth Day", short_name="Ruth")
made = create_practice(Path({str(tmp_path / "p.daybook")!r}), FoundPractice(name="Elm", zone="UTC"), owner,
    "seven green kayaks", lambda sheet: None, setting=setting, cost=FLOOR)
own = {{"vitals": {{"spo2": {{"bands": {{"all": {{"critical": {{"below": 96}}}}}}}}}},
    "orders": {{"items": {{"mono": {{"name": "Mono test"}}}}}},
    "copay": {{"rules": {{"qualified_medicare_beneficiary": {{"qmb": False}}}}}}}}
for name, content in own.items():
    try:
        made.run(save_policy, SavePolicy(name=name, valid_from=noon.date(), content=content))
        print(name, "was saved")
    except RuleViolated as refused:
        print(name, refused.message.id)
made.close()
"""
    told = subprocess.run([sys.executable, "-c", story], capture_output=True, text=True, check=False)
    assert (told.stderr, "was saved" in told.stdout) == ("", False)
    assert [line.split()[0] for line in told.stdout.splitlines()] == ["vitals", "orders", "copay"]
