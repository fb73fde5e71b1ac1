"""A moment before sleep: logind waits until the practice is closed, so that no key sleeps in memory.

A delay lock of logind ("sleep", "delay"): while it is held, the announced sleep waits for it, at most for the
few seconds that the system allows. It is given back once the practice is closed and taken anew on waking.
"""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher, QDBusUnixFileDescriptor

LOGIN = "org.freedesktop.login1"
_PATH = "/org/freedesktop/login1"
MOST_MS = 3_000
"""How long closing may take: less than the five seconds that systems usually wait."""


class SleepDelay(QObject):
    """Holds the delay lock. Where no logind answers, nothing is held and nothing waits."""

    def __init__(self, bus: QDBusConnection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self._held = -1
        self._asked = False
        self._late = QTimer(self, singleShot=True, interval=MOST_MS)
        self._late.timeout.connect(self.release)

    @property
    def held(self) -> bool:
        return self._held >= 0

    def take(self) -> None:
        """Ask for the lock, without waiting for the answer."""
        self._late.stop()
        self._asked = False
        if self.held:
            return
        call = QDBusMessage.createMethodCall(LOGIN, _PATH, f"{LOGIN}.Manager", "Inhibit")
        call.setArguments(["sleep", "Daybook", "Closing the practice", "delay"])
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(call), self)
        watcher.finished.connect(self._answered)

    def release_soon(self) -> None:
        """Sleep was announced: release when the practice is closed, or when that takes too long."""
        self._asked = True
        self._late.start()

    def release_if_asked(self) -> None:
        """The practice is closed."""
        if self._asked:
            self.release()

    def release(self) -> None:
        """Let the PC sleep."""
        self._late.stop()
        held, self._held = self._held, -1
        if held >= 0:
            os.close(held)

    def _answered(self, watcher: QDBusPendingCallWatcher) -> None:
        given = watcher.reply().arguments()
        watcher.deleteLater()
        if given and isinstance(given[0], QDBusUnixFileDescriptor) and not self.held:
            self._held = os.dup(given[0].fileDescriptor())
