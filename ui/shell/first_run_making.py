"""Making a practice off the GUI thread; it waits until the recovery sheet is in somebody's hand."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from app.core.errors import Cancelled, Unavailable
from app.core.findings import Message
from app.documents.views import RecoverySheet
from app.practice.founding import FoundPractice
from app.practice_file import KdfCost, Owner, Practice, Setting, calibrate, create_practice, sheet_pdf
from ui.shell.background import Background


@dataclass(frozen=True, repr=False)
class Wanted:
    """Everything that was entered. The password is in no representation."""

    file: Path
    founding: FoundPractice
    owner: Owner
    password: str


class CostMeter:
    """Measures what key derivation may cost on this PC, from the start on, while people type."""

    def __init__(self, cost: KdfCost | None = None) -> None:
        self._cost = cost
        self._thread = threading.Thread(target=self._measure, name="calibrate", daemon=True)
        if cost is None:
            self._thread.start()

    def cost(self) -> KdfCost:
        """Return the cost, waiting for it where needed; never on the GUI thread."""
        if self._cost is None:
            self._thread.join()
        if self._cost is None:
            raise Unavailable("key_derivation")
        return self._cost

    def _measure(self) -> None:
        self._cost = calibrate()


class Making(QObject):
    """One try to make a practice: `sheet_made(pdf)`, then `hand_over` or `give_up`; then `made` or `failed`.

    Before `hand_over` nothing lies on the disk, so giving up leaves nothing behind.
    """

    sheet_made = Signal(bytes)
    made = Signal(object)
    failed = Signal(object)

    def __init__(self, wanted: Wanted, meter: CostMeter, setting: Setting, parent: QObject) -> None:
        super().__init__(parent)
        self._answers: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._wanted: Wanted | None = wanted
        self._meter, self._setting, self._folder = meter, setting, wanted.file.parent
        self._shown = _Shown(self)
        self._shown.sheet.connect(self.sheet_made, Qt.ConnectionType.QueuedConnection)
        Background(self._make, self.made.emit, self.failed.emit, self)

    def hand_over(self) -> None:
        """The sheet was printed or saved: make the files."""
        self._answers.put(True)

    def give_up(self) -> None:
        """The person goes back or leaves: make nothing."""
        self._answers.put(False)

    def _make(self) -> Practice:
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            raise Cancelled
        return create_practice(
            wanted.file,
            wanted.founding,
            wanted.owner,
            wanted.password,
            self._hand_out,
            setting=self._setting,
            cost=self._meter.cost(),
        )

    def _hand_out(self, sheet: RecoverySheet) -> None:
        self._shown.sheet.emit(sheet_pdf(sheet))
        if not self._answers.get():
            raise Cancelled
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            named = Message("unavailable.not_writable", {"file": self._folder.name})
            raise Unavailable("not_writable", named) from error


class _Shown(QObject):
    sheet = Signal(bytes)
