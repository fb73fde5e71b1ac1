"""Putting a restored set of files in its place: made whole beside it, noted as whole, then moved.

Several files cannot be renamed at once. The note in `.FILE.restoring` says that the set is whole; whoever
finds it goes on moving, as often as needed, until nothing is left to move. The database moves last of the new
files: while it lies in the folder, a file in the place that the folder still has is of the practice before.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.core.errors import Unavailable
from app.store.backup_causes import BackupCause, backup_trouble
from app.store.causes import Cause, trouble
from app.store.files import PracticePaths, atomic_write, is_there, read_bounded, sync_folder

_NOTE = "whole"
_MOST_BYTES = 4096


def aside_name(paths: PracticePaths, now: datetime) -> str:
    """Return a free name for the folder that keeps the files of the practice that was there before."""
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    base = f"{paths.file.name}.replaced-{stamp}"
    names = [base, *(f"{base}-{number}" for number in range(2, 1000))]
    return next(name for name in names if not paths.file.with_name(name).exists())


@dataclass(frozen=True)
class Swap:
    """The folder in which a restored set becomes whole, beside the place it is for."""

    to: PracticePaths
    folder: Path

    @classmethod
    def at(cls, to: PracticePaths) -> Swap:
        return cls(to, to.file.with_name(f".{to.file.name}.restoring"))

    @property
    def inside(self) -> PracticePaths:
        """Where the restored files lie until they are moved."""
        return PracticePaths(self.folder / self.to.file.name)

    @property
    def is_ready(self) -> bool:
        """Whether the set is whole, so that moving it was begun or is to begin."""
        return is_there(self.folder / _NOTE)

    def begin(self) -> None:
        """Make the folder anew; what an earlier restore left that never got whole goes. Raises OSError."""
        self.give_up()
        self.folder.mkdir(mode=0o700)

    def give_up(self) -> None:
        """Remove the folder; only before the note is there."""
        if not self.is_ready:
            shutil.rmtree(self.folder, ignore_errors=True)

    def ready(self, aside: str | None) -> None:
        """Note that the set is whole and where the files from before go: now it goes forward only.

        Raises Unavailable and OSError; then there is no note.
        """
        sync_folder(self.folder)
        names = [one.name for one in _files(self.inside) if one.exists()]
        note = self.folder / _NOTE
        try:
            atomic_write(note, json.dumps({"aside": aside or "", "names": names}).encode())
        except Unavailable:
            note.unlink(missing_ok=True)
            raise

    def finish(self) -> Path | None:
        """Move what is not moved yet; return the folder with the files from before, if there were any.

        Raises Unavailable (restore unfinished, file exists); called again, it goes on where it stopped.
        """
        aside, names = self._note()
        try:
            if self.inside.file.exists():
                self._clear_place(names, aside)
                self._move(names)
            shutil.rmtree(self.folder)
            sync_folder(self.to.file.parent)
        except OSError as error:
            raise backup_trouble(BackupCause.RESTORE_UNFINISHED, self.to.file.name) from error
        return aside if aside is not None and aside.exists() else None

    def _clear_place(self, names: set[str], aside: Path | None) -> None:
        """Move the files of the practice before out of the way, its database first.

        What is not in the folder any more, and was, is in its place already and stays.
        """
        for place in (*reversed(_files(self.to)), *_only_here(self.to)):
            moved = place.name in names and not (self.folder / place.name).exists()
            if moved or not place.exists():
                continue
            if aside is None:
                raise trouble(Cause.FILE_EXISTS, place.name)
            aside.mkdir(mode=0o700, exist_ok=True)
            place.rename(aside / place.name)
            sync_folder(aside)
            sync_folder(place.parent)

    def _move(self, names: set[str]) -> None:
        for place in _files(self.to):
            fresh = self.folder / place.name
            if place.name in names and fresh.exists():
                fresh.rename(place)
                sync_folder(place.parent)

    def _note(self) -> tuple[Path | None, set[str]]:
        try:
            said = json.loads(read_bounded(self.folder / _NOTE, _MOST_BYTES) or b"{}")
            name, names = said["aside"], set(said["names"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise backup_trouble(BackupCause.RESTORE_UNFINISHED, self.to.file.name) from error
        return (self.to.file.with_name(Path(name).name) if name else None), names


def _files(paths: PracticePaths) -> tuple[Path, ...]:
    """Return the files of a set in the order of moving: the database last."""
    return (paths.attachments, paths.keys, paths.keys2, paths.anchor, paths.file)


def _only_here(paths: PracticePaths) -> tuple[Path, ...]:
    """Return the files that a practice in use has beside those of a backup."""
    return paths.log, paths.file.with_name(f"{paths.file.name}-shm"), paths.attempts
