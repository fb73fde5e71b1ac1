"""The titles over a record table."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.common.record_delegate import PADDING
from ui.common.record_table_model import RecordTableModel
from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.theme import theme


class RecordHeader(QHeaderView):
    """Column titles: small and bold, with an arrow on the one that sorts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(theme().px(24))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme().px(tokens.BAND_HEIGHT + 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self.viewport()) as painter:
            line = QRect(0, self.viewport().height() - 1, self.viewport().width(), 1)
            painter.fillRect(line, QColor(theme().colors.line))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one title."""
        model = self.model()
        if not isinstance(model, RecordTableModel) or not rect.isValid():
            return
        if section >= len(model.columns):  # emptied by the lock; an exception in here would end the program
            return
        column = model.columns[section]
        sorted_by, descending = model.sorted_by
        pad = theme().px(PADDING)
        room = QRectF(rect).adjusted(pad, 0, -pad if column.numeric else -2, 0)
        painter.save()
        painter.setFont(theme().font(tokens.LABEL, QFont.Weight.DemiBold))
        painter.setPen(QColor(theme().colors.second))
        side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
        metrics = theme().metrics(tokens.LABEL, QFont.Weight.DemiBold)
        text = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, text)
        if section == sorted_by:
            size = theme().px(12)
            x = room.x() + metrics.horizontalAdvance(text) + theme().px(3)
            icon = "arrow-down" if descending else "arrow-up"
            if column.numeric:
                x = room.right() - metrics.horizontalAdvance(text) - size - theme().px(3)
            top = rect.center().y() + 0.5 - size / 2
            draw_icon(painter, icon, QRectF(x, top, size, size), theme().colors.second)
        painter.restore()
