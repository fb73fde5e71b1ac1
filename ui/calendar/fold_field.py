"""Which of two equal times is meant, on the night on which the clocks go back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.calendar.day_clock import day_clock
from ui.calendar.openings import Slot
from ui.calendar.words import minute_of, time_at
from ui.common.fields import SegmentedField
from ui.common.layout import Column


class FoldField(QWidget):
    """Empty until a time turns out to come twice; `value` is then 0 for the first, 1 for the second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = Column(self, space=0)
        self.field: SegmentedField | None = None

    def ask(self, slot: Slot | None, zone: str) -> None:
        """Ask about a slot, or about nothing any more."""
        if self.field is not None:
            self._column.removeWidget(self.field)
            self.field.hide()
            self.field.deleteLater()
            self.field = None
        if slot is None:
            return
        clock, minute = day_clock(slot.day, zone), minute_of(slot.wall_start)
        times = [(str(fold), time_at(clock, clock.position(minute, fold))) for fold in (0, 1)]
        self.field = SegmentedField("fold", self.tr("This time comes twice that night. Which one?"), times)
        self._column.addWidget(self.field)
        self.setFocusProxy(self.field.control)

    def value(self) -> int | None:
        """Return which one was chosen; None while nobody was asked or answered."""
        chosen = self.field.value() if self.field is not None else None
        return None if chosen is None else int(chosen)
