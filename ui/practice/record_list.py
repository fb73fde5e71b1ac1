"""The table of the record: sorted by asking anew, any number of rows, none of them measured in vain."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.reports.record.views import RecordLine
from ui.common.record_table import RecordTable
from ui.practice.record_model import RecordModel
from ui.practice.record_words import words
from ui.theme import tokens
from ui.theme.theme import theme


class RecordList(RecordTable[RecordLine]):
    """Rows of one height, whatever their number. `find_wanted`: the keyboard asks for the words to find."""

    find_wanted = Signal()

    def __init__(self, model: RecordModel) -> None:
        self.lines = model
        super().__init__(model, name="record", label=words("Record of who did what"))

    def _lay_bands(self) -> None:
        """Give all rows their height at once: there are no bands, and half a million rows to go through."""
        height = tokens.TALL_ROW_HEIGHT if self._tall else tokens.ROW_HEIGHT
        self.verticalHeader().setDefaultSectionSize(theme().px(height))

    def select_first(self) -> bool:
        """Select the first row, also while its words are on their way."""
        if not self.lines.rowCount():
            return False
        column = self.horizontalHeader().logicalIndex(0)
        self.setCurrentIndex(self.lines.index(0, column))
        self.scrollToTop()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Find):
            self.find_wanted.emit()
        elif event.key() == Qt.Key.Key_End and self.lines.rowCount():
            self.setCurrentIndex(self.lines.index(self.lines.rowCount() - 1, 0))
        else:
            super().keyPressEvent(event)
