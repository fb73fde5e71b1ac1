"""A moment in which keys do nothing: the place changed under the hands of somebody who was still typing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

REST_MS = 600
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)


class KeyRest(QObject):
    """Swallows every key of one window for a moment, and after it a key that is still held down.

    A second Enter that was meant for the patient before must not act on the next one.
    """

    def __init__(self, window: QWidget, milliseconds: int = REST_MS) -> None:
        super().__init__(window)
        self._window = window
        self._held = 0
        self._resting = True
        QTimer.singleShot(milliseconds, self, self._wake)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _KEYS and isinstance(event, QKeyEvent) and self._mine(watched):
            repeated = event.isAutoRepeat() and event.key() == self._held
            if self._resting or repeated:
                self._held = event.key()
                event.accept()  # an accepted override is no shortcut
                return True
            if not self._resting:
                self._end()
        return False

    def _mine(self, watched: QObject) -> bool:
        if isinstance(watched, QWidget):
            return watched.window() is self._window
        return isinstance(watched, QWindow) and watched == self._window.windowHandle()

    def _wake(self) -> None:
        self._resting = False
        if not self._held:
            self._end()

    def _end(self) -> None:
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self.deleteLater()
