"""Putting the files under a new store key in the place of the old ones: all of them or none.

The new database, both key files and the anchor become whole in `.FILE.rekeying`. Before the note there says
so, the old files are the practice and the folder is nobody's; from the note on it goes forward only, and
whoever looks at the practice next finishes it. Attachments stay where they are: each has a key of its own.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import Unavailable
from app.store.files import PracticeLock, PracticePaths, atomic_write, is_there, sync_folder
from app.store.rekeying_causes import RekeyCause, rekey_trouble

_NOTE = "whole"


@dataclass(frozen=True)
class RekeySwap:
    """The folder in which the files under the new key become whole, beside those under the old one."""

    to: PracticePaths
    folder: Path

    @classmethod
    def at(cls, to: PracticePaths) -> RekeySwap:
        return cls(to, to.file.with_name(f".{to.file.name}.rekeying"))

    @property
    def inside(self) -> PracticePaths:
        """Where the new files lie until they are moved."""
        return PracticePaths(self.folder / self.to.file.name)

    @property
    def is_ready(self) -> bool:
        """Whether the new files are whole, so that they are the practice from now on."""
        return is_there(self.folder / _NOTE)

    def begin(self) -> None:
        """Make the folder anew. Raises OSError."""
        self.give_up()
        self.folder.mkdir(mode=0o700)

    def give_up(self) -> None:
        """Remove what never got whole; a key that nobody has opens it. Raises OSError."""
        if self.folder.exists() and not self.is_ready:
            shutil.rmtree(self.folder)

    def ready(self) -> None:
        """Note that the new files are whole. Raises Unavailable and OSError; then there is no note."""
        sync_folder(self.folder)
        sync_folder(self.folder.parent)
        note = self.folder / _NOTE
        try:
            atomic_write(note, b"whole\n")
        except Unavailable:
            note.unlink(missing_ok=True)
            raise

    def finish(self) -> None:
        """Move what is not moved yet; the database last, its old log before it.

        Raises Unavailable (rekey unfinished); called again, it goes on where it stopped.
        """
        to, inside = self.to, self.inside
        try:
            for fresh, place in (
                (inside.keys, to.keys),
                (inside.keys2, to.keys2),
                (inside.anchor, to.anchor),
            ):
                _move(fresh, place)
            if inside.file.exists():
                for log in (to.log, to.file.with_name(f"{to.file.name}-shm")):
                    log.unlink(missing_ok=True)  # of the old database: it must never be folded into the new
                _move(inside.file, to.file)
            sync_folder(self.folder)
            sync_folder(to.file.parent)
            shutil.rmtree(self.folder)
            sync_folder(to.file.parent)
        except OSError as error:
            raise rekey_trouble(RekeyCause.UNFINISHED, to.file.name) from error


def _move(fresh: Path, place: Path) -> None:
    if fresh.exists():
        fresh.replace(place)


def finish_rekey(paths: PracticePaths) -> bool:
    """Finish a change of the store key that was cut off between two renames; say whether there was one.

    Raises Unavailable: in use (it is running), rekey unfinished.
    """
    swap = RekeySwap.at(paths)
    if not swap.is_ready:
        return False
    with PracticeLock(paths):
        if swap.is_ready:
            swap.finish()
    return True


def clear_unfinished(paths: PracticePaths) -> None:
    """Remove what a change of the store key left that never got whole; the lock is held by the caller."""
    with suppress(OSError):  # the next opening tries again
        RekeySwap.at(paths).give_up()
