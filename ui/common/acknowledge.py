"""A soft stop in sight: its findings, the reason to go on, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.core.acts import Action
from app.core.errors import NeedsAcknowledgement
from app.core.findings import Finding
from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.check_rows import CheckLine, CheckList, CheckState
from ui.common.chip import Chip, ChipText
from ui.common.desk import C, Desk, Failed, R
from ui.common.fields import TextField
from ui.common.keys import KeyList
from ui.common.layout import Row
from ui.common.words import words_for
from ui.theme.tokens import Tone


class AcknowledgePanel(Card):
    """Lists the findings of a soft stop and takes a reason. Put it where the act's panel is."""

    accepted = Signal(str)
    left = Signal()

    def __init__(self, findings: tuple[Finding, ...], act: str, parent: QWidget | None = None) -> None:
        super().__init__(space=12, parent=parent)
        self.set_attention(True)
        self.findings = findings
        self.keys = KeyList(self, self.tr("Before you go on"))
        chips = Row()
        chips.addWidget(Chip(ChipText(self.tr("Look at this first"), Tone.WARNING, "triangle-alert")))
        chips.addStretch(1)
        lines = [
            CheckLine(str(number), words_for(finding.message), CheckState.ATTENTION)
            for number, finding in enumerate(findings)
        ]
        self.reason = TextField("reason", self.tr("Why you go on"))
        self.go_on = primary(act, keys="Ctrl+Return", name="acknowledge")
        self.back = secondary(self.tr("Go back"), name="go_back")
        buttons = Row()
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.go_on)
        self.add(chips, CheckList(lines), self.reason, buttons)
        self.keys.add("Ctrl+Return", act, self._accept, button=self.go_on)
        self.keys.add("Esc", self.tr("Go back"), self.left.emit)
        self.go_on.clicked.connect(self._accept)
        self.back.clicked.connect(self.left)
        self.reason.line.returnPressed.connect(self._accept)

    def _accept(self) -> None:
        reason = self.reason.value()
        if reason is None:
            self.reason.set_error(self.tr("Type a reason. It is kept with the record."))
            self.reason.setFocus()
            return
        self.accepted.emit(reason)


def _focus(widget: QWidget | None) -> None:
    if widget is not None and shiboken6.isValid(widget) and widget.isVisible() and widget.isEnabled():
        widget.setFocus(Qt.FocusReason.OtherFocusReason)


def do_with_reason(
    desk: Desk,
    action: Action[Any, C, R],
    command: C,
    *,
    with_reason: Callable[[C, str], C],
    show: Callable[[AcknowledgePanel], object],
    close: Callable[[], object],
    act: str,
    owner: QWidget,
    done: Callable[[R], object] | None = None,
    failed: Failed | None = None,
) -> None:
    """Run an act; on a soft stop show its panel, and send `with_reason(command, reason)` when accepted.

    `show` puts the panel where the person looks, `close` takes it away again. The focus goes back to where it
    was, unless `close` chooses another place.
    """
    before = QApplication.focusWidget()

    def leave() -> None:
        _focus(before)  # first: hiding what has the focus would send it anywhere
        close()

    def stopped(error: Exception) -> object:
        if not isinstance(error, NeedsAcknowledgement):
            return failed(error) if failed is not None else False
        panel = AcknowledgePanel(error.findings, act)

        def again(reason: str) -> None:
            leave()
            desk.do(action, with_reason(command, reason), done=done, failed=failed, owner=owner)

        panel.accepted.connect(again)
        panel.left.connect(leave)
        show(panel)
        return True

    desk.do(action, command, done=done, failed=stopped, owner=owner)
