"""Tries the built program where it was built: an import, the demo practice, a chart, a summary, lock, end."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.core.progress import Progress
from app.demo.making import DemoPractice, make_demo
from app.documents.papers import draw
from app.documents.queries import after_visit_summary
from app.exchange.importing import import_files
from app.frontdesk.queries import day_board
from app.frontdesk.views import Group
from app.practice_file import Setting, open_practice
from ui.common.navigation import Go
from ui.shell.application import make_application
from ui.shell.around import Around
from ui.shell.demo_notice import demo_notice
from ui.shell.pc_settings import PcSettings
from ui.shell.places import places_for
from ui.shell.program import Program

_SECONDS = 120
_SCALE = 0.2
_LOGIN = "okafor"
_CHART_MS = 1_500
_BUNDLE = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {
            "resource": {
                "resourceType": "Patient",
                "id": "self-check",
                "name": [{"family": "Check", "given": ["Selma"]}],
                "gender": "female",
                "birthDate": "1980-02-03",
            }
        }
    ],
}
STEPS = ("imported", "signed in", "chart opened", "summary made", "locked and unlocked", "closed")


def self_check() -> int:
    """Return 0 when every step went well; else 1, and the steps that did are said."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        passed = _check(Path(scratch))
    whole = passed == list(STEPS)
    sys.stdout.write(f"daybook: {'ok' if whole else 'failed'}: {', '.join(passed)}\n")
    return 0 if whole else 1


def _check(folder: Path) -> list[str]:
    setting = Setting.here(state_folder=folder / "state")
    application = make_application(sys.argv[:1], PcSettings(folder / "config"))
    place = folder / "practice"
    place.mkdir()
    demo = make_demo(place, datetime.now(UTC).date(), setting, scale=_SCALE)
    passed = ["imported"] if _imports(folder, demo, setting) else []
    return passed + _SelfCheck(application, demo, folder).run()


def _imports(folder: Path, demo: DemoPractice, setting: Setting) -> bool:
    """Import one bundle: its reader is a child process, which is what a frozen program gets wrong first."""
    file = folder / "bundle.json"
    file.write_text(json.dumps(_BUNDLE), encoding="utf-8")
    practice = open_practice(demo.file, demo.owner.login, demo.owner.password, setting)
    try:
        return import_files([file], practice.run, Progress()).new == 1
    finally:
        practice.close()


class _SelfCheck(QObject):
    """The program over the demo practice, from sign-in to end; what went well stands in `passed`."""

    def __init__(self, application: QApplication, demo: DemoPractice, folder: Path) -> None:
        super().__init__()
        self.application, self.demo, self.passed = application, demo, list[str]()
        notice = demo_notice(demo.owner.password)
        settings = PcSettings(folder / "config")
        around = Around(None, folder / "state", settings, folder / "reports", lambda _file: notice)
        self.program = Program(demo.file, places_for, around)
        self.program.signed_in.connect(self._signed_in)
        self.program.closed.connect(self._sign_in)
        self.program.ended.connect(self._ended)

    def run(self) -> list[str]:
        """Go through the steps, for two minutes at most."""
        QTimer.singleShot(_SECONDS * 1_000, self.application.quit)
        QTimer.singleShot(0, self, self._start)
        self.application.exec()
        return self.passed

    def _start(self) -> None:
        self.program.start()
        self._sign_in()

    def _sign_in(self) -> None:
        if self.program.lock_screen is not None:
            self.program.lock_screen.entered.emit(_LOGIN, self.demo.owner.password)

    def _signed_in(self) -> None:
        if "signed in" in self.passed:
            self.passed.append("locked and unlocked")
            self.program.end()
            return
        self.passed.append("signed in")
        self._guarded(self._open_chart)

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception as error:
            sys.stderr.write(f"daybook: {type(error).__name__}\n")
            self.application.exit(1)

    def _open_chart(self) -> None:
        board = self.program.holder.answer(day_board, self.program.today())
        row = next(one for one in board.rows if one.group is Group.IN_ROOMS)
        frame = self.program.frame
        if frame is None or row.facts.visit_id is None:
            raise LookupError("no visit is in a room")
        frame.go_to(Go("patients", row.facts.patient_id, f"vitals@{row.facts.visit_id}"))
        visit = row.facts.visit_id
        QTimer.singleShot(_CHART_MS, self, lambda: self._guarded(lambda: self._make_summary(visit)))

    def _make_summary(self, visit: object) -> None:
        frame = self.program.frame
        if frame is not None and frame.current == "patients" and not frame.grab().isNull():
            self.passed.append("chart opened")
        printed = draw(self.program.holder.answer(after_visit_summary, visit))
        if printed.pdf.startswith(b"%PDF") and printed.pages:
            self.passed.append("summary made")
        self.program.lock()

    def _ended(self) -> None:
        if not self.program.holder.open:
            self.passed.append("closed")
        self.application.quit()
