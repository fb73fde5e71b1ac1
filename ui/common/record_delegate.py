"""How the cells of a record table are drawn: bold and grey text, chips, bands, hairlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from ui.common.chip import ChipText
from ui.common.record_table_model import CELL_ROLE, Band, Cell
from ui.theme import tokens
from ui.theme.paint import chip_width, draw_chip
from ui.theme.theme import theme

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_ELIDE = Qt.TextElideMode.ElideRight
PADDING = 10
CHIP_GAP = 6
Index = QModelIndex | QPersistentModelIndex


class RecordDelegate(QStyledItemDelegate):
    """Draws every cell itself; it keeps no state but the look."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, hairline and content of one cell."""
        cell = index.data(CELL_ROLE)
        rect = QRectF(option.rect)
        painter.save()
        painter.setClipRect(rect)
        if isinstance(cell, Band):
            self._draw_band(painter, rect, cell)
        elif isinstance(cell, Cell):
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            self._draw_ground(painter, rect, selected)
            if selected and index.column() == 0:
                self._draw_focus(painter, rect, option.widget)
            pad = theme().px(PADDING)
            self._draw_cell(painter, rect.adjusted(pad, 0, -pad / 2, -1), cell, selected)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the width that the whole content needs, in a row's height."""
        cell = index.data(CELL_ROLE)
        width = cell_width(cell) if isinstance(cell, Cell) else 0.0
        return QSize(round(width) + theme().px(2 * PADDING), theme().px(tokens.ROW_HEIGHT))

    def _draw_ground(self, painter: QPainter, rect: QRectF, selected: bool) -> None:
        colors = theme().colors
        if selected:
            painter.fillRect(rect, QColor(colors.accent_soft))
        line = QRectF(rect.x(), rect.bottom() - 1, rect.width(), 1)
        painter.fillRect(line, QColor(colors.sunken))

    def _draw_focus(self, painter: QPainter, rect: QRectF, widget: QWidget | None) -> None:
        """Mark the row of the table that has the keyboard with a bar at its left edge."""
        if isinstance(widget, QTableView) and widget.hasFocus():
            painter.fillRect(
                QRectF(rect.x(), rect.y(), theme().px(3), rect.height() - 1), QColor(theme().colors.accent)
            )

    def _draw_band(self, painter: QPainter, rect: QRectF, band: Band) -> None:
        colors = theme().colors
        painter.fillRect(rect, QColor(colors.background))
        painter.fillRect(QRectF(rect.x(), rect.bottom() - 1, rect.width(), 1), QColor(colors.sunken))
        painter.setFont(theme().font(tokens.LABEL, QFont.Weight.DemiBold))
        painter.setPen(QColor(colors.second))
        painter.drawText(rect.adjusted(theme().px(PADDING), 0, 0, 0), _LEFT, band.title)

    def _draw_cell(self, painter: QPainter, rect: QRectF, cell: Cell, selected: bool) -> None:
        if cell.chips:
            self._draw_chips(painter, rect, cell)
            return
        colors = theme().colors
        weight = QFont.Weight.DemiBold if cell.strong else QFont.Weight.Normal
        figures = is_figures(cell)
        metrics = theme().metrics(tokens.BODY, weight, tabular=figures)
        painter.setFont(theme().font(tokens.BODY, weight, tabular=figures))
        painter.setPen(QColor(getattr(colors, cell.tone)))
        text = metrics.elidedText(cell.text, _ELIDE, rect.width())
        two_lines = bool(cell.secondary) and is_tall(rect)
        first = rect.adjusted(0, theme().px(5), 0, -rect.height() / 2) if two_lines else rect
        painter.drawText(first, _RIGHT if cell.numeric else _LEFT, text)
        if cell.secondary and not cell.numeric:
            used = metrics.horizontalAdvance(text) + theme().px(5)
            second = rect.adjusted(0, rect.height() / 2, 0, -theme().px(5))
            rest = second if two_lines else rect.adjusted(used, 0, 0, 0)
            if rest.width() > theme().px(12):
                # Grey on the selection's ground would fall below 4.5:1, so it darkens there.
                painter.setFont(theme().font(tokens.BODY))
                painter.setPen(QColor(colors.second if selected else colors.third))
                grey = theme().metrics().elidedText(cell.secondary, _ELIDE, rest.width())
                painter.drawText(rest, _LEFT, grey)

    def _draw_chips(self, painter: QPainter, rect: QRectF, cell: Cell) -> None:
        """Draw the chips beside each other, in a tall row on two lines where one is too short for them."""
        height, gap = theme().px(tokens.CHIP_HEIGHT), theme().px(CHIP_GAP)
        lines = chip_lines(cell, rect.width(), 2 if is_tall(rect) else 1)
        top = rect.center().y() - (height * len(lines) + theme().px(3) * (len(lines) - 1)) / 2
        for chips in lines:
            x = rect.x()
            for chip in chips:
                width = min(chip_width(chip.text, chip.icon), rect.right() - x)
                draw_chip(painter, QRectF(x, top, width, height), chip.text, chip.tone, chip.icon)
                x += width + gap
            top += height + theme().px(3)


def is_tall(rect: QRectF) -> bool:
    """Return whether a row has room for two lines."""
    return rect.height() > theme().px((tokens.ROW_HEIGHT + tokens.TALL_ROW_HEIGHT) / 2)


def chip_lines(cell: Cell, room: float, most: int) -> list[list[ChipText]]:
    """Return the chips of a cell on up to `most` lines, in their short words where they need them.

    No chip but a single one is ever cut: those for which there is no room are counted ("+2").
    """
    chips = cell.short if cell.short and row_width(cell.chips) > room and most == 1 else cell.chips
    if cell.short and max(chip_width(chip.text, chip.icon) for chip in chips) > room:
        chips = cell.short
    lines: list[list[ChipText]] = [[]]
    for number, chip in enumerate(chips):
        rest = len(chips) - number
        last = len(lines) == most
        if lines[-1] and row_width((*lines[-1], chip, *_more(rest - 1 if last else 0))) > room:
            if last and row_width((*lines[-1], *chips[number:])) > room:
                lines[-1].extend(_more(rest))
                break
            if not last:
                lines.append([])
        lines[-1].append(chip)
    return lines


def _more(count: int) -> tuple[ChipText, ...]:
    """Return the chip that counts those for which there is no room."""
    return (ChipText(f"+{count}"),) if count else ()


def row_width(chips: Sequence[ChipText]) -> float:
    """Return how wide chips beside each other are."""
    gaps = theme().px(CHIP_GAP) * max(len(chips) - 1, 0)
    return sum(chip_width(chip.text, chip.icon) for chip in chips) + gaps


def short_width(cell: Cell) -> float:
    """Return how wide a cell is in its short words, on one line."""
    return row_width(cell.short) if cell.short else cell_width(cell)


def least_width(cell: Cell) -> float:
    """Return the width below which a cell is cut even in a tall row and in its short words."""
    if cell.chips:
        return max(_width(chip) for chip in cell.short or cell.chips)
    return cell_width(replace(cell, secondary=""))


def snug_width(cell: Cell) -> float:
    """Return the width in which a row of one line shows the widest chip and how many more there are."""
    if not cell.chips:
        return least_width(cell)
    chips = cell.short or cell.chips
    return row_width((max(chips, key=_width), *_more(len(chips) - 1)))


def _width(chip: ChipText) -> float:
    return chip_width(chip.text, chip.icon)


def is_figures(cell: Cell) -> bool:
    """Return whether a cell holds figures, which stand under each other in one width."""
    return cell.numeric or cell.text[:1].isdigit()


def cell_width(cell: Cell) -> float:
    """Return how wide the content of a cell is when nothing is cut."""
    if cell.chips:
        return row_width(cell.chips)
    weight = QFont.Weight.DemiBold if cell.strong else QFont.Weight.Normal
    width = theme().metrics(tokens.BODY, weight, tabular=is_figures(cell)).horizontalAdvance(cell.text)
    if cell.secondary:
        width += theme().px(5) + theme().metrics().horizontalAdvance(cell.secondary)
    return width
