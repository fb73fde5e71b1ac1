"""Bringing a practice of an earlier program up to this one's schema, when it is opened.

First a backup that was read back whole from where it lies; then each step in a transaction of its own, with
its event in the record; last the key files, which tell later programs what they need before they touch the
database. Cut off anywhere, the file has the old schema or the new one, and the next opening goes on there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

from app.core.acts import Actor
from app.core.errors import Unavailable
from app.core.findings import Message
from app.core.ids import new_id
from app.core.progress import Progress
from app.store import audit
from app.store.audit import Entry
from app.store.backup_keeping import Keep, Rotation, remove_old
from app.store.backup_making import Origin, make_backup
from app.store.backup_place import BackupPlace, require_room
from app.store.causes import Cause, write_trouble
from app.store.engine import Database, look_before_opening
from app.store.files import PracticePaths
from app.store.migrations.runner import LEAST_PROGRAM_VERSION, SCHEMA_VERSION, Rewritten, schema_of, upgrade
from app.store.slot_files import Unlocked, write_set
from app.store.slot_text import read_sealed, seal
from app.store.slots import SlotSet
from app.store.state import write_slot_set_version
from app.store.upgrading_causes import UpgradeCause, no_backup, step_trouble, upgrade_trouble

FOLDER = "Backups before upgrades"
"""The folder beside the practice in which the backups lie that were made before an upgrade."""

_KEEP = Keep(latest=3, daily=0, weekly=0, monthly=0)
_STEP = Message("upgrade.step")


@dataclass(frozen=True)
class Upgraded:
    """What was done at the opening: the schema that was found, the one it has, and where the backup lies.

    `backup` is None where only the key files were left to be written.
    """

    found: int
    schema: int
    backup: Path | None


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Who opens which practice with which program, and when; the lock is held by the caller.

    `target` tells where the backup goes; None: into a folder beside the practice.
    """

    paths: PracticePaths
    unlocked: Unlocked
    actor: Callable[[sa.Connection], Actor]
    program: str
    now: datetime
    target: Callable[[], Path | None] = lambda: None


def schema_found(paths: PracticePaths, unlocked: Unlocked) -> int:
    """Return the schema that a practice has, changing nothing. Raises Unavailable (file unreadable)."""
    found: list[int] = []
    key_hex = unlocked.store_key.database_key_hex()
    with _named(paths, Cause.FILE_UNREADABLE):
        look_before_opening(paths.file, key_hex, lambda connection: found.append(schema_of(connection)))
    return found[0]


def of_this_schema(slots: SlotSet) -> SlotSet:
    """Return the set so that it asks for this program's schema, as its database has it."""
    return replace(slots, schema=SCHEMA_VERSION, least_program=LEAST_PROGRAM_VERSION)


def bring_up(opening: Opening, progress: Progress) -> Upgraded | None:
    """Bring the database of an older practice to this program's schema; None where nothing was to be done.

    The key files stay as they are (`keep_schema`). Raises Unavailable (upgrade no room, no backup, not
    writable, failed; disk full; database damaged) and Cancelled: then the practice is as it was, or has the
    schema of a step in between and is whole.
    """
    found = schema_found(opening.paths, opening.unlocked)
    if found >= SCHEMA_VERSION:
        return None
    backup = _backed_up(opening, found, progress)
    progress.check()
    with _named(opening.paths), _opened(opening) as database:
        actor = _actor(opening, database)

        def told(connection: sa.Connection, before: int, after: int) -> None:
            progress.step(after, SCHEMA_VERSION, replace(_STEP, params={"number": after}))
            details = {"from": before, "to": after, "backup": backup.name, "program": opening.program}
            event = Entry(
                event="migration", act="", act_id=new_id(), at=opening.now, actor=actor, details=details
            )
            audit.append(connection, [event], checkpoint=True)

        upgrade(database, told)
    return Upgraded(found, SCHEMA_VERSION, backup)


def keep_schema(opening: Opening) -> Unlocked:
    """Write the key files of a practice that was brought up, if they still tell of the schema before.

    Raises Unavailable: what keeps the key files from being written.
    """
    unlocked, paths = opening.unlocked, opening.paths
    slots = unlocked.slots
    if (slots.schema, slots.least_program) == (SCHEMA_VERSION, LEAST_PROGRAM_VERSION):
        return unlocked
    slots = replace(of_this_schema(slots), version=slots.version + 1)
    with (
        _named(paths, Cause.WRITE_FAILED),
        _opened(opening) as database,
        database.writing,
        database.writer.begin() as connection,
    ):
        write_set(paths, slots, unlocked.store_key)
        write_slot_set_version(connection, slots.version)
    return replace(unlocked, sealed=read_sealed(seal(slots, unlocked.store_key)))


@contextmanager
def _opened(opening: Opening) -> Iterator[Database]:
    database = Database(opening.paths.file, opening.unlocked.store_key.database_key_hex())
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _named(paths: PracticePaths, failed: Cause | UpgradeCause = UpgradeCause.FAILED) -> Iterator[None]:
    """Say in words what the disk did to a transaction, which was undone: `failed` where it just failed."""
    try:
        yield
    except (sa.exc.DatabaseError, sqlcipher.DatabaseError) as error:
        told = step_trouble(error, paths.file.name, failed)
        if told is None:
            raise
        raise told from error
    except Rewritten as error:
        raise upgrade_trouble(UpgradeCause.FAILED, paths.file.name) from error


def _actor(opening: Opening, database: Database) -> Actor:
    with database.reader.connect() as connection:
        return opening.actor(connection)


# -- the backup before it ------------------------------------------------------------------------------------


def _backed_up(opening: Opening, found: int, progress: Progress) -> Path:
    """Make a verified backup and return its folder; of those before upgrades the last three stay."""
    unlocked, paths = opening.unlocked, opening.paths
    try:
        chosen = opening.target()
        place = _place(opening, chosen)
        with place.held(), unlocked.store_key.copy() as key:
            _require_room_for_steps(paths)
            origin = replace(Origin.of(paths, key, unlocked.slots, opening.program), schema=found)
            made = make_backup(origin, place, opening.now, progress)
            if chosen is None:
                remove_old(place, made.folder, Rotation(_KEEP, UTC), origin.store_key, Progress())
    except Unavailable as error:
        raise no_backup(error) from error
    return made.folder


def _place(opening: Opening, chosen: Path | None) -> BackupPlace:
    target = chosen or opening.paths.file.with_name(FOLDER)
    if chosen is None:
        try:
            target.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise write_trouble(error, target.name) from error
    return BackupPlace.within(target, opening.unlocked.slots.practice_id)


def _require_room_for_steps(paths: PracticePaths) -> None:
    """Ask for twice the file's size beside it: the steps may write every page anew, once into the log."""
    require_room(paths.file.parent, 2 * paths.file.stat().st_size)
