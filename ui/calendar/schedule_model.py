"""The day as an item model: a column for each provider or room, a row for each thing in it, by time."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.calendar.placing import Placed, PlacedColumn, PlacedDay, box_words, spoken_words, tip_words
from ui.common.plain_text import plain_tip

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
PLACED_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class ScheduleModel(QAbstractItemModel):
    """A placed day. A column with fewer items than the longest one ends in cells that hold nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.day: PlacedDay | None = None
        self._rows = 0

    def show_day(self, day: PlacedDay) -> None:
        """Show a day; where it has as many things as the one before, only what changed is told."""
        before = self.day
        if before is not None and _shape(before) == _shape(day):
            self.day = day
            self._tell_changes(before, day)
            return
        self.beginResetModel()
        self.day = day
        self._rows = max((len(column.items) for column in day.columns), default=0)
        self.endResetModel()

    def _tell_changes(self, before: PlacedDay, now: PlacedDay) -> None:
        for number, (old, new) in enumerate(zip(before.columns, now.columns, strict=True)):
            if old.items != new.items and new.items:
                self.dataChanged.emit(self.index(0, number), self.index(len(new.items) - 1, number))
            if (old.name, old.booked) != (new.name, new.booked):
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, number, number)

    @property
    def columns(self) -> tuple[PlacedColumn, ...]:
        return self.day.columns if self.day is not None else ()

    def placed(self, index: Index) -> Placed | None:
        """Return the item at an index, or None for a cell that holds nothing."""
        if not index.isValid():
            return None
        items = self.columns[index.column()].items
        return items[index.row()] if index.row() < len(items) else None

    def index_of(self, key: tuple[str, object]) -> QModelIndex:
        """Return where the item with this key stands, or no index."""
        for number, column in enumerate(self.columns):
            for row, item in enumerate(column.items):
                if item.key == key:
                    return self.index(row, number)
        return QModelIndex()

    def index(self, row: int, column: int, parent: Index = NO_INDEX) -> QModelIndex:
        if parent.isValid() or not (0 <= row < self._rows and 0 <= column < len(self.columns)):
            return QModelIndex()
        return self.createIndex(row, column)

    def parent(self, _child: Index = NO_INDEX) -> Any:
        """Return no index: nothing here has children. (Qt's own `parent()` of objects is not used.)"""
        return QModelIndex()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def hasChildren(self, parent: Index = NO_INDEX) -> bool:
        return not parent.isValid() and self._rows > 0 and bool(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.placed(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        across = orientation is Qt.Orientation.Horizontal
        if not across or role != Qt.ItemDataRole.DisplayRole or not 0 <= section < len(self.columns):
            return None
        return self.columns[section].title

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item, day = self.placed(index), self.day
        if item is None or day is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return " · ".join(part for part in box_words(item, day.clock) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_words(item, day.columns[index.column()], day.clock)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(tip_words(item, day.clock))
        return item if role == PLACED_ROLE else None


def _shape(day: PlacedDay) -> list[tuple[object, int]]:
    return [(column.id, len(column.items)) for column in day.columns]
