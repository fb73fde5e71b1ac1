"""The record on its way into a file: piece by piece, to be stopped at any time, whole or not there at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.errors import Cancelled, DaybookError
from app.core.progress import Progress
from app.reports.record.actions import RecordExport, record_export
from app.reports.record.exporting import ExportFile, Format, head_text
from app.reports.record.queries import record_head, record_text
from app.reports.record.views import RecordAsked, RecordHead
from ui.common.desk import Desk
from ui.practice.record_words import words

PIECE = 2_500
AskFile = Callable[[QWidget, str, str], str]


def ask_file(parent: QWidget, name: str, kinds: str) -> str:
    """Ask where the file goes; "" when left."""
    title = words("Export the record")
    return QFileDialog.getSaveFileName(parent, title, str(Path.home() / name), kinds)[0]


class ExportRun(QObject):
    """One export. `over` tells the error, or None when the file is in its place.

    Pieces are asked for one by one, so that other questions are answered in between and no more than two
    pieces are ever in memory. That the record went out is recorded just before the file gets its name.
    """

    over = Signal(object)

    def __init__(
        self,
        desk: Desk,
        form: Format,
        path: Path,
        asked: RecordAsked,
        numbers: Sequence[int],
        practice: str,
        progress: Progress,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._form, self._asked, self._practice = desk, form, asked, practice
        self._numbers, self._progress = numbers, progress
        self._file = ExportFile(path)
        self._at = 0
        self._ended = False
        desk.locking.connect(self._locked)

    def start(self) -> None:
        """Ask for the head, then write piece after piece."""
        self._desk.ask(record_head, done=self._begin, failed=self._stop, owner=self)

    def _begin(self, head: RecordHead) -> None:
        if self._form is Format.CHAIN:
            self._numbers = range(1, head.number + 1)
        self._write(head_text(self._form, head, self._practice))

    def _write(self, text: str) -> None:
        work = partial(self._file.write, text)
        self._desk.work_on_pool(work, done=lambda _none: self._next(), failed=self._stop, owner=self)

    def _next(self) -> None:
        if self._ended:
            self._file.discard()  # a piece was under way when it was stopped
        elif self._progress.cancelled:
            self._stop(Cancelled())
        else:
            self._ask_piece()

    def _ask_piece(self) -> None:
        piece = self._numbers[self._at : self._at + PIECE]
        if not piece:
            self._record()
            return
        self._progress.step(self._at, len(self._numbers))
        self._at += len(piece)
        self._desk.ask(record_text, piece, self._form, done=self._write, failed=self._stop, owner=self)

    def _record(self) -> None:
        command = RecordExport(
            form=self._form,
            lines=len(self._numbers),
            patient_id=self._asked.patient_id,
            person_id=self._asked.person_id,
        )
        self._desk.do(
            record_export, command, done=lambda _none: self._finish(), failed=self._stop, owner=self
        )

    def _finish(self) -> None:
        self._desk.work_on_pool(self._file.finish, done=self._done, failed=self._stop, owner=self)

    def _done(self, _none: object) -> None:
        self._ended = True
        self.over.emit(None)

    def _locked(self) -> None:
        """Leave nothing where the work is put away in the middle: nobody would answer any more."""
        if not self._ended:
            self._stop(Cancelled())

    def _stop(self, error: Exception) -> bool:
        """Leave nothing of the file. What is no known trouble is our bug, and goes on to the presenter."""
        if not self._ended:
            self._ended = True
            self._file.discard()
            self.over.emit(error)
        return isinstance(error, DaybookError)
