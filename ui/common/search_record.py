"""Recording a search for people once: when a result is opened, or when typing rests for two seconds."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from app.core.ids import Id
from app.people.actions import RecordSearch, record_search
from ui.common.desk import Desk

REST_MS = 2_000
_LEAST = 2


class SearchRecord(QObject):
    """Hears what a search field was asked and what it found; what rests unrecorded is told before a lock."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._text, self._found = "", 0
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._rested)
        desk.locking.connect(self._locking)

    def found(self, text: str, count: int) -> None:
        """A text was searched, and so many people were shown; the two seconds begin anew."""
        text = text.strip()
        if len(text) >= _LEAST and text != self._text:
            self._text, self._found = text, count
            self._rest.start()

    def opened(self, patient_id: Id) -> None:
        """One of those found was opened or chosen: that is the search."""
        self._rest.stop()
        self._tell(RecordSearch(text=self._text, found=max(self._found, 1), opened=patient_id))

    def _locking(self) -> None:
        if self._rest.isActive():
            self._rest.stop()
            self._rested()

    def _rested(self) -> None:
        self._tell(RecordSearch(text=self._text, found=self._found))

    def _tell(self, command: RecordSearch) -> None:
        self._desk.do(record_search, command)
