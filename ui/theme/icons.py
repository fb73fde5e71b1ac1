"""Lucide icons, drawn as vectors in a token's colour with the stroke of the design."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.theme.fonts import RESOURCES

STROKE = "1.75"
_FOLDER = RESOURCES / "icons"


@lru_cache(maxsize=256)
def _renderer(name: str, color: str) -> QSvgRenderer:
    svg = (_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    svg = svg.replace('stroke-width="2"', f'stroke-width="{STROKE}"').replace("currentColor", color)
    return QSvgRenderer(QByteArray(svg.encode()))


def draw_icon(painter: QPainter, name: str, rect: QRectF, color: str) -> None:
    """Draw the icon `name` (a file of resources/icons without its ending) into `rect`."""
    _renderer(name, color).render(painter, rect)


def icon_pixmap(name: str, color: str, side: int, ratio: float = 1.0) -> QPixmap:
    """Return the icon as a picture `side` logical pixels wide, sharp at the screen's pixel ratio."""
    pixmap = QPixmap(QSize(round(side * ratio), round(side * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        draw_icon(painter, name, QRectF(0, 0, side, side), color)
    return pixmap


def window_icon(accent: str) -> QIcon:
    """Return the icon of the program's windows."""
    return QIcon(icon_pixmap("book-open-text", accent, 64))
