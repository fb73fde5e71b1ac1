"""How a day is drawn: grid, hours, the line of now, and the boxes of what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui.calendar.box_text import cut_or_nothing, fitting, words_room
from ui.calendar.geometry import Geometry
from ui.calendar.ghost import Ghost
from ui.calendar.placing import Placed, PlacedDay, box_forms, box_words
from ui.calendar.walking import Stop
from ui.calendar.words import time_at
from ui.common.wording import tr
from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.paint import draw_box
from ui.theme.theme import theme
from ui.theme.tokens import Tone

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_BOX_RADIUS, _EDGE = 5, 3
_BOLD = QFont.Weight.DemiBold


@dataclass(frozen=True)
class Shown:
    """What besides the day itself is drawn: where the keyboard is, what is held, and what time it is."""

    stop: Stop | None
    focused: bool
    ghost: Ghost | None
    now: int | None


def paint_day(painter: QPainter, day: PlacedDay, at: Geometry, shown: Shown, clip: QRect) -> None:
    """Draw everything that stands within `clip`."""
    painter.save()
    painter.setClipRect(QRect(at.gutter, at.head, at.width - at.gutter, at.height - at.head))
    _paint_ground(painter, day, at)
    _paint_now(painter, at, shown.now)
    _paint_items(painter, day, at, shown, clip)
    if shown.ghost is not None:
        _paint_ghost(painter, day, at, shown.ghost)
    painter.restore()
    _paint_hours(painter, day, at, shown.now)
    _paint_heads(painter, day, at)


def _pen(color: str, width: float = 1.0) -> QPen:
    return QPen(QColor(color), width)


def _paint_ground(painter: QPainter, day: PlacedDay, at: Geometry) -> None:
    colors = theme().colors
    bottom = at.y_of(at.minutes)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(0, at.head, at.width, at.height - at.head, QColor(colors.background))
    for start, end in day.hours:
        top = at.y_of(start)
        painter.fillRect(at.gutter, top, at.width - at.gutter, at.y_of(end) - top, QColor(colors.surface))
    painter.setPen(_pen(colors.sunken))
    halves = [at.y_of(hour + 30) + 0.5 for hour in day.clock.hours]
    painter.drawLines([QLineF(at.gutter, y, at.width, y) for y in halves])
    painter.setPen(_pen(colors.line))
    hours = [at.y_of(hour) + 0.5 for hour in (*day.clock.hours, day.clock.length)]
    painter.drawLines([QLineF(at.gutter, y, at.width, y) for y in hours])
    edges = [at.x_of(column) + 0.5 for column in range(1, at.columns)]
    painter.drawLines([QLineF(x, at.head, x, min(bottom, at.height)) for x in edges])


def _paint_now(painter: QPainter, at: Geometry, now: int | None) -> None:
    if now is not None:
        painter.fillRect(at.gutter, at.y_of(now) - 1, at.width - at.gutter, 2, QColor(theme().colors.danger))


def _paint_items(painter: QPainter, day: PlacedDay, at: Geometry, shown: Shown, clip: QRect) -> None:
    for number, column in enumerate(day.columns):
        for row, item in enumerate(column.items):
            rect = at.rect(number, item)
            if not rect.intersects(clip):
                continue
            held = shown.ghost is not None and item.entry is not None
            painter.setOpacity(0.35 if held and _is_held(shown.ghost, item) else 1.0)
            chosen = shown.stop is not None and (shown.stop.column, shown.stop.row) == (number, row)
            paint_item(painter, QRectF(rect), item, day, chosen=chosen, focused=shown.focused)
    painter.setOpacity(1.0)
    if shown.stop is not None and shown.stop.row is None and shown.ghost is None:
        _paint_cursor(painter, day, at, shown)


def _is_held(ghost: Ghost | None, item: Placed) -> bool:
    return ghost is not None and item.key == ("entry", ghost.entry.appointment_id)


def paint_item(
    painter: QPainter, rect: QRectF, item: Placed, day: PlacedDay, *, chosen: bool, focused: bool
) -> None:
    """Draw one box: grey for a block, dashed for an opening, else in the colours of the visit type."""
    colors = theme().colors
    if item.is_opening:
        _dashed(painter, rect, colors.accent, colors.accent_soft if chosen else colors.surface)
        _paint_words(painter, rect, item, day, ink=colors.on_soft, bold=False)
        return
    edge, ground = (colors.third, colors.sunken) if item.entry is None else box_colors(item.entry.colour)
    _paint_box(painter, rect, edge, ground)
    if chosen:
        line = edge if item.entry is not None else colors.second
        draw_box(painter, rect, theme().px(_BOX_RADIUS), None, line, 2.0 if focused else 1.25)
    ink = colors.second if item.entry is None else colors.ink
    bold = item.entry is not None and item.entry.visit_begun
    _paint_words(painter, rect, item, day, ink=ink, bold=bold)


def box_colors(token: str) -> tuple[str, str]:
    """Return edge and ground of a visit type's colour; an unknown token looks like the accent."""
    colors = theme().colors
    tone = Tone(token) if token in set(Tone) else Tone.ACCENT
    edge, ground = colors.tone(tone)
    return (colors.accent if tone is Tone.ACCENT else edge), ground


def _paint_box(painter: QPainter, rect: QRectF, edge: str, ground: str) -> None:
    """Draw a rounded box whose left edge has another colour: the same shape twice, each in its part."""
    radius, strip = theme().px(_BOX_RADIUS), theme().px(_EDGE)
    left = QRectF(rect.x(), rect.y(), strip, rect.height())
    for part, color in ((left, edge), (rect.adjusted(strip, 0, 0, 0), ground)):
        painter.save()
        painter.setClipRect(part, Qt.ClipOperation.IntersectClip)
        draw_box(painter, rect, radius, color)
        painter.restore()


def _dashed(painter: QPainter, rect: QRectF, line: str, fill: str | None) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = _pen(line)
    pen.setDashPattern([3, 2.5])
    painter.setPen(pen)
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), theme().px(_BOX_RADIUS), theme().px(5))


def _paint_words(
    painter: QPainter, rect: QRectF, item: Placed, day: PlacedDay, *, ink: str, bold: bool
) -> None:
    """Write the words: on one line, or on two where they are too long for one and the box is tall enough."""
    after = box_words(item, day.clock)[1]
    size = tokens.BODY if rect.height() > theme().metrics().height() else tokens.SMALL
    line = theme().metrics(size).height()
    room = words_room(rect)
    room.setTop(rect.top() + max(min(theme().px(6), (rect.height() - line) / 2), -2))
    room.setHeight(line)
    if item.entry is not None and item.entry.state == "confirmed" and room.width() > theme().px(80):
        side = theme().px(14)
        sign = QRectF(room.right() - side, room.center().y() - side / 2, side, side)
        draw_icon(painter, "check", sign, theme().colors.second)
        room.setRight(sign.left() - theme().px(4))
    forms = box_forms(item, day.clock)
    strong, size = strong_words(forms, room.width(), size, bold=bold)
    used = _write(painter, room, strong, ink, bold=bold, size=size)
    plain = theme().metrics(size)
    beside = room.adjusted(used, 0, 0, 0)
    fits = strong == forms[0] and plain.horizontalAdvance(f" · {after}") <= beside.width()
    if after and not fits and rect.height() >= 2 * line + theme().px(8):
        _write(painter, room.translated(0, line), cut_or_nothing(after, plain, room.width()), ink, size=size)
    elif after and strong == forms[0]:
        _write(painter, beside, cut_or_nothing(f" · {after}", plain, beside.width()), ink, size=size)


def strong_words(forms: Sequence[str], width: float, size: float, *, bold: bool = False) -> tuple[str, float]:
    """Return which words a box says and in which size: a whole name in small letters tells more."""
    weight = _BOLD if bold else QFont.Weight.Normal
    words = fitting(forms, theme().metrics(size, weight), width)
    if words in forms[:-1]:
        return words, size
    return fitting(forms, theme().metrics(tokens.SMALL, weight), width), tokens.SMALL


def _write(
    painter: QPainter, room: QRectF, words: str, ink: str, *, bold: bool = False, size: float = tokens.BODY
) -> float:
    """Write words on one line, cut with an ellipsis where they do not fit; return the width they take."""
    weight = _BOLD if bold else QFont.Weight.Normal
    metrics: QFontMetricsF = theme().metrics(size, weight)
    width = metrics.horizontalAdvance(words)
    if width > room.width():
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    painter.setFont(theme().font(size, weight))
    painter.setPen(QColor(ink))
    painter.drawText(room, _LEFT, words)
    return min(width, room.width())


def _paint_cursor(painter: QPainter, day: PlacedDay, at: Geometry, shown: Shown) -> None:
    """Draw where the keyboard stands in free time."""
    if shown.stop is None:
        return
    colors = theme().colors
    rect = QRectF(at.rect(shown.stop.column, Placed(shown.stop.position, 15)))
    line = colors.accent if shown.focused else colors.strong_line
    draw_box(painter, rect, theme().px(4), colors.accent_soft if shown.focused else None, line, 1.5)
    words = rect.adjusted(theme().px(11), 0, 0, 0)
    _write(painter, words, time_at(day.clock, shown.stop.position), colors.on_soft)


def _paint_ghost(painter: QPainter, day: PlacedDay, at: Geometry, ghost: Ghost) -> None:
    colors = theme().colors
    rect = QRectF(at.rect(ghost.column, ghost.as_placed))
    painter.setOpacity(0.92)
    draw_box(painter, rect, theme().px(_BOX_RADIUS), colors.accent_soft, colors.accent, 2.0)
    painter.setOpacity(1.0)
    start, end = (time_at(day.clock, position) for position in (ghost.start, ghost.start + ghost.minutes))
    entry = ghost.entry
    words = f"{start} – {end}  {entry.patient_last_name}, {entry.patient_first_name}"
    line = theme().metrics().height()
    room = rect.adjusted(theme().px(11), 0, -theme().px(6), 0)
    room.setTop(rect.top() + max(min(theme().px(6), (rect.height() - line) / 2), -2))
    room.setHeight(line)
    _write(painter, room, words, colors.on_soft, bold=True)


def _paint_hours(painter: QPainter, day: PlacedDay, at: Geometry, now: int | None) -> None:
    colors = theme().colors
    painter.fillRect(0, at.head, at.gutter, at.height - at.head, QColor(colors.surface))
    painter.setPen(_pen(colors.line))
    painter.drawLine(QLineF(at.gutter - 0.5, 0, at.gutter - 0.5, at.height))
    painter.save()
    painter.setClipRect(QRect(0, at.head, at.gutter, at.height - at.head))
    painter.setFont(theme().font(tokens.LABEL, tabular=True))
    first = True
    for hour in day.clock.hours:
        y = at.y_of(hour)
        if y < at.head or y > at.height:
            continue
        painter.setPen(QColor(colors.third))
        room = QRectF(0, y, at.gutter - theme().px(8), theme().metrics(tokens.LABEL).height())
        painter.drawText(room, _RIGHT, _hour_words(day, hour, first))
        first = False
    painter.restore()
    if now is not None and at.y_of(now) > at.head:
        side = theme().px(7)
        dot = QRectF(at.gutter - side / 2 - 0.5, at.y_of(now) - side / 2, side, side)
        draw_box(painter, dot, side / 2, colors.danger)


def _hour_words(day: PlacedDay, position: int, first: bool) -> str:
    """Return "8 AM" for the first in sight and for noon, else "9"; an hour that comes twice says which."""
    minute = day.clock.wall_at(position).minute
    hour = minute // 60 % 24
    words = str(hour % 12 or 12)
    if day.clock.comes_twice(minute):
        return f"{words} {day.clock.zone_name(position)}"
    return f"{words} {'AM' if hour < 12 else 'PM'}" if first or hour in (0, 12) else words


def _paint_heads(painter: QPainter, day: PlacedDay, at: Geometry) -> None:
    colors = theme().colors
    painter.fillRect(0, 0, at.width, at.head, QColor(colors.surface))
    painter.setPen(_pen(colors.line))
    painter.drawLine(QLineF(0, at.head - 0.5, at.width, at.head - 0.5))
    painter.save()
    painter.setClipRect(QRect(at.gutter, 0, at.width - at.gutter, at.head))
    for number, column in enumerate(day.columns):
        room = QRectF(at.x_of(number), 0, at.x_of(number + 1) - at.x_of(number), at.head)
        room.adjust(theme().px(10), 0, -theme().px(6), 0)
        used = _write(painter, room, column.title, colors.ink, bold=True)
        rest = room.adjusted(used, 0, 0, 0)
        counts = (f" · {booked_words(column.booked)}", f" · {column.booked}", "")
        count = next(words for words in counts if theme().metrics().horizontalAdvance(words) <= rest.width())
        _write(painter, rest, count, colors.third)
    painter.restore()


def booked_words(count: int) -> str:
    """Return how many appointments a column holds."""
    return tr("DayPainting", "{count} booked").replace("{count}", str(count))
