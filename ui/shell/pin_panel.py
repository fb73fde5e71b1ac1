"""Setting a PIN, or letting go of it: for the person signed in, on this PC, until they sign out."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.errors import DaybookError
from app.practice_file import PinUnlock, Practice, pin_problem
from ui.common.button import link, primary
from ui.common.card import Card
from ui.common.fields import TextField
from ui.common.form import Form
from ui.common.layout import Row
from ui.common.overlay import Overlay
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.shell.background import Background

MOST_DIGITS = 12
WIDTH = 440


class PinPanel(Card):
    """The PIN twice and the password. `made` hands the PIN over; `removed` lets go of the one there is."""

    made = Signal(object)
    removed = Signal()
    left = Signal()

    def __init__(self, practice: Practice, owner: QObject, *, there: bool) -> None:
        super().__init__(space=12)
        self._practice, self._owner, self._gone = practice, owner, False
        title = self.tr("Unlock with a PIN")
        self.setAccessibleName(title)
        self.form = Form(self)
        self.pin = self._secret("pin", self.tr("PIN, 6 to 12 digits"), MOST_DIGITS)
        self.again = self._secret("again", self.tr("The PIN again"), MOST_DIGITS)
        self.password = self._secret("password", self.tr("Your password"), 128)
        self.set_button = primary(self.tr("Set the PIN"), name="set_pin")
        self.remove_button = link(self.tr("Remove the PIN"), name="remove_pin")
        self.remove_button.setVisible(there)
        self.leave_button = link(self.tr("Leave it as it is"), name="leave_pin")
        why = self.tr(
            "The PIN unlocks for you, on this PC only. It ends after 5 wrong tries, after 12 hours, when the "
            "PC sleeps, when somebody else signs in, and when Daybook closes. Then your password is needed."
        )
        buttons = Row()
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        buttons.addWidget(self.set_button)
        self.add(Label(title, "heading"), Label(why, "body", "second", wrap=True))
        self.add(self.pin, self.again, self.password, buttons)
        self.set_button.clicked.connect(self.submit)
        self.remove_button.clicked.connect(self.removed)
        self.leave_button.clicked.connect(self.left)
        self.setFocusProxy(self.pin)

    def _secret(self, name: str, label: str, most: int) -> TextField:
        field = self.form.add(TextField(name, label, most=most))
        field.line.setEchoMode(QLineEdit.EchoMode.Password)
        return field

    def submit(self) -> None:
        """Set the PIN, if it may be one and was typed twice alike."""
        self.form.clear_errors()
        pin, problem = self.pin.text(), pin_problem(self.pin.text())
        if problem is not None:
            self._wrong(self.pin, words_for(problem))
        elif pin != self.again.text():
            self._wrong(self.again, self.tr("The two are not the same. Type it once more."))
        elif not self.password.text():
            self._wrong(self.password, self.tr("Type your password."))
        elif self.set_button.isEnabled():
            self._set(pin, self.password.text())

    def _set(self, pin: str, password: str) -> None:
        practice = self._practice
        self.password.line.clear()
        self.set_button.setEnabled(False)
        Background(lambda: practice.pins.set(pin, password), self._made, self._refused, self._owner)

    def _made(self, kept: PinUnlock) -> None:
        if self._gone:  # it was locked meanwhile
            kept.wipe()
            return
        self.made.emit(kept)

    def _refused(self, error: Exception) -> None:
        if self._gone:
            return
        self.set_button.setEnabled(True)
        if not isinstance(error, DaybookError):
            self.left.emit()
            raise error
        field = self.pin if getattr(error, "field", "") == "pin" else self.password
        self._wrong(field, words_for(error.message))

    def forget(self) -> None:
        """The panel goes: nothing that was typed stays in it."""
        self._gone = True
        for field in (self.pin, self.again, self.password):
            field.line.clear()

    @staticmethod
    def _wrong(field: TextField, why: str) -> None:
        field.set_error(why)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        else:
            super().keyPressEvent(event)


class PinOverlay(Overlay):
    """The panel over the window; Escape leaves the PIN as it is."""

    def __init__(self, parent: QWidget, panel: PinPanel) -> None:
        self.pin_panel = panel
        super().__init__(parent, panel, width=WIDTH)
        panel.left.connect(self.close_panel)
        self.closed.connect(panel.forget)
        self.closed.connect(self.deleteLater)
