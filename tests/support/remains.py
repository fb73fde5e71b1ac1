"""Looks for words in everything that a window shows or holds: what a locked one must have nothing of."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QMimeData, QModelIndex, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QClipboard, QGuiApplication
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

ROLES = [*range(15), *range(int(Qt.ItemDataRole.UserRole), int(Qt.ItemDataRole.UserRole) + 6)]
MOST_ROWS = 500


def remains(words: Iterable[str], within: QWidget | None = None) -> list[str]:
    """Return where one of these words is still found: "<kind of place> <class>: <word>", each once.

    `within` one window, or in the whole program.
    """
    wanted = [word.casefold() for word in words]
    found: dict[str, None] = {}
    for place, text in texts(within):
        folded = text.casefold()
        for word in wanted:
            if word in folded:
                found[f"{place}: {word}"] = None
    return list(found)


def texts(within: QWidget | None = None) -> Iterator[tuple[str, str]]:
    """Give every text of every widget, model, document, clipboard and accessible object, and where it is."""
    widgets = [within, *within.findChildren(QWidget)] if within is not None else QApplication.allWidgets()
    for widget in widgets:
        name = type(widget).__name__
        for thing in (widget, *widget.findChildren(QObject), *widget.actions()):
            yield from ((f"property of {type(thing).__name__}", text) for text in _properties(thing))
        yield from ((f"{kind} of {name}", text) for kind, text in _held(widget))
    for held in _python_objects(widgets):
        yield from ((f"attribute of {type(held).__name__}", text) for text in _attributes(held))
    yield from (("clipboard", text) for text in _clipboards())
    yield from _accessible([within] if within is not None else QApplication.topLevelWidgets())
    for window in QGuiApplication.topLevelWindows() if within is None else ():
        yield "title of a window", window.title()


def _properties(thing: QObject) -> Iterator[str]:
    kind = thing.metaObject()
    own = [kind.property(number) for number in range(kind.propertyCount())]
    names = [one.name() for one in own if one.typeName() in ("QString", "QStringList", "QVariant")]
    for name in [*names, *(bytes(each.data()).decode() for each in thing.dynamicPropertyNames())]:
        with suppress(RuntimeError):  # of a kind that Python does not know, so no text
            yield str(thing.property(name) or "")


def _held(widget: QWidget) -> Iterator[tuple[str, str]]:
    if isinstance(widget, QLineEdit):
        widget.undo()
        yield "undone line", widget.text()
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        widget.document().undo()
        yield "document", widget.document().toRawText()
    if isinstance(widget, QAbstractItemView | QComboBox):
        yield from (("item", text) for text in _items(widget.model(), QModelIndex()))
    if isinstance(widget, QLineEdit) and (completer := widget.completer()) is not None:
        yield from (("item", text) for text in _items(completer.model(), QModelIndex()))
    for document in widget.findChildren(QPdfDocument):
        for page in range(document.pageCount()):
            yield "page", document.getAllText(page).text()


def _items(model: QAbstractItemModel | None, parent: QModelIndex) -> Iterator[str]:
    if model is None:
        return
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for section in range(columns):
        yield str(model.headerData(section, Qt.Orientation.Horizontal))
    for row in range(min(model.rowCount(parent), MOST_ROWS)):
        for column in range(columns):
            index = model.index(row, column, parent)
            yield from (str(model.data(index, role)) for role in ROLES)


def _python_objects(widgets: Iterable[QWidget]) -> list[QObject]:
    found: dict[int, QObject] = {}
    for widget in widgets:
        for thing in (widget, *widget.findChildren(QObject)):
            found[id(thing)] = thing
    return list(found.values())


def _attributes(thing: object) -> Iterator[str]:
    for value in vars(thing).values() if hasattr(thing, "__dict__") else ():
        yield from _texts_in(value, 6)


def _texts_in(value: Any, deep: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("latin-1")
    elif deep and isinstance(value, dict):
        for pair in value.items():
            for one in pair:
                yield from _texts_in(one, deep - 1)
    elif deep and isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _texts_in(one, deep - 1)
    elif deep and dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _texts_in(getattr(value, field.name), deep - 1)


def _clipboards() -> Iterator[str]:
    board = QGuiApplication.clipboard()
    for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
        data = board.mimeData(mode)
        if isinstance(data, QMimeData):
            yield from (bytes(data.data(kind).data()).decode("utf-8", "replace") for kind in data.formats())


def _accessible(windows: Iterable[QWidget]) -> Iterator[tuple[str, str]]:
    for window in windows:
        root = QAccessible.queryAccessibleInterface(window)
        if root is not None:
            yield from _accessible_texts(root, 40)


_SAID = (
    QAccessible.Text.Name,
    QAccessible.Text.Description,
    QAccessible.Text.Value,
    QAccessible.Text.Help,
)


def _accessible_texts(one: QAccessibleInterface, deep: int) -> Iterator[tuple[str, str]]:
    if not one.isValid():
        return
    for said in _SAID:
        yield "accessible object", one.text(said)
    children: Callable[[int], QAccessibleInterface | None] = one.child
    for number in range(min(one.childCount(), MOST_ROWS)):
        child = children(number)
        if child is not None and deep:
            yield from _accessible_texts(child, deep - 1)
