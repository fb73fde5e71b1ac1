"""Observations and tests of the office: LOINC codes with UCUM units, usual adult ranges, and waived tests."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.codes import shelf
from app.codes.words import WordIndex
from app.core.coding import LOINC, Code


@dataclass(frozen=True)
class Observable:
    """Something that is measured. `low` and `high` are usual adult limits in `unit` (UCUM)."""

    code: str
    name: str
    group: str
    scale: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    note: str
    release: str

    def coding(self) -> Code:
        """Return the observable as a code to store."""
        return Code(LOINC, self.code, self.name, self.release)


@dataclass(frozen=True)
class WaivedTest:
    """A test that a CLIA certificate of waiver allows; `procedure` is a number without wording."""

    name: str
    loinc: str
    procedure: str
    needs_qw: bool


def observables(group: str | None = None) -> tuple[Observable, ...]:
    """Return the LOINC codes of an office, or those of one group ("vital")."""
    return tuple(one for one in _observables().values() if group is None or one.group == group)


def find(code: str) -> Observable | None:
    """Return the observable of a LOINC code, or None."""
    return _observables().get(code.strip())


def search(text: str, limit: int = 20) -> list[Observable]:
    """Return observables by the beginnings of words of their names."""
    here, known = shelf.current(), tuple(_observables().values())
    words = here.made(("observable words",), lambda: WordIndex(f"{one.name} {one.group}" for one in known))
    return [known[place] for place in words.search(text, limit)]


def waived_tests() -> tuple[WaivedTest, ...]:
    """Return common waived tests."""
    rows = shelf.current().table("clia_waived").rows()
    return tuple(WaivedTest(name, loinc, procedure, qw == "yes") for name, loinc, procedure, qw in rows)


def _observables() -> dict[str, Observable]:
    here = shelf.current()
    return here.made(("observables",), lambda: _read(here))


def _read(here: shelf.Shelf) -> dict[str, Observable]:
    table = here.table("loinc")
    return {
        code: Observable(code, name, group, scale, unit, _limit(low), _limit(high), note, table.release)
        for code, name, group, scale, unit, low, high, note, _ in table.rows()
    }


def _limit(text: str) -> Decimal | None:
    return Decimal(text) if text else None
