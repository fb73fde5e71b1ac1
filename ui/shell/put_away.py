"""The window emptied for the lock and filled again after it: nothing of a patient is left in what is hidden.

The widgets stay, so that panels, scrolling, focus and half-typed lines are there again at once; but every
text that they show or hold is taken out of them and sealed with a key that only the encrypted file keeps.
Meanwhile nothing in the window speaks: inputs tell no change, timers stand still, drafts are not written.
What was being typed is a draft in the file as well, for the case that this process never unlocks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import shiboken6
from PySide6.QtCore import QAbstractItemModel, QObject, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleTableModelChangeEvent,
    QDrag,
    QGuiApplication,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QCompleter,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTextEdit,
    QToolTip,
    QWidget,
)

from app.practice.window_key import KeepWindowKey, keep_window_key, seal, unseal, window_key
from app.practice_file import Practice
from ui.shell.frame import Frame
from ui.shell.held_values import Taken, take_values
from ui.shell.holder import PracticeHolder
from ui.shell.shown_texts import take_items, take_texts
from ui.shell.taken_apart import Shape, TakingApart

_INPUTS = (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox, QAbstractButton)
Put = Callable[[Any], None]


def things_within(windows: list[QWidget]) -> list[QObject]:
    """Return every object of these windows, and the models of their lists, each once."""
    found: dict[int, QObject] = {}
    for window in windows:
        for thing in (window, *window.findChildren(QObject)):
            found[id(thing)] = thing
            for model in _models_of(thing):
                found[id(model)] = model
    return list(found.values())


def _models_of(thing: QObject) -> Iterator[QAbstractItemModel]:
    model: Any = thing.model() if isinstance(thing, QAbstractItemView | QComboBox | QCompleter) else None
    while model is not None:
        yield model
        source = getattr(model, "sourceModel", None)
        model = source() if callable(source) else None


class PutAway:
    """What windows held, sealed. `key` opens it; whoever keeps the key elsewhere calls `forget_key`.

    `over` are panels that lie over a whole window, and windows beside it: hidden meanwhile, for they would
    lie over the lock screen, and nothing that was emptied is painted.
    """

    def __init__(self, windows: list[QWidget], over: Sequence[QWidget] = ()) -> None:
        self._focused = QApplication.focusWidget()
        self._over = [one for one in over if one.isVisible()]
        things = things_within(windows)
        self._silenced = [one for one in things if isinstance(one, _INPUTS) and not one.signalsBlocked()]
        self._timers = [one for one in things if isinstance(one, QTimer) and one.isActive()]
        self._views = [
            one for one in things if isinstance(one, QAbstractItemView) and not isinstance(one, QHeaderView)
        ]
        self._hooks = [one for one in things if hasattr(one, "empty_for_lock")]
        self._be_silent()
        self._puts: list[Put] = []
        self._shapes: list[Shape] = []
        self.key, self._sealed = seal(json.dumps(self._take(things)).encode())
        self._tell_readers()

    def _be_silent(self) -> None:
        QGuiApplication.inputMethod().reset()
        if QGuiApplication.mouseButtons() and QGuiApplication.platformName() != "offscreen":
            QDrag.cancel()  # without a display there is nothing to drag, and Qt warns that it cannot
        QToolTip.hideText()
        for silent in self._silenced:
            silent.blockSignals(True)
        for panel in self._over:
            panel.hide()
        for timer in self._timers:
            timer.stop()

    def _take(self, things: list[QObject]) -> list[str]:
        for hook in self._hooks:
            hook.empty_for_lock()
        apart = TakingApart()

        def keep(taken: Iterator[Taken]) -> None:
            for put, value in taken:
                self._puts.append(put)
                self._shapes.append(apart.shape_of(value))

        for thing in things:
            keep(take_texts(thing))
            if isinstance(thing, QAbstractItemModel) and not _is_ours(thing):
                keep(take_items(thing))
        keep(take_values(things))
        apart.done()
        return apart.texts

    def _tell_readers(self) -> None:
        """Let screen readers forget the cells that they were told of."""
        for view in self._alive(self._views):
            kind = QAccessibleTableModelChangeEvent.ModelChangeType.ModelReset
            QAccessible.updateAccessibility(QAccessibleTableModelChangeEvent(view, kind))

    def forget_key(self) -> None:
        """The file keeps the key now: nothing in this process can open what was sealed."""
        self.key = b""

    def bring_back(self, key: bytes) -> None:
        """Fill the windows again: what was taken last goes back first, for texts depend on values."""
        texts = json.loads(unseal(key, self._sealed))
        for put, shape in zip(reversed(self._puts), reversed(self._shapes), strict=True):
            try:
                put(shape(texts))
            except RuntimeError:  # the widget is gone: a tool tip, a panel whose end was under way
                continue
        for hook in self._alive(self._hooks):
            hook.fill_after_lock()
        for silent in self._alive(self._silenced):
            silent.blockSignals(False)
        for timer in self._alive(self._timers):
            timer.start()
        for view in self._alive(self._views):
            view.scheduleDelayedItemsLayout()
        self._tell_readers()

    def show_again(self) -> None:
        """Put what lay over the work over it again, and the keyboard where it was."""
        for widget in self._alive(self._over):
            widget.show()
            widget.raise_()
        for focused in self._alive([self._focused] if self._focused is not None else []):
            focused.setFocus()

    @staticmethod
    def _alive(things: list[Any]) -> list[Any]:
        return [one for one in things if shiboken6.isValid(one)]


def _is_ours(model: QObject) -> bool:
    return type(model).__module__.startswith("ui.")


def empty_window(frame: Frame) -> PutAway:
    """Take every text out of a person's window, and out of whatever stands beside or over it."""
    frame.close_panels()
    middle = frame.centralWidget()
    over = [one for one in frame.children() if isinstance(one, QWidget) and one is not middle]
    loose = [one for one in QApplication.topLevelWidgets() if not isinstance(one, QMainWindow)]
    return PutAway([frame.work, *over, *loose], [*over, *loose])


def keep_key(holder: PracticeHolder, away: PutAway | None) -> None:
    """Give the key into the encrypted file. Where that fails this process keeps it: nothing typed is lost."""
    if away is not None and away.key and holder.open:
        holder.run(keep_window_key, KeepWindowKey(key=away.key.hex()))
        away.forget_key()


def bring_back(away: PutAway, practice: Practice) -> bool:
    """Fill the window again; False where its key is gone, so that it must be made anew from the drafts."""
    key = away.key or bytes.fromhex(practice.answer(window_key))
    if not key:
        return False
    away.bring_back(key)
    return True
