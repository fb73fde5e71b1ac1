"""The base of every screen: it judges for itself whether a change touches it."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.core.changes import Change, Kind
from ui.common.desk import Desk
from ui.common.keys import KeyList
from ui.common.navigation import Go


class Screen(QWidget):
    """One place of the program. Subclasses name what they watch and say how they refresh.

    A change of a watched kind refreshes the screen when it is in sight, and marks it stale when it is
    hidden: it refreshes the next time it is shown. Changes that come from the screen's own acts are
    left to the `done` callback of the act.
    """

    go = Signal(object)
    """A `Go`: this screen asks the frame for another place."""
    said = Signal(object)
    """A `Said` for the message strip."""

    watches: ClassVar[frozenset[Kind]] = frozenset()
    is_screen = True

    def __init__(self, desk: Desk, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.title = title
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.keys = KeyList(self, title)
        self._stale = True
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._refresh_now)
        desk.changed.connect(self._heard)

    def refresh(self) -> None:
        """Ask for everything that is shown; called when shown for the first time and after changes."""

    def concerns(self, changes: frozenset[Change]) -> bool:
        """Return whether these changes touch what is shown; a screen of one patient narrows it."""
        return any(change.kind in self.watches for change in changes)

    def open_place(self, place: Go) -> None:
        """Show the record, or begin the act, that someone asked this screen for."""

    @property
    def stale(self) -> bool:
        return self._stale

    def refresh_soon(self) -> None:
        """Refresh once control is back at the event loop, or when shown next; several calls make one."""
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._soon.start()

    def _refresh_now(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            self.refresh()

    def _heard(self, changes: frozenset[Change], origin: QObject | None) -> None:
        own = isinstance(origin, QWidget) and (origin is self or self.isAncestorOf(origin))
        if not own and self.concerns(changes):
            self.refresh_soon()
