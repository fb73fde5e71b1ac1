"""Hands on keyboard and mouse: every act of the walk is a key or mouse event sent to the window in focus."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow, QWidget

from ui.common.fields import CheckField, Field
from ui.common.record_table import RecordTable
from ui.walk.watch import Watch

W = TypeVar("W", bound=QWidget)
PATIENCE_SECONDS = 8.0
_SLICE_MS = 2


class Stuck(Exception):
    """What the walk waited for did not come; the text says what, without patient data."""


class Nothing(Exception):
    """There was nothing to do for this step, as the window says itself."""


@dataclass
class Counted:
    """Keys and clicks of one task: `keys` everything pressed, `text` the characters that are words."""

    keys: int = 0
    text: int = 0


class Hands:
    """Presses keys and the mouse, counts that, and waits as a person does: until it is on screen."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.counted = Counted()
        self.lost = 0
        """How often no window had the keyboard, so that a person would have had to click into it."""

    # -- keys -----------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press each of these keys: "A", "F6", "Ctrl+Return"; a single character is typed as it is."""
        for key in keys:
            self.counted.keys += 1
            self._send(key)

    def write(self, text: str, *, words: bool = True) -> None:
        """Type a text; `words`: it counts as text and not as keys of the task."""
        for letter in text:
            if words:
                self.counted.text += 1
            else:
                self.counted.keys += 1
            self._send(letter, rest=False)
        self.rest()

    def _send(self, key: str, *, rest: bool = True) -> None:
        window = self._window()
        self.watch.look_at(QApplication.activeWindow())
        with self.watch.act():
            if len(key) == 1:
                QTest.keyClick(window, key)  # type: ignore[call-overload]
            else:
                stroke = QKeySequence(key)[0]  # type: ignore[index]
                QTest.keyClick(window, stroke.key(), stroke.keyboardModifiers())
        if rest:
            self.rest()

    def _window(self) -> QWindow:
        popup = QApplication.activePopupWidget()
        window = popup.windowHandle() if popup is not None else _in_focus()
        if window is None:
            self.lost += 1
            for one in QApplication.topLevelWidgets():
                if isinstance(one, QMainWindow) and one.isVisible():
                    one.activateWindow()
            self.rest()
            window = _in_focus()
        if window is None:
            raise Stuck("no window has the keyboard")
        return window

    # -- mouse ----------------------------------------------------------------------------------------------

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click on a widget that is in sight and enabled."""
        if not (widget.isVisible() and widget.isEnabled()):
            raise Stuck(f"{widget.objectName() or type(widget).__name__} cannot be pressed now")
        self.counted.keys += 1
        with self.watch.act():
            QTest.mouseClick(
                widget,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
                at or widget.rect().center(),
            )
        self.rest()

    def row(self, table: RecordTable[Any], key: Hashable) -> None:
        """Click on the row of a table that shows this record, as one act."""
        row = table.records.row_of(key)
        if row < 0:
            raise Stuck("the row is not in the table")
        index = table.records.index(row, table.horizontalHeader().logicalIndex(0))
        table.scrollTo(index)
        self.rest()
        self.click(table.viewport(), table.visualRect(index).center())
        chosen = table.selected_record()
        if chosen is None or table.records.key(chosen) != key:
            raise Stuck("another row came under the mouse")

    def fill(self, field: Field, text: str) -> None:
        """Click into a field and type over what stands there."""
        self.click(field.input)
        self._send("Ctrl+A")
        self.write(text)

    def choose(self, field: QWidget, words: str) -> None:
        """Press the part of a choice that has these words."""
        for one in field.findChildren(QAbstractButton):
            if one.text() == words and one.isVisible():
                self.click(one)
                return
        raise Stuck(f"there is no choice {words}")

    def tick(self, field: CheckField) -> None:
        """Tick a box that is not ticked yet."""
        if not field.value():
            self.click(field.input, QPoint(10, field.input.height() // 2))

    # -- waiting --------------------------------------------------------------------------------------------

    def rest(self, seconds: float = 0.0) -> None:
        """Let the window work until it has drawn what the last act changed."""
        self.watch.settle(seconds)

    def wait(self, until: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> Any:
        """Wait until `until()` is true and return it. Raises Stuck with `what`."""
        end = time.monotonic() + seconds
        while not (found := until()):
            if time.monotonic() > end:
                raise Stuck(f"waited in vain for: {what}")
            self.watch.pass_time(_SLICE_MS)
        self.rest()
        return found

    def find(self, kind: type[W], name: str = "", *, within: QWidget | None = None) -> W:
        """Return the widget of this kind and name that is in sight, as soon as it is."""
        return self.wait(lambda: seen(kind, name, within), f"{kind.__name__} {name}".strip())  # type: ignore[no-any-return]


def _in_focus() -> QWindow | None:
    return QGuiApplication.focusWindow()


def seen(kind: type[W], name: str = "", within: QWidget | None = None) -> W | None:
    """Return the widget of this kind and name that is in sight now."""
    tops = (
        [within] if within is not None else [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    )
    for top in tops:
        found = top.findChildren(kind, name) if name else top.findChildren(kind)
        for one in found:
            if one.isVisible():
                return one
    return None
