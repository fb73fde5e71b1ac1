"""The acts of the calendar: each says what it did, offers to take it back, and stops softly where it must."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.acts import Action
from app.core.errors import RuleViolated
from app.schedule.actions import (
    AddBlock,
    BookAppointment,
    CancelAppointment,
    ChangeAppointment,
    ConfirmAppointment,
    MoveAppointment,
    RemoveBlock,
    UndoBooking,
    UndoCancel,
    UndoMove,
    add_block,
    book_appointment,
    cancel_appointment,
    change_appointment,
    confirm_appointment,
    move_appointment,
    remove_block,
    undo_booking,
    undo_cancel,
    undo_move,
)
from app.schedule.views import AppointmentView, BlockKind, BlockView
from ui.calendar.words import block_words, full_name, when_of
from ui.common.acknowledge import AcknowledgePanel, do_with_reason
from ui.common.desk import Desk, Failed
from ui.common.message_strip import Said
from ui.common.words import words_for
from ui.theme.tokens import Tone


@dataclass(frozen=True)
class Around:
    """What the acts need of the screen: to say, to show a soft stop, to close it, to go on to the outcome."""

    say: Callable[[Said], object]
    stop: Callable[[AcknowledgePanel], object]
    close: Callable[[], object]
    after: Callable[[AppointmentView | None], object]


class Acts(QObject):
    """Does what the panels and the day ask for, through the desk."""

    def __init__(self, desk: Desk, owner: QWidget, around: Around) -> None:
        super().__init__(owner)
        self._desk, self._owner, self._around = desk, owner, around

    def _do(
        self,
        action: Action[Any, Any, Any],
        command: Any,
        done: Callable[[Any], object],
        act: str,
        failed: Failed | None = None,
    ) -> None:
        """Do an act; a soft stop takes a reason; a refusal is said by `failed`, or in the strip."""
        do_with_reason(
            self._desk,
            action,
            command,
            with_reason=lambda given, reason: replace(given, acknowledged_reason=reason),
            show=self._around.stop,
            close=self._around.close,
            act=act,
            owner=self._owner,
            done=done,
            failed=lambda error: self._refused(error, failed),
        )

    def _refused(self, error: Exception, failed: Failed | None) -> object:
        if failed is not None and failed(error):
            return True
        if not isinstance(error, RuleViolated):
            return False
        self._around.say(Said(words_for(error.message), Tone.WARNING))
        return True

    def _said(self, words: str, view: AppointmentView, undo: Callable[[], object] | None) -> None:
        told = words.replace("{name}", full_name(view)).replace("{when}", when_of(view))
        self._around.say(Said(told, undo=undo))
        self._around.after(view)

    def book(
        self, command: BookAppointment, booked: Callable[[AppointmentView], object], failed: Failed
    ) -> None:
        """Book; `booked` is told the appointment, `failed` may put a refusal beside its field."""

        def done(view: AppointmentView) -> None:
            self._said(self.tr("Booked {name}, {when}"), view, lambda: self.unbook(view))
            booked(view)

        self._do(book_appointment, command, done, self.tr("Book all the same"), failed)

    def unbook(self, view: AppointmentView) -> None:
        """Take a booking back."""
        command = UndoBooking(appointment_id=view.id, version=view.version)
        self._do(undo_booking, command, lambda _view: self._around.after(None), "")

    def move(self, command: MoveAppointment) -> None:
        """Move an appointment to another time, provider or room."""

        def done(view: AppointmentView) -> None:
            self._said(self.tr("Moved {name} to {when}"), view, lambda: self.unmove(view))

        self._do(move_appointment, command, done, self.tr("Move all the same"))

    def unmove(self, view: AppointmentView) -> None:
        """Take a move back."""
        command = UndoMove(appointment_id=view.id, version=view.version)
        self._do(undo_move, command, self._around.after, self.tr("Move back all the same"))

    def change(
        self, command: ChangeAppointment, before: AppointmentView, failed: Failed | None = None
    ) -> None:
        """Change facts of an appointment at its time."""

        def done(view: AppointmentView) -> None:
            self._said(self.tr("Changed the appointment of {name}"), view, lambda: self._back(before, view))

        self._do(change_appointment, command, done, self.tr("Change all the same"), failed)

    def _back(self, before: AppointmentView, now: AppointmentView) -> None:
        command = ChangeAppointment(
            appointment_id=now.id,
            version=now.version,
            provider_id=before.provider_id,
            visit_type_id=before.visit_type_id,
            minutes=before.minutes,
            room_id=before.room_id,
            no_room=before.room_id is None,
            reason=before.reason,
            note=before.note,
        )
        self._do(change_appointment, command, self._around.after, self.tr("Change back all the same"))

    def confirm(self, view: AppointmentView, confirmed: bool) -> None:
        """Note that the patient confirmed, or that this was a slip."""
        words = self.tr("{name} confirmed {when}") if confirmed else self.tr("{name}: not confirmed any more")

        def done(now: AppointmentView) -> None:
            self._said(words, now, lambda: self.confirm(now, not confirmed))

        command = ConfirmAppointment(appointment_id=view.id, version=view.version, confirmed=confirmed)
        self._do(confirm_appointment, command, done, "")

    def cancel(self, command: CancelAppointment, failed: Failed) -> None:
        """Call an appointment off."""

        def done(view: AppointmentView) -> None:
            self._said(self.tr("Cancelled: {name}, {when}"), view, lambda: self.uncancel(view))

        self._do(cancel_appointment, command, done, "", failed)

    def uncancel(self, view: AppointmentView) -> None:
        """Give a cancelled appointment its time back."""
        command = UndoCancel(appointment_id=view.id, version=view.version)
        self._do(undo_cancel, command, self._around.after, self.tr("Put it back all the same"))

    def block(self, command: AddBlock, failed: Failed) -> None:
        """Block a time."""

        def done(block: BlockView) -> None:
            def undo() -> None:
                self.unblock(RemoveBlock(block_id=block.block_id, version=block.version), None)

            self._around.say(
                Said(self.tr("Blocked: {what}").replace("{what}", block_words(block)), undo=undo)
            )
            self._around.after(None)

        self._do(add_block, command, done, self.tr("Block all the same"), failed)

    def unblock(self, command: RemoveBlock, back: AddBlock | None) -> None:
        """Open a blocked time again; `back` is the block that undo makes anew."""

        def done(_nothing: None) -> None:
            if back is not None:
                undo = lambda: self.block(back, lambda _error: False)  # noqa: E731
                self._around.say(Said(self.tr("The time is open again."), undo=undo))
            self._around.after(None)

        self._do(remove_block, command, done, "")


def same_block(block: BlockView, day: date) -> AddBlock:
    """Return the command that makes a block anew, from this day on where it comes each week."""
    return AddBlock(
        provider_id=block.provider_id,
        kind=BlockKind(block.kind),
        wall_start=f"{block.start_minute // 60:02}:{block.start_minute % 60:02}",
        minutes=block.minutes,
        day=None if block.weekly else day,
        weekday=day.weekday() if block.weekly else None,
        valid_from=day if block.weekly else None,
        note=block.note,
    )
