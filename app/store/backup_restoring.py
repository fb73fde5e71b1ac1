"""Restoring a backup: everything is copied, proved and opened beside the place, and only then put there.

The set of files lies in `.FILE.restoring` until it is whole. Then a note says so, and from that moment the
restore goes forward only: cut off between two renames, it is finished before the practice is looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

from app.core.errors import Unavailable
from app.core.findings import Message
from app.core.ids import new_id
from app.core.progress import Progress
from app.store.anchor_file import Anchor, write_anchor
from app.store.audit import Head
from app.store.backup_causes import BackupCause, backup_trouble
from app.store.backup_copying import NOTE as COPY_NOTE
from app.store.backup_copying import read_note
from app.store.backup_facts import check_database
from app.store.backup_files import Meter, SourceUnreadable, copy_file, settle
from app.store.backup_manifest import MANIFEST, FileFacts, Manifest, proved_manifest, read_manifest
from app.store.backup_place import require_room
from app.store.backup_swapping import Swap, aside_name
from app.store.backup_verifying import shared_attachments
from app.store.causes import Cause, trouble, write_trouble
from app.store.engine import Database, allowed_changes
from app.store.files import PracticeLock, PracticePaths, refuse_existing, sync_folder
from app.store.keys import StoreKey
from app.store.sealed_files import place_of
from app.store.state import StoreState

_COPYING = Message("backup.copying")

Enter = Callable[[sa.Connection, Manifest, Sequence[str]], Head]
"""Writes the restore, and which files it had to leave out, into the restored record; returns its new head."""


@dataclass(frozen=True)
class Restored:
    """What was restored, and where the files that were there before lie now (None: there were none).

    `left_out` are the names of files of records that the backup did not have whole.
    """

    manifest: Manifest
    kept_aside: Path | None
    left_out: tuple[str, ...] = ()


def restore(
    backup: Path,
    store_key: StoreKey,
    to: PracticePaths,
    enter: Enter,
    now: datetime,
    progress: Progress,
    *,
    replace: bool = False,
    leave_out_damaged: bool = False,
) -> Restored:
    """Put a backup where a practice shall lie; the caller holds the lock of that place.

    With `replace`, the files of the practice that lies there are kept in a folder beside it. With
    `leave_out_damaged`, one bad file of a record does not keep all others from being restored.

    Raises Unavailable: backup not found, changed, file missing or damaged (naming it), file exists, backup
    no room, and what a disk can do; and Cancelled. After each, the place is as it was.
    """
    swap = Swap.at(to)
    if not replace:
        refuse_existing(to)
    manifest = proved_manifest(backup, store_key)
    require_room(to.file.parent, manifest.size)
    try:
        swap.begin()
        lost = _prepare(backup, manifest, swap.inside, store_key, enter, progress, leave_out_damaged)
        swap.ready(aside_name(to, now) if replace else None)
    except OSError as error:
        raise write_trouble(error, to.file.name) from error
    except (sqlcipher.Error, sa.exc.DBAPIError) as error:
        raise trouble(Cause.WRITE_FAILED, to.file.name) from error
    finally:
        swap.give_up()  # which it does not, once the set is noted as whole
    return Restored(manifest, swap.finish(), lost)


def _prepare(
    backup: Path,
    manifest: Manifest,
    inside: PracticePaths,
    store_key: StoreKey,
    enter: Enter,
    progress: Progress,
    leave_out_damaged: bool,
) -> tuple[str, ...]:
    """Make the whole set beside its place: copied and judged, opened anew, its history begun."""
    meter = Meter(progress, manifest.size)
    lost = copied_set(backup, manifest, inside, meter, leave_out_damaged)
    prove_restored(inside, manifest, store_key, progress)
    _start_lineage(inside, manifest, store_key, lambda connection: enter(connection, manifest, lost))
    progress.check()
    return lost


def copied_set(
    backup: Path, manifest: Manifest, into: PracticePaths, meter: Meter, leave_out_damaged: bool = False
) -> tuple[str, ...]:
    """Copy the whole set, each file compared with the manifest; return which attachments were left out.

    Raises Unavailable (backup file missing, damaged, changed), OSError and Cancelled.
    """
    _copy_files(backup, manifest, into, meter)
    return _copy_attachments(backup, manifest, into, meter, leave_out_damaged)


def _copy_files(backup: Path, manifest: Manifest, into: PracticePaths, meter: Meter) -> None:
    names = {into.file: "", into.keys: ".keys", into.keys2: ".keys.2", into.anchor: ".anchor"}
    if {manifest.file + suffix for suffix in names.values()} != set(manifest.files):
        raise backup_trouble(BackupCause.CHANGED, manifest.file)
    for target, suffix in names.items():
        name = manifest.file + suffix
        _copy_one(backup / name, target, manifest.files[name], meter)


def _copy_attachments(
    backup: Path, manifest: Manifest, into: PracticePaths, meter: Meter, leave_out_damaged: bool
) -> tuple[str, ...]:
    """Copy the files of records; return those that were left out, if that is wished."""
    store, lost = shared_attachments(backup), list[str]()
    for name, facts in manifest.attachments.items():
        target = place_of(into.attachments, name)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            _copy_one(place_of(store, name), target, facts, meter)
        except Unavailable:
            if not leave_out_damaged:
                raise
            target.unlink(missing_ok=True)
            lost.append(name)
    _sync_folders(into.attachments)
    return tuple(lost)


def _copy_one(source: Path, target: Path, expected: FileFacts, meter: Meter) -> None:
    """Copy a file and judge what was read. Raises Unavailable, naming a file that is missing or damaged."""
    try:
        with source.open("rb"):
            pass
    except (FileNotFoundError, NotADirectoryError) as error:
        raise backup_trouble(BackupCause.FILE_MISSING, source.name) from error
    except OSError as error:
        raise backup_trouble(BackupCause.FILE_DAMAGED, source.name) from error
    try:
        found = copy_file(source, target, meter, _COPYING)
    except SourceUnreadable as error:
        raise backup_trouble(BackupCause.FILE_DAMAGED, source.name) from error
    if found != expected:
        raise backup_trouble(BackupCause.FILE_DAMAGED, source.name)


def _sync_folders(attachments: Path) -> None:
    if attachments.is_dir():
        for part in attachments.iterdir():
            sync_folder(part)
        sync_folder(attachments)


def prove_restored(
    inside: PracticePaths, manifest: Manifest, store_key: StoreKey, progress: Progress
) -> None:
    """Open the copied database anew, read it whole and count. Raises Unavailable (backup file damaged)."""
    settle(inside.file)
    found = check_database(inside.file, store_key.database_key_hex(), manifest.facts, progress)
    if found:
        raise backup_trouble(BackupCause.FILE_DAMAGED, manifest.file)


def _start_lineage(
    inside: PracticePaths,
    manifest: Manifest,
    store_key: StoreKey,
    enter: Callable[[sa.Connection], Head],
) -> None:
    """Let the restored file know that its history goes on from the backup: a new lineage, and an event."""
    database = Database(inside.file, store_key.database_key_hex())
    try:
        with database.writing, database.writer.begin() as connection:
            with allowed_changes(connection):
                connection.execute(sa.update(StoreState).values(lineage=new_id()))
            head = enter(connection)
    finally:
        database.close()
    settle(inside.file)
    write_anchor(inside.anchor, manifest.practice_id, Anchor(head.sequence, head.hash), store_key)


def finish_restore(paths: PracticePaths) -> bool:
    """Finish a restore that was cut off between two renames; say whether there was one.

    Raises Unavailable: in use (the restore is running), restore unfinished.
    """
    swap = Swap.at(paths)
    if not swap.is_ready:
        return False
    with PracticeLock(paths):
        if swap.is_ready:
            swap.finish()
    return True


def read_copy(backup: Path) -> PracticePaths:
    """Return the files of a byte copy that nobody has verified yet. Raises Unavailable as `read_backup`."""
    note = read_note(backup)
    if note is None:
        raise backup_trouble(BackupCause.FILE_DAMAGED, backup.name)
    return _require_files(PracticePaths.of(backup / note.file))


def is_copy(backup: Path) -> bool:
    """Say whether this is a byte copy that has no manifest yet."""
    return (backup / COPY_NOTE).exists() and not (backup / MANIFEST).exists()


def read_backup(backup: Path) -> tuple[Manifest, PracticePaths]:
    """Return what a backup says of itself, unproved, and its files, for opening its key slots.

    Raises Unavailable: backup not found, backup file damaged (the manifest), newer; backup file missing
    where the database or both key files are not there.
    """
    manifest = read_manifest(backup).manifest
    return manifest, _require_files(PracticePaths.of(backup / manifest.file))


def _require_files(paths: PracticePaths) -> PracticePaths:
    if not paths.file.is_file():
        raise backup_trouble(BackupCause.FILE_MISSING, paths.file.name)
    if not paths.keys.exists() and not paths.keys2.exists():
        raise backup_trouble(BackupCause.FILE_MISSING, paths.keys.name)
    return paths
