"""Wrong passwords: waiting that grows, survives a restart and always ends."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Unavailable
from app.store import attempts as attempts_module
from app.store.attempts import (
    LONGEST_WAIT_SECONDS,
    MOST_PEOPLE,
    RECOVERY_KEY,
    UNKNOWN,
    Attempts,
    FailedTries,
)
from app.store.causes import Cause, trouble
from app.store.files import PracticePaths
from app.store.slots import is_login

NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def paths(tmp_path: Path) -> PracticePaths:
    return PracticePaths(tmp_path / "practice")


def fail(attempts: Attempts, times: int, login: str = "maria", now: datetime = NOW) -> None:
    for _ in range(times):
        attempts.record_failure(login, now)


def test_four_tries_are_free_and_from_the_fifth_the_wait_doubles(paths: PracticePaths) -> None:
    attempts = Attempts(paths)
    waits = []
    for _ in range(16):
        fail(attempts, 1)
        waits.append(attempts.wait_seconds("maria", NOW))
    assert waits == [0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_the_wait_runs_down_and_concerns_one_person(paths: PracticePaths) -> None:
    attempts = Attempts(paths)
    fail(attempts, 8)
    assert attempts.wait_seconds("maria", NOW + 6 * SECOND) == 10
    assert attempts.wait_seconds("maria", NOW + 16 * SECOND) == 0
    assert attempts.wait_seconds("james", NOW) == 0


def test_it_survives_a_restart(paths: PracticePaths) -> None:
    fail(Attempts(paths), 9)
    again = Attempts(paths)
    assert again.wait_seconds("maria", NOW) == 32
    fail(again, 1)
    assert Attempts(paths).wait_seconds("maria", NOW) == 64


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(days=3650)])
def test_a_clock_set_back_waits_no_longer_than_from_its_new_time(
    paths: PracticePaths, back: timedelta
) -> None:
    fail(Attempts(paths), 30)
    past = NOW - back
    assert Attempts(paths).wait_seconds("maria", past) == LONGEST_WAIT_SECONDS
    assert Attempts(paths).wait_seconds("maria", past + 10 * SECOND) == LONGEST_WAIT_SECONDS - 10
    assert Attempts(paths).wait_seconds("maria", past + LONGEST_WAIT_SECONDS * SECOND) == 0


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=12), st.integers(-(10**6), 10**6))
def test_whatever_the_clock_does_nobody_waits_longer_than_a_quarter_of_an_hour(
    tmp_path_factory: pytest.TempPathFactory, moves: list[int], at: int
) -> None:
    attempts = Attempts(PracticePaths(tmp_path_factory.mktemp("attempts") / "practice"))
    for seconds in moves:
        fail(attempts, 1, now=NOW + seconds * SECOND)
    asked = NOW + at * SECOND
    wait = attempts.wait_seconds("maria", asked)
    assert 0 <= wait <= LONGEST_WAIT_SECONDS
    assert attempts.wait_seconds("maria", asked + wait * SECOND) == 0


def test_signing_in_ends_the_wait_and_keeps_the_tries_for_the_audit(paths: PracticePaths) -> None:
    attempts = Attempts(paths)
    fail(attempts, 6)
    fail(attempts, 1, now=NOW + SECOND)
    attempts.clear("maria")
    attempts.clear("maria")
    attempts.clear("nobody")
    assert Attempts(paths).wait_seconds("maria", NOW) == 0
    with Attempts(paths).take_for_audit() as taken:
        assert taken == (FailedTries("maria", 7, NOW, NOW + SECOND),)
    assert json.loads(paths.attempts.read_bytes())["people"] == []  # nothing is kept of what is settled
    with Attempts(paths).take_for_audit() as taken:
        assert taken == ()


def test_tries_taken_for_the_audit_still_make_the_same_person_wait(paths: PracticePaths) -> None:
    attempts = Attempts(paths)
    fail(attempts, 5)
    fail(attempts, 1, "james", NOW + SECOND)
    with attempts.take_for_audit() as taken:
        assert [tries.login for tries in taken] == ["james", "maria"]
    assert Attempts(paths).wait_seconds("maria", NOW) == 2
    fail(attempts, 1, now=NOW + 5 * SECOND)
    with attempts.take_for_audit() as taken:
        assert taken == (FailedTries("maria", 1, NOW + 5 * SECOND, NOW + 5 * SECOND),)


def test_a_sign_in_that_fails_to_commit_keeps_them(paths: PracticePaths) -> None:
    attempts = Attempts(paths)
    fail(attempts, 2)
    with pytest.raises(RuntimeError), attempts.take_for_audit():
        raise RuntimeError("made up")
    with Attempts(paths).take_for_audit() as taken:
        assert taken[0].count == 2


def test_a_try_made_meanwhile_is_not_lost(paths: PracticePaths) -> None:
    attempts = Attempts(paths)
    fail(attempts, 2)
    with attempts.take_for_audit():
        fail(attempts, 1, now=NOW + SECOND)
    with attempts.take_for_audit() as taken:
        assert taken[0].count == 1


def test_no_file_is_no_failure_and_nothing_is_written_for_it(paths: PracticePaths) -> None:
    attempts = Attempts(paths)
    assert not attempts.damaged
    with attempts.take_for_audit() as taken:
        assert taken == ()
    attempts.clear("maria")
    assert not paths.attempts.exists()


def row(**changed: object) -> bytes:
    one = {"login": "maria", "running": 9, "unaudited": 9, "first": 1, "last": 1} | changed
    return json.dumps({"format": "daybook-attempts", "format_version": 1, "people": [one]}).encode()


def test_the_row_that_the_damage_starts_from_is_sound(paths: PracticePaths) -> None:
    paths.attempts.write_bytes(row())
    assert not Attempts(paths).damaged


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"null",
        b"{}",
        b'{"format": "daybook-attempts"}',
        b'{"format": "daybook-attempts", "format_version": 2, "people": []}',
        b'{"format": "daybook-attempts", "format_version": 1, "people": [7]}',
        b" " * (1024 * 1024 + 1),
        row(running=-1),
        row(running=True),
        row(running=10**7),
        row(unaudited="9"),
        row(last=10**30),
        row(first=None),
        row(login=7),
        row(login="MARIA"),
        row(login="x" * 65),
    ],
)
def test_a_damaged_file_is_taken_as_empty_and_reported(paths: PracticePaths, content: bytes) -> None:
    paths.attempts.write_bytes(content)
    attempts = Attempts(paths)
    assert attempts.damaged
    assert attempts.wait_seconds("maria", NOW) == 0
    with attempts.take_for_audit() as taken:
        assert taken == ()
    assert not Attempts(paths).damaged  # written anew once the audit has it


def test_a_full_disk_stops_nobody_but_the_wait_holds_and_is_reported(
    paths: PracticePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = Attempts(paths)

    def full(*_: object) -> None:
        raise trouble(Cause.DISK_FULL)

    with monkeypatch.context() as patched:
        patched.setattr(attempts_module, "atomic_write", full)
        fail(attempts, 6)
    assert attempts.wait_seconds("maria", NOW) == 4
    assert isinstance(attempts.unsaved, Unavailable)
    fail(attempts, 1)
    assert attempts.unsaved is None
    assert Attempts(paths).wait_seconds("maria", NOW) == 8


def test_many_made_up_logins_do_not_grow_the_file_without_end(paths: PracticePaths) -> None:
    attempts = Attempts(paths)
    for number in range(MOST_PEOPLE + 5):
        attempts.record_failure(f"login{number}", NOW)
    fail(attempts, 1, RECOVERY_KEY)
    again = Attempts(paths)
    assert not again.damaged
    with again.take_for_audit() as taken:
        assert len(taken) == MOST_PEOPLE + 1
        assert sum(tries.count for tries in taken) == MOST_PEOPLE + 6
        assert next(tries.count for tries in taken if tries.login == UNKNOWN) == 6


def test_the_stand_ins_can_be_nobody_s_login() -> None:
    assert not is_login(UNKNOWN)
    assert not is_login(RECOVERY_KEY)
