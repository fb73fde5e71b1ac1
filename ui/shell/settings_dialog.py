"""How the program looks to one person: text size, light or dark. It takes effect at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.common.button import link, primary
from ui.common.card import Card
from ui.common.fields import SegmentedField
from ui.common.layout import Row
from ui.common.overlay import Overlay
from ui.common.plain_text import Label
from ui.shell.pc_settings import Look
from ui.theme import tokens
from ui.theme.theme import Appearance


class SettingsPanel(Card):
    """The choices. `chosen` is called with each new look."""

    def __init__(self, look: Look, chosen: Callable[[Look], object], parent: QWidget | None = None) -> None:
        super().__init__(space=16, parent=parent)
        self.setAccessibleName(self.tr("Text size, colors and your sign-in"))
        self.look, self._chosen = look, chosen
        sizes = [(str(size), f"{size} %") for size in tokens.TEXT_SIZES]
        self.text_size = SegmentedField("text_size", self.tr("Text size"), sizes)
        self.appearance = SegmentedField(
            "appearance",
            self.tr("Colors"),
            [
                (Appearance.SYSTEM, self.tr("As this PC")),
                (Appearance.LIGHT, self.tr("Light")),
                (Appearance.DARK, self.tr("Dark")),
            ],
        )
        self.pin_button = link(self.tr("Unlock with a PIN on this PC"), name="pin")
        self.password_button = link(self.tr("Change your password"), name="own_password")
        self.step_button = link(self.tr("Second step at the sign-in"), name="own_second_step")
        self.done_button = primary(self.tr("Done"), name="done")
        own = Row(space=16)
        own.addWidget(self.password_button)
        own.addWidget(self.step_button)
        own.addStretch(1)
        buttons = Row()
        buttons.addStretch(1)
        buttons.addWidget(self.done_button)
        self.add(
            Label(self.tr("Text size and colors"), "heading"),
            self.text_size,
            self.appearance,
            Label(self.tr("Kept for you on this PC. Others keep theirs."), "label", "second", wrap=True),
            Label(self.tr("Your sign-in"), "heading"),
            own,
            self.pin_button,
            buttons,
        )
        self.show_look(look)
        self.text_size.edited.connect(self._choose)
        self.appearance.edited.connect(self._choose)
        self.setFocusProxy(self.text_size)

    def show_look(self, look: Look) -> None:
        """Show a look as the chosen one."""
        self.look = look
        self.text_size.set_value(str(look.text_size))
        self.appearance.set_value(look.appearance)

    def _choose(self) -> None:
        size, appearance = self.text_size.value(), self.appearance.value()
        self.look = Look(
            int(size) if size else self.look.text_size,
            Appearance(appearance) if appearance else self.look.appearance,
        )
        self._chosen(self.look)


class SettingsOverlay(Overlay):
    """The panel over the window; Escape, Enter or Done closes it."""

    pin_wanted = Signal()
    password_wanted = Signal()
    second_step_wanted = Signal()

    def __init__(self, parent: QWidget, look: Look, chosen: Callable[[Look], object]) -> None:
        self.settings = SettingsPanel(look, chosen)
        super().__init__(parent, self.settings, width=460)
        self.settings.done_button.clicked.connect(self.close_panel)
        self.settings.done_button.setShortcut(Qt.Key.Key_Return)
        self.settings.pin_button.clicked.connect(self.close_panel)
        self.settings.pin_button.clicked.connect(self.pin_wanted)
        for button, wanted in (
            (self.settings.password_button, self.password_wanted),
            (self.settings.step_button, self.second_step_wanted),
        ):
            button.clicked.connect(self.close_panel)
            button.clicked.connect(wanted)
