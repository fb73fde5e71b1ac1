"""Text on the screen. Qt guesses whether a label holds markup; here it never does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme.theme import restyle, theme


class Label(QLabel):
    """A label that shows its text as it is. `role` is its size, `tone` its colour (see the style sheet).

    Roles: body (default), label, section, strong, heading, title, figure.
    `tabular` gives all figures one width.
    Tones: ink (default), second, third, accent, on_soft, warning, danger.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "ink",
        *,
        wrap: bool = False,
        selectable: bool = False,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setText(text)
        if tabular:
            self.setFont(theme().font(tabular=True))
        if wrap:
            self.setWordWrap(True)
            policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )

    def set_tone(self, tone: str) -> None:
        """Change the colour."""
        if tone != self.property("tone"):
            self.setProperty("tone", tone)
            restyle(self)

    def set_role(self, role: str) -> None:
        """Change the size and weight."""
        if role != self.property("role"):
            self.setProperty("role", role)
            restyle(self)


def plain_tip(text: str) -> str:
    """Return a tool-tip text that Qt shows as it is: tool tips have no plain mode, so markup is escaped."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
    return f"<span>{escaped}</span>"
