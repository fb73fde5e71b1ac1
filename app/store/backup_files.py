"""The files of a backup one by one: copied, put on the disk, read back from it."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from app.core.findings import Message
from app.core.progress import Progress
from app.store.backup_manifest import FileFacts

PIECE = 1024 * 1024
_OWNER_ONLY = 0o600


class SourceUnreadable(OSError):
    """What is copied cannot be read: the trouble is there, and not where it is copied to."""


class Meter:
    """Adds up bytes that were handled and tells the person how far it is."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def at(self, done: int, what: Message) -> None:
        """Say how many bytes are done in all. Raises Cancelled."""
        self._done = done
        self._progress.step(min(done, self._total), self._total, what)

    def add(self, count: int, what: Message) -> None:
        """Say that so many more bytes are done. Raises Cancelled."""
        self.at(self._done + count, what)


def copy_file(source: Path, target: Path, meter: Meter, what: Message) -> FileFacts:
    """Copy a file that must not be there yet, synced on return; tell the facts of what was read.

    Raises OSError (SourceUnreadable where the source is the trouble) and Cancelled, leaving the part that was
    written to the caller.
    """
    digest, size = hashlib.sha256(), 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with source.open("rb") as reading:
        writing = os.open(target, flags, _OWNER_ONLY)
        try:
            while piece := _piece(reading):
                write_whole(writing, piece)
                digest.update(piece)
                size += len(piece)
                meter.add(len(piece), what)
            os.fsync(writing)
        finally:
            os.close(writing)
    return FileFacts(size, digest.digest())


def _piece(reading: BinaryIO) -> bytes:
    try:
        return reading.read(PIECE)
    except OSError as error:
        raise SourceUnreadable(*error.args) from error


def write_whole(handle: int, content: bytes) -> None:
    """Write all of it; the system may take less at a time."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def settle(path: Path) -> None:
    """Put a file on the disk and let the system forget it, so that reading it again asks the disk.

    Forgetting is possible on Linux only; elsewhere the reading back may be answered from memory.
    """
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))  # Windows syncs only what may be written
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    forget(path)


def forget(path: Path) -> None:
    """Let the system forget what it keeps in memory of a file that is on the disk."""
    if not hasattr(os, "posix_fadvise"):
        return
    with suppress(OSError):  # a file system that keeps nothing refuses it
        handle = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)


def read_facts(path: Path, meter: Meter, what: Message) -> FileFacts:
    """Read a whole file and tell its facts. Raises OSError and Cancelled."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as reading:
        while piece := reading.read(PIECE):
            digest.update(piece)
            size += len(piece)
            meter.add(len(piece), what)
    return FileFacts(size, digest.digest())
