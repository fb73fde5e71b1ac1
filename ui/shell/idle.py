"""When to lock by itself: nobody touched the PC for a while, the screen was locked, or the PC slept."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

LOOK_MS = 1_000
SLEPT_SECONDS = 30
USUAL_MINUTES = 5
"""Where nobody has signed in yet, so that the practice's own minutes are not known."""
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class IdleWatch(QObject):
    """Tells `lock_wanted` after some minutes without input, or when the clock jumped because the PC slept.

    The monotonic clock stands still in a suspended PC on some systems while the wall clock goes on; the look
    every second that comes much too late by either of them means that the PC slept.
    """

    lock_wanted = Signal()
    slept = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.minutes = USUAL_MINUTES
        self._touched = self._looked = time.monotonic()
        self._wall = time.time()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._listen)

    def start(self, minutes: int) -> None:
        """Begin to watch, as if touched just now; it locks after so many minutes."""
        self.minutes = minutes
        self._touched = self._looked = time.monotonic()
        self._wall = time.time()
        self._listen()
        self._timer.start()

    def stop(self) -> None:
        """Watch no longer (it is locked)."""
        self._timer.stop()

    @property
    def is_due(self) -> bool:
        """Whether nobody has touched the PC for as long as is allowed."""
        return time.monotonic() - self._touched >= self.minutes * 60

    def look(self) -> None:
        """Ask for the lock if it is time."""
        now, wall = time.monotonic(), time.time()
        slept = wall - self._wall > SLEPT_SECONDS or now - self._looked > SLEPT_SECONDS
        self._looked, self._wall = now, wall
        self._listen()
        if slept:
            self.slept.emit()
        if slept or self.is_due:
            self.lock_wanted.emit()

    def _listen(self) -> None:
        """Listen to the open windows: on the application, each event of each widget would come by."""
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self._touched = time.monotonic()
        return False
