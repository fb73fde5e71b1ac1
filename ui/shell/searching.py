"""What Ctrl+K searches in beside screens and acts: patients, and the visits of today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QObject

from app.core.ids import Id
from app.frontdesk.queries import day_board
from app.frontdesk.views import BoardRow, DayBoard
from app.people.finding import find_patients
from app.people.names import plain
from app.people.views import PatientLine
from ui.common.chip import ChipText
from ui.common.desk import Desk
from ui.common.navigation import Go
from ui.common.search_record import SearchRecord
from ui.common.wording import tr
from ui.common.words import wall_words
from ui.shell.palette import Deliver, PaletteItem
from ui.theme.tokens import Tone

_LEAST = 2
_MOST_VISITS = 6


class PatientSource:
    """Finds patients by names, birth date, telephone or MRN; choosing one opens the chart."""

    def __init__(self, desk: Desk, go: Callable[[Go], object]) -> None:
        self.title = tr("searching", "Patients")
        self._desk, self._go = desk, go
        self._owner = QObject()
        self._record = SearchRecord(desk, self._owner)

    def find(self, text: str, deliver: Deliver) -> None:
        if len(text.strip()) < _LEAST:
            deliver([])
            return

        def found(lines: Sequence[PatientLine]) -> None:
            self._record.found(text, len(lines))
            deliver([*(self._item(line, text) for line in lines), *self._appointments(lines[:1], text)])

        self._desk.ask(find_patients, text, 8, done=found, owner=self._owner)

    def _item(self, line: PatientLine, text: str) -> PaletteItem:
        goes_by = f"“{line.preferred_name}”" if line.preferred_name else ""
        detail = " · ".join(
            part for part in (goes_by, _day(line.birth_date), str(line.sex), line.mrn) if part
        )
        go = partial(self._open, line.id, text)
        return PaletteItem(str(line.id), line.name, detail, go, chips=_look_alike(line.looks_like))

    def _appointments(self, lines: Sequence[PatientLine], text: str) -> list[PaletteItem]:
        """Offer the appointments of the one found first: "when is mine?" is asked on the telephone."""
        words = tr("searching", "{name}: appointments")
        return [
            PaletteItem(
                f"appointments {line.id}",
                words.replace("{name}", line.name),
                _day(line.birth_date),
                partial(self._open, line.id, text, "appointments"),
            )
            for line in lines
        ]

    def _open(self, patient_id: Id, text: str, act: str = "") -> None:
        self._record.opened(patient_id)
        self._go(Go("patients", patient_id, act))


class VisitSource:
    """Finds the visits and appointments of today by patient or reason; choosing one selects its row."""

    def __init__(self, desk: Desk, today: Callable[[], date], go: Callable[[Go], object]) -> None:
        self.title = tr("searching", "Visits today")
        self._desk, self._today, self._go = desk, today, go
        self._owner = QObject()

    def find(self, text: str, deliver: Deliver) -> None:
        wanted = plain(text).split()
        if len(text.strip()) < _LEAST:
            deliver([])
            return

        def found(board: DayBoard) -> None:
            rows = [row for row in board.rows if _fits(row, wanted)]
            deliver([self._item(row) for row in rows[:_MOST_VISITS]])

        self._desk.ask(day_board, self._today(), done=found, owner=self._owner)

    def _item(self, row: BoardRow) -> PaletteItem:
        facts = row.facts
        name = f"{facts.last_name}, {facts.first_name}"
        at = wall_words(facts.wall_start)
        detail = " · ".join(
            part for part in (at, _day(facts.birth_date), facts.reason or facts.visit_type) if part
        )
        go = partial(self._go, Go("today", row.id))
        return PaletteItem(f"visit {row.id}", name, detail, go, chips=_look_alike(row.looks_like))


def _day(born: date | None) -> str:
    return f"{born.month}/{born.day}/{born.year}" if born else ""


def _look_alike(name: str) -> tuple[ChipText, ...]:
    """Return the warning that somebody else is called nearly the same."""
    words = tr("searching", "another {name}").replace("{name}", name)
    return (ChipText(words, Tone.WARNING),) if name else ()


def _fits(row: BoardRow, wanted: Sequence[str]) -> bool:
    facts = row.facts
    words = plain(f"{facts.last_name} {facts.first_name} {facts.preferred_name} {facts.reason}").split()
    return all(any(word.startswith(part) for word in words) for part in wanted)
