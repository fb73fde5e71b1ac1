"""What a wrong password costs on this PC: measured again, and taken for the person's own password."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeyEvent, Qt

from app.core.errors import DaybookError
from app.practice_file import KdfCost, Practice
from ui.common.button import link, primary
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.shell.background import Background
from ui.shell.secret_overlay import SecretPanel


class StrengthPanel(SecretPanel):
    """Measures, tells, and takes the new cost with the person's password. `done` when it is taken."""

    done = Signal()

    def __init__(self, practice: Practice, owner: QObject) -> None:
        super().__init__()
        self._practice, self._owner = practice, owner
        self._cost: KdfCost | None = None
        title = self.tr("Protection of your password")
        self.setAccessibleName(title)
        why = self.tr(
            "Whoever copies the files must try passwords one by one. How much work each try is was measured "
            "on this PC when the practice was made; on a faster PC it can be more. Signing in takes up to "
            "a second."
        )
        self.now = Label(self._words(practice.strength.cost, self.tr("Now")), "body", wrap=True)
        self.new = Label(self.tr("Measuring this PC"), "body", "second", wrap=True)
        self.password = self.secret("password", self.tr("Your password"), 128)
        self.take_button = primary(self.tr("Take the new one"), name="take_strength")
        self.take_button.setEnabled(False)
        self.leave_button = link(self.tr("Leave it as it is"), name="leave_strength")
        buttons = Row()
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        buttons.addWidget(self.take_button)
        self.add(Label(title, "heading"), Label(why, "body", "second", wrap=True), self.now, self.new)
        self.add(self.password)
        self.body.addStretch(1)
        self.add(buttons)
        self.take_button.clicked.connect(self.submit)
        self.leave_button.clicked.connect(self.left)
        self.setFocusProxy(self.password)
        Background(practice.strength.measure, self._measured, self._refused, owner)

    def _words(self, cost: KdfCost, when: str) -> str:
        told = self.tr("{when}: {memory} MB of memory, {passes} passes for each try")
        told = told.replace("{when}", when).replace("{memory}", str(cost.memory_kib // 1024))
        return told.replace("{passes}", str(cost.passes))

    def _measured(self, cost: KdfCost) -> None:
        if self.gone:
            return
        self._cost = cost
        now = self._practice.strength.cost
        if cost.memory_kib * cost.passes <= now.memory_kib * now.passes:
            self.new.setText(self.tr("This PC would not take more. Nothing needs to change."))
            return
        self.new.setText(self._words(cost, self.tr("On this PC")))
        self.take_button.setEnabled(True)

    def submit(self) -> None:
        """Take the new cost, if the password is right."""
        cost, password = self._cost, self.password.text()
        if cost is None or not self.take_button.isEnabled():
            return
        if not password:
            self.wrong(self.password, self.tr("Type your password."))
            return
        self.password.line.clear()
        self.take_button.setEnabled(False)
        renew = self._practice.strength.renew
        Background(lambda: renew(password, cost), self._taken, self._refused, self._owner)

    def _taken(self, _none: object) -> None:
        if not self.gone:
            self.done.emit()

    def _refused(self, error: Exception) -> None:
        if self.gone:
            return
        if not isinstance(error, DaybookError):
            self.left.emit()
            raise error
        self.take_button.setEnabled(self._cost is not None)
        self.wrong(self.password, words_for(error.message))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        else:
            super().keyPressEvent(event)
