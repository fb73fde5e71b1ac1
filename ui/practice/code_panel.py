"""A one-time code, shown once: read it out, or print the slip."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from app.practice_file import CodeMade
from ui.common.button import secondary
from ui.common.card import Card
from ui.common.desk import Desk
from ui.common.layout import Grid
from ui.common.overlay import Overlay
from ui.common.pdf_preview import PdfPreview
from ui.common.plain_text import Label
from ui.common.words import at_the_practice, date_words, fill, time_words
from ui.practice.editor import Editor
from ui.practice.person_acts import Staffing
from ui.practice.words import words
from ui.theme.theme import theme

ACROSS = 4
PREVIEW_WIDTH = 720


class CodeShown(Editor):
    """The code in large letters. It goes with the panel, and when the window locks.

    `another_wanted`: it went with a lock before it was handed over.
    """

    another_wanted = Signal()

    def __init__(self, desk: Desk, staff: Staffing, made: CodeMade) -> None:
        title = fill(words("The code of {name}"), {"name": made.account.name})
        super().__init__(desk, title, words("Done, it was handed over"))
        self._staff, self._made = staff, made
        self.groups: list[Label] = []
        self.card, self.told = self._card(made), Label(self._told(made), "body", "second", wrap=True)
        self.add(self.card, self.told)
        self.print_button = secondary(words("Print the slip"), icon="printer", name="print_slip")
        self.print_button.clicked.connect(self.print_slip)
        self.add(self.print_button)
        once = words("It is shown only now. If it is lost, make another one; this one then opens nothing.")
        self.once = Label(once, "label", "second", wrap=True)
        self.another = secondary(words("Make another code"), name="another_code")
        self.another.clicked.connect(self.another_wanted)
        self.another.hide()
        self.add(self.once, self.another)
        self.ready()
        self.problem.set_tone("second")
        self.cancel.hide()
        self.keys.add("Ctrl+P", self.print_button.words, self.print_slip, button=self.print_button)
        desk.locking.connect(self.say_gone)

    def _card(self, made: CodeMade) -> Card:
        card, grid = Card(), Grid(columns=ACROSS, space=8)
        for number, group in enumerate(made.groups):
            label = Label(group, "heading", tabular=True)
            font = QFont(label.font())
            font.setStyleHint(QFont.StyleHint.Monospace)
            label.setFont(font)
            self.groups.append(label)
            grid.addWidget(label, number // ACROSS, number % ACROSS, Qt.AlignmentFlag.AlignCenter)
        card.add(grid)
        card.setAccessibleName(words("One-time code"))
        card.setAccessibleDescription(" ".join(made.groups))
        return card

    @staticmethod
    def _told(made: CodeMade) -> str:
        until = at_the_practice(made.until)
        told = words(
            "Give it to {name} by hand or by voice, to nobody else. It opens until {day}, {time}, once, and "
            "asks for a new password. Capitals and hyphens do not matter."
        )
        params = {"name": made.account.name, "day": date_words(until), "time": time_words(until)}
        return fill(told, params)

    def first_field(self) -> QWidget:
        return self.print_button

    def print_slip(self) -> None:
        """Show the slip as it will be on paper, with its Print button."""
        if not self.print_button.isEnabled():
            return
        self.print_button.setEnabled(False)
        self.tell(words("Making the slip"))
        self.desk.work_on_pool(
            lambda: self._staff().slip(self._made), done=self._slip_made, failed=self._no_slip, owner=self
        )

    def _slip_made(self, pdf: bytes) -> None:
        self._no_slip(None)
        if self.groups[0].text():  # else the window was locked meanwhile
            self._preview(pdf)

    def _no_slip(self, _error: Exception | None) -> bool:
        self.print_button.setEnabled(bool(self.groups[0].text()))
        self.tell("")
        return False

    def _preview(self, pdf: bytes) -> None:
        inside = Card()
        preview = PdfPreview(self.desk, words("One-time code"), job="Daybook")
        preview.setMinimumHeight(theme().px(480))
        inside.add(preview)
        overlay = Overlay(self.window(), inside, width=PREVIEW_WIDTH)
        inside.setFocusProxy(preview)
        preview.left.connect(overlay.close_panel)
        preview.printed.connect(lambda _pages: overlay.close_panel())
        overlay.closed.connect(overlay.deleteLater)
        self.desk.locking.connect(overlay.close_panel)
        preview.show_pdf(pdf)
        overlay.open()

    def forget(self) -> None:
        """Show the code no more."""
        for label in self.groups:
            label.setText("")
        self.print_button.setEnabled(False)

    def say_gone(self) -> None:
        """The window locks: afterwards an empty box must not look like a code that was handed over."""
        if not self.groups[0].text():
            return
        self.forget()
        for widget in (self.card, self.print_button, self.once):
            widget.hide()
        self.told.set_tone("ink")
        gone = words(
            "Daybook locked, and the code of {name} is shown no more. If it was not handed over, make "
            "another one: the first then opens nothing."
        )
        self.told.setText(fill(gone, {"name": self._made.account.name}))
        self.act.setText(words("It was handed over before"))
        self.another.show()
        self.setFocusProxy(self.another)

    def may_go(self) -> bool:
        """Say once that the code is lost with the panel."""
        if self._warned or not self.groups[0].text():
            return True
        self._warned = True
        self.tell(words("The code is shown only now. Leave once more if it was handed over."))
        return False

    def save(self) -> None:
        """The code was handed over: the panel goes."""
        self.forget()
        self.finished.emit()

    def leave(self) -> None:
        if self.may_go():
            self.save()
