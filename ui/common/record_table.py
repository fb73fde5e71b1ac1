"""The table of every list: rows of one height, sorted, filtered by typing, copied, whole by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from math import ceil
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip

from ui.common.plain_text import plain_tip
from ui.common.record_columns import Measures, fitted
from ui.common.record_delegate import (
    PADDING,
    RecordDelegate,
    cell_width,
    least_width,
    short_width,
    snug_width,
)
from ui.common.record_header import RecordHeader
from ui.common.record_table_model import CELL_ROLE, Cell, RecordTableModel, safe_cell
from ui.theme import tokens
from ui.theme.paint import draw_box
from ui.theme.theme import theme

T = TypeVar("T")


class RecordTable(QTableView, Generic[T]):
    """Shows a RecordTableModel. The selected record stays selected when the data refreshes.

    `selected` tells the record a person or a refresh has put under the selection (None: nothing selected);
    `opened` the one that Enter or a double click was given. With `type_to_filter`, typing filters at once;
    otherwise Ctrl+F begins it, and single letters stay free for acts.
    """

    selected = Signal(object)
    opened = Signal(object)
    menu_wanted = Signal(object, object)
    columns_changed = Signal(dict)

    def __init__(
        self, model: RecordTableModel[T], *, type_to_filter: bool = False, name: str = "", label: str = ""
    ) -> None:
        super().__init__()
        self.records = model
        self._type_to_filter = type_to_filter
        self._filtering = False
        self._typed = ""
        self._scroll = 0
        self._kept: Hashable | None = None
        self._last_told: T | None = None
        self._widths: dict[str, int] = {}
        self._fitting = False
        self._tall = False
        self.grows = True
        """Whether rows become tall where something would be cut; else what has no room is counted."""
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._set_up(model)
        self.rescale()
        theme().changed.connect(self.rescale)

    def _set_up(self, model: RecordTableModel[T]) -> None:
        self.setHorizontalHeader(RecordHeader(self))
        self.setModel(model)
        self.setItemDelegate(RecordDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(self._on_resized)
        header.sectionMoved.connect(lambda *_moved: self.columns_changed.emit(self.column_state()))
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        model.dataChanged.connect(lambda *_changed: self._tell())
        self._refit_soon = QTimer(self, singleShot=True, interval=0)
        self._refit_soon.timeout.connect(self._refit)
        model.dataChanged.connect(lambda *_changed: self._refit_soon.start())
        self.activated.connect(self._open)

    def selected_record(self) -> T | None:
        """Return the record that acts apply to."""
        rows = self.selectionModel().selectedRows()
        return self.records.record(rows[0].row()) if rows else None

    def select_key(self, key: Hashable) -> bool:
        """Select the record with this id and bring it into sight; False when it is not shown."""
        row = self.records.row_of(key)
        if row < 0:
            return False
        column = self.horizontalHeader().logicalIndex(0)
        self.setCurrentIndex(self.records.index(row, column))
        self.scrollTo(self.records.index(row, column))
        return True

    def select_first(self) -> bool:
        """Select the first record, if there is one."""
        for row in range(self.records.rowCount()):
            if (record := self.records.record(row)) is not None:
                return self.select_key(self.records.key(record))
        return False

    def select_nothing(self) -> None:
        """Take the selection away, so that no act applies to anything."""
        self.setCurrentIndex(QModelIndex())
        self.clearSelection()

    def set_filter(self, text: str) -> None:
        """Filter the rows, as typing does."""
        self.records.set_filter(text)
        self.viewport().update()

    def column_state(self) -> dict[str, Any]:
        """Return the widths a person gave and the order of the columns, to be kept for that person."""
        header = self.horizontalHeader()
        order = [self.records.columns[header.logicalIndex(at)].id for at in range(header.count())]
        return {"widths": dict(self._widths), "order": order}

    def restore_columns(self, state: Mapping[str, Any]) -> None:
        """Put back what `column_state` gave; columns it does not know keep their place."""
        ids = [column.id for column in self.records.columns]
        self._widths = {name: int(width) for name, width in state.get("widths", {}).items() if name in ids}
        header = self.horizontalHeader()
        header.blockSignals(True)
        for place, name in enumerate(name for name in state.get("order", ()) if name in ids):
            header.moveSection(header.visualIndex(ids.index(name)), place)
        header.blockSignals(False)
        self._fit_columns()

    def copied_text(self) -> str:
        """Return the selected rows as a spreadsheet takes them, columns as they stand on screen."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(at) for at in range(header.count())]
        lines = []
        for index in self.selectionModel().selectedRows():
            record = self.records.record(index.row())
            if record is not None:
                words = self.records.words(record)
                lines.append("\t".join(safe_cell(words[column]) for column in order))
        return "\n".join(lines)

    def rescale(self) -> None:
        """Fit rows and columns to the text size."""
        self.verticalHeader().setMinimumSectionSize(theme().px(tokens.BAND_HEIGHT))
        self.verticalHeader().setDefaultSectionSize(theme().px(tokens.ROW_HEIGHT))
        self.horizontalHeader().setFixedHeight(theme().px(tokens.BAND_HEIGHT + 1))
        self._lay_bands()
        self._fit_columns()

    def _lay_bands(self) -> None:
        self.clearSpans()
        height = theme().px(tokens.TALL_ROW_HEIGHT if self._tall else tokens.ROW_HEIGHT)
        for row in range(self.records.rowCount()):
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)
        for row in self.records.band_rows():
            if self.records.columnCount() > 1:
                self.setSpan(row, 0, 1, self.records.columnCount())
            self.setRowHeight(row, theme().px(tokens.BAND_HEIGHT))

    def _keep(self) -> None:
        record = self.selected_record()
        self._kept = self.records.key(record) if record is not None else None
        self._scroll = self.verticalScrollBar().value()

    def _restore(self) -> None:
        self._lay_bands()
        self._refit()
        self.verticalScrollBar().setValue(self._scroll)
        if self._kept is not None:
            row = self.records.row_of(self._kept)
            if row >= 0:
                self.setCurrentIndex(self.records.index(row, self.horizontalHeader().logicalIndex(0)))
        self._tell()

    def _tell(self) -> None:
        record = self.selected_record()
        if record != self._last_told:
            self._last_told = record
            self.selected.emit(record)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._tell()

    def _open(self, index: QModelIndex) -> None:
        record = self.records.record(index.row())
        if record is not None:
            self.opened.emit(record)

    def _sort_by(self, section: int) -> None:
        """Sort upwards, then downwards, then as it came."""
        column, descending = self.records.sorted_by
        if column != section:
            self.records.sort(section)
        elif not descending:
            self.records.sort(section, Qt.SortOrder.DescendingOrder)
        else:
            self.records.sort(-1)
        self.horizontalHeader().viewport().update()

    def _on_resized(self, section: int, _old: int, new: int) -> None:
        if not self._fitting:
            self._widths[self.records.columns[section].id] = round(new * 100 / theme().text_size)
            self._fit_columns(keep=section)
            self.columns_changed.emit(self.column_state())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self, keep: int = -1) -> None:
        """Share the width; where something would be cut then, rows become tall enough for two lines."""
        columns = self.records.columns
        wanted = {at: theme().px(self._widths.get(c.id, c.width)) for at, c in enumerate(columns)}
        fit = fitted(columns, wanted, self.viewport().width(), self._measures, keep)
        self._fitting = True
        for at in range(len(columns)):
            self.setColumnHidden(at, at not in fit.widths)
            if at in fit.widths:
                self.setColumnWidth(at, fit.widths[at])
        self._fitting = False
        cut = (self._is_cut(at, width) for at, width in fit.widths.items())
        tall = self.grows and fit.narrowed and any(cut)
        if tall != self._tall:
            self._tall = tall
            self._lay_bands()

    def _measures(self, at: int) -> Measures:
        """Return the widths that a column can have; the first two are 0 for one that may be cut."""
        column, cells = self.records.columns[at], self.records.cells(at)
        heading = theme().metrics(tokens.LABEL, QFont.Weight.DemiBold).horizontalAdvance(column.title)

        def widest(width: Callable[[Cell], float]) -> int:
            content = max((width(cell) for cell in cells), default=0.0)
            return ceil(max(heading, content)) + theme().px(1.5 * PADDING)

        if column.whole:
            return Measures(widest(least_width), widest(snug_width), widest(cell_width) + 1)
        return Measures(0, 0, widest(cell_width) + 1)

    def _is_cut(self, at: int, width: int) -> bool:
        """Say whether a column with chips or grey words has a cell that does not fit on one line."""
        column = self.records.columns[at]
        if column.secondary is None and column.chips is None:
            return False
        room = width - theme().px(1.5 * PADDING)
        return any(min(cell_width(cell), short_width(cell)) > room for cell in self.records.cells(at))

    def _refit(self) -> None:
        """Give columns that show what changed the room they need now."""
        if self._tall or any(column.whole for column in self.records.columns):
            self._fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, filter by typing, open with Enter; everything else as tables do."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied_text())
        elif event.matches(QKeySequence.StandardKey.Find):
            self._set_filtering(True)
        elif self._filter_key(event):
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(event)
        elif event.key() == Qt.Key.Key_Home or self._begins(event):
            self.select_first()
        else:
            super().keyPressEvent(event)

    def _begins(self, event: QKeyEvent) -> bool:
        """Say whether an arrow was pressed while no row is selected."""
        return event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not self.currentIndex().isValid()

    def _enter(self, event: QKeyEvent) -> None:
        """Open the selected record; a key held down, or Enter with Ctrl, was meant for something else."""
        if event.isAutoRepeat() or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        elif self.currentIndex().isValid():
            self._open(self.currentIndex())

    def keyboardSearch(self, search: str) -> None:
        """Typing filters instead of jumping to a row."""

    def _set_filtering(self, on: bool) -> None:
        self._filtering = on
        if not on:
            self._typed = ""
            self.set_filter("")
        self.viewport().update()

    def _filter_by(self, typed: str) -> None:
        self._typed = typed
        self._filtering = bool(typed)
        self.set_filter(typed)

    def _filter_key(self, event: QKeyEvent) -> bool:
        """Take a typed letter into the filter; Backspace takes one off, Escape ends it."""
        text = event.text()
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        typed = bool(text) and text.isprintable() and not control
        if self._filtering and event.key() == Qt.Key.Key_Escape:
            self._set_filtering(False)
        elif self._filtering and event.key() == Qt.Key.Key_Backspace:
            self._filter_by(self._typed[:-1])
        elif typed and (self._filtering or (self._type_to_filter and text != " ")):
            self._filter_by(self._typed + text)
        else:
            return False
        return True

    def event(self, event: QEvent) -> bool:
        """While the filter is being typed, letters and Escape are its own and no shortcuts."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._filtering:
            plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.key() == Qt.Key.Key_Escape or (plain and event.text().isprintable() and event.text()):
                event.accept()
                return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        record = self.selected_record()
        if record is not None:
            self.menu_wanted.emit(record, event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the whole text of a cell that is cut."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            cell = index.data(CELL_ROLE)
            room = self.columnWidth(index.column()) - theme().px(2 * PADDING) if index.isValid() else 0
            cut = isinstance(cell, Cell) and cell_width(cell) > room + theme().px(PADDING / 2)
            QToolTip.showText(event.globalPos(), plain_tip(index.data()) if cut else "", self)
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._filtering:
            self._draw_filter()

    def _draw_filter(self) -> None:
        """Show what is filtered by in the lower right corner."""
        colors = theme().colors
        words = self.tr("Only rows with: {text}").replace("{text}", self._typed or "…")
        with QPainter(self.viewport()) as painter:
            width = theme().metrics().horizontalAdvance(words) + theme().px(24)
            height = theme().px(28)
            corner = self.viewport().rect().bottomRight()
            left = corner.x() - width - theme().px(12)
            box = QRectF(left, corner.y() - height - theme().px(12), width, height)
            draw_box(painter, box, theme().px(tokens.RADIUS), colors.accent_soft, colors.accent)
            painter.setFont(theme().font())
            painter.setPen(QColor(colors.on_soft))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
