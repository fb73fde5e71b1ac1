"""Layouts that break into lines where the window is narrow or the text large, so that nothing is cut."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.theme.theme import theme


class Flow(QLayout):
    """Widgets beside each other, each as wide as it wants; those that do not fit go on in the next line."""

    def __init__(self, parent: QWidget | None = None, *, space: int = 8, line_space: int = 6) -> None:
        if parent is None:
            super().__init__()
        else:
            super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._space, self._line_space = space, line_space
        self._heights: dict[int, int] = {}  # the layouts around ask for the same ones again and again
        self.setContentsMargins(0, 0, 0, 0)
        theme().changed.connect(self.invalidate)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size in one line."""
        shown = [item for item in self._items if not item.isEmpty()]
        gap = theme().px(self._space) * max(len(shown) - 1, 0)
        width = sum(item.sizeHint().width() for item in shown) + gap
        return QSize(width, max((item.sizeHint().height() for item in shown), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the widest item: below it nothing more can be done."""
        shown = [item for item in self._items if not item.isEmpty()]
        return QSize(
            max((item.minimumSize().width() for item in shown), default=0),
            max((item.minimumSize().height() for item in shown), default=0),
        )

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the items, or only measure; return the height they take."""
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            width = min(size.width(), max(rect.width(), 1))
            if x > rect.x() and x + width > rect.right() + 1:
                x, y, line = rect.x(), y + line + theme().px(self._line_space), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), QSize(width, size.height())))
            x += width + theme().px(self._space)
            line = max(line, size.height())
        return y + line - rect.y()


class FieldGrid(Flow):
    """Fields in as many equal columns as there is room for, at most `columns`.

    A field that needs more than a column (a segmented choice) takes two; `spans` are set by `add`.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        columns: int = 4,
        least: int = 150,
        space: int = 12,
        line_space: int = 12,
    ) -> None:
        super().__init__(parent, space=space, line_space=line_space)
        self._columns, self._least = columns, least
        self._spans: dict[int, int] = {}

    def add(self, field: QWidget, span: int = 1) -> None:
        """Add a field that takes `span` columns."""
        self._spans[len(self._items)] = span
        self.addWidget(field)

    def sizeHint(self) -> QSize:
        width = self._columns * theme().px(self._least) + (self._columns - 1) * theme().px(self._space)
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:
        return QSize(theme().px(self._least), super().minimumSize().height())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        gap = theme().px(self._space)
        count = max(1, min(self._columns, (rect.width() + gap) // (theme().px(self._least) + gap)))
        width = (rect.width() - gap * (count - 1)) // count
        y, column, line = rect.y(), 0, 0
        for number, item in enumerate(self._items):
            if item.isEmpty():
                continue
            span = self._span(number, item, count, width, gap)
            if column + span > count:
                y, column, line = y + line + theme().px(self._line_space), 0, 0
            room = width * span + gap * (span - 1)
            height = item.heightForWidth(room) if item.hasHeightForWidth() else item.sizeHint().height()
            if move:
                left = rect.x() + column * (width + gap)
                item.setGeometry(QRect(left, y, room, height))
            column += span
            line = max(line, height)
        return y + line - rect.y()

    def _span(self, number: int, item: QLayoutItem, count: int, width: int, gap: int) -> int:
        span = min(self._spans.get(number, 1), count)
        need = item.minimumSize().width()
        while span < count and need > width * span + gap * (span - 1):
            span += 1
        return span
