"""Failed sign-ins while the practice is closed: `FILE.attempts`, the waiting time, and what the audit gets.

No key is at hand when a password is wrong, so this file is neither encrypted nor authenticated: whoever
can delete it can start the waiting afresh. It slows guessing at the desk; the cost of a derivation is
what slows guessing elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from app.core.errors import Unavailable
from app.store.files import PracticePaths, atomic_write, read_bounded
from app.store.slots import is_login

FREE_TRIES = 5
LONGEST_WAIT_SECONDS = 15 * 60
MOST_PEOPLE = 200
UNKNOWN = "unknown login"
"""Stands for every login that the practice does not have; what was typed may have been a password."""
RECOVERY_KEY = "recovery key"
"""Stands for tries of the recovery key. Both hold a blank, as no login does."""

_MOST_BYTES = 1024 * 1024
_MOST_COUNT = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MOST_MICROSECONDS = (datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND


@dataclass(frozen=True)
class FailedTries:
    """The failed tries of one login that the audit has not yet: how many, the first and the last (UTC)."""

    login: str
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class _Tries:
    """One login's row: tries since the last success (`running`), and those still to be audited."""

    running: int
    unaudited: int
    first: int
    last: int


class Attempts:
    """The failed tries of a practice, kept across restarts.

    `damaged` tells that the file was not readable and is taken as empty; `unsaved` holds the error when
    the last change could not be written, in which case the waiting holds in this process only. Both are
    for the audit and the status line: a full disk must not stop anyone from signing in.
    """

    def __init__(self, paths: PracticePaths) -> None:
        self._path = paths.attempts
        self.unsaved: Unavailable | None = None
        try:
            self._rows = _read(read_bounded(self._path, _MOST_BYTES))
            self.damaged = False
        except (OSError, ValueError, RecursionError):
            self._rows = {}
            self.damaged = True

    def record_failure(self, login: str, now: datetime) -> None:
        """Count a failed try. `login` is as stored, or UNKNOWN or RECOVERY_KEY."""
        stamp = _stamp(now)
        old = self._rows.get(login)
        if old is None and len(self._rows) >= MOST_PEOPLE:
            login, old = UNKNOWN, self._rows.get(UNKNOWN)
        old = old or _Tries(0, 0, stamp, stamp)
        self._rows[login] = _Tries(
            running=min(old.running + 1, _MOST_COUNT),
            unaudited=min(old.unaudited + 1, _MOST_COUNT),
            first=old.first if old.unaudited else stamp,
            last=stamp,
        )
        self._save()

    def wait_seconds(self, login: str, now: datetime) -> float:
        """Return how long this login still waits: 2^n s after the fifth failed try, 15 minutes at most.

        A clock that was set back starts the wait anew from its new time, so that it ends all the same.
        """
        row = self._rows.get(login)
        if row is None or row.running < FREE_TRIES:
            return 0.0
        stamp = _stamp(now)
        if stamp < row.last:
            row = self._rows[login] = replace(row, first=min(row.first, stamp), last=stamp)
            self._save()
        return max(0.0, _wait_after(row.running) - (stamp - row.last) / 1_000_000)

    def clear(self, login: str) -> None:
        """Forget the waiting of a login that has signed in; its failed tries stay until they are audited."""
        row = self._rows.get(login)
        if row is None or not row.running:
            return
        self._rows[login] = replace(row, running=0)
        self._drop_settled()
        self._save()

    @contextmanager
    def take_for_audit(self) -> Iterator[tuple[FailedTries, ...]]:
        """Give the tries that the audit has not yet, and strike them off once the block has committed.

        An error in the block keeps them; a cut between the commit and the striking off gives them twice,
        never not at all.
        """
        taken = tuple(
            FailedTries(login, row.unaudited, _instant(row.first), _instant(row.last))
            for login, row in sorted(self._rows.items())
            if row.unaudited
        )
        yield taken
        for tries in taken:
            row = self._rows[tries.login]
            self._rows[tries.login] = replace(row, unaudited=row.unaudited - tries.count)
        if taken or self.damaged:
            self._drop_settled()
            self._save()

    def _drop_settled(self) -> None:
        self._rows = {login: row for login, row in self._rows.items() if row.running or row.unaudited}

    def _save(self) -> None:
        try:
            atomic_write(self._path, _write(self._rows))
            self.unsaved = None
        except Unavailable as error:
            self.unsaved = error


def _wait_after(running: int) -> int:
    # The exponent is bounded first: a count from a file must not become a number of a million digits.
    return min(1 << min(running - FREE_TRIES + 1, 20), LONGEST_WAIT_SECONDS)


def _stamp(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def _instant(stamp: int) -> datetime:
    return _EPOCH + stamp * _MICROSECOND


def _write(rows: dict[str, _Tries]) -> bytes:
    people = [
        {
            "login": login,
            "running": row.running,
            "unaudited": row.unaudited,
            "first": row.first,
            "last": row.last,
        }
        for login, row in sorted(rows.items())
    ]
    return json.dumps({"format": "daybook-attempts", "format_version": 1, "people": people}).encode() + b"\n"


def _read(raw: bytes | None) -> dict[str, _Tries]:
    if raw is None:
        return {}
    found = json.loads(raw)
    if not isinstance(found, dict) or found.get("format") != "daybook-attempts":
        raise ValueError("format")
    if found.get("format_version") != 1 or not isinstance(found.get("people"), list):
        raise ValueError("format")
    rows = dict(_read_row(item) for item in found["people"])
    if len(rows) > MOST_PEOPLE + 2:
        raise ValueError("too many people")
    return rows


def _read_row(item: object) -> tuple[str, _Tries]:
    if not isinstance(item, dict):
        raise ValueError("row")
    login = item.get("login")
    if not isinstance(login, str) or not (login in (UNKNOWN, RECOVERY_KEY) or is_login(login)):
        raise ValueError("login")
    return login, _Tries(
        running=_bounded(item, "running", _MOST_COUNT),
        unaudited=_bounded(item, "unaudited", _MOST_COUNT),
        first=_bounded(item, "first", _MOST_MICROSECONDS),
        last=_bounded(item, "last", _MOST_MICROSECONDS),
    )


def _bounded(item: dict[str, object], name: str, most: int) -> int:
    value = item.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError(name)
    return value
