"""Keys: each shortcut is bound in one place, shown on its button, and listed under F1."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from ui.common.button import Button


@dataclass(frozen=True)
class KeyHint:
    """One line of the list under F1: the keys ("Ctrl+K") and what they do."""

    keys: str
    words: str


_LISTS: weakref.WeakSet[KeyList] = weakref.WeakSet()


class KeyList:
    """The keys of one screen, panel or window. They work while the focus is inside `owner`.

    A field that takes text keeps plain letters for itself, so single-letter acts never fire while typing.
    Where a key is bound by a panel and again by something inside it, the innermost that can act does.
    """

    def __init__(self, owner: QWidget, title: str) -> None:
        self._owner = owner
        self.title = title
        self._hints: list[KeyHint] = []
        self._shortcuts: dict[str, QShortcut] = {}
        self._acts: dict[str, tuple[Callable[[], object], Button | None]] = {}
        _LISTS.add(self)

    def add(
        self,
        keys: str,
        words: str,
        act: Callable[[], object],
        *,
        button: Button | None = None,
        whole_window: bool = False,
    ) -> QShortcut:
        """Bind keys to an act. With a button, the key presses it only while it is enabled and in sight."""
        shortcut = QShortcut(QKeySequence(keys), self._owner)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut if whole_window else context)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(lambda: self._press(act, button))
        shortcut.activatedAmbiguously.connect(lambda: self._press_innermost(keys))
        self._acts[keys] = (act, button)
        if button is not None:
            button.show_keys(keys)
        self._shortcuts[keys] = shortcut
        self._hints.append(KeyHint(keys, words))
        return shortcut

    def acts(self) -> list[tuple[str, str, Callable[[], object]]]:
        """Return (keys, words, act) of what can be done now, for the palette."""
        return [
            (hint.keys, hint.words, self._shortcuts[hint.keys].activated.emit)
            for hint in self._hints
            if hint.keys in self._shortcuts and self._shortcuts[hint.keys].isEnabled()
        ]

    def describe(self, keys: str, words: str) -> None:
        """List a key that a widget handles by itself (arrows in a table, Enter in a panel)."""
        self._hints.append(KeyHint(keys, words))

    def hints(self) -> tuple[KeyHint, ...]:
        """Return what F1 lists."""
        return tuple(self._hints)

    @staticmethod
    def _press(act: Callable[[], object], button: Button | None) -> bool:
        able = button is None or (button.isEnabled() and button.isVisible())
        if able:
            act()
        return able

    def _press_innermost(self, keys: str) -> None:
        """Qt leaves a key that is bound twice to nobody: the innermost around the focus takes it."""
        around = QApplication.focusWidget()
        while around is not None:
            for one in tuple(_LISTS):
                if one._owner is around and keys in one._acts and one._press(*one._acts[keys]):
                    return
            around = around.parentWidget()
        self._press(*self._acts[keys])


def keys_within(widget: QWidget) -> list[KeyList]:
    """Return the key lists of a widget and of everything in sight inside it, the widget's own first."""
    found = [widget, *widget.findChildren(QWidget)]
    lists = [getattr(each, "keys", None) for each in found if each is widget or each.isVisibleTo(widget)]
    return [each for each in lists if isinstance(each, KeyList) and each.hints()]
