"""The panels in which the person at the desk looks after the own sign-in, over their window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.practice_file import Practice
from ui.common.message_strip import Said
from ui.common.wording import tr
from ui.shell.own_sign_in import PasswordPanel, SecondStepPanel
from ui.shell.person_frame import PersonFrame
from ui.shell.secret_overlay import SecretOverlay

STEP_WIDTH = 620


def open_password(
    frame: PersonFrame, practice: Practice, login: str, changed: Callable[[], object], owner: QObject
) -> SecretOverlay:
    """Let the person choose another password; `changed` when it is in force. Returns the open panel."""
    panel = PasswordPanel(practice, login, owner)
    overlay = SecretOverlay(frame.work, panel)

    def is_changed() -> None:
        changed()
        overlay.close_panel()
        frame.say(Said(tr("own_sign_in", "Your new password is in force. The old one opens nothing.")))

    panel.changed.connect(is_changed)
    overlay.open()
    return overlay


def open_second_step(frame: PersonFrame, practice: Practice, owner: QObject) -> SecretOverlay:
    """Let the person set up an authenticator, or look after the one there is. Returns the open panel."""
    panel = SecondStepPanel(practice, owner)
    overlay = SecretOverlay(frame.work, panel, width=STEP_WIDTH)
    panel.told.connect(overlay.close_panel)
    panel.told.connect(lambda words: frame.say(Said(words)))
    overlay.open()
    return overlay
