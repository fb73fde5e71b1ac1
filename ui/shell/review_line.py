"""What the status line tells of emergency openings that wait for a review, and where pressing it leads."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.core.changes import Change, Kind
from app.people.break_glass.queries import break_glass_uses
from app.people.break_glass.views import BreakGlassUse
from ui.common.desk import Desk
from ui.common.navigation import Go
from ui.shell.entries import StatusItem
from ui.shell.frame import Frame
from ui.theme.tokens import Tone

ITEM = "reviews"
PLACE = Go("practice", act="break_glass")


class ReviewLine(QObject):
    """Keeps the count in the status line of whoever reads the record; with nothing to review it is silent."""

    def __init__(self, desk: Desk, frame: Frame) -> None:
        super().__init__(frame)
        self._desk, self._frame = desk, frame
        desk.changed.connect(self._heard)
        frame.status_line.pressed.connect(lambda which: frame.go_to(PLACE) if which == ITEM else None)
        self.refresh()

    def _heard(self, changes: Sequence[Change], _owner: object) -> None:
        if any(change.kind is Kind.PATIENT for change in changes):
            self.refresh()

    def refresh(self) -> None:
        """Ask how many wait."""
        self._desk.ask(break_glass_uses, done=self._show, owner=self)

    def _show(self, waiting: Sequence[BreakGlassUse]) -> None:
        if waiting:
            words = self.tr("%n emergency opening(s) to review", "", len(waiting))
            self._frame.status_line.set_item(StatusItem(ITEM, words, Tone.WARNING, dot=True, acts=True))
        else:
            self._frame.status_line.remove_item(ITEM)
