"""Trends as lines: axes to scale, targets as dotted lines, the last value named at the line's end.

The same figures stand in a table below the chart, for whoever would rather read, and for screen readers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QLocale, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import tokens
from ui.theme.paint import draw_box
from ui.theme.theme import theme

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_BELOW = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True)
class Line:
    """One measured thing over time. `color` names a token; `dashed` tells two lines of one colour apart."""

    name: str
    points: tuple[tuple[date, float], ...]
    color: str = "accent"
    dashed: bool = False
    label: str = ""


@dataclass(frozen=True)
class Target:
    """A value to reach or stay below, with the words at its left end."""

    value: float
    words: str = ""


@dataclass(frozen=True)
class Plot:
    """Lines that share one axis, its targets, and the unit they are in."""

    lines: tuple[Line, ...]
    targets: tuple[Target, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Axis:
    """A scale from `low` to `high` in steps that people count in (1, 2 or 5 times a power of ten)."""

    low: float
    high: float
    step: float

    def marks(self) -> list[float]:
        """Return the values at which the axis is labelled, upwards."""
        count = round((self.high - self.low) / self.step)
        return [self.low + number * self.step for number in range(count + 1)]


def axis_for(values: Sequence[float], most_marks: int = 6) -> Axis:
    """Return the axis that holds these values with at most so many marks; a lone value stands amid it."""
    low, high = min(values), max(values)
    if high - low < abs(high) * 0.02:
        low, high = low - abs(low) * 0.05, high + abs(high) * 0.05
    spread = max(high - low, 1e-6)
    rough = spread / max(most_marks - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1, 2, 5, 10, 20):
        step = factor * power
        bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
        if top == bottom:
            top += step
        if (top - bottom) / step + 1 <= most_marks:
            return Axis(bottom, top, step)
    return Axis(low, high + spread, spread)


class LineChart(QWidget):
    """Draws plots above each other on one time axis. Paths are made once for each size and data."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._plots: tuple[Plot, ...] = ()
        self._days: tuple[date, date] | None = None
        self._cache: list[tuple[Plot, Axis, QRectF, list[QPainterPath]]] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(label)
        theme().changed.connect(self._forget)

    def set_plots(self, plots: Sequence[Plot]) -> None:
        """Show these plots; those without a single point are left out."""
        self._plots = tuple(plot for plot in plots if any(line.points for line in plot.lines))
        days = [day for plot in self._plots for line in plot.lines for day, _value in line.points]
        self._days = (min(days), max(days)) if days else None
        last = [f"{line.name} {line.label}" for plot in self._plots for line in plot.lines]
        self.setAccessibleDescription(", ".join(last))
        self._forget()

    def table_rows(self) -> list[tuple[date, str, str]]:
        """Return (day, what, value with unit) for each point, newest first: the table behind the chart."""
        rows = [
            (day, line.name, f"{value:g} {plot.unit}".strip())
            for plot in self._plots
            for line in plot.lines
            for day, value in line.points
        ]
        return sorted(rows, key=lambda row: (row[0], row[1]), reverse=True)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(420), theme().px(150 * max(len(self._plots), 1) + 30))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(220), theme().px(90 * max(len(self._plots), 1) + 30))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cache = None

    def _forget(self) -> None:
        self._cache = None
        self.updateGeometry()
        self.update()

    def _area(self) -> QRectF:
        px = theme().px
        return QRectF(self.rect()).adjusted(px(40), px(14), -px(10), -px(26))

    def _x(self, day: date, area: QRectF) -> float:
        if self._days is None or self._days[0] == self._days[1]:
            return area.center().x()
        first, last = self._days
        inset = theme().px(28)
        share = (day - first).days / (last - first).days
        return area.left() + inset + share * (area.width() - 2 * inset)

    def _prepared(self) -> list[tuple[Plot, Axis, QRectF, list[QPainterPath]]]:
        """Return plots with their axes, boxes and paths, made anew only after a change of data or size."""
        if self._cache is not None:
            return self._cache
        area, made = self._area(), []
        weights = [3 if len(plot.lines) > 1 else 2 for plot in self._plots]
        gap = theme().px(34)
        room = area.height() - gap * (len(self._plots) - 1)
        top = area.top()
        for plot, weight in zip(self._plots, weights, strict=True):
            height = room * weight / sum(weights)
            box = QRectF(area.left(), top, area.width(), height)
            values = [value for line in plot.lines for _day, value in line.points]
            values += [target.value for target in plot.targets]
            axis = axis_for(values, max(2, min(7, int(height / theme().px(24)))))
            made.append((plot, axis, box, [self._path(line, axis, box) for line in plot.lines]))
            top += height + gap
        self._cache = made
        return made

    def _path(self, line: Line, axis: Axis, box: QRectF) -> QPainterPath:
        path = QPainterPath()
        for number, (day, value) in enumerate(sorted(line.points)):
            point = QPointF(self._x(day, box), y_of(value, axis, box))
            if number:
                path.lineTo(point)
            else:
                path.moveTo(point)
        return path

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw grid, targets, lines and the names at their ends."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for plot, axis, box, paths in self._prepared():
                self._draw_grid(painter, axis, box)
                for target in plot.targets:
                    self._draw_target(painter, target, axis, box)
                for line, path in zip(plot.lines, paths, strict=True):
                    self._draw_line(painter, line, path)
                self._draw_labels(painter, plot, axis, box)
            self._draw_days(painter)

    def _draw_grid(self, painter: QPainter, axis: Axis, box: QRectF) -> None:
        colors = theme().colors
        painter.setFont(theme().font(tokens.LABEL))
        for mark in axis.marks():
            y = y_of(mark, axis, box)
            painter.setPen(QPen(QColor(colors.sunken), 1))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(QColor(colors.third))
            words = QRectF(0, y - theme().px(9), box.left() - theme().px(12), theme().px(18))
            painter.drawText(words, _RIGHT, f"{mark:g}")

    def _draw_target(self, painter: QPainter, target: Target, axis: Axis, box: QRectF) -> None:
        color = QColor(theme().colors.warning)
        pen = QPen(color, 1.2)
        pen.setDashPattern([1.5, 2.5])
        painter.setPen(pen)
        y = y_of(target.value, axis, box)
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        if target.words:
            painter.setFont(theme().font(tokens.LABEL))
            painter.setPen(color)
            words = QRectF(box.left() + 4, y + 1, box.width() / 2, theme().px(16))
            painter.drawText(words, _LEFT, target.words)

    def _draw_line(self, painter: QPainter, line: Line, path: QPainterPath) -> None:
        color = QColor(getattr(theme().colors, line.color))
        pen = QPen(color, theme().px(2))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if line.dashed:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        if line.points:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            radius = theme().px(4)
            painter.drawEllipse(path.currentPosition(), radius, radius)

    def _draw_labels(self, painter: QPainter, plot: Plot, axis: Axis, box: QRectF) -> None:
        """Write each line's name above its end (below it at the top edge).

        They stand on the ground of the card, so that nothing shines through.
        """
        metrics = theme().metrics(tokens.LABEL, QFont.Weight.DemiBold)
        painter.setFont(theme().font(tokens.LABEL, QFont.Weight.DemiBold))
        for line in plot.lines:
            if not (line.points and line.label):
                continue
            day, value = max(line.points)
            width, height = metrics.horizontalAdvance(line.label) + 6, theme().px(16)
            left = min(self._x(day, box) + theme().px(6), box.right()) - width
            end, away = y_of(value, axis, box), theme().px(10)
            above = end - away - height
            place = QRectF(left, above if above >= 0 else end + away, width, height)
            draw_box(painter, place, 2, theme().colors.surface)
            painter.setPen(QColor(getattr(theme().colors, line.color)))
            painter.drawText(place, _RIGHT, line.label)

    def _draw_days(self, painter: QPainter) -> None:
        if self._days is None:
            return
        area = self._area()
        painter.setFont(theme().font(tokens.LABEL))
        painter.setPen(QColor(theme().colors.third))
        marks = day_marks(*self._days, most=max(2, int(area.width() / theme().px(120))))
        for day, words in marks:
            place = QRectF(self._x(day, area) - 60, area.bottom() + theme().px(8), 120, theme().px(18))
            painter.drawText(place, _BELOW, words)


def y_of(value: float, axis: Axis, box: QRectF) -> float:
    """Return where a value stands in the box."""
    return box.bottom() - (value - axis.low) / (axis.high - axis.low) * box.height()


def day_marks(first: date, last: date, most: int) -> list[tuple[date, str]]:
    """Return days spread evenly from first to last, with the year named at the first and where it changes."""
    count = max(1, min(most, (last - first).days // 20 + 1))
    days = [
        first + timedelta(days=round((last - first).days * at / max(count - 1, 1))) for at in range(count)
    ]
    marks, year = [], None
    for day in days:
        month = QLocale().monthName(day.month, QLocale.FormatType.ShortFormat)
        short = month if (last - first).days > 62 else f"{month} {day.day}"
        marks.append((day, short if day.year == year else f"{short} {day.year}"))
        year = day.year
    return marks
