"""Closing the practice at lock and end, beside the GUI thread, while its work is hidden already."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog

from ui.common.desk import Desk
from ui.shell.holder import PracticeHolder

GRACE_SECONDS = 0.5
AGAIN_SECONDS = 1.0
_TRIES = 10


def close_practice(
    desk: Desk | None, holder: PracticeHolder, event: str, last: Callable[[], object] = lambda: None
) -> None:
    """Let what is under way finish, else break it off; then fold the log in, close, and wipe the key.

    Acts that staff sent off a moment ago, and drafts sent off by the lock, get half a second; an act that
    takes longer is rolled back whole and reports Cancelled, unless it is committing. `last` is done while the
    practice is still open; if it fails, the practice is closed all the same.
    """
    if desk is not None and holder.open and not desk.settle(GRACE_SECONDS):
        for _ in range(_TRIES):
            holder.interrupt()
            if desk.settle(AGAIN_SECONDS):
                break
    with suppress(Exception):
        last()
    holder.let_go(event)


LEAVING = "leaving"
"""A property of the application: the system ends the program, and nobody is there to wait for a backup."""


def leaves_at_once() -> bool:
    """Say whether the session ends or the system stops the program: then it closes without a last backup."""
    application = QGuiApplication.instance()
    if not isinstance(application, QGuiApplication):
        return False
    return bool(application.property(LEAVING)) or application.isSavingSession()


def clear_clipboard(clipboard: QClipboard | None = None) -> None:
    """Empty the clipboard if what it holds was copied from Daybook; what others copied stays."""
    clipboard = clipboard or QGuiApplication.clipboard()
    # Without a display there is no other program, and Qt does not know the owner.
    alone = QGuiApplication.platformName() == "offscreen"
    if alone or clipboard.ownsClipboard():
        clipboard.clear(QClipboard.Mode.Clipboard)
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)


def close_loose_windows() -> None:
    """Take away menus, lists that dropped down and dialogs: they would stand over the lock screen."""
    while (popup := QApplication.activePopupWidget()) is not None:
        if not popup.close():
            break
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()
