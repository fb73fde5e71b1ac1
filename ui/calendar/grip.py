"""The hand of the mouse in the day view: it selects, drags an appointment, or pulls at its lower edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from ui.calendar.ghost import Ghost, ghost_of, snapped
from ui.theme.theme import theme

if TYPE_CHECKING:
    from ui.calendar.day_view import DayView

EDGE = 6  # design pixels at the lower end of a box by which its length is pulled
SCROLL_EDGE, SCROLL_STEP = 24, 12


class Grip:
    """What the mouse holds in one view."""

    def __init__(self, view: DayView) -> None:
        self._view = view
        self._pressed: QPoint | None = None
        self._taken: Ghost | None = None
        self._offset = 0

    def press(self, point: QPoint) -> None:
        """Stand on what is under the mouse, ready to drag it."""
        view, stop = self._view, self._view.stop_at(point)
        if stop is None:
            return
        view.hold(None)
        view.stand_on(stop)
        self._pressed = point
        item, day = view.item(), view.day
        edge = self._on_edge(point)
        self._taken = ghost_of(item, day.clock.day, stop.column, resizing=edge) if item and day else None
        self._offset = view.geometry_now().position_at(point.y()) - stop.position

    def move(self, point: QPoint, buttons: Qt.MouseButton) -> None:
        """Drag what was taken; without a button only the shape of the mouse says what it could do."""
        if not buttons & Qt.MouseButton.LeftButton or self._taken is None or self._pressed is None:
            self._show_shape(point)
            return
        far = (point - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if self._view.ghost is None and not far:
            return
        self._scroll_at_edges(point)
        self._drag(point, self._view.ghost or self._taken)

    def _drag(self, point: QPoint, ghost: Ghost) -> None:
        view, day = self._view, self._view.day
        if day is None:
            return
        at = view.geometry_now()
        if ghost.resizing:
            view.hold(ghost.until(snapped(at.position_at(point.y()), view.step), view.step))
            return
        column = at.column_at(point)
        start = snapped(at.position_at(point.y()) - self._offset, view.step)
        view.hold(ghost.at(day, ghost.column if column is None else column, start))

    def release(self) -> None:
        """Let go."""
        self._pressed = self._taken = None
        if self._view.ghost is not None:
            self._view.let_go()

    def _on_edge(self, point: QPoint) -> bool:
        view = self._view
        rect = view.visualRect(view.indexAt(point))
        return rect.isValid() and rect.bottom() - point.y() < min(theme().px(EDGE), rect.height() // 3)

    def _show_shape(self, point: QPoint) -> None:
        item = self._view.schedule.placed(self._view.indexAt(point))
        movable = item is not None and item.entry is not None and not item.entry.visit_begun
        shape = (
            Qt.CursorShape.SizeVerCursor if movable and self._on_edge(point) else Qt.CursorShape.ArrowCursor
        )
        self._view.viewport().setCursor(shape)

    def _scroll_at_edges(self, point: QPoint) -> None:
        at, bar = self._view.geometry_now(), self._view.verticalScrollBar()
        if point.y() > at.height - theme().px(SCROLL_EDGE):
            bar.setValue(bar.value() + theme().px(SCROLL_STEP))
        elif point.y() < at.head + theme().px(SCROLL_EDGE):
            bar.setValue(bar.value() - theme().px(SCROLL_STEP))
