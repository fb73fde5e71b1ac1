"""Ctrl+L on a page that covers somebody's work: the keys of the work itself sleep meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def lock_by_key(page: QWidget, lock: Callable[[], object]) -> None:
    """Bind Ctrl+L for as long as the page stands; call it once for a page."""
    shortcut = QShortcut(QKeySequence("Ctrl+L"), page)
    shortcut.setAutoRepeat(False)
    shortcut.activated.connect(lambda: lock())
