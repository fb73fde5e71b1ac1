"""Setting a PIN, or letting go of it: for the person signed in, on this PC, until they sign out."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.core.errors import DaybookError
from app.practice_file import PinUnlock, Practice, pin_problem, require_long_pin
from ui.common.button import link, primary
from ui.common.fields import CheckBox
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.shell.background import Background
from ui.shell.secret_overlay import SecretPanel

MOST_DIGITS = 12


class PinPanel(SecretPanel):
    """The PIN twice and the password. `made` hands the PIN over; `removed` lets go of the one there is."""

    made = Signal(object)
    removed = Signal()

    def __init__(self, practice: Practice, owner: QObject, *, there: bool) -> None:
        super().__init__()
        self._practice, self._owner = practice, owner
        title = self.tr("Unlock with a PIN")
        self.setAccessibleName(title)
        self.pin = self.secret("pin", self.tr("PIN, 6 to 12 digits"), MOST_DIGITS)
        self.again = self.secret("again", self.tr("The PIN again"), MOST_DIGITS)
        self.password = self.secret("password", self.tr("Your password"), 128)
        self.stay = CheckBox(self.tr("Also after Daybook was closed (8 digits or more)"))
        self.stay.setVisible(practice.pins.may_stay)
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
        self.add(self.pin, self.again, self.stay, self.password)
        self.body.addStretch(1)
        self.add(buttons)
        self.set_button.clicked.connect(self.submit)
        self.remove_button.clicked.connect(self.removed)
        self.leave_button.clicked.connect(self.left)
        self.setFocusProxy(self.pin)

    def submit(self) -> None:
        """Set the PIN, if it may be one and was typed twice alike."""
        self.form.clear_errors()
        pin, problem = self.pin.text(), pin_problem(self.pin.text())
        if problem is not None:
            self.wrong(self.pin, words_for(problem))
        elif pin != self.again.text():
            self.wrong(self.again, self.tr("The two are not the same. Type it once more."))
        elif not self.password.text():
            self.wrong(self.password, self.tr("Type your password."))
        elif self.set_button.isEnabled():
            self._set(pin, self.password.text())

    def _set(self, pin: str, password: str) -> None:
        pins, stays = self._practice.pins, self.stay.isVisibleTo(self) and self.stay.isChecked()
        self.password.line.clear()
        self.set_button.setEnabled(False)

        def work() -> PinUnlock:
            if stays:
                require_long_pin(pin)
            kept = pins.set(pin, password)
            pins.stay(pin) if stays else pins.leave()
            return kept

        Background(work, self._made, self._refused, self._owner)

    def _made(self, kept: PinUnlock) -> None:
        if self.gone:  # it was locked meanwhile
            kept.wipe()
            return
        self.made.emit(kept)

    def _refused(self, error: Exception) -> None:
        if self.gone:
            return
        self.set_button.setEnabled(True)
        if not isinstance(error, DaybookError):
            self.left.emit()
            raise error
        field = self.pin if getattr(error, "field", "") == "pin" else self.password
        self.wrong(field, words_for(error.message))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        else:
            super().keyPressEvent(event)
