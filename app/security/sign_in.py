"""Signing in: the files are checked before the database, the password opens the slot, the account admits.

The order is that of SAFETY, finding 4: header and size, lock, slot file, password, read-only look, and only
then the database for reading and writing. Whatever refuses, refuses before a byte has changed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import sqlalchemy as sa

from app.core.errors import Unavailable
from app.security.model import Account
from app.security.views import SignInTile
from app.store.attempts import UNKNOWN, Attempts
from app.store.audit import AuditRow
from app.store.causes import Cause, trouble
from app.store.engine import look_before_opening
from app.store.far_folders import require_own_folder
from app.store.files import PracticeLock, PracticePaths
from app.store.header import check_header
from app.store.migrations.runner import SCHEMA_VERSION, schema_of
from app.store.one_time_code import OneTimeCode
from app.store.slot_files import (
    KeyFiles,
    Unlocked,
    read_keys,
    repair,
    require_program,
    require_version,
    unlock,
    unlock_with_code,
)
from app.store.slots import PersonSlot
from app.store.state import StoreState, read_state


@dataclass(frozen=True)
class Door:
    """A practice as it stands before anyone signed in: its files are sound as far as can be seen."""

    paths: PracticePaths
    keys: KeyFiles

    @property
    def practice_name(self) -> str:
        return self.keys.shown.practice_name

    @property
    def tiles(self) -> tuple[SignInTile, ...]:
        """The people who may sign in, as the screen shows them."""
        return tuple(_tile(person) for person in self.keys.shown.people)


def _tile(person: PersonSlot) -> SignInTile:
    label, until = person.label, person.slot.until
    code_until = None if until is None else datetime.fromtimestamp(until, UTC)
    return SignInTile(label.person_id, label.login, label.name, label.role, code_until)


def approach(paths: PracticePaths, program: str) -> Door:
    """Look at a practice's files without changing them. Raises Unavailable with the cause."""
    check_header(paths)
    require_own_folder(paths)
    keys = read_keys(paths)
    require_program(keys.shown, program=program, schema=SCHEMA_VERSION)
    return Door(paths, keys)


def enter(door: Door, login: str, password: str, now: Callable[[], datetime]) -> Unlocked:
    """Open the person's slot and let the database admit them; the lock is held by the caller.

    Raises Unavailable: wait (`seconds`), code waits (a one-time code was made for this person), wrong
    password, no longer active, and all that the files can be.
    """
    person = door.keys.shown.by_login(login)
    if person is not None and person.slot.until is not None:
        raise trouble(Cause.CODE_WAITS)
    return _enter(door, login, now, Cause.WRONG_PASSWORD, lambda: unlock(door.keys, login, password), admit)


def enter_with_code(door: Door, login: str, code: OneTimeCode, now: Callable[[], datetime]) -> Unlocked:
    """Open the slot of a person's one-time code; the lock is held by the caller.

    The code's time is over by this PC's clock, or by the newest row of the record: a clock that was set back
    gives it no more. Raises Unavailable: wait, wrong code, code expired, and as `enter`.
    """
    person = door.keys.shown.by_login(login)
    if person is not None and person.slot.until is not None:
        _require_time(person.slot.until, now())

    def admit_in_time(connection: sa.Connection, unlocked: Unlocked) -> None:
        admit(connection, unlocked)
        opened = unlocked.slots.by_login(login)
        until = opened.slot.until if opened else None
        newest = sa.select(AuditRow.at).order_by(AuditRow.sequence.desc()).limit(1)
        _require_time(until or 0, max(now(), connection.execute(newest).scalar_one()))

    open_slot = partial(unlock_with_code, door.keys, login, code)
    return _enter(door, login, now, Cause.WRONG_CODE, open_slot, admit_in_time)


def _require_time(until: int, now: datetime) -> None:
    if now.timestamp() >= until:
        raise trouble(Cause.CODE_EXPIRED)


def _enter(
    door: Door,
    login: str,
    now: Callable[[], datetime],
    wrong: Cause,
    open_slot: Callable[[], Unlocked],
    admits: Callable[[sa.Connection, Unlocked], None],
) -> Unlocked:
    attempts = Attempts(door.paths)
    person = door.keys.shown.by_login(login)
    known = person.label.login if person else UNKNOWN
    seconds = attempts.wait_seconds(known, now())
    if seconds > 0:
        raise trouble(Cause.WAIT, door.paths.file.name, seconds=int(seconds) + 1)
    try:
        unlocked = open_slot()
    except Unavailable as refused:
        if refused.cause == wrong:
            attempts.record_failure(known, now())
        raise
    try:
        look_before_opening(
            door.paths.file, unlocked.store_key.database_key_hex(), lambda found: admits(found, unlocked)
        )
    except BaseException:
        unlocked.store_key.wipe()
        raise
    attempts.clear(known)
    repair(unlocked, door.paths)
    return unlocked


def admit(connection: sa.Connection, unlocked: Unlocked) -> None:
    """Refuse a file of a later program, an older slot set, another practice, a person no longer active."""
    state = require_known(connection, unlocked)
    require_version(unlocked.slots, state.slot_set_version)
    active = connection.execute(
        sa.select(Account.active).where(Account.id == unlocked.person_id)
    ).scalar_one_or_none()
    if not active:
        raise trouble(Cause.NO_LONGER_ACTIVE)


def require_known(connection: sa.Connection, unlocked: Unlocked) -> StoreState:
    """Return what the file knows of itself; refuse that of a later program and that of another practice."""
    if schema_of(connection) > SCHEMA_VERSION:
        raise trouble(Cause.NEWER)
    state = read_state(connection)
    if state.practice_id != unlocked.slots.practice_id:
        raise trouble(Cause.WRONGLY_KEYED)
    return state


def hold(paths: PracticePaths) -> PracticeLock:
    """Take the practice for this process. Raises Unavailable (in use)."""
    return PracticeLock(paths)
