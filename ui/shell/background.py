"""One slow thing beside the GUI thread, outside any desk: deriving a key, making or closing a practice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal


class Background(QObject):
    """Does `work` on a thread of its own; `done(result)` or `failed(error)` come on the GUI thread."""

    _over = Signal(object, object)

    def __init__(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._work, self._done, self._failed = work, done, failed
        self._over.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="beside", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Wait, on another thread, until the work is done; `done` or `failed` may come later."""
        self._thread.join()

    def _run(self) -> None:
        result: Any = None
        error: Exception | None = None
        try:
            result = self._work()
        except Exception as refused:
            error = refused
        self._over.emit(result, error)

    def _tell(self, result: Any, error: Exception | None) -> None:
        self._thread.join()
        self.deleteLater()
        if error is None:
            self._done(result)
        else:
            self._failed(error)
