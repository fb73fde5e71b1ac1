"""Ten recovery codes, shown once: print or save them before going on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from app.core.errors import DaybookError
from app.practice_file import Practice
from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.desk import Desk, ThreadDesk
from ui.common.layout import Column, Grid, Row
from ui.common.overlay import Overlay
from ui.common.pdf_preview import PdfPreview
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.shell.background import Background
from ui.shell.holder import PracticeHolder
from ui.theme.theme import theme

PREVIEW_WIDTH = 720


class CodesShown(QWidget):
    """The codes in two columns. `done` when the person says that they are kept: only then they open."""

    done = Signal()

    def __init__(self, practice: Practice, codes: tuple[str, ...], title: str, owner: QObject) -> None:
        super().__init__()
        self._practice, self._codes, self._owner = practice, codes, owner
        self._desk: Desk | None = None
        self.labels = [Label(code, "strong", tabular=True, selectable=True) for code in codes]
        what = self.tr(
            "When the phone is not at hand, one of these ten recovery codes takes its place. Each opens "
            "once. They are shown only now: print them, and keep them away from the phone and this PC. They "
            "count once you say that you have kept them."
        )
        self.print_button = secondary(self.tr("Print the codes"), icon="printer", name="print_codes")
        self.done_button = primary(self.tr("I have kept them"), tall=True, name="codes_kept")
        column = Column(self, space=12)
        column.addWidget(Label(title, "heading"))
        column.addWidget(Label(what, "body", "second", wrap=True))
        column.addWidget(self._card())
        column.addStretch(1)
        buttons = Row()
        buttons.addWidget(self.print_button)
        buttons.addStretch(1)
        buttons.addWidget(self.done_button)
        self.trouble = Label("", "body", "danger", wrap=True)
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addLayout(buttons)
        self.print_button.clicked.connect(self.print_codes)
        self.done_button.clicked.connect(self._done)
        self.setFocusProxy(self.print_button)

    def _card(self) -> Card:
        card, grid = Card(), Grid(columns=4, space=10)
        half = len(self.labels) // 2
        for place, label in enumerate(self.labels):
            font = QFont(label.font())
            font.setStyleHint(QFont.StyleHint.Monospace)
            label.setFont(font)
            row, side = place % half, 2 * (place // half)
            grid.addWidget(Label(f"{place + 1}.", "body", "second"), row, side)
            grid.addWidget(label, row, side + 1)
        for place, stretch in enumerate((0, 1, 0, 1)):
            grid.setColumnStretch(place, stretch)
        card.add(grid)
        card.setAccessibleName(self.tr("Recovery codes"))
        return card

    def print_codes(self) -> None:
        """Show the paper with its Print button."""
        if not self._codes:
            return
        desk = self._desk = self._desk or ThreadDesk(PracticeHolder(self._practice.bus))
        preview = PdfPreview(desk, self.tr("Recovery codes"), job="Daybook")
        preview.setMinimumHeight(theme().px(480))
        card = Card()
        card.add(preview)
        card.setFocusProxy(preview)
        overlay = Overlay(self.window(), card, width=PREVIEW_WIDTH)
        preview.left.connect(overlay.close_panel)
        preview.printed.connect(lambda _pages: overlay.close_panel())
        overlay.closed.connect(overlay.deleteLater)
        preview.show_pdf(self._practice.second_step.codes_paper(self._codes))
        overlay.open()

    def _done(self) -> None:
        if not self._codes:
            return
        self.done_button.setEnabled(False)
        step = self._practice.second_step
        Background(step.keep_codes, lambda _none: self._are_kept(), self._not_kept, self._owner)

    def _are_kept(self) -> None:
        if self._codes:  # else the window was locked meanwhile
            self.forget()
            self.done.emit()

    def _not_kept(self, error: Exception) -> None:
        if not self._codes:
            return
        self.done_button.setEnabled(True)
        if not isinstance(error, DaybookError):
            raise error
        self.trouble.setText(words_for(error.message))
        self.trouble.show()

    def forget(self) -> None:
        """Show the codes no more."""
        self._codes = ()
        for label in self.labels:
            label.setText("")
        if self._desk is not None:
            self._desk.close()
            self._desk = None
