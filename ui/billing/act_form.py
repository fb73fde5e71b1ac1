"""A form for one act on an account: what happens, the fields it needs, and the one button that does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.acts import Action
from app.core.errors import NotPermitted, RuleViolated, Stale
from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.desk import Desk
from ui.common.fields import Field
from ui.common.form import Form
from ui.common.keys import KeyList
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.common.words import words_for

Act = tuple[Action[Any, Any, Any], Any]
Build = Callable[[dict[str, Any]], Act]


class ActForm(Card):
    """Asks for what one act needs. `done` tells that it is in the books, `left` that nobody wants it.

    `build` gets the values of the fields by name and gives the action and its command. Fields in `later` stay
    hidden until a rule asks for them.
    """

    done = Signal(str)
    left = Signal()

    def __init__(
        self,
        desk: Desk,
        title: str,
        told: str,
        fields: Sequence[Field],
        act: str,
        build: Build,
        *,
        said: str,
        later: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(space=12, parent=parent)
        self.setObjectName("act_form")
        self.setAccessibleName(title)
        self._desk, self._build, self._said = desk, build, said
        self.form = Form(self)
        self.problem = Label("", "body", "danger", wrap=True)
        self.problem.hide()
        self.go_on = primary(act, tall=True, name="do_act")
        self.back = secondary(self.tr("Not now"), name="leave_act")
        self.add(Label(title, "heading", wrap=True), Label(told, "body", "second", wrap=True))
        for field in fields:
            self.add(self.form.add(field))
            field.setVisible(field.name not in later)
        buttons = Row(space=12)
        buttons.addWidget(self.back)
        buttons.addWidget(self.go_on, 1)
        self.add(self.problem, buttons)
        self.body.addStretch(1)
        self.keys = KeyList(self, title)
        self.keys.add("Ctrl+Return", act, self.submit, button=self.go_on)
        self.keys.add("Esc", self.tr("Leave it"), self.left.emit, button=self.back)
        self.go_on.clicked.connect(self.submit)
        self.back.clicked.connect(self.left)

    def begin(self) -> None:
        """Put the focus into the first field."""
        first = next((field for field in self.form.own_fields() if field.isVisibleTo(self)), None)
        (first or self.go_on).setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Do the act with what was typed, unless a field cannot be understood."""
        values = self.form.collect()
        if values is None:
            return
        self.problem.hide()
        self.go_on.setEnabled(False)
        action, command = self._build(values)
        self._desk.do(action, command, done=lambda _result: self._over(), failed=self._refused, owner=self)

    def _over(self) -> None:
        self.done.emit(self._said)

    def _refused(self, error: Exception) -> bool:
        """Say a refusal beside its field, or above the buttons; what was typed stays."""
        self.go_on.setEnabled(True)
        if isinstance(error, RuleViolated):
            if error.field in self.form.fields:
                self.form.field(error.field).show()
            if not self.form.show_error(error):
                self._say(words_for(error.message))
            return True
        if isinstance(error, NotPermitted):
            self._say(self.tr("This needs the owner or a biller. Ask one of them; nothing was done."))
            return True
        if isinstance(error, Stale):
            self._say(self.tr("Somebody else changed this meanwhile. Leave this form and look again."))
            return True
        return False

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()
