"""The acts on a row of the board that need no panel; each says what it did and offers to take it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.frontdesk.actions import UndoCheckIn, undo_check_in
from app.frontdesk.views import BoardRow, CheckedIn
from app.visits.actions import (
    MarkNoShow,
    MoveVisit,
    UndoMove,
    UndoNoShow,
    mark_no_show,
    move_visit,
    undo_move,
    undo_no_show,
)
from app.visits.views import VisitState, VisitView
from ui.common.desk import Desk
from ui.common.message_strip import Said
from ui.today.words import room_words, stage_words, who_words


class RowActs(QObject):
    """Does acts through the desk; `after(visit)` is told each visit that was acted on."""

    def __init__(
        self,
        desk: Desk,
        owner: QWidget,
        say: Callable[[Said], object],
        after: Callable[[VisitView], object],
    ) -> None:
        super().__init__(owner)
        self._desk, self._owner, self._say, self._after = desk, owner, say, after

    def move(self, row: BoardRow, state: str) -> None:
        """Move a visit to a state."""
        if row.facts.visit_id is not None:
            command = MoveVisit(
                visit_id=row.facts.visit_id, version=row.facts.visit_version, to=VisitState(state)
            )
            self._desk.do(move_visit, command, done=self._moved, owner=self._owner)

    def _moved(self, visit: VisitView) -> None:
        words = self.tr("{name}: {stage}").replace("{stage}", stage_words(visit.state))
        self._said(words, visit, partial(self._undo_move, visit))

    def roomed(self, visit: VisitView) -> None:
        """Say that a patient is in a room now."""
        words = self.tr("{name} is in {room}").replace("{room}", room_words(visit.room))
        self._said(words, visit, partial(self._undo_move, visit))

    def _undo_move(self, visit: VisitView) -> None:
        command = UndoMove(visit_id=visit.visit_id, version=visit.version)
        self._desk.do(undo_move, command, done=self._after, owner=self._owner)

    def arrived(self, result: CheckedIn) -> None:
        """Say that a patient is here."""
        masked = self.tr("{name} is here: mask, room now")
        words = masked if result.mask_first else self.tr("{name} is here")
        self._said(words, result.visit, partial(self._undo_check_in, result.visit))

    def _undo_check_in(self, visit: VisitView) -> None:
        command = UndoCheckIn(visit_id=visit.visit_id, version=visit.version)
        self._desk.do(undo_check_in, command, done=self._after, owner=self._owner)

    def no_show(self, row: BoardRow) -> None:
        """Mark somebody as not come."""
        facts = row.facts
        command = MarkNoShow(appointment_id=facts.appointment_id, version=facts.appointment_version)
        self._desk.do(mark_no_show, command, done=self._no_show, owner=self._owner)

    def _no_show(self, visit: VisitView) -> None:
        self._said(self.tr("{name}: no-show"), visit, partial(self._undo_no_show, visit))

    def _undo_no_show(self, visit: VisitView) -> None:
        command = UndoNoShow(visit_id=visit.visit_id, version=visit.version)
        self._desk.do(undo_no_show, command, done=self._after, owner=self._owner)

    def _said(self, words: str, visit: VisitView, undo: Callable[[], object]) -> None:
        who = who_words(visit)
        within = words.startswith("{name} ") and "," in who
        self._say(Said(words.replace("{name}", who + "," if within else who), undo=undo))
        self._after(visit)
