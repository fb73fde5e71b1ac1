"""Text on the screen. Qt guesses whether a label holds markup; here it never does."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme.theme import restyle, theme

_MOST_HEIGHTS = 64
LINE_HEIGHT = 1.2


class Label(QLabel):
    """A label that shows its text as it is. `role` is its size, `tone` its colour (see the style sheet).

    Roles: body (default), label, section, strong, heading, title, figure.
    `tabular` gives all figures one width.
    Tones: ink (default), second, third, accent, on_soft, warning, danger.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "ink",
        *,
        wrap: bool = False,
        selectable: bool = False,
        tabular: bool = False,
        elide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setText(text)
        if tabular:
            self._line_up_figures()
            theme().changed.connect(self._line_up_figures)
        self._elide, self._airy = elide, wrap and not selectable
        self._heights: dict[tuple[int, str, str], int] = {}  # layouts ask for the same ones again and again
        if wrap:
            self.setWordWrap(True)
            policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )

    def _line_up_figures(self) -> None:
        self.setFont(theme().font(tabular=True))

    def hasHeightForWidth(self) -> bool:
        return self.wordWrap()

    def heightForWidth(self, width: int) -> int:
        """Return the height of wrapped text, with the air between its lines that is easy to read."""
        if not self._airy:
            return super().heightForWidth(width)
        known = (width, self.text(), self.font().key())
        if known not in self._heights:
            if len(self._heights) >= _MOST_HEIGHTS:
                self._heights.clear()
            self._heights[known] = math.ceil(self._laid_out(width)[1])
        return self._heights[known]

    def sizeHint(self) -> QSize:
        if not self._airy:
            return super().sizeHint()
        width = max(self.width(), theme().px(120))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the whole text's size, or next to nothing for one that may be cut with an ellipsis."""
        if self._elide:
            return QSize(theme().px(24), super().minimumSizeHint().height())
        return QSize(theme().px(40), self.sizeHint().height()) if self._airy else super().minimumSizeHint()

    def _laid_out(self, width: int) -> tuple[QTextLayout, float]:
        """Break the text into lines and return them with their height."""
        layout = QTextLayout(self.text().replace("\n", "\u2028"), self.font())
        option = QTextOption(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        step = QFontMetricsF(self.font()).height() * LINE_HEIGHT
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, y + (step - line.height()) / 2))
            y += step
        layout.endLayout()
        return layout, max(y, step)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw wrapped and elided text here; everything else as labels do."""
        if not (self._airy or self._elide):
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            if self._airy:
                layout, height = self._laid_out(self.width())
                top = 0.0
                if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
                    top = max(0.0, (self.height() - height) / 2)
                layout.draw(painter, QPointF(0, top))
                return
            painter.setFont(self.font())
            metrics = QFontMetricsF(self.font())
            words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(self.rect(), self.alignment() | Qt.TextFlag.TextSingleLine, words)

    def set_tone(self, tone: str) -> None:
        """Change the colour."""
        if tone != self.property("tone"):
            self.setProperty("tone", tone)
            restyle(self)

    def set_role(self, role: str) -> None:
        """Change the size and weight."""
        if role != self.property("role"):
            self.setProperty("role", role)
            restyle(self)


def plain_tip(text: str) -> str:
    """Return a tool-tip text that Qt shows as it is: tool tips have no plain mode, so markup is escaped."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
    return f"<span>{escaped}</span>"
