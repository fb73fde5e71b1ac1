"""One table model for every list: frozen views in rows, told apart by their id, in bands where wanted."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.common.chip import ChipText

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
NO_INDEX = QModelIndex()


@dataclass(frozen=True)
class Column(Generic[T]):
    """How one column is made of a record.

    `text` is what is read, copied, searched and sorted; `secondary` stands in grey after it; `chips` replace
    the text on screen, and `short` those where the chips would be cut. `tone` names a colour token. `width`
    is in design pixels; a column with `stretch` takes what is left; an `optional` one gives way when there
    is no room; one that is `whole` keeps the room that its widest cell needs.
    """

    id: str
    title: str
    text: Callable[[T], str]
    secondary: Callable[[T], str] | None = None
    chips: Callable[[T], Sequence[ChipText]] | None = None
    strong: Callable[[T], bool] | None = None
    tone: Callable[[T], str] | None = None
    sort: Callable[[T], Any] | None = None
    width: int = 100
    stretch: int = 0
    numeric: bool = False
    optional: bool = False
    short: Callable[[T], Sequence[ChipText]] | None = None
    whole: bool = False


@dataclass(frozen=True)
class Cell:
    """What the delegate draws."""

    text: str
    secondary: str = ""
    chips: tuple[ChipText, ...] = ()
    strong: bool = False
    tone: str = "ink"
    numeric: bool = False
    short: tuple[ChipText, ...] = ()


@dataclass(frozen=True)
class Band:
    """A row that names the group below it ("Waiting room · 3")."""

    title: str


class RecordTableModel(QAbstractTableModel, Generic[T]):
    """Records of one kind. `key` gives a record's id; `band` gives the title of its group, or None.

    Bands stand in the order of `band_order`; one without records is not shown.
    """

    def __init__(
        self,
        columns: Sequence[Column[T]],
        key: Callable[[T], Hashable],
        *,
        band: Callable[[T], str] | None = None,
        band_order: Sequence[str] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key
        self._band, self._band_order = band, tuple(band_order)
        self._records: tuple[T, ...] = ()
        self._rows: list[T | Band] = []
        self._filter: tuple[str, ...] = ()
        self._sort_column = -1
        self._descending = False

    @property
    def records(self) -> tuple[T, ...]:
        """All records, shown or filtered away."""
        return self._records

    @property
    def filter_text(self) -> str:
        return " ".join(self._filter)

    @property
    def sorted_by(self) -> tuple[int, bool]:
        """The column that the rows are sorted by (-1: as they came) and whether it runs downwards."""
        return self._sort_column, self._descending

    def set_records(self, records: Sequence[T]) -> None:
        """Show these records. Where the rows stay the same ones, only what changed is told to the view."""
        self._records = tuple(records)
        self._arrange()

    def set_filter(self, text: str) -> None:
        """Show only records in which every word of `text` occurs, whatever its case and accents."""
        self._filter = tuple(fold(text).split())
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort within each band; column -1 puts the rows back as they came."""
        self._sort_column, self._descending = column, order is Qt.SortOrder.DescendingOrder
        self._arrange()

    def record(self, row: int) -> T | None:
        """Return the record in a row, or None for a band and for no row at all."""
        if not 0 <= row < len(self._rows):
            return None
        found = self._rows[row]
        return None if isinstance(found, Band) else found

    def is_band(self, row: int) -> bool:
        return isinstance(self._rows[row], Band)

    def band_rows(self) -> list[int]:
        """Return the rows that are bands."""
        return [number for number, row in enumerate(self._rows) if isinstance(row, Band)]

    def row_of(self, key: Hashable) -> int:
        """Return the row of the record with this id, or -1."""
        for number, row in enumerate(self._rows):
            if not isinstance(row, Band) and self.key(row) == key:
                return number
        return -1

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Bands can be neither selected nor reached by the arrow keys."""
        if not index.isValid() or self.is_band(index.row()):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, Band):
            return self._band_data(row, index.column(), role)
        column = self.columns[index.column()]
        if role == CELL_ROLE:
            return self._cell(column, row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell_words(column, row)
        return None

    def cells(self, column: int) -> list[Cell]:
        """Return every cell of a column that is shown, for measuring."""
        return [self._cell(self.columns[column], row) for row in self._rows if not isinstance(row, Band)]

    def words(self, record: T) -> list[str]:
        """Return the text of each column, as it is copied and exported."""
        return [cell_words(column, record) for column in self.columns]

    def _band_data(self, band: Band, column: int, role: int) -> Any:
        if role == CELL_ROLE:
            return band
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) and column == 0:
            return band.title
        return None

    def _cell(self, column: Column[T], record: T) -> Cell:
        return Cell(
            column.text(record),
            column.secondary(record) if column.secondary else "",
            tuple(column.chips(record)) if column.chips else (),
            column.strong(record) if column.strong else False,
            column.tone(record) if column.tone else "ink",
            column.numeric,
            tuple(column.short(record)) if column.short else (),
        )

    def _arrange(self) -> None:
        """Work out the rows anew and tell the view as little as needed."""
        rows = self._banded(self._sorted([each for each in self._records if self._matches(each)]))
        if [self._identity(row) for row in rows] == [self._identity(row) for row in self._rows]:
            before, self._rows = self._rows, rows
            self._tell_changes(before)
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _tell_changes(self, before: Sequence[T | Band]) -> None:
        last = len(self.columns) - 1
        for number, (old, new) in enumerate(zip(before, self._rows, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(number, 0), self.index(number, last))

    def _identity(self, row: T | Band) -> Hashable:
        return row.title if isinstance(row, Band) else ("record", self.key(row))

    def _matches(self, record: T) -> bool:
        if not self._filter:
            return True
        words = fold(" ".join(self.words(record)))
        return all(part in words for part in self._filter)

    def _sorted(self, records: list[T]) -> list[T]:
        if not 0 <= self._sort_column < len(self.columns):
            return records
        column = self.columns[self._sort_column]
        by: Callable[[T], Any] = column.sort or (lambda record: fold(cell_words(column, record)))
        return sorted(records, key=by, reverse=self._descending)

    def _banded(self, records: list[T]) -> list[T | Band]:
        if self._band is None:
            return list(records)
        groups: dict[str, list[T]] = {title: [] for title in self._band_order}
        for record in records:
            groups.setdefault(self._band(record), []).append(record)
        rows: list[T | Band] = []
        for title, members in groups.items():
            if members:
                rows += [Band(f"{title} · {len(members)}"), *members]
        return rows


def cell_words(column: Column[T], record: T) -> str:
    """Return what a cell says: its text, the grey words after it, or its chips."""
    parts = [column.text(record)]
    if column.secondary is not None:
        parts.append(column.secondary(record))
    if column.chips is not None:
        said = parts[0]
        parts += [chip.text for chip in column.chips(record) if chip.text != said]
    return " ".join(part for part in parts if part)


def fold(text: str) -> str:
    """Return text without case and accents, for finding."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def safe_cell(text: str) -> str:
    """Return a cell as a spreadsheet may have it: one line, never a formula (OWASP CSV injection).

    A cell that begins with a quotation mark would take the cells after it for its own: it is quoted whole.
    """
    flat = " ".join(text.replace("\t", " ").split("\n")).replace("\r", " ")
    if flat.startswith('"'):
        return '"' + flat.replace('"', '""') + '"'
    return "'" + flat if flat.lstrip().startswith(("=", "+", "-", "@", "|", "%")) else flat
