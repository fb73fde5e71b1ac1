"""Sending papers out: to a printer or into files, one by one, each kept in the record once it is out.

Each paper is asked for again just before it goes out. If the record changed since its preview it is drawn
anew, so that no stale paper leaves (hazard "a summary gone stale between preview and print").
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.errors import DaybookError, Unavailable
from app.core.progress import Progress
from app.documents.actions import print_record, record_audit_print, record_print
from app.documents.papers import OF_THE_RECORD, PaperKind, PrintedSheet, Sheet, draw
from ui.common.desk import Desk
from ui.common.paper_wanted import PaperWanted
from ui.common.printing import Printers, find_printers, print_pdf
from ui.common.wording import tr

JOB = "Daybook"  # what the print service sees: never a name
_OWNER_ONLY = 0o600
Send = Callable[[PrintedSheet, Progress], object]


def _print(printed: PrintedSheet, printer: str, progress: Progress) -> None:
    print_pdf(printed.pdf, printer, job=JOB, progress=progress)


def _ask_file(parent: QWidget, name: str) -> str:
    title = tr("papers", "Save the paper as PDF")
    chosen, _kind = QFileDialog.getSaveFileName(parent, title, str(Path.home() / name), "PDF (*.pdf)")
    return chosen


def _ask_folder(parent: QWidget) -> str:
    title = tr("papers", "Save the papers as PDF in this folder")
    return QFileDialog.getExistingDirectory(parent, title, str(Path.home()))


@dataclass
class PaperOutput:
    """Where papers go on this PC. One for a window: it remembers which printer was chosen for what.

    `send(printed, printer, progress)` runs on the pool; `ask_file` and `ask_folder` return "" when left.
    """

    find: Callable[[], Printers] = find_printers
    send: Callable[[PrintedSheet, str, Progress], object] = _print
    ask_file: Callable[[QWidget, str], str] = _ask_file
    ask_folder: Callable[[QWidget], str] = _ask_folder
    chosen: dict[bool, str] = field(default_factory=dict)

    def printer_for(self, kind: PaperKind, found: Printers) -> str:
        """Return the printer to use: the one last chosen for labels or for pages, else the usual one."""
        wanted = self.chosen.get(kind is PaperKind.LABEL, found.default)
        if wanted in found.names:
            return wanted
        return found.names[0] if len(found.names) == 1 else ""

    def remember(self, kind: PaperKind, printer: str) -> None:
        self.chosen[kind is PaperKind.LABEL] = printer


def file_name(kind: PaperKind, subject: str, language: str) -> str:
    """Return a name for the file that tells the kind and never the patient."""
    told = subject if kind in (PaperKind.HANDOUT, PaperKind.RECEIPT) else ""
    return "-".join(part for part in (str(kind).replace("_", "-"), told, language) if part) + ".pdf"


def file_name_of(printed: PrintedSheet) -> str:
    """Return a name for the file of a paper that is drawn."""
    sheet = printed.sheet
    return file_name(sheet.kind, sheet.subject, sheet.language)


def save_pdf(printed: PrintedSheet, path: Path) -> None:
    """Write a paper for its owner only. Raises Unavailable as `save_bytes` does."""
    save_bytes(printed.pdf, path)


def save_bytes(content: bytes, path: Path) -> None:
    """Write a file for its owner only. Raises Unavailable for a full disk or a place that cannot be written.

    What was begun is taken away again: no half file stays.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
        try:
            with open(handle, "wb") as stream:  # noqa: PTH123
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError:
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise Unavailable("paper_disk_full" if full else "paper_not_saved") from error


def save_to(paths: Sequence[Path]) -> Send:
    """Return a way out that writes the papers to these files, in order."""
    left = list(paths)
    return lambda printed, _progress: save_pdf(printed, left.pop(0))


def free_paths(folder: Path, papers: Sequence[PrintedSheet]) -> list[Path]:
    """Return a path for each paper that overwrites nothing."""
    taken: set[Path] = set()
    for number, printed in enumerate(papers, 1):
        path = folder / f"{number}-{file_name_of(printed)}"
        again = 2
        while path.exists() or path in taken:
            path = folder / f"{number}-{again}-{file_name_of(printed)}"
            again += 1
        taken.add(path)
    return sorted(taken, key=lambda path: int(path.name.split("-")[0]))


@dataclass(frozen=True)
class PaperOutcome:
    """What became of a run: the papers that are out, whether one was made anew, and what stopped it."""

    out: tuple[PrintedSheet, ...]
    remade: bool = False
    error: Exception | None = None

    @property
    def pages(self) -> int:
        return sum(one.pages for one in self.out)


class PaperRun(QObject):
    """Sends papers out one after the other; `over` tells the PaperOutcome. Start it with `start`."""

    over = Signal(object)

    def __init__(
        self,
        desk: Desk,
        papers: Sequence[PaperWanted],
        send: Callable[[PaperWanted], Send],
        shown: Mapping[PaperWanted, PrintedSheet],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._send, self._shown = desk, send, shown
        self._waiting = list(papers)
        self._out: list[PrintedSheet] = []
        self._remade = False
        self.progress = Progress(lambda *_told: None)

    def start(self) -> None:
        """Send the next paper; with none left the run is over."""
        if not self._waiting:
            self.over.emit(PaperOutcome(tuple(self._out), self._remade))
            return
        query, args = self._waiting[0].question()
        self._desk.ask(query, *args, done=self._told, failed=self._stopped, owner=self)

    def _told(self, sheet: Sheet) -> None:
        shown = self._shown.get(self._waiting[0])
        if shown is not None and shown.sheet.fingerprint == sheet.fingerprint:
            self._go(shown)
            return
        self._remade = self._remade or shown is not None
        self._desk.work_on_pool(draw, sheet, done=self._go, failed=self._stopped, owner=self)

    def _go(self, printed: PrintedSheet) -> None:
        self._desk.work_on_pool(
            self._send(self._waiting[0]),
            printed,
            self.progress,
            done=partial(self._is_out, printed),
            failed=self._stopped,
            owner=self,
            progress=self.progress,
        )

    def _is_out(self, printed: PrintedSheet, _result: object) -> None:
        self._out.append(printed)
        self._waiting.pop(0)
        self._desk.do(
            record_audit_print if printed.sheet.kind in OF_THE_RECORD else record_print,
            print_record(printed),
            done=lambda _none: self.start(),
            failed=self._stopped,
            owner=self,
        )

    def _stopped(self, error: Exception) -> bool:
        """End the run. What is no known trouble is our bug, and goes on to the presenter."""
        self.over.emit(PaperOutcome(tuple(self._out), self._remade, error))
        return isinstance(error, DaybookError)
