"""What the system tells of its own lock and sleep: logind on Linux, session and power messages on Windows."""

from __future__ import annotations

import sys

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal, Slot

_WM_POWERBROADCAST, _PBT_SUSPEND = 0x0218, 0x0004
_WM_SESSION_CHANGE, _SESSION_LOCK = 0x02B1, 0x0007


class SystemLock(QObject):
    """Tells `locked` when the system locks its screen or goes to sleep. Where nothing tells, it is silent."""

    locked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter: _WindowsMessages | None = None
        if sys.platform == "win32":
            self._filter = _WindowsMessages(self)
            application = QCoreApplication.instance()
            if application is not None:
                application.installNativeEventFilter(self._filter)
        elif sys.platform == "linux":
            self._listen_to_logind()

    def _listen_to_logind(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        bus = QDBusConnection.systemBus()
        if not bus.isConnected():
            return
        service = "org.freedesktop.login1"
        session, manager = f"{service}.Session", f"{service}.Manager"
        bus.connect(service, "", session, "Lock", self, "1lock()")
        path = "/org/freedesktop/login1"
        bus.connect(service, path, manager, "PrepareForSleep", self, "1sleep(bool)")

    @Slot()
    def lock(self) -> None:
        self.locked.emit()

    @Slot(bool)
    def sleep(self, begins: bool) -> None:
        if begins:
            self.locked.emit()


class _WindowsMessages(QAbstractNativeEventFilter):
    def __init__(self, teller: SystemLock) -> None:
        super().__init__()
        self._teller = teller

    def nativeEventFilter(self, _kind: QByteArray | bytes, message: int) -> tuple[bool, int]:
        if sys.platform == "win32":
            import ctypes.wintypes

            told = ctypes.wintypes.MSG.from_address(int(message))
            sleeps = told.message == _WM_POWERBROADCAST and told.wParam == _PBT_SUSPEND
            locks = told.message == _WM_SESSION_CHANGE and told.wParam == _SESSION_LOCK
            if sleeps or locks:
                self._teller.locked.emit()
        return False, 0


def register_for_session_messages(window: int) -> None:
    """Ask Windows to tell this window of the session's lock; elsewhere there is nothing to ask."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.wtsapi32.WTSRegisterSessionNotification(window, 0)
