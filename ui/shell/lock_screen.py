"""Sign-in and lock: who are you, and your password. Behind it the window is empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QFrame,
    QLineEdit,
    QSizePolicy,
    QSpacerItem,
    QWidget,
)

from ui.common.button import link, primary
from ui.common.card import Card
from ui.common.fields import TextField
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.words import date_words, time_words
from ui.shell.entries import StatusItem
from ui.shell.status_line import StatusText
from ui.shell.top_bar import Wordmark
from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.paint import draw_box, draw_initials
from ui.theme.theme import theme

if TYPE_CHECKING:
    from ui.shell.manual import ManualOverlay

CARD_WIDTH = 392
SOMEONE_ELSE = ""
MOST_TILES = 3
CLOCK_MS = 5_000


class LockMode(StrEnum):
    """Whether the program is being opened or work waits behind the screen."""

    SIGN_IN = "sign_in"
    UNLOCK = "unlock"


@dataclass(frozen=True)
class LockPerson:
    """A person to press: `login` identifies the account; `detail` is a role, or "signed in".

    `by_code`: they have no password now but a one-time code.
    """

    login: str
    initials: str
    name: str
    detail: str = ""
    by_code: bool = False


class PersonTile(QAbstractButton):
    """One person with initials, name and role; or "Someone else" with a plus."""

    def __init__(self, person: LockPerson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.person = person
        self.setCheckable(True)
        self.setText(person.name)
        self.setAccessibleName(f"{person.name}, {person.detail}" if person.detail else person.name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(72), round(self._words_height(theme().px(62))) + theme().px(79))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(60), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses the person; what is typed here belongs into the field that choosing leads to."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        typed = event.text().isprintable() and bool(event.text().strip())
        if not (enter or typed) or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        self.click()
        field = QApplication.focusWidget()
        if typed and isinstance(field, QLineEdit):
            QApplication.sendEvent(field, event)

    def _words_height(self, width: float) -> float:
        """Return the height of name and detail, wrapped to the width that a tile has at least."""
        room, flags = QRectF(0, 0, width, 1_000), Qt.TextFlag.TextWordWrap
        name = theme().metrics(12, QFont.Weight.DemiBold).boundingRect(room, flags, self.person.name)
        detail = theme().metrics(12).boundingRect(room, flags, self.person.detail)
        return min(name.height(), theme().px(36)) + min(detail.height(), theme().px(34)) + theme().px(5)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, px = theme().colors, theme().px
        chosen = self.isChecked()
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            ground = colors.accent_soft if chosen else colors.surface
            line = colors.accent if chosen or self.hasFocus() else colors.line
            width = 2.0 if chosen or self.hasFocus() else 1.0
            draw_box(painter, rect, px(tokens.CARD_RADIUS), ground, line, width)
            side = px(44)
            circle = QRectF(rect.center().x() - side / 2, px(13), side, side)
            if self.person.login == SOMEONE_ELSE:
                draw_box(painter, circle, side / 2, colors.sunken)
                inner = circle.adjusted(px(11), px(11), -px(11), -px(11))
                draw_icon(painter, "plus", inner, colors.second)
            else:
                draw_initials(painter, circle, self.person.initials, colors.accent_soft, colors.on_soft)
            self._draw_words(painter, rect, chosen)

    def _draw_words(self, painter: QPainter, rect: QRectF, chosen: bool) -> None:
        colors, px = theme().colors, theme().px
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        weight = QFont.Weight.DemiBold if chosen else QFont.Weight.Normal
        painter.setFont(theme().font(12, weight))
        painter.setPen(QColor(colors.ink))
        room = QRectF(px(5), px(65), rect.width() - px(10), px(36))
        drawn = painter.boundingRect(room, flags, self.person.name)
        painter.save()
        painter.setClipRect(room)
        painter.drawText(room, flags, self.person.name)
        painter.restore()
        painter.setFont(theme().font(12))
        painter.setPen(QColor(colors.second if chosen else colors.third))
        below = QRectF(room.x(), min(drawn.bottom(), room.bottom()) + px(5), room.width(), px(34))
        painter.drawText(below, flags, self.person.detail)


class LockScreen(QWidget):
    """Asks for person and password; what is entered is told by `entered(login, password)` and then forgotten.

    The answer comes by `refuse(words)`, or the screen is taken away. `switch_wanted` puts the work of the
    person who is signed in away as drafts.
    """

    entered = Signal(str, str)
    pin_entered = Signal(str)
    """The PIN of the person in `pin_for`, typed in place of their password."""
    code_entered = Signal(str, str)
    """Sign-in name and the one-time code of a person who has no password."""
    step_entered = Signal(str)
    """The code of the second step, once `ask_second_step` asked for it."""
    step_left = Signal()
    """The person would rather not type it."""
    switch_wanted = Signal()
    restore_wanted = Signal()
    """The practice is to be taken from a backup. Offered at the sign-in only."""
    recovery_wanted = Signal()
    """Every password is lost: the recovery sheet is at hand. Offered at the sign-in only."""

    def __init__(
        self,
        practice: str,
        words: str,
        persons: Sequence[LockPerson],
        *,
        mode: LockMode = LockMode.UNLOCK,
        now: Callable[[], datetime] | None = None,
        status: Sequence[StatusItem] = (),
        pin_for: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pin_for = pin_for
        self._by_code = {one.login.casefold() for one in persons if one.by_code}
        self._typed_for = SOMEONE_ELSE
        self._asks_step = False
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Sign in") if mode is LockMode.SIGN_IN else self.tr("Locked"))
        self._mode, self._now = mode, now
        self._wait = 0
        self._manual: ManualOverlay | None = None
        self.keys = KeyList(self, self.accessibleName())
        self._countdown = QTimer(self, interval=1_000)
        self._countdown.timeout.connect(self._tick)
        self.card = Card(space=0)
        self.card.body.setContentsMargins(0, 0, 0, 0)
        self._airs: list[tuple[QSpacerItem, int]] = []
        self._inside = Column(space=0, margins=(36, 32, 36, 32))
        self.card.body.addLayout(self._inside)
        self._build_head(practice, words)
        self._build_tiles(persons)
        self._build_fields()
        column = Column(self, space=0)
        column.addStretch(3)
        middle = Row(space=0)
        middle.addStretch(1)
        middle.addWidget(self.card)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(4)
        column.addWidget(self._footer(status))
        self.rescale()
        theme().changed.connect(self.rescale)
        first = persons[0].login if persons else SOMEONE_ELSE
        self.choose(first)

    @property
    def login(self) -> str:
        """Return the login of the tile that is chosen, or what was typed for someone else."""
        tile = self._group.checkedButton()
        if isinstance(tile, PersonTile) and tile.person.login != SOMEONE_ELSE:
            return tile.person.login
        return self.name_field.line.text().strip()

    def choose(self, login: str) -> None:
        """Choose a person's tile. Nothing that was typed for another person stays."""
        if login != self._typed_for:
            self._forget_typed()
        self._typed_for = login
        for button in self._group.buttons():
            if isinstance(button, PersonTile) and button.person.login == login:
                button.setChecked(True)
        other = login == SOMEONE_ELSE
        self.name_field.setVisible(other)
        self._show_secret()
        field = self.name_field if other else self.secret
        self.setFocusProxy(field)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget_typed(self) -> None:
        for field in (self.step, self.code, self.pin, self.password):
            field.line.clear()
            field.set_error("")

    def _name_typed(self) -> None:
        """Ask for what the person of this name has: the field in sight is the one that is submitted."""
        self.name_field.set_error("")
        before = [field for field in (self.code, self.pin, self.password) if not field.isHidden()]
        if self.secret not in before:
            self._forget_typed()
            self._show_secret()

    @property
    def secret(self) -> TextField:
        """Return the field that is asked for: second step, one-time code, PIN, else the password."""
        if self._asks_step:
            return self.step
        if self.login.casefold() in self._by_code:
            return self.code
        pin_for = self._pin_for.casefold()
        return self.pin if pin_for and self.login.casefold() == pin_for else self.password

    def drop_pin(self, words: str = "") -> None:
        """Ask for the password from now on: the PIN has ended, or the person would rather type it."""
        if self._pin_for:
            self._pin_for = ""
            self.pin.line.clear()
            self._show_secret()
            self.setFocusProxy(self.password)
            self.password.set_error(words)
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_code(self) -> None:
        """A one-time code was made for the person who tried a password: ask for that."""
        self._by_code.add(self.login.casefold())
        self.set_busy(False)
        self._show_secret()
        self.setFocusProxy(self.code)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_second_step(self) -> None:
        """The password was right: ask for the code of the authenticator."""
        self._asks_step = True
        self.set_busy(False)
        self.name_field.hide()
        self._show_secret()
        self.setFocusProxy(self.step)
        self.step.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_second_step(self) -> None:
        """Ask for the password again; the practice was closed meanwhile."""
        self._asks_step = False
        self.step.line.clear()
        self.step.set_error("")
        self.set_busy(False)
        tile = self._group.checkedButton()
        self.choose(tile.person.login if isinstance(tile, PersonTile) else SOMEONE_ELSE)

    def _show_secret(self) -> None:
        wanted = self.secret
        for field in (self.step, self.code, self.pin, self.password):
            field.setVisible(field is wanted)
        self.password_button.setVisible(wanted is self.pin)
        self.step_button.setVisible(self._asks_step)
        self.hint.setText(self._hint())
        self.hint.setVisible(bool(self.hint.text()))
        for button, there in (
            (self.switch_button, self._mode is LockMode.UNLOCK),
            (self.recovery_button, self._mode is LockMode.SIGN_IN),
        ):
            button.setVisible(there and not self._asks_step)
        self.button.setText(self._act_words())

    def _hint(self) -> str:
        if self.secret is self.step:
            return self.tr("Six digits. Or a recovery code from your paper.")
        if self.secret is self.code:
            return self.tr("From the slip that an owner gave you. Then you choose a password.")
        return ""

    def refuse(self, words: str, wait_seconds: int = 0) -> None:
        """Say why it did not work; with a wait, the button counts down until the next try."""
        self.set_busy(False)
        if self.secret is not self.code:
            self.secret.line.clear()
        self.secret.set_error(words)
        self._wait = wait_seconds
        if wait_seconds:
            self._countdown.start()
        self._show_wait()
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, busy: bool) -> None:
        """Take no second try while the first is being checked (deriving the key takes up to a second)."""
        self.button.setEnabled(not busy and not self._wait)
        for field in (self.name_field, self.password, self.pin, self.code, self.step):
            field.line.setReadOnly(busy)
        for tile in self._group.buttons():  # the answer is for the person who was named
            tile.setEnabled(tile.isChecked() or not (busy or self._asks_step))
        self.button.setText(self.tr("Checking") if busy else self._act_words())

    def submit(self) -> None:
        """Tell what was entered and forget the password."""
        if self.secret in (self.step, self.code):
            self._submit_code()
            return
        if self.secret is self.pin:
            self._submit_pin()
            return
        password, login = self.password.line.text(), self.login
        if not self.button.isEnabled():
            return
        if not login:
            self.name_field.set_error(self.tr("Type your sign-in name."))
            self.name_field.setFocus()
            return
        if not password:
            self.password.set_error(self.tr("Type your password."))
            return
        self.password.set_error("")
        self.password.line.clear()
        self.set_busy(True)
        self.entered.emit(login, password)

    def _submit_pin(self) -> None:
        pin = self.pin.line.text()
        if not self.button.isEnabled():
            return
        if not pin:
            self.pin.set_error(self.tr("Type your PIN."))
            return
        self.pin.set_error("")
        self.pin.line.clear()
        self.set_busy(True)
        self.pin_entered.emit(pin)

    def _submit_code(self) -> None:
        """Tell the code that was typed; a one-time code stays until it is refused or taken: it is long."""
        field, typed = self.secret, self.secret.line.text().strip()
        if not self.button.isEnabled():
            return
        if not typed:
            field.set_error(self.tr("Type the code."))
            return
        field.set_error("")
        self.set_busy(True)
        if field is self.step:
            field.line.clear()
            self.step_entered.emit(typed)
        else:
            self.code_entered.emit(self.login, typed)

    def rescale(self) -> None:
        """Keep the card's width; where the window is low, the card has less air."""
        self.card.setFixedWidth(theme().px(CARD_WIDTH))
        low = self.height() <= theme().px(500)
        edge = theme().px(36 if self.height() > theme().px(560) else 10 if low else 16)
        for spacer, pixels in self._airs:
            spacer.changeSize(0, theme().px(pixels // 2 if low else pixels))
        self._mark.setVisible(not low)
        self.words.setVisible(self._mode is LockMode.UNLOCK or not low)
        self._inside.setContentsMargins(theme().px(36), edge, theme().px(36), edge)
        self._inside.invalidate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rescale()

    def _air(self, pixels: int) -> None:
        """Leave a gap of design pixels, half of it where the window is low."""
        spacer = QSpacerItem(0, theme().px(pixels))
        self._airs.append((spacer, pixels))
        self._inside.addItem(spacer)

    def _act_words(self) -> str:
        if self.secret is self.code:
            return self.tr("Go on")
        return self.tr("Sign in") if self._mode is LockMode.SIGN_IN else self.tr("Unlock")

    def _build_head(self, practice: str, words: str) -> None:
        self._mark = Wordmark(22)
        self._inside.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignLeft)
        self._air(18)
        title = Label(practice, "title", wrap=True)
        self._inside.addWidget(title)
        self._air(3)
        self.words = Label(words, "body", "second", wrap=True)
        self._inside.addWidget(self.words)
        self._air(16)

    def _build_tiles(self, persons: Sequence[LockPerson]) -> None:
        self._group = QButtonGroup(self)
        other = LockPerson(SOMEONE_ELSE, "", self.tr("Someone else"))
        shown = [*persons[:MOST_TILES], other] if persons else [other]
        row = Row(space=10)
        for person in shown:
            tile = PersonTile(person)
            self._group.addButton(tile)
            tile.clicked.connect(lambda _checked=False, login=person.login: self.choose(login))
            row.addWidget(tile, 1)
            tile.setVisible(bool(persons))
        self._inside.addLayout(row)
        if persons:
            self._air(18)

    def _build_fields(self) -> None:
        self.name_field = TextField("login", self.tr("Your sign-in name"))
        self.password = TextField("password", self.tr("Your password"), most=128)
        self.password.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.line.setProperty("kind", "large")
        self.pin = TextField("pin", self.tr("Your PIN"), most=12)
        self.pin.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.line.setProperty("kind", "large")
        self.pin.line.returnPressed.connect(self.submit)
        self.code = TextField("code", self.tr("Your one-time code"), most=60)
        self.code.line.setPlaceholderText("XXX-XXX-XXX-XXX-XXX-XXX-XXX-XXX")
        self.step = TextField("second_step", self.tr("Code from your authenticator"), most=20)
        self.hint = Label("", "label", "second", wrap=True)
        self.hint.setContentsMargins(0, theme().px(6), 0, 0)
        for field in (self.code, self.step):
            field.line.setProperty("kind", "large")
            field.line.returnPressed.connect(self.submit)
        self.button = primary("", tall=True, name="unlock")
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.name_field.setContentsMargins(0, 0, 0, theme().px(8))
        self._inside.addWidget(self.name_field)
        self._inside.addWidget(self.pin)
        self._inside.addWidget(self.password)
        self._inside.addWidget(self.code)
        self._inside.addWidget(self.step)
        self._inside.addWidget(self.hint)
        self._air(16)
        self._inside.addWidget(self.button)
        self.password.line.returnPressed.connect(self.submit)
        self.name_field.line.returnPressed.connect(lambda: self.secret.setFocus())
        self.name_field.line.textChanged.connect(self._name_typed)
        self.button.clicked.connect(self.submit)
        self.switch_button = link(self.tr("Switch user"), name="switch_user")
        self.switch_button.clicked.connect(self.switch_wanted)
        self.recovery_button = link(self.tr("Use the recovery sheet"), name="use_recovery_sheet")
        self.recovery_button.clicked.connect(self.recovery_wanted)
        self.password_button = link(self.tr("Use the password"), keys="Esc", name="use_password")
        self.password_button.clicked.connect(lambda: self.drop_pin())
        self.step_button = link(self.tr("Back"), keys="Esc", name="leave_step")
        self.step_button.clicked.connect(self.step_left)
        row = Row()
        row.addWidget(self.step_button)
        row.addWidget(self.password_button)
        row.addWidget(self.switch_button)
        row.addWidget(self.recovery_button)
        self.restore_button = link(self.tr("Restore a backup"), name="restore_backup")
        self.restore_button.clicked.connect(self.restore_wanted)
        self.restore_button.setVisible(self._mode is LockMode.SIGN_IN)
        row.addWidget(self.restore_button)
        row.addStretch(1)
        self._air(14)
        self._inside.addLayout(row)
        self.switch_button.setVisible(self._mode is LockMode.UNLOCK)
        self.recovery_button.setVisible(self._mode is LockMode.SIGN_IN)

    def _footer(self, status: Sequence[StatusItem]) -> QFrame:
        frame = Footer()
        row = Row(frame, space=20, margins=(16, 1, 16, 0))
        for item in status:
            row.addWidget(StatusText(item))
        row.addStretch(1)
        manual = link(self.tr("Manual (F1)"), name="open_manual")
        manual.clicked.connect(self.open_manual)
        self.keys.add("F1", self.tr("Manual"), self.open_manual)
        row.addWidget(manual)
        self._time = Label("", "label", "second")
        row.addWidget(self._time)
        ticking = QTimer(self, interval=CLOCK_MS)
        ticking.timeout.connect(self._tell_time)
        ticking.start()
        self._tell_time()
        return frame

    def open_manual(self) -> None:
        """Show the manual: it is needed most when nobody can sign in."""
        if self._manual is None:
            from ui.shell.manual import ManualOverlay  # hardly any start ever needs it

            self._manual = ManualOverlay(self)
        self._manual.open_at("keys_and_recovery")

    def _tell_time(self) -> None:
        if self._now is not None:
            now = self._now()
            self._time.setText(f"{date_words(now)} · {time_words(now)}")

    def _tick(self) -> None:
        self._wait -= 1
        if self._wait <= 0:
            self._wait = 0
            self._countdown.stop()
        self._show_wait()

    def _show_wait(self) -> None:
        self.button.setEnabled(not self._wait)
        waiting = self.tr("Wait %n second(s)", "", self._wait)
        self.button.setText(waiting if self._wait else self._act_words())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between the tiles with the arrow keys; Escape asks for the password in place of the PIN."""
        if event.key() == Qt.Key.Key_Escape and self._asks_step:
            self.step_left.emit()
            return
        if event.key() == Qt.Key.Key_Escape and self.secret is self.pin:
            self.drop_pin()
            return
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        tiles = [tile for tile in self._group.buttons() if isinstance(tile, PersonTile)]
        focused = [number for number, tile in enumerate(tiles) if tile.hasFocus()]
        if step is None or not focused:
            super().keyPressEvent(event)
            return
        tiles[(focused[0] + step) % len(tiles)].setFocus(Qt.FocusReason.TabFocusReason)


class Footer(QFrame):
    """The line below the lock screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        self.setFixedHeight(theme().px(tokens.STATUS_HEIGHT - 6))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme().colors.surface))
            painter.fillRect(0, 0, self.width(), 1, QColor(theme().colors.line))
