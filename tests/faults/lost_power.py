"""What may lie on a disk after the power went: a replay of recorded calls up to one, and then a choice.

What a sync confirmed stays. Of every write since, each 512-byte sector is there or not; of the names
made, moved and removed in a folder since it was synced, a first part is there. That is what POSIX
promises, and less than most file systems give.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from random import Random
from uuid import UUID

SECTOR = 512
_ENTRY = struct.Struct("<BBHIQQQ")


@dataclass(frozen=True)
class Call:
    """One recorded call: what (C create, W write, T truncate, S sync, D sync of a folder, R, U, M, A
    told).
    """

    what: str
    inode: int
    offset: int
    payload: bytes
    first: int

    @property
    def path(self) -> str:
        return self.payload[: self.first].decode()

    @property
    def target(self) -> str:
        return self.payload[self.first :].decode()


def calls_in(record: bytes) -> Iterator[Call]:
    """Read a record of calls as `disk_calls.c` writes it."""
    at = 0
    while at < len(record):
        what, _, first, _, inode, offset, length = _ENTRY.unpack_from(record, at)
        at += _ENTRY.size
        yield Call(chr(what), inode, offset, record[at : at + length], first)
        at += length


@dataclass
class Stored:
    """A file: what is surely on the disk, and the writes and truncations since."""

    sure: bytearray
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def settle(self) -> None:
        for place, content in self.since:
            put(self.sure, place, content)
        self.since = []


def put(content: bytearray, place: int, written: bytes | None) -> None:
    """Write at a place, or cut there (None); what lies between is zeros, as in a file with a hole."""
    if len(content) < place:
        content.extend(bytes(place - len(content)))
    if written is None:
        del content[place:]
    else:
        content[place : place + len(written)] = written


class Disk:
    """The files of one copy, from their state before the record on."""

    def __init__(self, folder: Path) -> None:
        self._by_inode: dict[int, Stored] = {}
        self.sure: dict[str, Stored | None] = {}  # None: a folder
        for path in sorted(folder.rglob("*")):
            name = "/" + path.relative_to(folder).as_posix()
            self.sure[name] = None if path.is_dir() else Stored(bytearray(path.read_bytes()))
            if (file := self.sure[name]) is not None:
                self._by_inode[path.stat().st_ino] = file
        self.since: list[tuple[str, str, str, Stored | None]] = []

    def play(self, call: Call) -> None:
        """Take in the next call."""
        file = self._by_inode.get(call.inode)
        if call.what == "C":
            file = self._by_inode[call.inode] = Stored(bytearray())
            self.since.append(("C", call.path, "", file))
        elif call.what in "UM":
            self.since.append((call.what, call.path, "", None))
        elif call.what == "R":
            self.since.append(("R", call.path, call.target, None))
        elif call.what == "D":
            self._settle_names(call.path)
        elif file is not None and call.what == "W":
            file.since.append((call.offset, call.payload))
        elif file is not None and call.what == "T":
            file.since.append((call.offset, None))
        elif file is not None and call.what == "S":
            file.settle()

    def _settle_names(self, folder: str) -> None:
        kept = []
        for one in self.since:
            if str(PurePosixPath(one[1]).parent) == folder.rstrip("/"):
                rename(self.sure, one)
            else:
                kept.append(one)
        self.since = kept

    def image(self, folder: Path, chance: Random) -> None:
        """Write down one of the states that the disk may be in now."""
        names = dict(self.sure)
        over: set[str] = set()
        for one in self.since:  # a folder's names come back in their order, up to some moment
            parent = str(PurePosixPath(one[1]).parent)
            if parent not in over and chance.random() < 0.7:
                rename(names, one)
            else:
                over.add(parent)
        mood = chance.choice((0.0, 0.5, 0.5, 0.9, 1.0))
        for name, file in names.items():
            target = folder / name.lstrip("/")
            if file is None:
                target.mkdir(parents=True, exist_ok=True)
            elif str(PurePosixPath(name).parent) in {"/", *names}:  # else its folder's own name was lost
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(_torn(file, mood, chance))


def rename(names: dict[str, Stored | None], change: tuple[str, str, str, Stored | None]) -> None:
    """Carry out a change of names; what its folder does not hold (it came with a lost name) is passed
    over.
    """
    what, path, target, file = change
    if what == "C":
        names[path] = file
    elif what == "M":
        names[path] = None
    elif what == "U":
        names.pop(path, None)
    elif path in names:
        names[target] = names.pop(path)


def _torn(file: Stored, mood: float, chance: Random) -> bytes:
    """Return a file's content with each unsynced sector there or not; `mood` is how likely it is there."""
    content = bytearray(file.sure)
    for place, written in file.since:
        if written is None:
            if chance.random() < mood:
                put(content, place, None)
            continue
        whole = chance.random() < 0.5  # a write is there or not as one, or torn
        here = chance.random() < mood
        for start in range(0, len(written), SECTOR):
            if here if whole else chance.random() < mood:
                put(content, place + start, written[start : start + SECTOR])
    return bytes(content)


def told_in(call: Call) -> UUID | None:
    """Return the act that somebody was told of at this point of a record."""
    return UUID(call.payload.decode()) if call.what == "A" else None
