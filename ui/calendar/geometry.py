"""Where things stand in the day view: from columns and positions to pixels and back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

from ui.calendar.placing import Placed
from ui.theme.theme import theme

HOUR_HEIGHT = 64
HEAD_HEIGHT = 36
GUTTER = 57
LEAST_COLUMN = 118
LEAST_SHARE = 98  # where one column is as wide as several
INSET_LEFT, INSET_RIGHT, LANE_GAP = 4, 6, 6


@dataclass(frozen=True)
class Geometry:
    """The measures of one view. `left` and `top` are how far it is scrolled, in pixels.

    `shares` tells for each column how many ordinary ones it is as wide as.
    """

    width: int
    height: int
    shares: tuple[int, ...]
    minutes: int
    left: int = 0
    top: int = 0

    @property
    def columns(self) -> int:
        return len(self.shares)

    @property
    def gutter(self) -> int:
        return theme().px(GUTTER)

    @property
    def head(self) -> int:
        return theme().px(HEAD_HEIGHT)

    @property
    def hour(self) -> int:
        return theme().px(HOUR_HEIGHT)

    @property
    def content_width(self) -> int:
        """The width of all columns: that of the view, or more where each would be too narrow to read."""
        several = sum(self.shares)
        least = several * theme().px(LEAST_COLUMN if several == self.columns else LEAST_SHARE)
        return max(self.width - self.gutter, least, 1)

    @property
    def content_height(self) -> int:
        return self.minutes * self.hour // 60

    def x_of(self, column: int) -> int:
        """Return the left edge of a column, or of what follows the last one."""
        before, all_of_them = sum(self.shares[:column]), max(sum(self.shares), 1)
        return self.gutter - self.left + self.content_width * before // all_of_them

    def y_of(self, position: float) -> int:
        """Return the height at which a position of the day's clock stands."""
        return self.head - self.top + round(position * self.hour / 60)

    def rect(self, column: int, item: Placed) -> QRect:
        """Return the box of an item."""
        first, last = self.x_of(column), self.x_of(column + 1)
        inside = last - first - theme().px(INSET_LEFT) - theme().px(INSET_RIGHT)
        gap = theme().px(LANE_GAP)
        lane_width = (inside - gap * (item.lanes - 1)) // item.lanes
        x = first + theme().px(INSET_LEFT) + item.lane * (lane_width + gap)
        top, bottom = self.y_of(item.start) + 1, self.y_of(item.drawn_end) - 1
        return QRect(x, top, max(lane_width, theme().px(8)), bottom - top)

    def column_at(self, point: QPoint) -> int | None:
        """Return the column under a point, or None outside of all."""
        if not (self.gutter <= point.x() < self.width and self.columns):
            return None
        for column in range(self.columns):
            if self.x_of(column) <= point.x() < self.x_of(column + 1):
                return column
        return None

    def position_at(self, y: int) -> int:
        """Return the position of the day's clock at a height, within the day."""
        position = (y - self.head + self.top) * 60 // max(self.hour, 1)
        return min(max(position, 0), self.minutes)

    def in_content(self, point: QPoint) -> bool:
        return point.x() >= self.gutter and point.y() >= self.head
