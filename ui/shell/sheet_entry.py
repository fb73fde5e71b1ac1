"""Coming in with the recovery sheet: its four lines, then which owner, and a new password."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.core.errors import DaybookError, RuleViolated
from app.practice_recovery import RecoveryKeyMistyped
from app.security.views import OwnerView
from ui.common.button import link, primary
from ui.common.card import Card
from ui.common.fields import ChoiceField
from ui.common.form import Form
from ui.common.layout import Column, Grid, Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.shell.new_password import NewPassword
from ui.shell.recovery_page import in_the_middle
from ui.shell.sheet_lines import SheetLines
from ui.shell.top_bar import Wordmark
from ui.theme.theme import theme

CARD_WIDTH = 520


class LinesPage(QWidget):
    """The four lines of the sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = SheetLines()
        column = Column(self, space=12)
        what = self.tr(
            "Type each line with its check, paste the whole key, or scan its code with a hand scanner. Small "
            "letters are right as well."
        )
        column.addWidget(Label(what, "body", "second", wrap=True))
        column.addWidget(self.lines)
        self.setFocusProxy(self.lines)


class OwnerAndPasswordPage(QWidget):
    """Which owner comes in, and the new password."""

    def __init__(self, practice: str) -> None:
        super().__init__()
        self._practice = practice
        self._owners: tuple[OwnerView, ...] = ()
        self.form = Form(self)
        self.what = Label("", "body", "second", wrap=True)
        self.owner = self.form.add(ChoiceField("owner", self.tr("Who are you?"), []))
        self.new = NewPassword(self.form, lambda: (self.login, practice))
        column = Column(self, space=12)
        column.addWidget(self.what)
        column.addWidget(self.owner)
        grid = Grid(columns=2, space=14)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.new.password, 0, 0, top)
        grid.addWidget(self.new.again, 0, 1, top)
        grid.addWidget(self.new.shown, 1, 0)
        column.addLayout(grid)
        column.addWidget(self.new.rules)
        self.owner.edited.connect(self._told)
        self.setFocusProxy(self.new.password)

    def show_owners(self, owners: Sequence[OwnerView]) -> None:
        """Offer these; where there is one, it is told and not asked."""
        self._owners = tuple(owners)
        self.owner.set_choices([(str(one.person_id), f"{one.name} ({one.login})") for one in owners])
        self.owner.list.removeItem(0)  # somebody is always chosen
        self.owner.setVisible(len(owners) > 1)
        self._told()

    @property
    def chosen(self) -> OwnerView | None:
        return next((one for one in self._owners if str(one.person_id) == self.owner.value()), None)

    @property
    def login(self) -> str:
        return self.chosen.login if self.chosen is not None else ""

    def _told(self) -> None:
        one = self.chosen
        if one is None:
            return
        words = self.tr(
            "The sheet is right. {name} gets a new password and signs in with the sign-in name {login}; "
            "nothing else changes."
        )
        if not one.active:
            words = self.tr(
                "The sheet is right. No owner is active here, so that the account of {name} (sign-in name "
                "{login}) is opened again. This is recorded."
            )
        self.what.setText(words.replace("{name}", one.name).replace("{login}", one.login))
        self.new.judge()


class SheetEntry(QWidget):
    """Asks for the sheet, then for owner and password.

    `asked(key)` wants to know whose sheet it is: answered by `show_owners` or `refuse`. `entered(key, person,
    password)` comes at the end. `left` goes back to the sign-in.
    """

    asked = Signal(str)
    entered = Signal(str, object, str)
    left = Signal()

    def __init__(self, practice: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Use the recovery sheet"))
        self.lines_page, self.owner_page = LinesPage(), OwnerAndPasswordPage(practice)
        self.lines = self.lines_page.lines
        self.title = Label("", "title", wrap=True)
        self.trouble = Label("", "body", "danger", wrap=True)
        self.back_button = link(self.tr("Back to the sign-in"), name="back_to_sign_in")
        self.button = primary("", tall=True, name="recover")
        self._wait, self._busy = 0, False
        self._countdown = QTimer(self, interval=1_000)
        self._countdown.timeout.connect(self._tick)
        self._build()
        self.rescale()
        theme().changed.connect(self.rescale)
        self._show(self.lines_page)

    def _build(self) -> None:
        self.card = Card(space=0)
        self._inside = Column(space=12, margins=(24, 18, 24, 14))
        self.card.body.addLayout(self._inside)
        self._mark = Wordmark(22)
        self._inside.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignLeft)
        self._inside.addWidget(self.title)
        for page in (self.lines_page, self.owner_page):
            self._inside.addWidget(page)
        self._inside.addWidget(self.trouble)
        buttons = Row()
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.button)
        self._inside.addLayout(buttons)
        in_the_middle(self, self.card)
        self.lines.done.connect(self.submit)
        self.lines.changed.connect(lambda: self.trouble.hide())
        self.button.clicked.connect(self.submit)
        self.back_button.clicked.connect(self.left)

    def rescale(self) -> None:
        """Keep the card's width; where the window is low, the card has less air."""
        self.card.setFixedWidth(min(theme().px(CARD_WIDTH), max(self.width() - theme().px(24), 1)))
        self._mark.setVisible(self.height() > theme().px(520))

    @property
    def page(self) -> QWidget:
        """The page in sight."""
        return self.owner_page if self.owner_page.isVisibleTo(self.card) else self.lines_page

    def _show(self, page: QWidget) -> None:
        for one in (self.lines_page, self.owner_page):
            one.setVisible(one is page)
        lines = page is self.lines_page
        self.title.setText(self.tr("Use the recovery sheet") if lines else self.tr("Your new password"))
        self.trouble.hide()
        self._show_button()
        self.setFocusProxy(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Go on with what was typed, if it can be right."""
        if not self.button.isEnabled():
            return
        if self.page is self.lines_page:
            self._ask()
        elif self.owner_page.chosen is not None and self.owner_page.new.holds():
            self.set_busy(True)
            chosen = self.owner_page.chosen.person_id
            self.entered.emit(self.lines.text(), chosen, self.owner_page.new.password.text())

    def _ask(self) -> None:
        if not self.lines.right:
            self.lines.refuse()
            return
        self.set_busy(True)
        self.asked.emit(self.lines.text())

    def show_owners(self, owners: Sequence[OwnerView]) -> None:
        """The sheet is right: ask which of these owners comes in, and for the password."""
        self.set_busy(False)
        self.owner_page.show_owners(owners)
        self._show(self.owner_page)

    def refuse(self, error: DaybookError) -> None:
        """Say why it did not work; what was typed stays. With a wait, the button counts down."""
        self.set_busy(False)
        if isinstance(error, RuleViolated) and error.field == "password":
            self.owner_page.new.password.set_error(words_for(error.message))
            self.owner_page.new.password.setFocus()
            return
        if isinstance(error, RecoveryKeyMistyped):
            self._show(self.lines_page)
            self.lines.refuse()
            return
        self.say(words_for(error.message))
        seconds: Any = error.message.params.get("seconds", 0)
        self._wait = seconds if isinstance(seconds, int) else 0
        if self._wait:
            self._countdown.start()
        self._show_button()

    def say(self, words: str) -> None:
        """Show a trouble that belongs to no field."""
        self.set_busy(False)
        self.trouble.setText(words)
        self.trouble.show()

    def forget(self) -> None:
        """Empty everything that was typed."""
        self.lines.forget()
        self.owner_page.new.take()

    def set_busy(self, busy: bool) -> None:
        """Take no second try while the first is under way."""
        self._busy = busy
        self._show_button()

    def _show_button(self) -> None:
        self.button.setEnabled(not (self._busy or self._wait))
        if self._wait:
            self.button.setText(self.tr("Wait %n second(s)", "", self._wait))
        elif self._busy:
            self.button.setText(self.tr("Checking"))
        else:
            lines = self.page is self.lines_page
            self.button.setText(self.tr("Go on") if lines else self.tr("Open the practice"))

    def _tick(self) -> None:
        self._wait = max(0, self._wait - 1)
        if not self._wait:
            self._countdown.stop()
        self._show_button()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on from whatever takes no Enter itself; Escape goes back to the sign-in."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            if self.page is self.owner_page:
                self._enter_on_owner()
        else:
            super().keyPressEvent(event)

    def _enter_on_owner(self) -> None:
        again = self.owner_page.new.again
        if self.owner_page.new.password.line.hasFocus() and not again.text():
            again.setFocus()
        else:
            self.submit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rescale()
