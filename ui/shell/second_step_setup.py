"""Setting up an authenticator: the QR code, the first code as proof, then ten recovery codes on paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QStackedWidget, QWidget

from app.core.errors import DaybookError, RuleViolated
from app.practice_file import PendingSecondStep, Practice
from ui.common.button import link, primary
from ui.common.card import Card
from ui.common.fields import TextField
from ui.common.form import Form
from ui.common.layout import Column, Grid, Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.shell.background import Background
from ui.shell.codes_shown import CodesShown
from ui.shell.recovery_page import in_the_middle
from ui.theme.theme import theme
from ui.theme.tokens import LIGHT

CARD_WIDTH = 620
QR_SIDE = 190
QUIET = 4  # light squares around a QR code (ISO/IEC 18004)


class QrPicture(QWidget):
    """A QR code, dark on light in every look: cameras read no other."""

    def __init__(self, squares: Sequence[Sequence[bool]], name: str) -> None:
        super().__init__()
        self._squares = squares
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(QR_SIDE), theme().px(QR_SIDE))

    def forget(self) -> None:
        """Show nothing any more."""
        self._squares = []
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(LIGHT.paper))
            if not self._squares:
                return
            side = min(self.width(), self.height()) // (len(self._squares) + 2 * QUIET)
            start = (self.width() - side * len(self._squares)) // 2
            for row, squares in enumerate(self._squares):
                for column, dark in enumerate(squares):
                    if dark:
                        where = QRectF(start + column * side, start + row * side, side, side)
                        painter.fillRect(where, QColor(LIGHT.ink))


class SetUp(QWidget):
    """Both steps. `done` once the codes were kept; `left` when nothing was changed.

    `ask_password`: the person has been signed in for a while and types the password again.
    """

    done = Signal()
    left = Signal()
    stepped = Signal()

    def __init__(self, practice: Practice, owner: QObject, *, ask_password: bool) -> None:
        super().__init__()
        self._practice, self._owner = practice, owner
        self._gone = False
        self.pending: PendingSecondStep = practice.second_step.begin()
        self.form = Form(self)
        self.code = self.form.add(TextField("code", self.tr("The code that it shows now"), most=12))
        self.password = self.form.add(TextField("password", self.tr("Your password"), most=128))
        self.password.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setVisible(ask_password)
        self._asks = ask_password
        self.trouble = Label("", "body", "danger", wrap=True)
        self.trouble.hide()
        leave = self.tr("Leave it as it is") if ask_password else self.tr("Back to the sign-in")
        self.leave_button = link(leave, keys="Esc", name="leave_set_up")
        self.button = primary(self.tr("Turn it on"), tall=True, name="turn_on")
        self.codes: CodesShown | None = None
        self.pages = QStackedWidget()
        self.pages.addWidget(self._scan_page())
        Column(self, space=0).addWidget(self.pages)
        self.button.clicked.connect(self.submit)
        self.leave_button.clicked.connect(self.leave)
        self.setFocusProxy(self.code)

    def _scan_page(self) -> QWidget:
        page = QWidget()
        column = Column(page, space=12)
        what = self.tr(
            "An authenticator is an application on your phone that shows six digits, new ones every half "
            "minute. It needs no network. Daybook asks for them after your password."
        )
        guards = self.tr(
            "It guards this program, not the file: whoever has a copy of the file and your password needs no "
            "phone."
        )
        self.qr = QrPicture(self.pending.squares, self.tr("QR code for the authenticator"))
        self.secret = Label(self.pending.typed_secret, "strong", wrap=True, selectable=True, tabular=True)
        self.secret.setAccessibleName(self.tr("Key to type into the authenticator"))
        side = Column(space=8)
        steps = self.tr("1. Scan the picture with the application, or type this key into it, time based:")
        side.addWidget(Label(steps, "body", wrap=True))
        side.addWidget(self.secret)
        side.addWidget(Label(self.tr("2. Type the digits that it shows:"), "body", wrap=True))
        side.addWidget(self.code)
        side.addWidget(self.password)
        side.addStretch(1)
        grid = Grid(columns=2, space=16)
        grid.addWidget(self.qr, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(side, 0, 1)
        grid.setColumnStretch(1, 1)
        for words, tone in ((what, "ink"), (guards, "second")):
            column.addWidget(Label(words, "body", tone, wrap=True))
        column.addLayout(grid)
        column.addWidget(self.trouble)
        buttons = Row()
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        buttons.addWidget(self.button)
        column.addLayout(buttons)
        return page

    def submit(self) -> None:
        """Turn it on, proved by the code."""
        self.form.clear_errors()
        self.trouble.hide()
        typed, password = self.code.text(), self.password.text()
        if not typed:
            self._wrong(self.code, self.tr("Type the six digits."))
        elif self._asks and not password:
            self._wrong(self.password, self.tr("Type your password."))
        elif self.button.isEnabled():
            self.button.setEnabled(False)
            self.password.line.clear()
            step, pending = self._practice.second_step, self.pending
            Background(
                lambda: step.set_up(pending, typed, password, codes_kept=False),
                lambda _none: self._is_on(),
                self._refused,
                self._owner,
            )

    def _is_on(self) -> None:
        if self._gone:
            return
        title = self.tr("The authenticator is on")
        self.codes = CodesShown(self._practice, self.pending.codes, title, self._owner)
        self.codes.done.connect(self.finish)
        self.forget_secret()
        self.pages.addWidget(self.codes)
        self.pages.setCurrentWidget(self.codes)
        self.setFocusProxy(self.codes)
        self.codes.setFocus(Qt.FocusReason.OtherFocusReason)
        self.stepped.emit()

    def _refused(self, error: Exception) -> None:
        if self._gone:
            return
        self.button.setEnabled(True)
        if not isinstance(error, DaybookError):
            self.left.emit()
            raise error
        field = getattr(error, "field", None) if isinstance(error, RuleViolated) else "password"
        if field == "code":
            self._wrong(self.code, words_for(error.message))
        elif field == "password" and self._asks:
            self._wrong(self.password, words_for(error.message))
        else:
            self.trouble.setText(words_for(error.message))
            self.trouble.show()

    @staticmethod
    def _wrong(field: TextField, why: str) -> None:
        field.set_error(why)
        field.line.selectAll()
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Go away; once it is on, that is the same as having kept the codes."""
        (self.left if self.codes is None else self.done).emit()

    def finish(self) -> None:
        self.done.emit()

    def forget_secret(self) -> None:
        """Show the secret no more."""
        self.qr.forget()
        self.secret.setText("")
        self.code.line.clear()

    def put_away(self) -> None:
        """Forget everything: the window locks, or the panel goes."""
        self._gone = True
        self.forget_secret()
        self.password.line.clear()
        if self.codes is not None:
            self.codes.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter turns it on; Escape leaves it as it is."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.codes is None:
            self.submit()
        elif event.key() == Qt.Key.Key_Escape and self.codes is None:
            self.leave()
        else:
            super().keyPressEvent(event)


class SetUpPage(QWidget):
    """The same in a card of its own, before the work of somebody whose role needs an authenticator."""

    done = Signal()
    left = Signal()

    def __init__(self, practice: Practice, owner: QObject) -> None:
        super().__init__()
        self.setObjectName("page")
        title = self.tr("Your role needs an authenticator")
        self.setAccessibleName(title)
        self.set_up = SetUp(practice, owner, ask_password=False)
        self.card = Card(space=12)
        self.title = Label(title, "title", wrap=True)
        self.card.add(self.title, self.set_up)
        in_the_middle(self, self.card)
        self.set_up.done.connect(self.done)
        self.set_up.left.connect(self.left)
        self.set_up.stepped.connect(self.title.hide)
        self.setFocusProxy(self.set_up)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        self.card.setFixedWidth(min(theme().px(CARD_WIDTH), max(self.width() - theme().px(24), 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rescale()
