"""The lines of the record as a table holds them: their numbers all, what stands in them by the page.

A record has a million rows. The table knows the number of each line found (8 bytes) and asks for the words of
a page when a row of it comes into sight; the pages used longest ago are let go.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Hashable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.reports.record.views import RecordFound, RecordLine, SortBy
from ui.common.chip import ChipText
from ui.common.record_table_model import CELL_ROLE, Cell, Column, Index, RecordTableModel
from ui.practice.record_words import HAPPENING_TONES, happening_word, moment_words, words

PAGE = 200
MOST_PAGES = 24
SORTS = tuple(SortBy)
"""The order that each column asks for: the columns stand as the orders do."""
_NOTHING = RecordFound(array("q"), 0)


def chips(line: RecordLine) -> tuple[ChipText, ...]:
    """Return the sort of a line, coloured where somebody should look."""
    return (ChipText(happening_word(line.happening), HAPPENING_TONES[line.happening]),)


def columns() -> list[Column[RecordLine]]:
    """Return the columns of the record. A cut number or time would tell nothing: those keep their room."""
    return [
        Column("time", words("Time"), lambda line: moment_words(line.at), width=176, whole=True),
        Column("person", words("Person"), lambda line: line.person, strong=_always, width=150, stretch=1),
        Column(
            "patient",
            words("Patient"),
            lambda line: line.patient,
            width=150,
            stretch=1,
            optional=True,
        ),
        Column("mrn", words("MRN"), lambda line: line.mrn, width=84, optional=True, whole=True),
        Column("kind", words("Kind"), lambda line: chips(line)[0].text, chips=chips, width=118),
        Column("what", words("What"), _what, width=210, stretch=2),
        Column(
            "where",
            words("Where"),
            lambda line: line.where,
            tone=lambda _line: "second",
            width=110,
            optional=True,
        ),
    ]


def _always(_line: RecordLine) -> bool:
    return True


def _what(line: RecordLine) -> str:
    parts = [f"{line.what}: {line.more}" if line.more else line.what, line.reason]
    return " · ".join(part for part in parts if part)


class RecordModel(RecordTableModel[RecordLine]):
    """Lines found, read by the page. `sort_wanted` tells (SortBy, descending); `pages_wanted` the pages."""

    sort_wanted = Signal(object, bool)
    pages_wanted = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(columns(), lambda line: line.number, parent=parent)
        self.found = _NOTHING
        self.order: tuple[SortBy, bool] = (SortBy.TIME, True)
        self._pages: OrderedDict[int, tuple[RecordLine, ...]] = OrderedDict()
        self._asked: set[int] = set()
        self._wanted: set[int] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)

    # -- what is there --------------------------------------------------------------------------------------

    def show_found(self, found: RecordFound, order: tuple[SortBy, bool]) -> None:
        """Show other lines; their words are asked for as they come into sight."""
        self.beginResetModel()
        self.found, self.order = found, order
        self._pages.clear()
        self._asked.clear()
        self._wanted.clear()
        self.endResetModel()

    def numbers_of(self, page: int) -> Sequence[int]:
        """Return the numbers of the lines on a page."""
        return self.found.numbers[page * PAGE : (page + 1) * PAGE]

    def show_page(self, page: int, lines: Sequence[RecordLine]) -> None:
        """Take in the words of a page."""
        self._asked.discard(page)
        self._pages[page] = tuple(lines)
        self._pages.move_to_end(page)
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        last = min((page + 1) * PAGE, self.found.total) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))

    def _ask(self) -> None:
        wanted = sorted(self._wanted - self._asked - self._pages.keys())
        self._wanted.clear()
        self._asked.update(wanted)
        if wanted:
            self.pages_wanted.emit(wanted)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.found.total

    def record(self, row: int) -> RecordLine | None:
        """Return the line of a row, or None while its page is on its way."""
        page = self._pages.get(row // PAGE) if 0 <= row < self.found.total else None
        return page[row % PAGE] if page is not None and row % PAGE < len(page) else None

    def row_of(self, key: Hashable) -> int:
        try:
            return self.found.numbers.index(key) if isinstance(key, int) else -1
        except ValueError:
            return -1

    def is_band(self, row: int) -> bool:
        return False

    def band_rows(self) -> list[int]:
        return []

    def cells(self, column: int) -> list[Cell]:
        """Return the cells of the pages that are here: columns are measured by what can be seen."""
        return [self._cell(self.columns[column], line) for page in self._pages.values() for line in page]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self.record(index.row())
        if line is not None:
            self._pages.move_to_end(index.row() // PAGE)
            return self._of_line(line, index.column(), role)
        if role == CELL_ROLE:
            self._wanted.add(index.row() // PAGE)
            self._soon.start()
            return Cell("…" if index.column() == 0 else "", tone="third")
        return None

    def _of_line(self, line: RecordLine, column: int, role: int) -> object:
        shown = self.columns[column]
        if role == CELL_ROLE:
            return self._cell(shown, line)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return shown.text(line)
        return None

    # -- its order ------------------------------------------------------------------------------------------

    @property
    def sorted_by(self) -> tuple[int, bool]:
        by, descending = self.order
        return SORTS.index(by), descending

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for another order; no column means the newest first."""
        by = SORTS[column] if 0 <= column < len(SORTS) else SortBy.TIME
        self.sort_wanted.emit(by, order is Qt.SortOrder.DescendingOrder or column < 0)

    def set_filter(self, text: str) -> None:
        """What is typed narrows the question, never the rows that happen to be here."""
