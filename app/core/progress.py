"""How a long act tells how far it is, and learns that the person wants it stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.core.errors import Cancelled
from app.core.findings import Message

Report = Callable[[int, int, Message | None], None]


class Progress:
    """Counts steps done of steps known; thread-safe, cancelled from any thread."""

    def __init__(self, report: Report | None = None) -> None:
        self._report = report
        self._cancelled = threading.Event()

    def step(self, done: int, total: int, what: Message | None = None) -> None:
        """Say that `done` of `total` steps are done (0: not known). Raises Cancelled when asked to stop."""
        self.check()
        if self._report is not None:
            self._report(done, total, what)

    def check(self) -> None:
        """Raise Cancelled if the person asked to stop."""
        if self._cancelled.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Ask the act to stop at its next safe place."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()
