"""The stopwatch of the walk: from key to paint, and how long the GUI thread was busy with one thing.

A paint is over when the pass of the event loop that drew it is over, so that the figure is rather too large
than too small. The GUI thread counts as blocked from one beat of a 1 ms timer to the next, while events are
being handled; taking pictures and reading the record are the walk's own and are not counted.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

import shiboken6
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)

_PAINT_SECONDS = 1.0
_QUIET_SECONDS = 0.02
_OFFSCREEN = "This plugin does not support"  # what the offscreen platform says of itself
LONG_MS = 40.0


class Watch(QObject):
    """Counts paints of one window and measures acts. `step` names what is being done."""

    def __init__(self) -> None:
        super().__init__()
        self.step = ""
        self.paints_ms: list[float] = []
        self.longest_block = (0.0, "")
        """The longest time (ms) from beat to beat and its step: all that a person would feel."""
        self.longest_busy = (0.0, "")
        """The same in processor time of the GUI thread: what other programs take of the PC is not in it."""
        self._busy = 0.0
        self._painted = 0
        self._alive = 0.0
        self._window: QObject | None = None
        self._beat = QTimer(self, interval=1)
        self._beat.timeout.connect(self._tick)
        self._beat.start()
        self.where: dict[str, float] = {}
        """What the GUI thread was in when it was busy for long: file and line, with the longest time (ms)."""
        self._main = threading.get_ident()
        self._over = threading.Event()
        self._dog = threading.Thread(target=self._watch_main, name="watchdog", daemon=True)
        self._dog.start()

    def stop(self) -> None:
        """Stop beating and watching."""
        self._beat.stop()
        self._over.set()
        self._dog.join()

    def _watch_main(self) -> None:
        """See from another thread what the GUI thread does while it does not beat."""
        while not self._over.wait(0.01):
            busy = (time.perf_counter() - self._alive) * 1_000 if self._alive else 0.0
            if busy < LONG_MS:
                continue
            frame = sys._current_frames().get(self._main)
            place = _place_of(frame)
            if place:
                self.where[place] = max(busy, self.where.get(place, 0.0))

    def look_at(self, window: QObject | None) -> None:
        """Watch this window's paints from now on."""
        if window is None or window is self._window:
            return
        if self._window is not None and shiboken6.isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See that the window is about to be drawn."""
        if event.type() is QEvent.Type.UpdateRequest:
            self._painted += 1
        return super().eventFilter(watched, event)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Leave out what the walk does for itself."""
        self._alive = 0.0
        yield
        self._alive = 0.0

    @contextmanager
    def act(self) -> Iterator[None]:
        """Measure one key or click: until the paint that follows it is over."""
        begun, before = time.perf_counter(), self._painted
        self._alive, self._busy = begun, time.thread_time()
        yield
        self._tick()
        while self._painted == before and time.perf_counter() - begun < _PAINT_SECONDS:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
            if self._painted == before and self._is_quiet(begun):
                break
        if self._painted != before:
            self.paints_ms.append((time.perf_counter() - begun) * 1_000)
        self._tick()
        self._alive = 0.0

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
        self._alive, self._busy = time.perf_counter(), time.thread_time()
        while time.perf_counter() < end:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            self._tick()
            time.sleep(0.0005)
        self._alive = 0.0

    def _tick(self) -> None:
        now = time.perf_counter()
        busy = time.thread_time()
        if self._alive:
            self.longest_block = max(self.longest_block, ((now - self._alive) * 1_000, self.step))
            self.longest_busy = max(self.longest_busy, ((busy - self._busy) * 1_000, self.step))
        self._alive, self._busy = now, busy


class Complaints:
    """What Qt complains about while the day is walked, with the step that it came in."""

    def __init__(self, watch: Watch) -> None:
        self.heard: list[str] = []
        self._watch = watch
        self._before: Any = None

    def __enter__(self) -> Complaints:
        self._before = qInstallMessageHandler(self._take)
        return self

    def __exit__(self, *_ended: object) -> None:
        qInstallMessageHandler(self._before)

    def _take(self, kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not text.startswith(_OFFSCREEN):
            self.heard.append(f"{self._watch.step}: {text} ({_place_of(sys._getframe())})")


def _place_of(frame: FrameType | None) -> str:
    """Return the outermost function of the project outside the walk, and the innermost one that it was in."""
    found: list[str] = []
    while frame is not None:
        file = frame.f_code.co_filename.replace("\\", "/")
        if "/ui/" in file and "/ui/walk/" not in file and "site-packages" not in file:
            found.append(f"ui/{file.rpartition('/ui/')[2]} {frame.f_code.co_name}")
        frame = frame.f_back
    return " … ".join(dict.fromkeys((found[-1], found[0]))) if found else ""


def median_and_95th(values: Sequence[float]) -> tuple[float, float]:
    """Return median and 95th percentile; zeros for no values."""
    if not values:
        return (0.0, 0.0)
    ordered = sorted(values)
    return (statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))])
