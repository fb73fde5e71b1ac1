"""The backup on exit: how far it is, and the ways out: back to work, or leaving without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from app.core.errors import DaybookError
from ui.common.backups import Job, state_words
from ui.common.button import link, primary, secondary
from ui.common.card import Card
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.shell.backup_watch import BackupWatch
from ui.shell.frame import Frame
from ui.shell.recovery_page import in_the_middle
from ui.shell.top_bar import Wordmark
from ui.theme.theme import theme

CARD_WIDTH = 480
Choose = Callable[[QWidget], str]


class BackupExit(QWidget):
    """Makes the backup, then `left`, which comes without one too. `back`: the person would rather go on."""

    left = Signal()
    back = Signal()

    def __init__(
        self, watch: BackupWatch, parent: QWidget | None = None, choose: Choose | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._watch, self._choose = watch, choose or _ask_folder
        self._leaving = False
        title = self.tr("A last backup before Daybook closes")
        self.setAccessibleName(title)
        self.words = Label("", "body", "second", wrap=True)
        self.age = Label("", "body", "second", wrap=True)
        self.trouble = Label("", "body", "danger", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(title)
        self.back_button = secondary(self.tr("Go back to work"), name="back_to_work")
        self.leave_button = link(self.tr("Leave without a backup"), name="leave_without")
        self.other_button = secondary(self.tr("Another folder this time"), name="another_folder")
        self.again_button = primary(self.tr("Try again"), name="try_again")
        self._build(title)
        watch.changed.connect(self._show)
        watch.over.connect(self._over)
        watch.failed.connect(self._failed)

    def _build(self, title: str) -> None:
        self.card = Card(space=0)
        inside = Column(space=12, margins=(24, 18, 24, 18))
        self.card.body.addLayout(inside)
        inside.addWidget(Wordmark(22), 0, Qt.AlignmentFlag.AlignLeft)
        for one in (Label(title, "title", wrap=True), self.age, self.words, self.bar, self.trouble):
            inside.addWidget(one)
        row = Row()
        row.addWidget(self.leave_button)
        row.addStretch(1)
        row.addWidget(self.back_button)
        other = Row()
        other.addStretch(1)
        other.addWidget(self.other_button)
        other.addWidget(self.again_button)
        inside.addLayout(other)
        inside.addLayout(row)
        in_the_middle(self, self.card)
        self.card.setFixedWidth(theme().px(CARD_WIDTH))
        self.again_button.clicked.connect(lambda: self.begin())
        self.other_button.clicked.connect(self._elsewhere)
        self.back_button.clicked.connect(self._go_back)
        self.leave_button.clicked.connect(self._leave)
        self.setFocusProxy(self.back_button)

    def begin(self, folder: Path | None = None) -> None:
        """Make it, in the folder of the plan or another one, or wait for the one that is under way."""
        self.trouble.hide()
        self.again_button.hide()
        self.other_button.hide()
        self.bar.show()
        running = self._watch.now.job in (Job.BACK_UP, Job.COPY, Job.PROVE_COPY)
        if not running and not self._watch.start(self._watch.exit_job, folder):
            self.words.setText(self.tr("Another one is being finished first."))
        self._show()

    def _show(self) -> None:
        now = self._watch.now
        if now.job is not None:
            self.bar.setRange(0, 100 if now.percent else 0)
            self.bar.setValue(now.percent)
            if now.step is not None:
                self.words.setText(words_for(now.step))
        words, tone = state_words(now, self._watch.clock())
        if now.job is None:
            self.age.setText(words)
            self.age.set_tone(tone)

    def _over(self, job: Job) -> None:
        """What ended was the backup: leave, unless it failed. Else it is begun now."""
        if self._leaving:
            return
        if job in (Job.BACK_UP, Job.COPY, Job.PROVE_COPY):
            if self.trouble.isHidden():
                self._leave()
        else:
            self.begin()

    def _failed(self, _job: Job, error: Exception) -> None:
        said = words_for(error.message) if isinstance(error, DaybookError) else ""
        self.trouble.setText(said or self.tr("Daybook met a fault of its own."))
        self.trouble.show()
        self.bar.hide()
        self.words.setText("")
        self.other_button.setVisible(self._watch.exit_job is Job.BACK_UP)  # a copy is proved where it lies
        self.again_button.show()
        self.again_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _elsewhere(self) -> None:
        """Make this one in another folder; the plan stays as it is."""
        chosen = self._choose(self)
        if chosen:
            self.begin(Path(chosen))

    def _go_back(self) -> None:
        self._leaving = True
        self._watch.cancel()
        self.back.emit()

    def _leave(self) -> None:
        self._leaving = True
        self._watch.cancel()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to work."""
        if event.key() == Qt.Key.Key_Escape:
            self._go_back()
        else:
            super().keyPressEvent(event)


def _ask_folder(parent: QWidget) -> str:
    title = parent.tr("A folder or drive for this backup")
    return QFileDialog.getExistingDirectory(parent, title, str(Path.home()))


def leave_after_backup(watch: BackupWatch, frame: Frame, back: Callable[[], object]) -> None:
    """Make the last backup over the window and close it then; `back` goes on with what was there."""
    page = BackupExit(watch)

    def leave() -> None:
        frame.may_close = lambda: True
        frame.close()

    page.left.connect(leave)
    page.back.connect(back)
    frame.cover_with(page)
    page.begin()
