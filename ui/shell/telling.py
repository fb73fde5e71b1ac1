"""What is told to the person at the window: messages, errors now or after the unlock, faults of our own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.errors import Cancelled, Unavailable
from app.practice_file import PROGRAM_VERSION
from ui.common.message_strip import Said
from ui.common.presenter import Presenter
from ui.shell.crash_screen import CrashScreen, crash_report
from ui.shell.faults import write_report
from ui.shell.holder import LOCKED
from ui.shell.lock_key import lock_by_key
from ui.shell.person_frame import PersonFrame
from ui.theme.tokens import Tone


class Telling(QObject):
    """`frame` is the person's window, if there is one; `at_work` says whether it is not locked.

    Faults are written into the folder `reports`, without patient data.
    """

    def __init__(
        self,
        frame: Callable[[], PersonFrame | None],
        at_work: Callable[[], bool],
        now: Callable[[], datetime],
        reports: Path,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._frame, self._at_work, self._now, self._reports = frame, at_work, now, reports
        self._presenter = Presenter(self.say, self.crash)
        self._unsaid: list[Exception | Said] = []

    def say(self, said: Said) -> None:
        """Show a message in the strip of the window."""
        frame = self._frame()
        if frame is not None:
            frame.say(said)

    def present(self, error: Exception, owner: QWidget | None) -> None:
        """Show an error now, or after the unlock; that the practice was locked is known to everyone."""
        if self._at_work():
            self._presenter.show(error, owner)
        elif not (isinstance(error, Unavailable) and error.cause == LOCKED):
            self.say_later(error)

    def say_later(self, error: Exception) -> None:
        """Keep an error until the same person is at work again."""
        self._unsaid.append(error)

    def say_next(self, said: Said) -> None:
        """Keep a message until the same person is at work again."""
        self._unsaid.append(said)

    def say_unsaid(self) -> None:
        """Tell what came up while the window was locked."""
        unsaid, self._unsaid = self._unsaid, []
        for error in unsaid:
            if isinstance(error, Said):
                self.say(error)
            elif isinstance(error, Cancelled):
                stopped = self.tr("What was running when Daybook locked was taken back whole. Do it again.")
                self.say(Said(stopped, Tone.WARNING, stays=True))
            else:
                self._presenter.show(error)

    def forget(self) -> None:
        """The person goes: what was to be told is told to nobody else."""
        self._unsaid.clear()

    def crash(self, error: BaseException) -> None:
        """Show that Daybook met a fault of its own. A locked window stays locked: nothing covers the lock."""
        report, kept = crash_report(error, PROGRAM_VERSION), self.keep_fault(error)
        frame = self._frame()
        if frame is None or not self._at_work() or frame.covered:
            return
        screen = CrashScreen(report, kept)
        screen.go_on.connect(frame.uncover)
        screen.quit_wanted.connect(frame.close)
        frame.cover_with(screen)
        lock_by_key(screen, frame.lock_wanted.emit)

    def keep_fault(self, error: BaseException) -> Path | None:
        """Write a report of a fault; return where, or None where the disk did not take it."""
        return write_report(crash_report(error, PROGRAM_VERSION), self._now, self._reports)
