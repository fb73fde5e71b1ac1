"""What the widgets of a window show through Qt: taken away for the lock, put back as it was after it.

Taking clears the undo history of an input as well; putting back keeps cursor, selection and scrolling.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    Qt,
)
from PySide6.QtGui import QAction, QPixmap, QTextCursor, QWindow
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from ui.shell.held_values import Taken, png_of

_WIDGET_TEXTS = (
    "toolTip",
    "statusTip",
    "whatsThis",
    "accessibleName",
    "accessibleDescription",
    "windowTitle",
)
_ACTION_TEXTS = ("toolTip", "statusTip", "whatsThis", "iconText", "text")
_TEXT_ROLES = frozenset(
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.EditRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.StatusTipRole,
        Qt.ItemDataRole.WhatsThisRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.AccessibleDescriptionRole,
    )
)
Cell = tuple[int, int]


def take_texts(thing: QObject) -> Iterator[Taken]:
    """Take what one object shows."""
    if isinstance(thing, QAction):
        yield from _properties(thing, _ACTION_TEXTS)
    if not isinstance(thing, QWidget):
        return
    yield from _properties(thing, _WIDGET_TEXTS)
    window: QWindow | None = thing.windowHandle()
    if window is not None and window.title():
        yield window.setTitle, window.title()  # of one that is hidden it would stay behind
        window.setTitle("")
    if isinstance(thing, QLabel):
        yield from _label(thing)
    elif isinstance(thing, QAbstractButton):
        yield partial(QAbstractButton.setText, thing), QAbstractButton.text(thing)
        QAbstractButton.setText(thing, "")
    elif isinstance(thing, QLineEdit):
        yield from _line(thing)
    elif isinstance(thing, QPlainTextEdit | QTextEdit):
        yield _area(thing)
    elif isinstance(thing, QComboBox):
        yield from _properties(thing, ("placeholderText",))
    elif isinstance(thing, QAbstractItemView):
        yield _place_in_view(thing)
    elif isinstance(thing, QTabBar):
        yield from _tabs(thing)
    elif isinstance(thing, QAbstractSpinBox):
        yield from _properties(thing, ("prefix", "suffix", "specialValueText"))
    elif isinstance(thing, QGroupBox):
        yield from _properties(thing, ("title",))


def _properties(thing: QObject, names: tuple[str, ...]) -> Iterator[Taken]:
    for name in names:
        text = thing.property(name)
        if isinstance(text, str) and text:
            thing.setProperty(name, "")
            yield partial(_put_property, thing, name), text


def _put_property(thing: QObject, name: str, text: Any) -> None:
    thing.setProperty(name, text)


def _label(label: QLabel) -> Iterator[Taken]:
    text = QLabel.text(label)
    if text:
        QLabel.clear(label)
        yield partial(QLabel.setText, label), text
        return
    picture = label.pixmap()
    if max(picture.width(), picture.height()) > 64:
        QLabel.clear(label)
        ratio = picture.devicePixelRatio()

        def put(png: Any) -> None:
            made = QPixmap()
            made.loadFromData(png)
            made.setDevicePixelRatio(ratio)
            label.setPixmap(made)

        yield put, png_of(picture)


def _line(line: QLineEdit) -> Iterator[Taken]:
    """A line: `setText` forgets what could be undone."""
    yield from _properties(line, ("placeholderText",))
    place = (line.cursorPosition(), line.selectionStart(), len(line.selectedText()), line.isModified())
    kept = (line.text(), place)
    QLineEdit.setText(line, "")

    def put(before: Any) -> None:
        text, (cursor, start, length, modified) = before
        QLineEdit.setText(line, text)
        if start < 0:
            line.setCursorPosition(cursor)
        elif cursor == start:
            line.setSelection(start + length, -length)
        else:
            line.setSelection(start, length)
        line.setModified(modified)

    yield put, kept


def _area(area: QPlainTextEdit | QTextEdit) -> Taken:
    """A text of several lines; setting it anew forgets what could be undone."""
    plain = isinstance(area, QPlainTextEdit)
    cursor, bars = area.textCursor(), (area.verticalScrollBar(), area.horizontalScrollBar())
    kept = (
        area.toPlainText() if isinstance(area, QPlainTextEdit) else area.toHtml(),
        (cursor.anchor(), cursor.position()),
        tuple(bar.value() for bar in bars),
        area.document().isModified(),
    )
    hint = area.placeholderText()
    area.setPlaceholderText("")
    area.setPlainText("")

    def put(before: Any) -> None:
        (text, (anchor, position), scrolled, modified), words = before
        if isinstance(area, QPlainTextEdit) or plain:
            area.setPlainText(text)
        else:
            area.setHtml(text)
        area.setPlaceholderText(words)
        again = area.textCursor()
        again.setPosition(anchor)
        again.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
        area.setTextCursor(again)
        for bar, value in zip(bars, scrolled, strict=True):
            bar.setValue(value)
        area.document().setModified(modified)

    return put, (kept, hint)


def _place_in_view(view: QAbstractItemView) -> Taken:
    """Where one stands in a list; its rows go with the model, so nothing may point at one."""
    chosen, bars = view.selectionModel(), (view.verticalScrollBar(), view.horizontalScrollBar())
    scrolled = tuple(bar.value() for bar in bars)
    current: Cell | None = None
    picked: tuple[Cell, ...] = ()
    if chosen is not None:
        here = chosen.currentIndex()
        current = (here.row(), here.column()) if here.isValid() else None
        picked = tuple((one.row(), one.column()) for one in chosen.selectedIndexes())
        chosen.reset()

    def put(before: Any) -> None:
        stood, cells, values = before
        if chosen is not None:
            _choose(view, chosen, stood, cells)
        for bar, value in zip(bars, values, strict=True):
            bar.setValue(value)
        view.viewport().update()

    return put, (current, picked, scrolled)


def _choose(
    view: QAbstractItemView, chosen: QItemSelectionModel, current: Cell | None, cells: tuple[Cell, ...]
) -> None:
    """Select again, silently: whoever listens knows it already."""
    model, flag = view.model(), QItemSelectionModel.SelectionFlag
    chosen.blockSignals(True)
    selection = QItemSelection()
    for row, column in cells:
        index = model.index(row, column)
        selection.select(index, index)
    chosen.select(selection, flag.ClearAndSelect)
    if current is not None:
        chosen.setCurrentIndex(model.index(*current), flag.NoUpdate)
    chosen.blockSignals(False)


def _tabs(bar: QTabBar) -> Iterator[Taken]:
    for number in range(bar.count()):
        yield partial(bar.setTabText, number), bar.tabText(number)
        yield partial(bar.setTabToolTip, number), bar.tabToolTip(number)
        bar.setTabText(number, "")
        bar.setTabToolTip(number, "")


def take_items(model: QAbstractItemModel) -> Iterator[Taken]:
    """Take the texts of one of Qt's own models (a drop-down list); ours hold theirs as values."""
    before = model.blockSignals(True)
    for index in _indexes(model, QModelIndex()):
        for role, value in model.itemData(index).items():
            text = isinstance(value, str) and bool(value)
            if text and (int(role) in _TEXT_ROLES or int(role) >= int(Qt.ItemDataRole.UserRole)):
                model.setData(index, None if int(role) not in _TEXT_ROLES else "", int(role))
                yield partial(_put_item, model, index.row(), index.column(), int(role)), value
    model.blockSignals(before)


def _put_item(model: QAbstractItemModel, row: int, column: int, role: int, value: Any) -> None:
    before = model.blockSignals(True)
    model.setData(model.index(row, column), value, role)
    model.blockSignals(before)


def _indexes(model: QAbstractItemModel, parent: QModelIndex) -> list[QModelIndex]:
    one_column = isinstance(model, QAbstractListModel)  # which hides how many it has
    rows, columns = model.rowCount(parent), 1 if one_column else model.columnCount(parent)
    return [model.index(row, column, parent) for row in range(rows) for column in range(columns)]
