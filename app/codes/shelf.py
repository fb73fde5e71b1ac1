"""Where the lists lie: the folder that ships with the program, and a practice's own with newer releases.

A file is named SET.RELEASE.tsv.gz, so several releases of one set lie side by side. The newest is used,
or the one that was valid on a day. Lists are public facts: they are read once and kept for the process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock, RLock
from typing import Any, TypeVar, cast

from app.codes.tables import Table, read_facts, read_table
from app.core.errors import Unavailable
from app.core.findings import Message

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "codes"
SUFFIXES = (".tsv.gz", ".tsv")

T = TypeVar("T")


@dataclass(frozen=True)
class Edition:
    """One release of a set and the days on which it is valid (both included; None is open)."""

    path: Path
    release: str
    valid_from: date | None
    valid_to: date | None

    def covers(self, day: date) -> bool:
        """Return whether this release is in force on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


class Shelf:
    """The lists found in some folders; what is made of a list is made once. Thread-safe."""

    def __init__(self, folders: Iterable[Path] = (SHIPPED,)) -> None:
        self.folders = tuple(folders)
        self._guard = Lock()
        self._locks: dict[object, Any] = {}
        self._made: dict[object, object] = {}

    def editions(self, name: str) -> tuple[Edition, ...]:
        """Return a set's releases, newest first; raises Unavailable("codes_missing") if there is none."""
        return self.made(("editions", name), lambda: self._find(name))

    def edition(self, name: str, day: date | None = None) -> Edition:
        """Return the release in force on a day, else the newest one."""
        editions = self.editions(name)
        if day is None:
            return editions[0]
        return next((edition for edition in editions if edition.covers(day)), editions[0])

    def table(self, name: str, day: date | None = None) -> Table:
        """Return the list in force on a day, else the newest one."""
        path = self.edition(name, day).path
        return self.made(("table", path), lambda: read_table(path))

    def made(self, key: object, make: Callable[[], T]) -> T:
        """Return what `make` gives, made on the first call and kept under the key."""
        found = self._made.get(key)
        if found is None:
            with self._guard:
                lock = self._locks.setdefault(key, RLock())
            with lock:  # one for each key: a long index must not hold up a short list
                found = self._made.get(key)
                if found is None:
                    found = self._made[key] = cast("Any", make())
        return cast("T", found)

    def _find(self, name: str) -> tuple[Edition, ...]:
        paths = [
            path
            for folder in self.folders
            for suffix in SUFFIXES
            for path in folder.glob(f"{name}.*{suffix}")
            if path.name.removesuffix(suffix).partition(".")[0] == name
        ]
        if not paths:
            raise Unavailable("codes_missing", Message("codes.table_missing", {"set": name}))
        found = sorted((_edition(path) for path in paths), key=lambda one: one.release, reverse=True)
        return tuple(found)


def _edition(path: Path) -> Edition:
    facts = read_facts(path)
    return Edition(path, facts.get("release", ""), _day(facts, "valid_from"), _day(facts, "valid_to"))


def _day(facts: dict[str, str], name: str) -> date | None:
    return date.fromisoformat(facts[name]) if facts.get(name) else None


_current = Shelf()


def current() -> Shelf:
    """Return the shelf that look-ups use."""
    return _current


def use(*practice_folders: Path) -> Shelf:
    """Let look-ups see a practice's own folders besides the shipped one; none means the shipped one alone."""
    global _current
    _current = Shelf((*practice_folders, SHIPPED))
    return _current
