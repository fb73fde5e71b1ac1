"""The way in by a one-time code: the code is tried, a password chosen, and only then the practice opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.core.errors import DaybookError, RuleViolated
from app.practice_file import Practice, Setting
from app.practice_recovery import check_code, open_with_code
from ui.common.button import link, primary
from ui.common.card import Card
from ui.common.form import Form
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.shell.background import Background
from ui.shell.new_password import NewPassword
from ui.shell.recovery_page import in_the_middle
from ui.shell.top_bar import Wordmark
from ui.theme.theme import theme

CARD_WIDTH = 440


class FirstPassword(QWidget):
    """Asks for the password. `chosen(password)` or `left`."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, practice: str, login: str) -> None:
        super().__init__()
        self.setObjectName("page")
        title = self.tr("Choose your password")
        self.setAccessibleName(title)
        self.form = Form(self)
        self.new = NewPassword(self.form, lambda: (login, practice))
        self.trouble = Label("", "body", "danger", wrap=True)
        self.trouble.hide()
        self.button = primary(self.tr("Use this password"), tall=True, name="use_this_password")
        self.back_button = link(self.tr("Back to the sign-in"), name="back_to_sign_in")
        self.card = Card(space=0)
        self._inside = Column(space=12, margins=(24, 18, 24, 14))
        self.card.body.addLayout(self._inside)
        self._mark = Wordmark(22)
        what = self.tr(
            "The code is right. From now on this password opens {practice} for you, and the code nothing."
        ).replace("{practice}", practice)
        self._inside.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (Label(title, "title"), Label(what, "body", "second", wrap=True)):
            self._inside.addWidget(widget)
        for part in (self.new.password, self.new.again, self.new.shown, self.new.rules, self.trouble):
            self._inside.addWidget(part)
        buttons = Row()
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.button)
        self._inside.addLayout(buttons)
        in_the_middle(self, self.card)
        self.button.clicked.connect(self.submit)
        self.back_button.clicked.connect(self.left)
        self.new.judge()
        self.setFocusProxy(self.new.password)
        self.rescale()
        theme().changed.connect(self.rescale)

    def submit(self) -> None:
        """Tell the password, if it may be used."""
        self.form.clear_errors()
        if self.button.isEnabled() and self.new.holds():
            self.set_busy(True)
            self.chosen.emit(self.new.password.text())

    def set_busy(self, busy: bool) -> None:
        """Take no second try while the key is made."""
        self.button.setEnabled(not busy)
        self.button.setText(self.tr("Making your key") if busy else self.tr("Use this password"))

    def refuse(self, error: DaybookError) -> None:
        """Say why it did not work; what was typed stays."""
        self.set_busy(False)
        if isinstance(error, RuleViolated) and error.field == "password":
            self.new.password.set_error(words_for(error.message))
            self.new.password.setFocus()
        else:
            self.trouble.setText(words_for(error.message))
            self.trouble.show()

    def rescale(self) -> None:
        self.card.setFixedWidth(min(theme().px(CARD_WIDTH), max(self.width() - theme().px(24), 1)))
        self._mark.setVisible(self.height() > theme().px(520))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rescale()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes from the first line to the second, and on; Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            if self.new.password.line.hasFocus() and not self.new.again.text():
                self.new.again.setFocus()
            else:
                self.submit()
        else:
            super().keyPressEvent(event)


class ComingByCode(QObject):
    """Tries the code, then opens with it and the password. Keys are derived: beside the GUI thread.

    `right` when the page shall be shown, `refused(error)` when the code does not open. `entered(login,
    practice)` hands the open practice over, `left` asks for the sign-in screen, `fault` tells an error that
    is ours. What was typed goes with the page.
    """

    right = Signal()
    refused = Signal(object)
    entered = Signal(str, object)
    left = Signal()
    fault = Signal(object)

    def __init__(
        self,
        file: Path,
        practice_name: str,
        setting: Setting,
        until_free: Callable[[], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._file, self._name, self._setting, self._until_free = file, practice_name, setting, until_free
        self._login = self._code = ""
        self._gone = False
        self.page: FirstPassword | None = None

    def try_code(self, login: str, typed: str) -> None:
        """See whether the code opens."""
        self._login, self._code = login, typed

        def tried() -> None:
            self._until_free()
            check_code(self._file, login, typed, self._setting)

        Background(tried, lambda _none: self._is_right(), self._is_wrong, self)

    def _is_right(self) -> None:
        if self._gone:
            return
        self.page = FirstPassword(self._name, self._login)
        self.page.chosen.connect(self._open)
        self.page.left.connect(self.left)
        self.right.emit()

    def _is_wrong(self, error: Exception) -> None:
        if not self._gone:
            self.refused.emit(error)

    def _open(self, password: str) -> None:
        login, code = self._login, self._code

        def opened() -> Practice:
            self._until_free()
            return open_with_code(self._file, login, code, password, self._setting)

        Background(opened, self._opened, self._not_opened, self)

    def _opened(self, practice: Practice) -> None:
        if self._gone:  # it was locked meanwhile
            Background(practice.close, lambda _none: None, self.fault.emit, self)
        else:
            self.entered.emit(self._login, practice)

    def _not_opened(self, error: Exception) -> None:
        if not isinstance(error, DaybookError):
            self.fault.emit(error)
        if self._gone or self.page is None:
            return
        if isinstance(error, DaybookError):
            self.page.refuse(error)
        else:
            self.left.emit()

    def put_away(self) -> None:
        """The page goes: forget what was typed, and let in nobody who was on the way."""
        if self._gone:
            return
        self._gone, self._code = True, ""
        if self.page is not None:
            self.page.new.take()
