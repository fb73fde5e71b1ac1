"""A line of controls that breaks where it is narrow, its last item always at the right edge."""

from __future__ import annotations

from PySide6.QtCore import QRect

from ui.common.flow import Flow


class FootFlow(Flow):
    """The foot of a card: what may be done from left to right, the one next act at the lower right."""

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        height = super()._arrange(rect, move=move)
        shown = [item for item in self._items if not item.isEmpty()]
        if move and shown:
            last = shown[-1].geometry()
            last.moveRight(max(rect.right(), rect.x() + last.width() - 1))
            shown[-1].setGeometry(last)
        return height
