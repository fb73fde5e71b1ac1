"""A backup without the key: a byte copy of the closed, checkpointed files, made while the practice is locked.

It is called "copied, not yet verified" until somebody is signed in again. Then it is read whole with the key,
compared with what was read from the practice when it was copied, and becomes a backup like any other. What
was read is noted on this PC, apart from the drive; the note that lies in the copy names it, proving nothing.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from app.core.errors import Unavailable
from app.core.findings import Message
from app.core.ids import Id
from app.core.progress import Progress
from app.store.backup_causes import BackupCause, backup_trouble
from app.store.backup_files import Meter, copy_file, forget, read_facts, settle
from app.store.backup_manifest import ATTACHMENT_NAME, FileFacts
from app.store.backup_place import BackupPlace, require_room, require_target
from app.store.causes import write_trouble
from app.store.files import PracticeLock, PracticePaths, atomic_write, read_bounded, sync_folder
from app.store.sealed_files import place_of

NOTE = "copied.json"
_MOST_BYTES = 64 * 1024
_COPYING, _READING_BACK = Message("backup.copying"), Message("backup.reading_back")
_ATTACHMENTS = Message("backup.attachments")


@dataclass(frozen=True, kw_only=True)
class Copied:
    """A byte copy: its folder's name, when, whose, and what was read from each file of the practice."""

    name: str
    made_at: datetime
    practice_id: Id
    practice_name: str
    file: str
    files: Mapping[str, FileFacts]

    @property
    def size(self) -> int:
        return sum(one.size for one in self.files.values())


def copy_closed(
    paths: PracticePaths,
    practice_id: Id,
    practice_name: str,
    target: Path,
    made_at: datetime,
    progress: Progress,
    state_folder: Path | None = None,
) -> Copied:
    """Copy the files of a practice that nobody has open, and read the copy back.

    The practice is held meanwhile; whoever wants it cancels `progress` and waits. Raises Unavailable: in use,
    backup not closed (the log still holds something), backup target missing, into itself, no room, not
    verified, and what a disk can do; and Cancelled. After each, no copy of this moment is there.
    """
    require_target(target, paths)
    place = BackupPlace.within(target, practice_id)
    with PracticeLock(paths), place.held():
        _require_closed(paths)
        unfinished = place.unfinished()
        try:
            files = _copied_files(paths, place, unfinished, progress)
            folder = place.copy_name_for(made_at)
            copied = Copied(
                name=folder.name,
                made_at=made_at,
                practice_id=practice_id,
                practice_name=practice_name,
                file=paths.file.name,
                files=files,
            )
            atomic_write(unfinished / NOTE, _note(copied))
            sync_folder(unfinished)
            unfinished.rename(folder)
            sync_folder(place.folder)
        except OSError as error:
            raise write_trouble(error, place.folder.name) from error
        finally:
            with suppress(OSError):
                shutil.rmtree(unfinished)
    _remember(copied, state_folder)
    return copied


def _require_closed(paths: PracticePaths) -> None:
    """Refuse a practice whose newest rows stand in the log alone: a copy of the file would not have them."""
    with suppress(FileNotFoundError):
        if paths.log.stat().st_size:
            raise backup_trouble(BackupCause.NOT_CLOSED, paths.file.name)


def _copied_files(
    paths: PracticePaths, place: BackupPlace, unfinished: Path, progress: Progress
) -> dict[str, FileFacts]:
    own = [one for one in (paths.file, paths.keys, paths.keys2, paths.anchor) if one.exists()]
    size = sum(one.stat().st_size for one in own)
    new = [one for one in _attachments(paths) if not place_of(place.attachments, one.name).exists()]
    more = sum(one.stat().st_size for one in new)
    require_room(place.folder, size + more)
    meter = Meter(progress, 2 * size + more)
    unfinished.mkdir(mode=0o700)
    files = {one.name: copy_file(one, unfinished / one.name, meter, _COPYING) for one in own}
    for one in new:
        _bring(one, place_of(place.attachments, one.name), meter)
    for one in own:
        settle(unfinished / one.name)
        if read_facts(unfinished / one.name, meter, _READING_BACK) != files[one.name]:
            raise backup_trouble(BackupCause.NOT_VERIFIED, one.name)
    return files


def _attachments(paths: PracticePaths) -> Iterator[Path]:
    for part in paths.attachments.iterdir() if paths.attachments.is_dir() else ():
        for one in part.iterdir() if part.is_dir() else ():
            if ATTACHMENT_NAME.fullmatch(one.name):
                yield one


def _bring(source: Path, place: Path, meter: Meter) -> None:
    """Copy an encrypted file that the drive has not; it is proved with its key at the next unlock."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = place.with_name(f".{place.name}.{secrets.token_hex(8)}.new")
    try:
        copy_file(source, temporary, meter, _ATTACHMENTS)
        forget(temporary)
        temporary.replace(place)
        sync_folder(place.parent)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


# -- the notes -----------------------------------------------------------------------------------------------


def remembered(practice_id: Id, state_folder: Path | None = None) -> Copied | None:
    """Return the byte copy that this PC made last and nobody has judged yet."""
    return _read(_note_here(practice_id, state_folder))


def forget_copy(practice_id: Id, state_folder: Path | None = None) -> None:
    """Forget it: it was judged, or a verified backup came after it."""
    with suppress(OSError):
        _note_here(practice_id, state_folder).unlink(missing_ok=True)


def read_note(folder: Path) -> Copied | None:
    """Return what a byte copy says of itself, which proves nothing; None for none that can be read."""
    return _read(folder / NOTE)


def _remember(copied: Copied, state_folder: Path | None) -> None:
    note = _note_here(copied.practice_id, state_folder)
    with suppress(OSError, Unavailable):  # without it the copy is never called verified, and stays a copy
        note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        atomic_write(note, _note(copied))


def _note_here(practice_id: Id, state_folder: Path | None) -> Path:
    folder = user_state_path("daybook", appauthor=False) if state_folder is None else state_folder
    return folder / "copies" / f"{practice_id}.json"


def _note(copied: Copied) -> bytes:
    said: dict[str, Any] = {
        "name": copied.name,
        "made_at": copied.made_at.astimezone(UTC).isoformat(),
        "practice_id": str(copied.practice_id),
        "practice_name": copied.practice_name,
        "file": copied.file,
        "files": {name: [one.size, one.sha256.hex()] for name, one in copied.files.items()},
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _read(note: Path) -> Copied | None:
    try:
        said = json.loads(read_bounded(note, _MOST_BYTES) or b"{}")
        names = {said["file"] + suffix for suffix in ("", ".keys", ".keys.2", ".anchor")}
        if Path(said["file"]).name != said["file"] or not names.issuperset(said["files"]):
            return None
        return Copied(
            name=Path(said["name"]).name,
            made_at=datetime.fromisoformat(said["made_at"]).astimezone(UTC),
            practice_id=Id(said["practice_id"]),
            practice_name=str(said["practice_name"]),
            file=said["file"],
            files={
                name: FileFacts(int(one[0]), bytes.fromhex(one[1])) for name, one in said["files"].items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
