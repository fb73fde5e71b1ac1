"""F1 on a page before the work: the manual opens where the person stands, with nobody signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.common.button import link
from ui.common.keys import KeyList
from ui.common.wording import tr

if TYPE_CHECKING:
    from ui.shell.manual import ManualOverlay

RESTORE = ("backup_and_restore", "restore")
NEW_PC = ("installing", "")
SHEET = ("keys_and_recovery", "sheet")
"""Chapters, with the key of a section or ""."""


class PageManual:
    """Gives a page F1 and a link of the same word; `at` says the chapter and section for what is in sight."""

    def __init__(self, page: QWidget, keys: KeyList, at: Callable[[], tuple[str, str]]) -> None:
        self._page, self._at = page, at
        self.overlay: ManualOverlay | None = None
        self.link = link(tr("page_manual", "Manual (F1)"), name="open_manual")
        self.link.clicked.connect(lambda: self.open())
        keys.add("F1", tr("page_manual", "Manual"), self.open)

    def open(self) -> None:
        """Show the manual over the page; F1 once more takes it away."""
        if self.overlay is None:
            from ui.shell.manual import ManualOverlay  # hardly any start ever needs it

            self.overlay = ManualOverlay(self._page)
        if self.overlay.isVisible():
            self.overlay.close_panel()
        else:
            self.overlay.open_at(*self._at())
