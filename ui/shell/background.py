"""One slow thing beside the GUI thread before there is a desk: deriving a key, making a practice."""

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
        self._thread = threading.Thread(target=self._run, name="opening", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            result, error = self._work(), None
        except Exception as refused:
            result, error = None, refused
        self._over.emit(result, error)

    def _tell(self, result: Any, error: Exception | None) -> None:
        self._thread.join()
        if error is None:
            self._done(result)
        else:
            self._failed(error)
        self.deleteLater()
