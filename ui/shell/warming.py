"""What takes its time to load is loaded beside the sign-in screen, once for each process."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

LATER_MS = 800  # when the screen stands and the first key has been answered


class Warming:
    """Runs `load` on a thread of its own; what it loaded stays, so the collector need never look at it."""

    def __init__(self, load: Callable[[], object]) -> None:
        self._load = load
        self._thread: threading.Thread | None = None
        self._frozen = False

    def begin_soon(self, owner: QObject) -> None:
        """Begin a moment later, while `owner` lives; asked again it does nothing."""
        if self._thread is None:
            QTimer.singleShot(LATER_MS, owner, self.begin)

    def begin(self) -> None:
        """Begin to load, unless that was done."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._load, name="warming", daemon=True)
            self._thread.start()

    def keep(self) -> None:
        """Take what is there now out of the collector's rounds; called while no chart is open.

        The code lists alone are some 200,000 objects, which a full collection would walk every time.
        """
        if self._thread is not None and not self._thread.is_alive() and not self._frozen:
            self._frozen = True
            gc.freeze()
