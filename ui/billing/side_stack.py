"""The panel at the right, and what for a while stands in its place: a question, a form."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.common.card import SidePanel


class SideStack(QStackedWidget):
    """Shows its panel, or one guest in its place; as wide as the panel is at this window."""

    def __init__(self, panel: SidePanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panel = panel
        self.guest: QWidget | None = None
        self.addWidget(panel)
        self.rescale()

    def rescale(self) -> None:
        """Keep the panel's width."""
        self.panel.rescale()
        self.setFixedWidth(self.panel.width())

    def show_guest(self, guest: QWidget) -> None:
        """Put a guest in the panel's place; another one that is there goes."""
        self.send_away()
        self.guest = guest
        self.addWidget(guest)
        self.setCurrentWidget(guest)

    def send_away(self) -> None:
        """Show the panel again; the guest is gone, and with it what it would have sent."""
        guest, self.guest = self.guest, None
        self.setCurrentWidget(self.panel)
        if guest is not None:
            self.removeWidget(guest)
            guest.deleteLater()
