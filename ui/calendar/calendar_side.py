"""Everything that can stand beside the day: one panel at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.calendar.appointment_panel import AppointmentPanel
from ui.calendar.block_panel import BlockDetails, BlockPanel
from ui.calendar.book_panel import BookPanel
from ui.calendar.cancel_panel import CancelPanel
from ui.calendar.change_panel import ChangePanel
from ui.calendar.go_panel import GoPanel
from ui.calendar.side_panel import WIDTH, DayPanel, StopPanel
from ui.common.acknowledge import AcknowledgePanel
from ui.common.desk import Desk
from ui.theme.theme import theme


class CalendarSide(QStackedWidget):
    """The panels over each other, as wide as one of them is. `left` tells that the person leaves one."""

    left = Signal()

    def __init__(self, desk: Desk, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.details = AppointmentPanel()
        self.book = BookPanel(desk)
        self.cancel = CancelPanel()
        self.change = ChangePanel()
        self.block = BlockPanel()
        self.block_details = BlockDetails()
        self.go_to = GoPanel(desk, today)
        self._before_stop: QWidget | None = None
        panels: tuple[DayPanel, ...] = (
            self.details,
            self.book,
            self.cancel,
            self.change,
            self.block,
            self.block_details,
            self.go_to,
        )
        for panel in panels:
            self.addWidget(panel)
            panel.left.connect(self.left)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        self.setFixedWidth(theme().px(WIDTH))

    def shows(self, panel: QWidget) -> bool:
        """Say whether a panel is the one in sight."""
        return self.currentWidget() is panel

    def show_stop(self, stop: AcknowledgePanel) -> None:
        """Show a soft stop over the panel whose act met it."""
        self._before_stop = self.currentWidget()
        holder = StopPanel(stop)
        self.addWidget(holder)
        self.setCurrentWidget(holder)
        stop.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_stop(self) -> None:
        """Go back from a soft stop to where it was met, with all that was typed there."""
        holder, before = self.currentWidget(), self._before_stop
        if not isinstance(holder, StopPanel):
            return
        self.removeWidget(holder)
        holder.deleteLater()
        if isinstance(before, BookPanel | ChangePanel | BlockPanel):
            self.setCurrentWidget(before)
            before.start()
        else:
            self.left.emit()
