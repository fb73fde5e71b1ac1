"""The files of a practice: where they lie, how each is written whole, and who owns them now."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import socket
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from app.core.errors import Unavailable
from app.store.causes import Cause, trouble, write_trouble

_OWNER_ONLY = 0o600
_LOCKED_BYTE = 1 << 30
_HOLDER_BYTES = 512
_RENAME_TRIES = 20
_RENAME_PAUSE_SECONDS = 0.05


@dataclass(frozen=True)
class PracticePaths:
    """Where the files of the practice in `file` lie (SAFETY, "The files of a practice")."""

    file: Path

    @classmethod
    def of(cls, file: Path) -> Self:
        """Return the paths of `file`, absolute and past symbolic links, so that one practice has one lock."""
        return cls(file.expanduser().resolve())

    @property
    def keys(self) -> Path:
        return self._beside(".keys")

    @property
    def keys2(self) -> Path:
        return self._beside(".keys.2")

    @property
    def anchor(self) -> Path:
        return self._beside(".anchor")

    @property
    def attempts(self) -> Path:
        return self._beside(".attempts")

    @property
    def lock(self) -> Path:
        return self._beside(".lock")

    @property
    def attachments(self) -> Path:
        return self._beside(".attachments")

    @property
    def log(self) -> Path:
        """The write-ahead log that SQLite keeps beside the database."""
        return self._beside("-wal")

    def _beside(self, suffix: str) -> Path:
        return self.file.with_name(self.file.name + suffix)


def refuse_existing(paths: PracticePaths, *, unless: Collection[Path] = ()) -> None:
    """Refuse to create a practice where any file of one lies: its keys alone may be the last ones.

    `unless` are known to be no practice's. Raises Unavailable (file exists), naming the first one found.
    """
    own = (paths.file, paths.log, paths.keys, paths.keys2, paths.anchor, paths.attempts, paths.attachments)
    for path in own:
        if path not in unless and os.path.lexists(path):
            raise trouble(Cause.FILE_EXISTS, path.name)


def atomic_write(path: Path, content: bytes) -> None:
    """Put `content` at `path`, whole or not at all, readable by its owner only, and on the disk on return.

    Writes a temporary file in the same folder, syncs it, renames it over `path` and syncs the folder.
    A failure leaves the old file as it was and no temporary file.

    Raises Unavailable (folder missing, not writable, disk full, write failed).
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.new")
    try:
        _write_synced(temporary, content)
        _replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise write_trouble(error, path.name) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def sweep_cut_writes(written: Collection[Path]) -> None:
    """Remove what `atomic_write` of these paths left as the program was killed; nobody else writes them now.

    Trouble of the disk is left for the next opening.
    """
    for path in written:
        left = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{16}}\.new")
        with contextlib.suppress(OSError):
            for one in [one for one in path.parent.iterdir() if left.fullmatch(one.name)]:
                one.unlink(missing_ok=True)


def _write_synced(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags, _OWNER_ONLY), "wb") as stream:  # noqa: PTH123
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def read_bounded(path: Path, most: int) -> bytes | None:
    """Return the content of `path`, or None where there is no such file.

    Raises ValueError for a file above `most` bytes and OSError for one that cannot be read.
    Never for the database itself: closing a plain handle drops the locks that SQLite holds on it.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except FileNotFoundError:
        return None
    if len(content) > most:
        raise ValueError("file too large")
    return content


def is_there(path: Path) -> bool:
    """Tell whether there is such a file; in a folder that may not be looked into there is none to be seen."""
    try:
        return path.exists()
    except OSError:
        return False


class PracticeLock:
    """The right to work on a practice, held by one process at a time through an OS lock on `FILE.lock`.

    The lock falls with the process, so one that was killed never leaves the practice shut. Inside the
    file stand the process id and computer of the holder, for the message to the second comer only.
    """

    def __init__(self, paths: PracticePaths) -> None:
        """Take the lock.

        Raises Unavailable: in use (with `pid` and `host`), or what keeps the lock file from being written.
        """
        self._handle: int | None = None
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        try:
            handle = os.open(paths.lock, flags, _OWNER_ONLY)
            taken = _try_lock(handle)
        except OSError as error:  # not writable, or a disk that knows no locks
            raise write_trouble(error, paths.lock.name) from error
        if not taken:
            holder = _read_holder(handle)
            os.close(handle)
            raise _in_use(paths.file.name, holder)
        self._handle = handle
        _write_holder(handle, {"pid": os.getpid(), "host": socket.gethostname()})

    @property
    def held(self) -> bool:
        return self._handle is not None

    def close(self) -> None:
        """Give the practice back; a second call does nothing. The file itself stays, as removing it races."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        _write_holder(handle, None)
        _unlock(handle)
        os.close(handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


if sys.platform == "win32":
    import msvcrt
    import time

    def _replace(temporary: Path, path: Path) -> None:
        # A virus scanner or indexer may hold the old file for a moment; Windows then refuses the rename.
        for left in reversed(range(_RENAME_TRIES)):
            try:
                temporary.replace(path)
                return
            except PermissionError:
                if not left:
                    raise
                time.sleep(_RENAME_PAUSE_SECONDS)

    def sync_folder(folder: Path) -> None:
        """Do nothing: a folder cannot be opened there, and NTFS journals the rename itself."""

    def _try_lock(handle: int) -> bool:
        # Locks are mandatory there: a byte far behind the content keeps the holder readable.
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        except OSError:
            os.close(handle)
            raise
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        with contextlib.suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _replace(temporary: Path, path: Path) -> None:
        temporary.replace(path)

    def sync_folder(folder: Path) -> None:
        """Put on the disk which files a folder holds."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _try_lock(handle: int) -> bool:
        # flock belongs to the open file, not to the process, so a second open in this process is refused too.
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            os.close(handle)
            raise
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _write_holder(handle: int, holder: dict[str, str | int] | None) -> None:
    # Only for a message: on a full disk the lock is held all the same.
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        if holder is not None:
            os.write(handle, json.dumps(holder).encode())


def _read_holder(handle: int) -> dict[str, str | int]:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        found = json.loads(os.read(handle, _HOLDER_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: found[key] for key in ("pid", "host") if isinstance(found.get(key), str | int)}


def _in_use(file_name: str, holder: dict[str, str | int]) -> Unavailable:
    return trouble(Cause.IN_USE, file_name, pid=holder.get("pid", 0), host=holder.get("host", ""))
