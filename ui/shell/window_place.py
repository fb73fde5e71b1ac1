"""The one window of the program on the screen: a plain page, or the window of the person signed in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget

from ui.shell.plain_window import PlainWindow, stand_in_for

if TYPE_CHECKING:
    from ui.shell.around import Around
    from ui.shell.entries import TrainingNotice


class WindowPlace(QObject):
    """One window stands in for another at the same place and size. `closing` and `lock_wanted` come from a
    plain one.
    """

    closing = Signal()
    lock_wanted = Signal()

    def __init__(self, file: Path, around: Around, parent: QObject) -> None:
        super().__init__(parent)
        self._file, self._around = file, around
        self.window: QMainWindow | None = None
        self.mark: TrainingNotice | None = None
        """What the practice itself says: that it is one for training."""

    def take(self, before: QMainWindow | None) -> None:
        """Go on in a window that was there before: from now on its closing is told here."""
        if self.window is None and isinstance(before, PlainWindow):
            before.closing.connect(self.closing)
        self.window = self.window or before

    def give(self) -> QMainWindow | None:
        """Hand the window over: its closing is not told here any more."""
        window, self.window = self.window, None
        if isinstance(window, PlainWindow):
            window.closing.disconnect(self.closing)
        return window

    def notice(self) -> TrainingNotice | None:
        """Return what the red frame says, if there is one: by the place of the file, or by what is in it."""
        return self._around.training(self._file) or self.mark

    def show_page(self, page: QWidget) -> None:
        """Show a page in a window of its own: there is no work, or none that may be seen."""
        notice = self.notice()
        if isinstance(self.window, PlainWindow) and self.window.notice == notice:
            self.window.show_page(page)
            return
        window = PlainWindow(page, notice)
        window.closing.connect(self.closing)
        QShortcut(QKeySequence("Ctrl+L"), window).activated.connect(self.lock_wanted)
        self.put(window)
        page.setFocus()

    def put(self, window: QMainWindow) -> None:
        """Show a window in place of the one that is there."""
        before, self.window = self.window, window
        stand_in_for(window, before)

    def to_front(self) -> None:
        """Bring the window to the front (a second start of the program asked for it)."""
        if self.window is not None:
            self.window.setWindowState(self.window.windowState() & ~self.window.windowState().WindowMinimized)
            self.window.show()
            self.window.raise_()
            self.window.activateWindow()
