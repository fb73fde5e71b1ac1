"""A practice in the making: its files get their names last, and what an unfinished one left is told apart.

Keys without a practice file may be the last ones of a practice that was lost or moved, so they are never
written over. Only a creation that was cut short leaves `.FILE.making` with the id of its practice and the
database that never got its name: keys of that same id have never opened anything, and may go.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.core.ids import Id
from app.store.causes import write_trouble
from app.store.far_folders import require_own_folder
from app.store.files import PracticePaths, atomic_write, read_bounded, refuse_existing, sync_folder
from app.store.slot_text import MOST_BYTES, NewerForm, read_sealed

_LONGEST_ID = 64


def require_free(paths: PracticePaths) -> None:
    """Refuse a place where a practice, or a part of one, lies, and a folder that is not this PC's own.

    Raises Unavailable: file exists, folder far, folder synced.
    """
    refuse_existing(paths, unless=_left_over(paths))
    require_own_folder(paths)


@contextmanager
def making(paths: PracticePaths, practice_id: Id) -> Iterator[Path]:
    """Give the place where the database is made; leaving it well gives it its name, an error leaves nothing.

    The caller holds the practice's lock and writes the keys within. Raises Unavailable: file exists, or what
    kept a file from being written.
    """
    require_free(paths)
    _clear(paths)
    folder = _folder(paths)
    try:
        folder.mkdir(mode=0o700)
        atomic_write(_told(paths), str(practice_id).encode())
        sync_folder(folder.parent)
        yield _database(paths)
        _database(paths).chmod(0o600)
        _database(paths).replace(paths.file)
        sync_folder(folder.parent)
        sync_folder(folder)
    except OSError as error:
        raise write_trouble(error, paths.file.name) from error
    finally:
        with suppress(OSError):  # the next creation clears what cannot go now
            _clear(paths)


def _folder(paths: PracticePaths) -> Path:
    return paths.file.with_name(f".{paths.file.name}.making")


def _told(paths: PracticePaths) -> Path:
    return _folder(paths) / "practice"


def _database(paths: PracticePaths) -> Path:
    return _folder(paths) / "database"


def _clear(paths: PracticePaths) -> None:
    """Take away what an unfinished creation left: its keys first, then what tells that they may go."""
    left_over = _left_over(paths)
    for path in left_over:
        path.unlink(missing_ok=True)
    if left_over:
        sync_folder(paths.file.parent)
    shutil.rmtree(_folder(paths), ignore_errors=True)


def _left_over(paths: PracticePaths) -> tuple[Path, ...]:
    """Return the key files of a creation that was cut short before its database got its name."""
    if paths.file.exists() or not _database(paths).is_file():
        return ()
    try:
        told = (read_bounded(_told(paths), _LONGEST_ID) or b"").decode("ascii")
    except (OSError, ValueError):
        return ()
    return tuple(one for one in (paths.keys, paths.keys2) if told and _practice_of(one) == told)


def _practice_of(keys: Path) -> str:
    """Return the id of the practice that a key file is for, "" where it cannot be read."""
    try:
        raw = read_bounded(keys, MOST_BYTES)
        return str(read_sealed(raw).slots.practice_id) if raw is not None else ""
    except (OSError, ValueError, NewerForm):
        return ""
