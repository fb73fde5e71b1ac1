"""A practice of an earlier Daybook is brought up to date as it opens: how far it is, and the way to stop."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.core.findings import Message
from app.core.progress import Progress
from app.practice_file import Upgraded
from ui.common.button import secondary
from ui.common.card import Card
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.shell.recovery_page import CARD_WIDTH, in_the_middle
from ui.shell.top_bar import Wordmark
from ui.theme.theme import theme

_STEPS = "upgrade."


class UpgradePage(QWidget):
    """Stands in place of the sign-in while it lasts; `stopped` while there is still nothing but a backup."""

    stopped = Signal()

    def __init__(self, practice: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        title = self.tr("Bringing {practice} up to date").replace("{practice}", practice)
        self.setAccessibleName(title)
        what = self.tr(
            "An earlier Daybook kept this practice. First a backup of it as it is now is made and read back "
            "whole; then the practice itself follows. It happens once."
        )
        self.card = Card(space=0)
        inside = Column(space=12, margins=(24, 18, 24, 18))
        self.card.body.addLayout(inside)
        self.detail = Label("", "body", "second")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        self.stop_button = secondary(self.tr("Stop"), name="stop_upgrade")
        self.stop_button.clicked.connect(self._stop)
        inside.addWidget(Wordmark(22), 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(Label(title, "title", wrap=True))
        inside.addWidget(Label(what, "body", "second", wrap=True))
        inside.addWidget(self.detail)
        row = Row(space=12)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        inside.addLayout(row)
        in_the_middle(self, self.card)
        self.setFocusProxy(self.stop_button)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        self.card.setFixedWidth(theme().px(CARD_WIDTH))

    def tell(self, done: int, total: int, what: Message | None) -> None:
        """Say how far it is. Once the steps have begun, they are not stopped: each is short and whole."""
        thousandths = 1_000 * done // total if total else 0
        self.bar.setRange(0, 1_000 if total else 0)  # bytes of a large practice do not fit into Qt's numbers
        self.bar.setValue(thousandths)
        if what is not None:
            self.detail.setText(words_for(what))
            if what.id.startswith(_STEPS):
                self.stop_button.setEnabled(False)

    def _stop(self) -> None:
        self.stop_button.setEnabled(False)
        self.detail.setText(self.tr("Stopping"))
        self.stopped.emit()


class UpgradeWatch(QObject):
    """Gives its `progress` to the opening of a practice; `began(page)` comes only if there is work to do.

    It lives on the GUI thread; the opening tells it from another.
    """

    began = Signal(object)
    _step = Signal(int, object, object)

    def __init__(self, practice: str, parent: QObject) -> None:
        super().__init__(parent)
        self._practice = practice
        self.page: UpgradePage | None = None
        self.progress = Progress(lambda done, total, what: self._step.emit(0, (done, total), what))
        self._step.connect(self._told, Qt.ConnectionType.QueuedConnection)

    def over(self) -> bool:
        """The opening has ended, one way or the other; tell whether it was shown."""
        self._step.disconnect(self._told)
        shown, self.page = self.page is not None, None
        self.deleteLater()
        return shown

    def _told(self, _number: int, done_of: tuple[int, int], what: Message | None) -> None:
        if self.page is None:
            self.page = UpgradePage(self._practice)
            self.page.stopped.connect(self.progress.cancel)
            self.page.destroyed.connect(self._gone)
            self.began.emit(self.page)
        if self.page is not None:
            self.page.tell(*done_of, what)

    def _gone(self) -> None:
        self.page = None


def upgraded_words(upgraded: Upgraded | None) -> str:
    """Return what to say once the work is open; "" where nothing was brought up."""
    if upgraded is None or upgraded.backup is None:
        return ""
    return words_for(Message("upgrade.done", {"folder": str(upgraded.backup)}))
