"""What lies on a drive: which backups, of which practice, made when, and what is seen at a glance."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from app.core.errors import Unavailable
from app.core.findings import Finding, Message
from app.core.ids import Id
from app.store.backup_causes import BackupCause, backup_trouble
from app.store.backup_copying import read_note
from app.store.backup_manifest import MANIFEST, Manifest, read_manifest
from app.store.backup_place import (
    BackupPlace,
    Dated,
    places_below,
    require_room,
    require_target,
    require_writable,
)
from app.store.backup_target import target_findings
from app.store.files import PracticePaths
from app.store.keys import StoreKey


class ListedState(StrEnum):
    """`VERIFIED` when it was made, and nothing seen since speaks against it; `COPIED`: not verified yet."""

    VERIFIED = "verified"
    COPIED = "copied"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class ListedBackup:
    """One backup as it lies there. `reason` says what is wrong with a damaged one; size in bytes."""

    folder: Path
    made_at: datetime
    state: ListedState
    bytes: int = 0
    practice_name: str = ""
    practice_id: Id | None = None
    reason: Message | None = None
    during_alarm: bool = False


@dataclass(frozen=True)
class TargetLook:
    """What a person should know of a folder that they choose: free bytes, warnings, or why it is refused."""

    folder: Path
    free: int = 0
    warnings: tuple[Finding, ...] = ()
    refused: Message | None = None


def look_at_target(target: Path, paths: PracticePaths, practice_id: Id) -> TargetLook:
    """Judge a folder for backups: a small file is written there and removed. Slow on a drive that sleeps."""
    try:
        require_target(target, paths)
        require_writable(target, practice_id)
        require_room(target.expanduser().resolve(), _needed(target, paths, practice_id))
        free = shutil.disk_usage(target.expanduser().resolve()).free
    except Unavailable as error:
        return TargetLook(target, refused=error.message)
    except OSError:
        missing = backup_trouble(BackupCause.TARGET_MISSING, target.name or str(target))
        return TargetLook(target, refused=missing.message)
    return TargetLook(target, free, target_findings(target, paths))


def _needed(target: Path, paths: PracticePaths, practice_id: Id) -> int:
    """Return about how many bytes the next backup needs there, where it may share files of records."""
    size = paths.file.stat().st_size
    if not BackupPlace.within(target, practice_id).attachments.is_dir() and paths.attachments.is_dir():
        size += sum(one.stat().st_size for one in paths.attachments.rglob("*") if one.is_file())
    return size


def listed(place: BackupPlace, store_key: StoreKey | None = None) -> list[ListedBackup]:
    """Return the backups of a place, the newest first; with the key, what nobody with it wrote is damaged.

    Names and sizes of files are compared with the manifest; their content is read by `verify_backup` only.
    """
    found = [seen(one, store_key) for one in place.backups()]
    found += [_copied(one) for one in place.copies()]
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def backups_below(folder: Path) -> list[ListedBackup]:
    """Return every backup of any practice in a folder or on a drive, by practice, the newest first."""
    found = [one for place in places_below(folder) for one in listed(place)]
    return sorted(found, key=lambda one: (one.practice_name.casefold(), -one.made_at.timestamp()))


def seen(one: Dated, store_key: StoreKey | None = None) -> ListedBackup:
    """Return what is seen of a backup at a glance; with the key, what nobody with it wrote is damaged."""
    try:
        sealed = read_manifest(one.folder)
    except Unavailable as error:
        return ListedBackup(one.folder, one.made_at, ListedState.DAMAGED, reason=error.message)
    manifest = sealed.manifest
    reason = _seen(one.folder, manifest)
    if reason is None and store_key is not None and not sealed.is_authentic(store_key):
        reason = backup_trouble(BackupCause.CHANGED, MANIFEST).message
    return ListedBackup(
        folder=one.folder,
        made_at=manifest.made_at,
        state=ListedState.DAMAGED if reason else ListedState.VERIFIED,
        bytes=manifest.size,
        practice_name=manifest.practice_name,
        practice_id=manifest.practice_id,
        reason=reason,
        during_alarm=manifest.during_alarm,
    )


def _seen(folder: Path, manifest: Manifest) -> Message | None:
    """Return the first file of the folder that is not there, or has another size."""
    for name, facts in manifest.files.items():
        try:
            size = (folder / name).stat().st_size
        except OSError:
            return backup_trouble(BackupCause.FILE_MISSING, name).message
        if size != facts.size:
            return backup_trouble(BackupCause.FILE_DAMAGED, name).message
    return None


def _copied(one: Dated) -> ListedBackup:
    note = read_note(one.folder)
    if note is None:
        reason = backup_trouble(BackupCause.FILE_DAMAGED, one.folder.name).message
        return ListedBackup(one.folder, one.made_at, ListedState.DAMAGED, reason=reason)
    return ListedBackup(
        one.folder, one.made_at, ListedState.COPIED, note.size, note.practice_name, note.practice_id
    )
