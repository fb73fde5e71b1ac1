"""What the system tells of its own lock and sleep: logind and screen savers on Linux, messages on Windows."""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import (
    SLOT,
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QObject,
    Signal,
    Slot,
)

from ui.shell.sleep_delay import LOGIN as _LOGIN
from ui.shell.sleep_delay import SleepDelay

_WM_POWERBROADCAST, _PBT_SUSPEND = 0x0218, 0x0004
_WM_SESSION_CHANGE = 0x02B1
_CONSOLE_DISCONNECT, _REMOTE_DISCONNECT, _LOGOFF, _SESSION_LOCK = 0x0002, 0x0004, 0x0006, 0x0007
_LEAVES = frozenset({_CONSOLE_DISCONNECT, _REMOTE_DISCONNECT, _LOGOFF, _SESSION_LOCK})
"""Of WM_WTSSESSION_CHANGE: another user takes the screen, a remote one leaves, signs out, or locks."""
_SCREEN_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")


class SystemLock(QObject):
    """Tells `locked` when the system locks its screen or goes to sleep. Where nothing tells, it is silent.

    A lock of another session of this PC is told too: locking once too often costs a password, not a secret.
    """

    locked = Signal()
    sleeps = Signal()
    """The PC goes to sleep, which is more than a lock: what memory holds of a PIN goes as well."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter: _WindowsMessages | None = None
        self._delay: SleepDelay | None = None

    def listen(self) -> None:
        """Begin to listen; done once the window stands, since the buses take their time to answer."""
        if sys.platform == "win32":
            self._filter = _WindowsMessages(self)
            application = QCoreApplication.instance()
            if application is not None:
                application.installNativeEventFilter(self._filter)
        elif sys.platform == "linux":
            self._listen_to_buses()

    def _listen_to_buses(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        system = QDBusConnection.systemBus()
        if system.isConnected():
            system.connect("", "", f"{_LOGIN}.Session", "Lock", self, _slot("lock()"))
            system.connect("", "", f"{_LOGIN}.Manager", "PrepareForSleep", self, _slot("sleep(bool)"))
            self._delay = SleepDelay(system, self)
            self._delay.take()
        session = QDBusConnection.sessionBus()
        if session.isConnected():
            for saver in _SCREEN_SAVERS:
                session.connect("", "", saver, "ActiveChanged", self, _slot("begin(bool)"))

    @Slot()
    def lock(self) -> None:
        self.locked.emit()

    @Slot(bool)
    def sleep(self, begins: bool) -> None:
        """Hear that the PC goes to sleep (or, with False, wakes up)."""
        if begins:
            self.sleeps.emit()
            self.locked.emit()
        if self._delay is not None:
            (self._delay.release_soon if begins else self._delay.take)()

    def is_done(self) -> None:
        """The practice is closed: the PC may sleep now."""
        if self._delay is not None:
            self._delay.release_if_asked()

    @Slot(bool)
    def begin(self, begins: bool) -> None:
        """Hear that the screen's lock begins (or, with False, ends)."""
        if begins:
            self.locked.emit()


class _WindowsMessages(QAbstractNativeEventFilter):
    def __init__(self, teller: SystemLock) -> None:
        super().__init__()
        self._teller = teller

    def nativeEventFilter(
        self, _kind: QByteArray | bytes | bytearray | memoryview[int], message: int
    ) -> tuple[bool, int]:
        if sys.platform == "win32":
            import ctypes.wintypes

            told = ctypes.wintypes.MSG.from_address(int(message))
            if is_sleep(told.message, told.wParam):
                self._teller.sleep(True)
            elif is_leaving(told.message, told.wParam):
                self._teller.lock()
        return False, 0


def _slot(signature: str) -> Any:
    """Return a slot as the bus takes it: a text, though its types say bytes, which it refuses."""
    return SLOT(signature)


def is_sleep(message: int, argument: int) -> bool:
    """Say whether a message of Windows tells that the PC goes to sleep."""
    return message == _WM_POWERBROADCAST and argument == _PBT_SUSPEND


def is_leaving(message: int, argument: int) -> bool:
    """Say whether a message of Windows tells that the session is locked, or left for another user's."""
    return message == _WM_SESSION_CHANGE and argument in _LEAVES


def register_for_session_messages(window: int) -> None:
    """Ask Windows to tell this window of the session's lock; elsewhere there is nothing to ask."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.wtsapi32.WTSRegisterSessionNotification(window, 0)
