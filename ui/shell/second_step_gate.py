"""Between the password and the work: the code of the authenticator, or setting one up where a role needs it.

The practice is open, for the secret lies in it, but it does and shows nothing yet; nobody holds it but this.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import DaybookError
from app.practice_file import Due, Practice
from ui.common.words import words_for
from ui.shell.background import Background
from ui.shell.lock_screen import LockScreen

GIVEN_UP_MS = 3 * 60_000
"""A practice that waits for the code is closed after this time: nobody is there."""


class SecondStepGate(QObject):
    """`through(login, practice)` once the work may begin. `left` when the practice is closed again.

    `shut` is the program's mark that the practice's file is free; it is clear while this closes one.
    """

    through = Signal(str, object)
    left = Signal()
    fault = Signal(object)

    def __init__(self, shut: threading.Event, closed: Callable[[object], object], parent: QObject) -> None:
        super().__init__(parent)
        self._shut, self._closed = shut, closed
        self._waiting: tuple[str, Practice] | None = None
        self._screen: LockScreen | None = None
        self._timer = QTimer(self, singleShot=True, interval=GIVEN_UP_MS)
        self._timer.timeout.connect(self.leave)

    @property
    def waits(self) -> bool:
        """Whether someone's password was right and the second step is still to come."""
        return self._waiting is not None

    def ask(self, login: str, practice: Practice, screen: LockScreen) -> None:
        """Ask for the code on the lock screen."""
        self._waiting, self._screen = (login, practice), screen
        screen.step_entered.connect(self._prove)
        screen.step_left.connect(self.leave)
        screen.ask_second_step()
        self._timer.start()

    def set_up(self, login: str, practice: Practice, show: Callable[[QWidget], object]) -> None:
        """Let the person set one up, before other work."""
        from ui.shell.second_step_setup import SetUpPage

        self._waiting, self._screen = (login, practice), None
        page = SetUpPage(practice, self)
        page.done.connect(self._is_through)
        page.left.connect(self.leave)
        show(page)
        self._timer.start(GIVEN_UP_MS * 4)  # an application may have to be put on the phone first

    def _prove(self, typed: str) -> None:
        if self._waiting is None:
            return
        practice = self._waiting[1]
        self._timer.start(GIVEN_UP_MS)
        Background(
            lambda: practice.second_step.prove(typed),
            lambda _tried: self._is_through(practice),
            lambda error: self._refused(practice, error),
            self,
        )

    def _is_through(self, practice: Practice | None = None) -> None:
        if self._waiting is None or practice not in (None, self._waiting[1]):
            return
        waiting, self._waiting = self._waiting, None
        self._forget_screen()
        self.through.emit(*waiting)

    def _refused(self, practice: Practice, error: Exception) -> None:
        if self._waiting is None or self._waiting[1] is not practice or self._screen is None:
            return
        if not isinstance(error, DaybookError):
            self.fault.emit(error)
            self.leave()
            return
        seconds = error.message.params.get("seconds", 0)
        self._screen.refuse(words_for(error.message), seconds if isinstance(seconds, int) else 0)

    def leave(self) -> None:
        """Close the practice and ask for the password again."""
        if self.drop():
            self.left.emit()

    def drop(self) -> bool:
        """Close the practice that waits, off the GUI thread; tell whether there was one."""
        if self._waiting is None:
            return False
        practice, self._waiting = self._waiting[1], None
        self._forget_screen()
        self._shut.clear()

        def close() -> None:
            try:
                practice.close("second_step_left")
            finally:
                self._shut.set()

        Background(close, self._closed, self._closed, self)
        return True

    def _forget_screen(self) -> None:
        self._timer.stop()
        screen, self._screen = self._screen, None
        if screen is not None:
            screen.step_entered.disconnect(self._prove)
            screen.step_left.disconnect(self.leave)


def is_due(practice: Practice) -> bool:
    """Tell whether something stands between the password and the work."""
    return practice.second_step.due is not Due.NOTHING
