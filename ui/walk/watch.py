"""The stopwatch of the walk: from key to paint, and how long the GUI thread was busy with one thing.

A paint is over when the pass of the event loop that drew it is over, so that the figure is rather too large
than too small. The GUI thread counts as blocked from one beat of a 1 ms timer to the next, while events are
being handled; taking pictures and reading the record are the walk's own and are not counted.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer

_PAINT_SECONDS = 1.0
_QUIET_SECONDS = 0.02


class Watch(QObject):
    """Counts paints of one window and measures acts. `step` names what is being done."""

    def __init__(self) -> None:
        super().__init__()
        self.step = ""
        self.paints_ms: list[float] = []
        self.blocks: list[tuple[float, str]] = []
        self._painted = 0
        self._alive = 0.0
        self._window: QObject | None = None
        self._beat = QTimer(self, interval=1)
        self._beat.timeout.connect(self._tick)
        self._beat.start()

    def look_at(self, window: QObject) -> None:
        """Watch this window's paints from now on."""
        if window is self._window:
            return
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See that the window is about to be drawn."""
        if event.type() is QEvent.Type.UpdateRequest:
            self._painted += 1
        return super().eventFilter(watched, event)

    @contextmanager
    def act(self) -> Iterator[None]:
        """Measure one key or click: until the paint that follows it is over."""
        begun, before = time.perf_counter(), self._painted
        self._alive = begun
        yield
        self._tick()
        while self._painted == before and time.perf_counter() - begun < _PAINT_SECONDS:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
            if self._painted == before and self._is_quiet(begun):
                break
        if self._painted != before:
            self.paints_ms.append((time.perf_counter() - begun) * 1_000)
        self._tick()

    @staticmethod
    def _is_quiet(begun: float) -> bool:
        """An act that draws nothing within this time is none that anybody waits for."""
        return time.perf_counter() - begun > _PAINT_SECONDS / 4

    def settle(self, seconds: float) -> None:
        """Pass time until nothing was drawn for a moment."""
        self.pass_time(int(max(seconds, _QUIET_SECONDS) * 1_000))

    def pass_time(self, milliseconds: int) -> None:
        """Let the event loop run."""
        end = time.perf_counter() + milliseconds / 1_000
        self._alive = time.perf_counter()
        while time.perf_counter() < end:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            self._tick()
            time.sleep(0.0005)

    def _tick(self) -> None:
        now = time.perf_counter()
        if self._alive:
            self.blocks.append(((now - self._alive) * 1_000, self.step))
            if len(self.blocks) > 5_000:
                self.blocks = sorted(self.blocks, reverse=True)[:200]
        self._alive = now

    @property
    def longest_block(self) -> tuple[float, str]:
        """Return the longest time (ms) that the GUI thread was busy with one thing, and its step."""
        return max(self.blocks, default=(0.0, ""))


def median_and_95th(values: Sequence[float]) -> tuple[float, float]:
    """Return median and 95th percentile; zeros for no values."""
    if not values:
        return (0.0, 0.0)
    ordered = sorted(values)
    return (statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))])
