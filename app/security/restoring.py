"""Restoring a backup by a person: their password opens the key slots of the backup; only an owner may."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from app.core.acts import Role
from app.core.clock import Clock
from app.core.errors import NotPermitted
from app.core.ids import new_id
from app.core.progress import Progress
from app.security.acting import actor_of
from app.security.sign_in import admit, hold
from app.store import audit
from app.store.anchor_file import anchor_paths, read_anchor
from app.store.audit import Entry, Head
from app.store.backup_manifest import Manifest
from app.store.backup_restoring import Restored, finish_restore, read_backup, restore
from app.store.files import PracticePaths
from app.store.migrations.runner import SCHEMA_VERSION
from app.store.slot_files import Unlocked, read_keys, require_program, unlock

_ACT = "practice.restore"


class Around(Protocol):
    """What a restore needs of the setting that it is done in."""

    clock: Clock
    workstation: str
    state_folder: Path | None


@dataclass(frozen=True)
class RestoreWish:
    """What somebody asks for: which backup (its dated folder), to which place, and who they are.

    With `replace`, the practice that lies there is kept aside; without, a place that is taken is refused.
    With `leave_out_damaged`, files of records that the backup has not whole are left out and named.
    """

    backup: Path
    to: Path
    login: str
    password: str = field(repr=False)
    replace: bool = False
    leave_out_damaged: bool = False


def restore_backup(wish: RestoreWish, around: Around, program: str, progress: Progress) -> Restored:
    """Restore a backup as one of its owners; the record of the restored file says so.

    Raises Unavailable: wrong password, newer, no longer active, in use, and as `restore`; NotPermitted for
    anyone but an owner; Cancelled. Slow by design (the key is derived): never on the GUI thread.
    """
    to = PracticePaths.of(wish.to)
    finish_restore(to)
    _, paths = read_backup(wish.backup)
    keys = read_keys(paths)
    require_program(keys.shown, program=program, schema=SCHEMA_VERSION)
    unlocked = unlock(keys, wish.login, wish.password)
    now = around.clock.now()

    def enter(connection: sa.Connection, manifest: Manifest, lost: Sequence[str]) -> Head:
        admit(connection, unlocked)
        entry = _entry(connection, unlocked, manifest, around.workstation, now)
        entry.details["anchored"] = _anchored(to, unlocked, around.state_folder)
        entry.details["damaged"] = list(lost)
        return audit.append(connection, [entry], checkpoint=True)

    with unlocked.store_key, hold(to):
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


def _entry(
    connection: sa.Connection, unlocked: Unlocked, manifest: Manifest, workstation: str, now: datetime
) -> Entry:
    """Return the event. Raises NotPermitted for anyone but an owner."""
    if unlocked.person_id is None:
        raise NotPermitted(_ACT)
    actor = actor_of(connection, unlocked.person_id, workstation)
    if Role.OWNER not in actor.roles:
        raise NotPermitted(_ACT)
    details = {
        "made_at": manifest.made_at.isoformat(),
        "backup_sequence": manifest.facts.sequence,
        "backup_hash": manifest.facts.hash.hex(),
        "left_out": len(manifest.left_out),
    }
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
