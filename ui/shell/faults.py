"""Faults of our own: caught wherever they come up, told on the GUI thread, kept without patient data."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from platformdirs import user_state_path
from PySide6.QtCore import QObject, Qt, Signal

log = logging.getLogger(__name__)
_KEPT = 20


class Faults(QObject):
    """Takes what nobody else did, in slots, drawing, other threads. `met(error)` comes on the GUI thread."""

    met = Signal(object)
    _caught = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._caught.connect(self.met, Qt.ConnectionType.QueuedConnection)
        self._before = (sys.excepthook, threading.excepthook)

    def watch(self) -> None:
        """Take faults from now on."""
        sys.excepthook = self._take
        threading.excepthook = lambda told: self._take(told.exc_type, told.exc_value, told.exc_traceback)

    def leave(self) -> None:
        """Put back what took them before."""
        sys.excepthook, threading.excepthook = self._before

    def _take(
        self, kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        # The kind only: the text of an error may name a patient.
        log.error("unexpected %s", kind.__name__)
        self._caught.emit(error if error is not None else kind())


def report_folder() -> Path:
    """Return where reports of faults are kept on this PC."""
    return user_state_path("daybook", appauthor=False) / "reports"


def write_report(report: str, now: Callable[[], datetime], folder: Path) -> Path | None:
    """Keep a report and return its file, or None where it cannot be written; the newest twenty stay."""
    file = folder / f"daybook-report-{now():%Y%m%d-%H%M%S}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(report + "\n", encoding="utf-8")
        for old in sorted(folder.glob("daybook-report-*.txt"))[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        log.warning("the report of a fault could not be kept")
        return None
    return file
