"""Small drawings that several widgets share: rounded boxes, key caps, chips, initials."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.theme import theme
from ui.theme.tokens import Tone

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
CHIP_ICON = 12.0


def draw_box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: str | None,
    line: str | None = None,
    width: float = 1.0,
) -> None:
    """Draw a rounded box whose border lies inside `rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(line), width) if line else Qt.PenStyle.NoPen)
    inset = width / 2 if line else 0.0
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)


def key_cap_width(keys: str) -> float:
    """Return the width of the drawn cap for a key text such as "R" or "Ctrl K"."""
    return max(theme().metrics(tokens.SMALL).horizontalAdvance(keys) + theme().px(10), theme().px(18))


def draw_key_cap(painter: QPainter, rect: QRectF, keys: str, color: str, line: str) -> None:
    """Draw a key cap, vertically centred in `rect`, its width being `key_cap_width`."""
    height = theme().px(17)
    cap = QRectF(rect.x(), rect.center().y() - height / 2, rect.width(), height)
    draw_box(painter, cap, theme().px(3), None, line)
    painter.setFont(theme().font(tokens.SMALL))
    painter.setPen(QColor(color))
    painter.drawText(cap, _CENTER, keys)


def chip_width(text: str, icon: str = "") -> float:
    """Return the width of a chip with this text."""
    extra = theme().px(CHIP_ICON + 5) if icon else 0
    weight = QFont.Weight.Medium
    return theme().metrics(tokens.SMALL, weight).horizontalAdvance(text) + theme().px(16) + extra


def draw_chip(painter: QPainter, rect: QRectF, text: str, tone: Tone, icon: str = "") -> None:
    """Draw a chip filling `rect`; text too long for it is elided."""
    color, ground = theme().colors.tone(tone)
    draw_box(painter, rect, rect.height() / 2, ground)
    inner = rect.adjusted(theme().px(8), 0, -theme().px(8), 0)
    if icon:
        side = theme().px(CHIP_ICON)
        draw_icon(painter, icon, QRectF(inner.x(), rect.center().y() - side / 2, side, side), color)
        inner.setLeft(inner.left() + side + theme().px(5))
    font = theme().font(tokens.SMALL, QFont.Weight.Medium)
    painter.setFont(font)
    painter.setPen(QColor(color))
    elided = (
        theme()
        .metrics(tokens.SMALL, QFont.Weight.Medium)
        .elidedText(text, Qt.TextElideMode.ElideRight, inner.width() + 1)
    )
    painter.drawText(inner, _LEFT, elided)


def draw_initials(painter: QPainter, rect: QRectF, initials: str, ground: str, color: str) -> None:
    """Draw a round avatar with a person's initials."""
    draw_box(painter, rect, rect.height() / 2, ground)
    painter.setFont(theme().font(rect.height() * 0.37 / (theme().text_size / 100), QFont.Weight.DemiBold))
    painter.setPen(QColor(color))
    painter.drawText(rect, _CENTER, initials)


def draw_badge(painter: QPainter, right: float, top: float, text: str) -> None:
    """Draw a count in a small danger-coloured pill whose upper right corner is given."""
    height = theme().px(15)
    metrics = theme().metrics(10, QFont.Weight.DemiBold)
    width = max(metrics.horizontalAdvance(text) + theme().px(8), height)
    rect = QRectF(right - width, top, width, height)
    draw_box(painter, rect, height / 2, theme().colors.danger)
    painter.setFont(theme().font(10, QFont.Weight.DemiBold))
    painter.setPen(QColor(theme().colors.on_danger))
    painter.drawText(rect, _CENTER, text)
