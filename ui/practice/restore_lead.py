"""From the backups to the restore assistant: what happens is said first, and the person is signed out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.layout import Row
from ui.common.overlay import Overlay
from ui.common.plain_text import Label
from ui.practice.words import words

WIDTH = 560


class RestoreLead(Card):
    """Says what a restore does. `wanted`: sign out and go on; `left`: stay."""

    wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(space=12, parent=parent)
        title = words("Restore a backup")
        self.setAccessibleName(title)
        told = (
            words(
                "Daybook signs you out and closes the practice. Then the assistant asks which backup, opens "
                "it with the password of an owner or the recovery sheet, and shows what it holds before "
                "anything is changed."
            ),
            words(
                "The practice as it is now is kept aside, in a folder beside the restored one. What was "
                "entered after the backup was made is not in it: enter it again from paper."
            ),
            words("Back up now first, if this practice still opens and its drive is there."),
        )
        self.add(Label(title, "heading"), *(Label(one, "body", "second", wrap=True) for one in told))
        self.stay_button = secondary(words("Stay here"), name="stay_here")
        self.go_button = primary(words("Sign out and restore"), name="sign_out_and_restore")
        self.stay_button.clicked.connect(self.left)
        self.go_button.clicked.connect(self.wanted)
        buttons = Row()
        buttons.addWidget(self.stay_button)
        buttons.addStretch(1)
        buttons.addWidget(self.go_button)
        self.add(buttons)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.stay_button)


def lead_over(window: QWidget) -> RestoreLead:
    """Show it over a window and return it; it goes once it is answered."""
    lead = RestoreLead()
    overlay = Overlay(window, lead, width=WIDTH)
    overlay.closed.connect(overlay.deleteLater)
    lead.left.connect(overlay.close_panel)
    lead.wanted.connect(overlay.close_panel)
    overlay.open()
    return lead
