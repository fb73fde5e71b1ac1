"""A window without the frame: for the sign-in, the first run and what stands before the work."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QWidget

from ui.shell.entries import TrainingNotice
from ui.shell.frame import Border
from ui.theme.icons import window_icon
from ui.theme.theme import theme

MADE_FOR = (1440, 900)
LEAST_SIZE = (1100, 680)


class PlainWindow(QMainWindow):
    """Shows one page; `closing` tells that the person closed it. Its title names the program only.

    With a notice it stands in the red frame of a training practice, and the title says so.
    """

    closing = Signal()

    def __init__(
        self, page: QWidget, notice: TrainingNotice | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setWindowTitle("Daybook" if notice is None else f"{notice.words} · Daybook")
        self.setWindowIcon(window_icon(theme().colors.accent))
        self.setMinimumSize(*LEAST_SIZE)
        self.show_page(page)

    def show_page(self, page: QWidget) -> None:
        """Show another page in place of the one before."""
        if self.notice is None:
            self.setCentralWidget(page)
        else:
            border = Border(self.notice)
            border.stack.addWidget(page)
            self.setCentralWidget(border)
        page.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)


def stand_in_for(window: QMainWindow, before: QMainWindow | None) -> None:
    """Show a window where the one before stood; the first one as large as it was made for, or the screen."""
    if before is not None:
        window.restoreGeometry(before.saveGeometry())
        window.show()
        before.hide()
        before.deleteLater()
        return
    room = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(QSize(*MADE_FOR).boundedTo(room.size()))  # not every screen has somebody who maximizes
    if room.width() <= MADE_FOR[0] or room.height() <= MADE_FOR[1]:
        window.showMaximized()
    else:
        window.move(room.center() - window.rect().center())
        window.show()
