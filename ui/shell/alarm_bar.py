"""The record does not agree with its anchors: told above the work while it holds, judged by the owner."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.findings import Finding
from app.practice_file import HistoryHead
from ui.common.button import Button, ButtonKind, secondary
from ui.common.card import Card, PairRow
from ui.common.layout import Row, rule
from ui.common.overlay import Overlay
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.theme.icons import draw_icon
from ui.theme.theme import theme


class AlarmBar(QWidget):
    """Stays below the top bar until the history is accepted. `look_wanted` is the owner's button."""

    look_wanted = Signal()

    def __init__(self, alarms: Sequence[Finding], *, owner: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        what = words_for(alarms[0].message)
        do = "" if owner else self.tr("Tell the owner of the practice.")
        self.words = Label(f"{what} {do}".strip(), "strong", "danger", wrap=True)
        self.setAccessibleName(self.words.text())
        self.button = secondary(self.tr("Look at both"), name="look_at_history")
        self.button.clicked.connect(self.look_wanted)
        row = Row(self, space=12, margins=(44, 7, 16, 7))
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.button.setVisible(owner)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme().colors.danger_soft))
            painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(theme().colors.danger))
            side = theme().px(16)
            place = QRectF(theme().px(18), (self.height() - side) / 2, side, side)
            draw_icon(painter, "triangle-alert", place, theme().colors.danger)


class HistoryPanel(Card):
    """Names the head that the practice file has and those its anchors tell of. `accepted`, or `left`."""

    accepted = Signal()
    left = Signal()

    def __init__(self, heads: Sequence[HistoryHead], parent: QWidget | None = None) -> None:
        super().__init__(space=12, parent=parent)
        title = self.tr("Is this the right history?")
        self.setAccessibleName(title)
        why = self.tr(
            "After a restore from a backup the practice file is older than the anchors, and that is right. "
            "If nobody restored anything, an older copy was put in its place: leave it, and look for the "
            "newer file first."
        )
        keeps = self.tr("Accepting is recorded with both heads. It cannot be undone.")
        self.add(Label(title, "heading"), Label(why, "body", "second", wrap=True), rule())
        for head in heads:
            beside = head.where.startswith(heads[0].where)
            self.add(PairRow(head.where if beside else self.tr("Kept on this PC, apart"), self._words(head)))
        self.add(rule(), Label(keeps, "body", "second", wrap=True))
        self.leave_button = secondary(self.tr("Leave it as it is"), name="leave_history")
        self.accept_button = Button(self.tr("Accept this history"), ButtonKind.DANGER, name="accept_history")
        self.leave_button.clicked.connect(self.left)
        self.accept_button.clicked.connect(self.accepted)
        buttons = Row()
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        buttons.addWidget(self.accept_button)
        self.add(buttons)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.leave_button)

    def _words(self, head: HistoryHead) -> str:
        if not head.hash:
            return self.tr("cannot be proved")
        return self.tr("row {row} · {hash}").replace("{row}", str(head.sequence)).replace("{hash}", head.hash)


class HistoryOverlay(Overlay):
    """The question over the window."""

    def __init__(self, parent: QWidget, heads: Sequence[HistoryHead]) -> None:
        self.history = HistoryPanel(heads)
        super().__init__(parent, self.history, width=560)
        self.history.left.connect(self.close_panel)
        self.history.accepted.connect(self.close_panel)
