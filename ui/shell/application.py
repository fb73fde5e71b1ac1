"""The process and its QApplication: dressed, in its language, without core dumps."""

from __future__ import annotations

import faulthandler
import sys
from collections.abc import Sequence

from PySide6.QtWidgets import QApplication

from ui.common.wording import EnglishPlurals
from ui.shell.garbage import GuiCollector
from ui.shell.pc_settings import PcSettings
from ui.theme.icons import window_icon
from ui.theme.theme import theme

SWITCH_SECONDS = 0.001
"""How long another thread may keep the interpreter: a key press waits no longer for the desk's threads."""
_PR_SET_DUMPABLE = 4


def harden() -> None:
    """Let no crash write the memory of this process, which holds keys and charts, to a disk."""
    faulthandler.disable()
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _forbid_dumps()
    sys.setswitchinterval(SWITCH_SECONDS)


def _forbid_dumps() -> None:
    """Say to the kernel that this process is never dumped.

    The limit above does not hold where dumps are piped to a collector; and no other program of the same user
    may read the memory then.
    """
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def make_application(arguments: Sequence[str], settings: PcSettings) -> QApplication:
    """Return the one QApplication, in the look that this PC used last.

    It does not end with its last window: the practice is closed first.
    """
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(list(arguments))
    if application.findChild(GuiCollector) is None:
        GuiCollector(application)
    application.setApplicationName("Daybook")
    application.setApplicationDisplayName("Daybook")
    application.setDesktopFileName("daybook")
    application.setQuitOnLastWindowClosed(False)
    plurals = EnglishPlurals(application)
    application.installTranslator(plurals)
    settings.last_look.put_on()
    theme().install(application)
    application.setWindowIcon(window_icon(theme().colors.accent))
    return application
