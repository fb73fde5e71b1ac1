"""A panel over the window in which a secret is typed: when it goes, nothing of it stays."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.common.card import Card
from ui.common.fields import TextField
from ui.common.form import Form
from ui.common.overlay import Overlay

WIDTH = 460


class SecretPanel(Card):
    """Fields for secrets. `left` asks for the panel to go; `gone` is true once it went."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__(space=12)
        self.gone = False
        self.form = Form(self)
        self.secrets: list[TextField] = []

    def secret(self, name: str, label: str, most: int) -> TextField:
        """Return a new field whose text is not shown and goes with the panel."""
        field = self.form.add(TextField(name, label, most=most))
        field.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.secrets.append(field)
        return field

    def forget(self) -> None:
        """The panel goes: nothing that was typed stays in it."""
        self.gone = True
        for field in self.secrets:
            field.line.clear()

    @staticmethod
    def wrong(field: TextField, why: str) -> None:
        """Say beside a field what is wrong, and put the keyboard there."""
        field.set_error(why)
        field.setFocus(Qt.FocusReason.OtherFocusReason)


class SecretOverlay(Overlay):
    """The panel over the window; Escape leaves things as they are, unless the panel is at work."""

    def __init__(self, parent: QWidget, panel: SecretPanel, *, width: int = WIDTH) -> None:
        super().__init__(parent, panel, width=width)
        panel.left.connect(self.close_panel)
        self.closed.connect(panel.forget)
        self.closed.connect(self.deleteLater)
