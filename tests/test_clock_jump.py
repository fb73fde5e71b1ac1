"""A clock that was set back or forward stands in the record; time that passes does not."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.changes import ChangeBus
from app.core.clock import SetClock, SteadyClock, SystemClock
from app.core.progress import Progress
from app.practice.founding import FoundPractice
from app.practice_file import Owner, Practice, Setting, create_practice, open_practice
from app.store.audit import AuditRow
from app.store.kdf import FLOOR
from tests.support.bare import MONDAY

PASSWORD = "seven green kayaks"
OWNER = Owner(login="ruth", name="Ruth Day", short_name="Ruth D.")
FOUNDING = FoundPractice(name="Riverside", zone="America/New_York")


class PcClock(SetClock):
    """A clock whose wall is set by hand while real time passes by `pass_by`."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._elapsed = timedelta()

    def pass_by(self, time: timedelta) -> None:
        self.advance(time)
        self._elapsed += time

    def elapsed(self) -> timedelta:
        return self._elapsed


@pytest.fixture
def clock() -> PcClock:
    return PcClock(MONDAY)


@pytest.fixture
def practice(tmp_path: Path, clock: PcClock) -> Iterator[Practice]:
    setting = Setting(clock, ChangeBus(), "test PC", tmp_path / "state")
    file = tmp_path / "riverside.daybook"
    made = create_practice(file, FOUNDING, OWNER, PASSWORD, lambda sheet: None, setting=setting, cost=FLOOR)
    yield made
    made.close()


def jumps(practice: Practice) -> list[int]:
    """The seconds of each jump in the record."""
    with Session(practice.around.database.reader) as session:
        asked = sa.select(AuditRow.entry).where(AuditRow.event == "clock_jump").order_by(AuditRow.sequence)
        return [json.loads(one)["details"]["seconds"] for one in session.scalars(asked)]


def test_the_clock_of_the_pc_knows_how_much_time_has_passed() -> None:
    assert isinstance(SystemClock(), SteadyClock)
    assert not isinstance(SetClock(MONDAY), SteadyClock)
    first = SystemClock().elapsed()
    assert SystemClock().elapsed() >= first


@pytest.mark.parametrize("by", [timedelta(minutes=5), timedelta(hours=1), timedelta(days=400)])
def test_a_clock_set_forward_while_the_practice_is_open_is_told_once(
    practice: Practice, clock: PcClock, by: timedelta
) -> None:
    practice.record("test")
    clock.advance(by)
    practice.record("test")
    practice.record("test")
    assert jumps(practice) == [by.total_seconds()]


@pytest.mark.parametrize("by", [timedelta(minutes=5), timedelta(hours=1), timedelta(days=400)])
def test_a_clock_set_back_is_told_once_and_before_what_was_done_then(
    practice: Practice, clock: PcClock, by: timedelta
) -> None:
    practice.record("before")
    clock.advance(-by)
    practice.record("after")
    practice.record("after")
    assert jumps(practice) == [-by.total_seconds()]
    with Session(practice.around.database.reader) as session:
        events = session.scalars(sa.select(AuditRow.event).order_by(AuditRow.sequence)).all()
    assert list(events[-4:]) == ["before", "clock_jump", "after", "after"]


def test_a_clock_set_back_while_the_practice_was_closed_is_told_at_the_sign_in(
    practice: Practice, clock: PcClock
) -> None:
    practice.close()
    clock.advance(timedelta(hours=-2))
    again = open_practice(practice.paths.file, "ruth", PASSWORD, practice.setting)
    assert jumps(again) == [-7200]
    assert again.verifying.prove(Progress(), full=True).verification.verified
    again.close()


@pytest.mark.parametrize("minutes", [1, 4])
def test_a_clock_that_is_set_right_by_little_is_no_jump(
    practice: Practice, clock: PcClock, minutes: int
) -> None:
    for by in (minutes, -minutes):
        clock.advance(timedelta(minutes=by))
        practice.record("test")
    assert jumps(practice) == []


def test_hours_that_pass_are_no_jump(practice: Practice, clock: PcClock) -> None:
    for _ in range(3):
        clock.pass_by(timedelta(hours=9))
        practice.record("test")
    assert jumps(practice) == []
