"""A line of controls that breaks where it is narrow, its last item always at the right edge."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLayoutItem

from ui.common.flow import Flow


class FootFlow(Flow):
    """The foot of a card: what may be done from left to right, the one next act at the lower right."""

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        height = super()._arrange(rect, move=move)
        shown = [item for item in self._items if not item.isEmpty()]
        if move and shown:
            for _top, line in groupby(shown, key=lambda item: item.geometry().y()):
                _centre(list(line))
            last = shown[-1].geometry()
            last.moveRight(max(rect.right(), rect.x() + last.width() - 1))
            shown[-1].setGeometry(last)
        return height


def _centre(line: list[QLayoutItem]) -> None:
    """Put the items of one line on one middle: text stands lower than the buttons beside it begin."""
    tallest = max(item.geometry().height() for item in line)
    for item in line:
        box = item.geometry()
        box.moveTop(box.y() + (tallest - box.height()) // 2)
        item.setGeometry(box)
