"""What the status line tells of the backups, at work and on the lock screen, and where pressing it leads."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.errors import DaybookError
from ui.common.backups import Job, state_words
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.words import words_for
from ui.shell.backup_watch import BackupWatch
from ui.shell.entries import StatusItem
from ui.shell.frame import Frame
from ui.shell.status_line import StatusText
from ui.theme.tokens import Tone

ITEM = "backup"
KEYS = "Ctrl+Shift+B"
PLACE = Go("practice", act="backups")


def backup_item(watch: BackupWatch, *, acts: bool) -> StatusItem | None:
    """Return what is to be told of the backups, None where there is nothing."""
    words, tone = state_words(watch.now, watch.clock())
    return StatusItem(ITEM, words, tone, dot=True, acts=acts) if words else None


def show_locked(watch: BackupWatch, screen: QWidget) -> None:
    """Show on the lock screen how old the backups are now: it names no patient, and nobody else sees it."""
    item = backup_item(watch, acts=False)
    for text in screen.findChildren(StatusText, f"status_{ITEM}"):
        if item is not None:
            text.set_item(item)


class BackupLine(QObject):
    """Keeps the status line of one window up to date, and says what failed while people work."""

    def __init__(self, watch: BackupWatch, frame: Frame) -> None:
        super().__init__(frame)
        self._watch, self._frame = watch, frame
        watch.changed.connect(self.show)
        watch.failed.connect(self._failed)
        watch.finished.connect(self._finished)
        frame.status_line.pressed.connect(lambda which: self.open() if which == ITEM else None)
        frame.keys.add(KEYS, self.tr("Backups"), self.open, whole_window=True)
        self.show()

    def open(self) -> None:
        """Bring the person to the backups."""
        self._frame.go_to(PLACE)

    def show(self) -> None:
        """Show what is known now."""
        item = backup_item(self._watch, acts=True)
        if item is not None and not self._frame.covered:  # behind the lock the window is empty
            self._frame.status_line.set_item(item)

    def _failed(self, job: Job, error: Exception) -> None:
        """Say it once; the next try, and the age, stand in the status line."""
        if self._frame.covered or not isinstance(error, DaybookError):
            return
        heads = {
            Job.BACK_UP: self.tr("No backup was made."),
            Job.PROVE_COPY: self.tr("The copy made while Daybook was locked is no backup."),
            Job.PACK: self.tr("No downtime pack was written."),
            Job.REHEARSE: self.tr("The rehearsal failed."),
            Job.CHECK: self.tr("The backup could not be read."),
        }
        words = f"{heads.get(job, '')} {words_for(error.message)}".strip()
        self._frame.say(Said(words, Tone.WARNING, stays=True))

    def _finished(self, job: Job, _result: object) -> None:
        said = {
            Job.REHEARSE: self.tr("The rehearsal is done: the newest backup restores whole."),
            Job.PACK: self.tr("The downtime pack is written."),
        }
        if job in said and not self._frame.covered:
            self._frame.say(Said(said[job]))
