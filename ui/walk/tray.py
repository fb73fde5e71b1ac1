"""The printer of the walk: whatever the window prints or saves lies as PDF files in a folder."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.core.progress import Progress
from app.documents.papers import PrintedSheet
from ui.common.paper_output import PaperOutput, file_name_of
from ui.common.printing import Printers

PRINTER = "Tray"


class Tray:
    """Takes papers from any thread, numbered as they come; `papers` are their file names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.papers: list[str] = []
        self._lock = threading.Lock()

    def output(self) -> PaperOutput:
        """Return what a window prints on: one printer, and this folder in place of the file dialog."""
        return PaperOutput(
            find=lambda: Printers((PRINTER,), PRINTER),
            send=self._take,
            ask_file=lambda _parent, name: str(self._next(f"saved-{name}")),
            ask_folder=self._ask_folder,
        )

    def _take(self, printed: PrintedSheet, _printer: str, _progress: Progress) -> None:
        self._next(file_name_of(printed)).write_bytes(printed.pdf)

    def _ask_folder(self, _parent: QWidget) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        return str(self.folder)

    def _next(self, name: str) -> Path:
        with self._lock:
            self.folder.mkdir(parents=True, exist_ok=True)
            numbered = f"{len(self.papers) + 1:02} {name}"
            self.papers.append(numbered)
            return self.folder / numbered
