"""The rows of the table of faults, by the module that runs them; a module may hold several."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass

from tests.faults.campaign import Row

MODULES = (
    "kills",
    "io_calls",
    "power_cuts",
    "full_disks",
    "shut_files",
    "bit_flips",
    "cut_files",
    "two_copies",
    "far_folders",
    "spoilt_backups",
    "clocks",
    "repeats",
    "backup_cuts",
)


@dataclass(frozen=True)
class Entry:
    """A row and how it is started: the module, and the row's number in it."""

    module: str
    number: int
    row: Row

    def command(self, count: int, seed: int, first: int, *, in_order: bool) -> list[str]:
        """Return what follows the interpreter."""
        order = ["--in-order"] if in_order else []
        given = ["--row", str(self.number), "--count", str(count), "--seed", str(seed), "--first", str(first)]
        return ["-m", f"tests.faults.{self.module}", *given, *order, "--json"]


def entries() -> Iterator[Entry]:
    """Return every row, in the order of SAFETY's table."""
    for name in MODULES:
        module = importlib.import_module(f"tests.faults.{name}")
        found: tuple[Row, ...] = getattr(module, "ROWS", None) or (module.ROW,)
        for number, row in enumerate(found):
            yield Entry(name, number, row)
