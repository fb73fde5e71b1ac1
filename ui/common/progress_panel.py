"""Progress of what takes long: nothing for 400 ms, then words, after 3 s a bar with Cancel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.core.findings import Message
from app.core.progress import Progress
from ui.common.button import secondary
from ui.common.card import Card
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.common.words import words_for

SHOW_AFTER_MS = 400
BAR_AFTER_MS = 3_000


class ProgressPanel(Card):
    """Give its `progress` to a long act; call `finish` when the act is over."""

    cancelled = Signal()
    _step = Signal(int, int, object)

    def __init__(self, words: str, *, at_once: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(space=12, parent=parent)
        self.words = Label(words, "strong")
        self.detail = Label("", "body", "second", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(words)
        self.cancel_button = secondary(self.tr("Cancel"), name="cancel")
        row = Row()
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        self.add(self.words, self.detail, row)
        self.detail.hide()
        self.progress = Progress(self._step.emit)
        self._step.connect(self._show_step, Qt.ConnectionType.QueuedConnection)
        self.cancel_button.clicked.connect(self._cancel)
        self._timers = [self._later(SHOW_AFTER_MS, self.show), self._later(BAR_AFTER_MS, self._show_bar)]
        self._set_bar(False)
        self.hide()
        if at_once:
            self.show()
            self._show_bar()

    def finish(self) -> None:
        """Take the panel away."""
        for timer in self._timers:
            timer.stop()
        self.hide()

    def _later(self, after: int, what: Callable[[], object]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=after)
        timer.timeout.connect(what)
        timer.start()
        return timer

    def _show_bar(self) -> None:
        self._set_bar(True)

    def _set_bar(self, shown: bool) -> None:
        self.bar.setVisible(shown)
        self.cancel_button.setVisible(shown)

    def _show_step(self, done: int, total: int, what: Message | None) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if what is not None:
            self.detail.setText(words_for(what))
            self.detail.show()

    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.words.setText(self.tr("Stopping"))
        self.progress.cancel()
        self.cancelled.emit()
