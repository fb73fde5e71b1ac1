"""Restoring a backup by a person: their password, or the recovery sheet, opens its key slots; owners only."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa

from app.core.acts import Actor, Role
from app.core.clock import Clock
from app.core.errors import NotPermitted
from app.core.ids import new_id
from app.core.progress import Progress
from app.security.acting import actor_of
from app.security.sign_in import admit, hold, require_known
from app.store import audit
from app.store.anchor_file import anchor_paths, read_anchor
from app.store.audit import Entry, Head
from app.store.backup_manifest import Manifest, proved_manifest
from app.store.backup_proving import seal_copy
from app.store.backup_restoring import Restored, finish_restore, is_copy, read_backup, read_copy, restore
from app.store.engine import look_before_opening
from app.store.files import PracticePaths
from app.store.migrations.runner import SCHEMA_VERSION
from app.store.recovery import parse
from app.store.slot_files import (
    KeyFiles,
    Unlocked,
    read_keys,
    require_program,
    unlock,
    unlock_with_recovery,
)

_ACT = "practice.restore"


class Around(Protocol):
    """What a restore needs of the setting that it is done in."""

    clock: Clock
    workstation: str
    state_folder: Path | None


@dataclass(frozen=True)
class RestoreWish:
    """What somebody asks for: which backup (its dated folder), to which place, and who they are.

    Who comes with the recovery sheet gives its key as typed in `sheet`, and no login. With `replace`, the
    practice that lies there is kept aside; without, a place that is taken is refused. With
    `leave_out_damaged`, files of records that the backup has not whole are left out and named.
    """

    backup: Path
    to: Path
    login: str = ""
    password: str = field(default="", repr=False)
    replace: bool = False
    leave_out_damaged: bool = False
    sheet: str = field(default="", repr=False)


@dataclass(frozen=True)
class BackupSight:
    """What a backup holds, proved with its key: counts by table, bytes, and files of records left out.

    `verified` is False for a byte copy that nobody verified after it was made; it is proved while restoring.
    """

    practice_name: str
    made_at: datetime
    bytes: int
    rows: Mapping[str, int]
    left_out: int = 0
    verified: bool = True


def look_into(wish: RestoreWish, program: str) -> BackupSight:
    """Open the keys of a backup and tell what it is, before anything is restored.

    Raises as `restore_backup`. Slow: a key is derived.
    """
    with _opened(wish, program) as unlocked:
        manifest = proved_manifest(wish.backup, unlocked.store_key)

        def judge(connection: sa.Connection) -> None:
            _require_owner(connection, unlocked)

        file = PracticePaths.of(wish.backup / manifest.file).file
        look_before_opening(file, unlocked.store_key.database_key_hex(), judge)
    verified = not wish.backup.name.endswith(".copied")
    return BackupSight(
        manifest.practice_name,
        manifest.made_at,
        manifest.size,
        manifest.facts.rows,
        len(manifest.left_out),
        verified,
    )


def restore_backup(wish: RestoreWish, around: Around, program: str, progress: Progress) -> Restored:
    """Restore a backup as one of its owners, or with the recovery sheet; the restored record says so.

    Raises Unavailable: wrong password, wrong recovery key, newer, no longer active, in use, and as `restore`;
    RecoveryKeyMistyped; NotPermitted for anyone but an owner; Cancelled. Slow by design (the key is derived):
    never on the GUI thread.
    """
    to = PracticePaths.of(wish.to)
    finish_restore(to)
    now = around.clock.now()

    def enter(connection: sa.Connection, manifest: Manifest, lost: Sequence[str]) -> Head:
        actor = _require_owner(connection, unlocked, around.workstation)
        entry = _entry(actor, manifest, now)
        entry.details["folder"] = wish.backup.name
        entry.details["anchored"] = _anchored(to, unlocked, around.state_folder)
        entry.details["damaged"] = list(lost)
        return audit.append(connection, [entry], checkpoint=True)

    with _opened(wish, program, progress) as unlocked, hold(to):
        return restore(
            wish.backup,
            unlocked.store_key,
            to,
            enter,
            now,
            progress,
            replace=wish.replace,
            leave_out_damaged=wish.leave_out_damaged,
        )


@contextmanager
def _opened(wish: RestoreWish, program: str, progress: Progress | None = None) -> Iterator[Unlocked]:
    """Open the key slots of a backup; a byte copy gets its manifest now. The key is wiped at the end."""
    copy = is_copy(wish.backup)
    keys = read_keys(read_copy(wish.backup) if copy else read_backup(wish.backup)[1])
    require_program(keys.shown, program=program, schema=SCHEMA_VERSION)
    unlocked = _with_sheet(keys, wish.sheet) if wish.sheet else unlock(keys, wish.login, wish.password)
    with unlocked.store_key:
        if copy:
            seal_copy(wish.backup, unlocked.store_key, unlocked.slots, program, progress or Progress())
        yield unlocked


def _with_sheet(keys: KeyFiles, typed: str) -> Unlocked:
    key = parse(typed)
    try:
        return unlock_with_recovery(keys, key)
    finally:
        key.wipe()


def _require_owner(connection: sa.Connection, unlocked: Unlocked, workstation: str = "") -> Actor | None:
    """Return the owner who restores; None who came with the sheet, which stands for the password of everyone.

    Raises NotPermitted for anyone but an owner, and Unavailable as `admit`.
    """
    if unlocked.person_id is None:
        require_known(connection, unlocked)
        return None
    admit(connection, unlocked)
    actor = actor_of(connection, unlocked.person_id, workstation)
    if Role.OWNER not in actor.roles:
        raise NotPermitted(_ACT)
    return actor


def _entry(actor: Actor | None, manifest: Manifest, now: datetime) -> Entry:
    """Return the event; the sheet names nobody, the sign-in that follows does."""
    details: dict[str, Any] = {
        "made_at": manifest.made_at.isoformat(),
        "backup_sequence": manifest.facts.sequence,
        "backup_hash": manifest.facts.hash.hex(),
        "left_out": len(manifest.left_out),
    }
    if actor is None:
        details["by"] = "recovery_sheet"
    return Entry(event="restore", act="", act_id=new_id(), at=now, actor=actor, details=details)


def _anchored(
    to: PracticePaths, unlocked: Unlocked, state_folder: Path | None
) -> Sequence[dict[str, int | str]]:
    """Return the heads that the anchors of this PC tell of: the history that the restore leaves."""
    practice_id = unlocked.slots.practice_id
    readings = [
        read_anchor(path, practice_id, unlocked.store_key)
        for path in anchor_paths(to, practice_id, state_folder)
    ]
    return [
        {"sequence": one.anchor.sequence, "hash": one.anchor.hash.hex()} for one in readings if one.anchor
    ]
