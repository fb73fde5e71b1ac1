"""Where the keyboard goes when nobody has said so."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def first_focus(place: QWidget) -> QWidget | None:
    """Return the first widget in sight within a place that Tab would reach."""
    found = place.nextInFocusChain()
    while found is not None and found is not place:
        reached = bool(found.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if reached and place.isAncestorOf(found) and found.isVisibleTo(place) and found.isEnabled():
            return found
        found = found.nextInFocusChain()
    return None
