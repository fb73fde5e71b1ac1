"""The PIN of the person whose window is open: held in memory, and let go of when it is to end."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.practice_file import PinUnlock

LOOK_MS = 1_000


class PinKeeper(QObject):
    """Holds at most one PIN. `ended` tells that it is gone, so that a lock screen asks for the password.

    The look every second is what finds twelve hours past, and a sleep that no system told of.
    """

    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: PinUnlock | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def kept(self) -> PinUnlock | None:
        """The PIN, if there is one that can be tried still."""
        return self._kept if self._kept is not None and self._kept.usable else None

    @property
    def login(self) -> str:
        """The sign-in name of the person it is for, "" where there is none."""
        return self.kept.owner.login if self.kept is not None else ""

    def keep(self, kept: PinUnlock) -> None:
        """Hold a PIN in place of an earlier one."""
        self._wipe()
        self._kept = kept
        self._timer.start()

    def forget(self) -> None:
        """Let go of it: the PC sleeps, another person comes, the program ends."""
        if self._kept is not None:
            self._wipe()
            self.ended.emit()

    def look(self) -> None:
        """Let go of one that is too old, was slept through, or was tried too often."""
        if self._kept is not None and not self._kept.usable:
            self.forget()

    def _wipe(self) -> None:
        kept, self._kept = self._kept, None
        self._timer.stop()
        if kept is not None:
            kept.wipe()
