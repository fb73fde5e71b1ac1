"""Bringing a practice of an earlier program up to this one while a person opens it."""

from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from app.core.ids import Id
from app.core.progress import Progress
from app.open_practice.setting import Setting
from app.security.acting import actor_of
from app.store.engine import look_before_opening
from app.store.files import PracticePaths
from app.store.slot_files import Unlocked
from app.store.upgrading import Opening, Upgraded, bring_up, keep_schema


def brought_up(
    paths: PracticePaths, unlocked: Unlocked, setting: Setting, program: str, progress: Progress | None
) -> tuple[Unlocked, Upgraded | None]:
    """Bring database and key files up for the person whose password opened them; the lock is held.

    Returns the key files as they are then, and what was done. Raises Unavailable and Cancelled (`bring_up`);
    then the key is wiped.
    """
    try:
        opening = _opening(paths, unlocked, setting, program, unlocked.person_id)
        upgraded = bring_up(opening, progress or Progress())
        return keep_schema(opening), upgraded
    except BaseException:
        unlocked.store_key.wipe()
        raise


def database_brought_up(
    paths: PracticePaths,
    unlocked: Unlocked,
    setting: Setting,
    program: str,
    owner: Id,
    progress: Progress | None,
) -> Upgraded | None:
    """Bring the database up for an owner with the recovery sheet.

    The key files may be older than the database: whoever came in writes them anew, of this schema.
    """
    opening = _opening(paths, unlocked, setting, program, owner)
    return bring_up(opening, progress or Progress())


def _opening(
    paths: PracticePaths, unlocked: Unlocked, setting: Setting, program: str, person: Id | None
) -> Opening:
    if person is None:
        raise ValueError("somebody must answer for an upgrade")
    return Opening(
        paths=paths,
        unlocked=unlocked,
        actor=lambda connection: actor_of(connection, person, setting.workstation),
        program=program,
        now=setting.clock.now(),
        target=lambda: _chosen(paths, unlocked),
    )


def _chosen(paths: PracticePaths, unlocked: Unlocked) -> Path | None:
    """Return the practice's place for backups if it has chosen one and its drive is here."""
    found: list[str] = []

    def look(connection: sa.Connection) -> None:
        if sa.inspect(connection).has_table("backup_plan"):
            found.extend(connection.execute(_TARGET).scalars())

    with suppress(sa.exc.DatabaseError):  # then beside the practice; the backup itself will say what it is
        look_before_opening(paths.file, unlocked.store_key.database_key_hex(), look)
    places = [Path(one) for one in found if one]
    return next((one for one in places if one.is_dir() and one.resolve() != paths.file.parent), None)


_TARGET = sa.text("SELECT target FROM backup_plan")  # as schema 2 has it, whatever the models are by now
