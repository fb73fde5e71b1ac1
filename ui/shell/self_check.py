"""Tries the built program where it was built: a practice is made, opened in a window, locked and closed."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QTimer

from app.documents.views import RecoverySheet
from app.practice.founding import FoundPractice
from app.practice_file import Owner, Setting, create_practice, sheet_pdf
from ui.shell.application import make_application
from ui.shell.pc_settings import PcSettings
from ui.shell.places import places_for
from ui.shell.program import Around, Program

_SECONDS = 60
_LOGIN, _PASSWORD = "check", "four quiet herons"


def self_check() -> int:
    """Return 0 when a scratch practice went through sign-in, lock, unlock and end; else 1."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as scratch:
        return _walk(Path(scratch))


def _walk(folder: Path) -> int:
    settings = PcSettings(folder / "config")
    application = make_application(sys.argv[:1], settings)
    setting = Setting.here(state_folder=folder / "state")
    file = folder / "check.daybook"
    sheets: list[RecoverySheet] = []
    made = create_practice(
        file,
        FoundPractice(name="Self check", zone="America/New_York"),
        Owner(login=_LOGIN, name="Self Check", short_name="Self C."),
        _PASSWORD,
        sheets.append,
        setting=setting,
    )
    groups = [group for line in sheets[0].lines for group in line.groups]
    made.confirm_recovery(tuple(groups[place] for place in made.recovery_asked))
    program = Program(file, places_for, Around(None, folder / "state", settings, folder))
    passed: list[str] = []
    program.signed_in.connect(lambda: passed.append("in"))
    program.ended.connect(application.quit)
    program.signed_in.connect(lambda: program.lock() if len(passed) == 1 else program.end())
    program.closed.connect(lambda: _unlock(program))
    QTimer.singleShot(_SECONDS * 1_000, application.quit)
    QTimer.singleShot(0, lambda: program.adopt(made, _LOGIN))
    application.exec()
    whole = len(passed) == 2 and sheet_pdf(sheets[0]).startswith(b"%PDF") and not program.holder.open
    sys.stdout.write(
        "daybook: the window opens, locks, unlocks and closes\n" if whole else "daybook: failed\n"
    )
    return 0 if whole else 1


def _unlock(program: Program) -> None:
    if program.lock_screen is not None:
        program.lock_screen.entered.emit(_LOGIN, _PASSWORD)
