"""The papers of one act below each other: which go out, and which one is in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.common.layout import Column
from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.paint import draw_box
from ui.theme.theme import theme


@dataclass(frozen=True)
class PaperLine:
    """One paper of the list: its name, and grey words below (pages, language)."""

    text: str
    detail: str = ""


class PaperRow(QAbstractButton):
    """One paper. The box at its left says whether it goes out; the row that has the focus is in sight."""

    reached = Signal()
    stepped = Signal(int)

    def __init__(self, line: PaperLine, *, boxed: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line, self._boxed = line, boxed
        self.current = False
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_line(line)
        theme().changed.connect(self.updateGeometry)

    def show_line(self, line: PaperLine) -> None:
        self.line = line
        self.setAccessibleName(f"{line.text}, {line.detail}" if line.detail else line.text)
        self.update()

    def sizeHint(self) -> QSize:
        line = theme().metrics().lineSpacing()
        return QSize(theme().px(200), round(2 * line) + theme().px(14))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(80), self.sizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.reached.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the box changes what goes out; anywhere else it only shows the paper."""
        if self._boxed and event.position().x() < theme().px(34):
            super().mousePressEvent(event)
        else:
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, side, left = theme().colors, theme().px(16), theme().px(10)
        with QPainter(self) as painter:
            if self.current:
                draw_box(painter, QRectF(self.rect()), theme().px(6), colors.accent_soft)
            if self._boxed:
                box = QRectF(left, (self.height() - side) / 2, side, side)
                fill = colors.accent if self.isChecked() else colors.surface
                draw_box(painter, box, theme().px(4), fill, fill if self.isChecked() else colors.strong_line)
                if self.isChecked():
                    draw_icon(painter, "check", box.adjusted(2, 2, -2, -2), colors.on_accent)
                left += side + theme().px(10)
            self._paint_words(painter, left)
            if self.hasFocus():
                edge = QRectF(self.rect()).adjusted(1, 1, -1, -1)
                draw_box(painter, edge, theme().px(6), None, colors.accent, 2.0)

    def _paint_words(self, painter: QPainter, left: float) -> None:
        colors = theme().colors
        room = self.width() - left - theme().px(10)
        middle = self.height() / 2
        weight = QFont.Weight.DemiBold if self.current else QFont.Weight.Normal
        lines = (
            (self.line.text, tokens.BODY, weight, colors.on_soft if self.current else colors.ink),
            (self.line.detail, tokens.LABEL, QFont.Weight.Normal, colors.second),
        )
        top = middle - theme().metrics().lineSpacing() - 1 if self.line.detail else 0
        for text, size, heavy, ink in lines:
            metrics = theme().metrics(size, heavy)
            height = metrics.lineSpacing() + 2 if self.line.detail else self.height()
            painter.setFont(theme().font(size, heavy))
            painter.setPen(QColor(ink))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(left, top, room, height), Qt.AlignmentFlag.AlignVCenter, shown)
            top += height


class PaperList(QWidget):
    """Papers below each other. `reached` tells the place of the one in sight, `changed`: a box was set."""

    reached = Signal(int)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = Column(self, space=2)
        self.rows: list[PaperRow] = []
        self._current = -1

    def set_lines(self, lines: Sequence[PaperLine], *, boxed: bool = True) -> None:
        """Show these papers, all of them going out; a box to choose by only where there are several."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [PaperRow(line, boxed=boxed and len(lines) > 1) for line in lines]
        for number, row in enumerate(self.rows):
            self._column.addWidget(row)
            row.show()  # at once, so that it can take the focus
            row.reached.connect(lambda place=number: self.show_place(place))
            row.stepped.connect(self._step)
            row.toggled.connect(lambda _on: self.changed.emit())
        self._current = -1

    def set_detail(self, place: int, line: PaperLine) -> None:
        self.rows[place].show_line(line)

    def chosen(self) -> list[int]:
        """Return the places of the papers that go out."""
        return [place for place, row in enumerate(self.rows) if row.isChecked()]

    def keep(self, places: Sequence[int]) -> None:
        """Let only these go out."""
        for place, row in enumerate(self.rows):
            row.setChecked(place in places)

    @property
    def current(self) -> int:
        return self._current

    def show_place(self, place: int) -> None:
        """Put a paper in sight."""
        if place == self._current:
            return
        self._current = place
        for number, row in enumerate(self.rows):
            row.current = number == place
            row.update()
        self.reached.emit(place)

    def _step(self, by: int) -> None:
        place = max(0, min(len(self.rows) - 1, self._current + by))
        self.rows[place].setFocus(Qt.FocusReason.OtherFocusReason)
