"""The day as an item view: drawn to scale, walked with the arrow keys, moved and resized with the mouse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ui.calendar.day_painting import Shown, paint_day
from ui.calendar.geometry import Geometry
from ui.calendar.ghost import Ghost, ghost_of
from ui.calendar.grip import Grip
from ui.calendar.placing import Placed, PlacedColumn, PlacedDay
from ui.calendar.schedule_model import NO_INDEX, Index, ScheduleModel
from ui.calendar.walking import Stop, across, along, nearest
from ui.calendar.words import time_at
from ui.common.keys import KeyList
from ui.theme.theme import theme

TICK_MS = 30_000
PAGE_STEPS = 8
USUAL_START = 8 * 60  # where a day without hours is scrolled to


class DayView(QTableView):
    """Shows a placed day. A table view by kind, so that screen readers walk it as a table; drawn as a day.

    `selected` tells the item the person stands on (None in free time), `opened` an item that was pressed
    with Enter or twice with the mouse, `free_chosen(column, position)` free time chosen so, `dropped` a
    `Ghost` that was let go elsewhere or at another length.
    """

    selected = Signal(object)
    opened = Signal(object)
    free_chosen = Signal(int, int)
    dropped = Signal(object)
    held = Signal(bool)

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self.step = 15
        self.schedule = ScheduleModel(self)
        self.stop: Stop | None = None
        self.ghost: Ghost | None = None
        self.setModel(self.schedule)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Appointments of the day"))
        self.viewport().setMouseTracking(True)
        self.keys = KeyList(self, self.tr("In the day"))
        self._grip = Grip(self)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self.viewport().update)
        self._tick.start()
        theme().changed.connect(self._rescaled)

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def day(self) -> PlacedDay | None:
        return self.schedule.day

    @property
    def columns(self) -> tuple[PlacedColumn, ...]:
        return self.schedule.columns

    def show_day(self, day: PlacedDay) -> None:
        """Show a day. The same day again keeps what is selected and where it is scrolled to."""
        before, item = self.day, self.item()
        key = item.key if item is not None else None
        self.schedule.show_day(day)
        same = before is not None and (before.clock.day, before.by) == (day.clock.day, day.by)
        self.updateGeometries()
        if not same:
            self._begin(day)
        else:
            self._keep_place(day, key)
        self._keep_ghost(day)
        self.viewport().update()

    def _begin(self, day: PlacedDay) -> None:
        """Stand at the beginning of the hours of a day just opened, or at now."""
        now = day.clock.now(self._now())
        opens = day.hours[0][0] if day.hours else day.clock.position(USUAL_START)
        start = now if now is not None and any(start <= now < end for start, end in day.hours) else opens
        column = min(self.stop.column, len(day.columns) - 1) if self.stop is not None else 0
        self._set_stop(
            nearest(day, column, start // self.step * self.step, self.step) if day.columns else None
        )
        self.verticalScrollBar().setValue(self.geometry_now().y_of(opens) - self.geometry_now().y_of(0))
        self.horizontalScrollBar().setValue(0)

    def _keep_place(self, day: PlacedDay, key: tuple[str, object] | None) -> None:
        index = self.schedule.index_of(key) if key is not None else NO_INDEX
        if index.isValid():
            self._set_stop(
                Stop(index.column(), day.columns[index.column()].items[index.row()].start, index.row())
            )
        elif self.stop is not None and day.columns:
            column = min(self.stop.column, len(day.columns) - 1)
            self._set_stop(nearest(day, column, self.stop.position, self.step))

    def _keep_ghost(self, day: PlacedDay) -> None:
        """Carry what is held over to the day that is shown now."""
        if self.ghost is not None and day.columns:
            self.ghost = self.ghost.at(day, self.ghost.column, self.ghost.start)

    def select_key(self, key: tuple[str, object]) -> bool:
        """Stand on an item and bring it into sight; False when it is not there."""
        index, day = self.schedule.index_of(key), self.day
        if day is None or not index.isValid():
            return False
        start = day.columns[index.column()].items[index.row()].start
        self._set_stop(Stop(index.column(), start, index.row()))
        self.scrollTo(index)
        return True

    def item(self) -> Placed | None:
        """Return the item that the person stands on; None in free time."""
        if self.stop is None or self.stop.row is None or self.day is None:
            return None
        items = self.day.columns[self.stop.column].items if self.stop.column < len(self.day.columns) else ()
        return items[self.stop.row] if self.stop.row < len(items) else None

    def geometry_now(self) -> Geometry:
        """Return the measures of the view as it is scrolled now."""
        port, day = self.viewport(), self.day
        return Geometry(
            port.width(),
            port.height(),
            tuple(column.share for column in day.columns) if day is not None else (),
            day.clock.length if day is not None else 0,
            self.horizontalScrollBar().value(),
            self.verticalScrollBar().value(),
        )

    # -- where the person stands ----------------------------------------------------------------------------

    def _set_stop(self, stop: Stop | None, *, say: bool = False) -> None:
        before, self.stop = self.item(), stop
        index = NO_INDEX
        if stop is not None and stop.row is not None:
            index = self.schedule.index(stop.row, stop.column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.viewport().update()
        item = self.item()
        if item is None and say:
            self._say_free()
        if item != before or item is None:
            self.selected.emit(item)

    def stand_on(self, stop: Stop) -> None:
        """Stand at a stop and bring it into sight."""
        self._set_stop(stop, say=True)
        self._bring_into_sight(stop.column, stop.position, self.step)

    def _say_free(self) -> None:
        if self.day is not None and self.stop is not None:
            column = self.day.columns[self.stop.column].title
            at = time_at(self.day.clock, self.stop.position)
            self.say(self.tr("{time}, free, {column}").replace("{time}", at).replace("{column}", column))

    def say(self, words: str) -> None:
        """Have a screen reader say something that is no item."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Follow a screen reader that moved to an item by itself."""
        super().currentChanged(current, previous)
        item = self.schedule.placed(current)
        here = (self.stop.column, self.stop.row) if self.stop is not None else None
        if item is not None and here != (current.column(), current.row()):
            self._set_stop(Stop(current.column(), item.start, current.row()))

    # -- keys -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows; Enter opens; with something in the hand, arrows move it."""
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        acted = plain and (self._key_holding(key) if self.ghost is not None else self._key_walking(key))
        event.setAccepted(bool(acted))

    def _key_walking(self, key: Qt.Key) -> bool:
        day, stop = self.day, self.stop
        if day is None or stop is None:
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_here()
            return True
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -PAGE_STEPS,
            Qt.Key.Key_PageDown: PAGE_STEPS,
        }
        if key in steps:
            self.stand_on(along(day, stop, steps[key], self.step))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stand_on(across(day, stop, -1 if key is Qt.Key.Key_Left else 1, self.step))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            edges = (
                (day.hours[0][0], day.hours[-1][1] - self.step) if day.hours else (0, day.clock.length - 1)
            )
            position = edges[0] if key is Qt.Key.Key_Home else edges[1]
            self.stand_on(nearest(day, stop.column, position, self.step))
        else:
            return False
        return True

    def open_here(self) -> None:
        """Open the item the person stands on, or choose the free time to book in."""
        item = self.item()
        if item is not None and not item.is_opening:
            self.opened.emit(item)
        elif self.stop is not None:
            self.free_chosen.emit(self.stop.column, self.stop.position)

    def begin_move(self) -> bool:
        """Take up the appointment the person stands on; False for one that cannot be moved."""
        item, stop, day = self.item(), self.stop, self.day
        if item is None or stop is None or day is None:
            return False
        ghost = ghost_of(item, day.clock.day, stop.column)
        if ghost is None:
            return False
        self.hold(ghost)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def hold(self, ghost: Ghost | None) -> None:
        """Show what is held, or nothing any more."""
        before, self.ghost = self.ghost, ghost
        self.viewport().update()
        if (before is None) != (ghost is None):
            self.held.emit(ghost is not None)

    def let_go(self) -> None:
        """Drop what is held where it is."""
        ghost = self.ghost
        self.hold(None)
        if ghost is not None and ghost.moved:
            self.dropped.emit(ghost)

    def _key_holding(self, key: Qt.Key) -> bool:
        day, ghost = self.day, self.ghost
        if day is None or ghost is None:
            return False
        moves = {
            Qt.Key.Key_Up: (0, -self.step),
            Qt.Key.Key_Down: (0, self.step),
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
        }
        if key in moves:
            columns, minutes = moves[key]
            self._carry(day, ghost.at(day, ghost.column + columns, ghost.start + minutes))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.let_go()
        elif key is Qt.Key.Key_Escape:
            self.hold(None)
        else:
            return False
        return True

    def _carry(self, day: PlacedDay, ghost: Ghost) -> None:
        self.hold(ghost)
        self._bring_into_sight(ghost.column, ghost.start, ghost.minutes)
        self.say(f"{time_at(day.clock, ghost.start)}, {day.columns[ghost.column].title}")

    # -- mouse ----------------------------------------------------------------------------------------------

    def stop_at(self, point: QPoint) -> Stop | None:
        """Return the stop under a point of the viewport."""
        at, day = self.geometry_now(), self.day
        column = at.column_at(point) if at.in_content(point) else None
        if day is None or column is None:
            return None
        for row, item in reversed(list(enumerate(day.columns[column].items))):
            if at.rect(column, item).contains(point):
                return Stop(column, item.start, row)
        position = min(at.position_at(point.y()), day.clock.length - 1)
        return Stop(column, position // self.step * self.step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grip.press(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._grip.move(event.position().toPoint(), event.buttons())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grip.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        stop = self.stop_at(event.position().toPoint())
        if stop is not None:
            self.stand_on(stop)
            self.open_here()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # -- what an item view has to know ----------------------------------------------------------------------

    def visualRect(self, index: Index) -> QRect:
        item = self.schedule.placed(index)
        return self.geometry_now().rect(index.column(), item) if item is not None else QRect()

    def indexAt(self, point: QPoint) -> Any:
        stop = self.stop_at(point)
        return self.schedule.index(stop.row, stop.column) if stop and stop.row is not None else NO_INDEX

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        item = self.schedule.placed(index)
        if item is not None:
            self._bring_into_sight(index.column(), item.start, item.minutes)

    def _bring_into_sight(self, column: int, position: int, minutes: int) -> None:
        at = self.geometry_now()
        top, bottom = at.y_of(position), at.y_of(position + minutes)
        bar, across_bar = self.verticalScrollBar(), self.horizontalScrollBar()
        if top < at.head or bottom - top > at.height - at.head:
            bar.setValue(bar.value() + top - at.head)
        elif bottom > at.height:
            bar.setValue(bar.value() + bottom - at.height)
        left, right = at.x_of(column), at.x_of(column + 1)
        if left < at.gutter:
            across_bar.setValue(across_bar.value() + left - at.gutter)
        elif right > at.width:
            across_bar.setValue(across_bar.value() + right - at.width)

    def horizontalOffset(self) -> int:
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return self.schedule.placed(index) is None

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select what stands at the middle of a rectangle."""
        index = self.indexAt(rect.center())
        self.selectionModel().select(index, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += QRegion(self.visualRect(index))
        return region

    def moveCursor(self, _action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> Any:
        """Return where the person stands: the arrow keys are handled here, not by the base."""
        return self.currentIndex()

    def updateGeometries(self) -> None:
        """Let the scroll bars span the whole day and every column."""
        at = self.geometry_now()
        bar, across_bar = self.verticalScrollBar(), self.horizontalScrollBar()
        seen = max(at.height - at.head, 0)
        bar.setRange(0, max(at.content_height - seen + 1, 0))
        bar.setPageStep(max(seen, 1))
        bar.setSingleStep(at.hour // 4)
        wide = max(at.width - at.gutter, 0)
        across_bar.setRange(0, max(at.content_width - wide, 0))
        across_bar.setPageStep(max(wide, 1))
        across_bar.setSingleStep(at.hour // 2)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def _rescaled(self) -> None:
        """Keep the time at the top of the view where it is when the text size changes."""
        self.updateGeometries()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        day = self.day
        if day is None:
            return
        shown = Shown(self.stop, self.hasFocus(), self.ghost, day.clock.now(self._now()))
        with QPainter(self.viewport()) as painter:
            paint_day(painter, day, self.geometry_now(), shown, event.rect())
