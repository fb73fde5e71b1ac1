"""Import in the window, for looking at: `python -m tests.ui_patient.importing_pictures FOLDER [WORD]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.core.findings import Message
from tests.support.bare import BarePractice
from tests.ui_patient.importing_people import first_folder, second_folder
from tests.ui_patient.people import NOW
from tests.ui_patient.pictures import RAIL, SIZES
from ui.common.desk import Desk
from ui.common.progress_panel import ProgressPanel
from ui.common.wording import EnglishPlurals
from ui.patient.importing import DECIDE, REPORT, ImportScreen
from ui.shell.entries import PersonLine, ScreenEntry, StatusItem
from ui.shell.frame import Frame
from ui.theme.theme import Appearance, theme


def frame(desk: Desk, practice: BarePractice) -> tuple[Frame, ImportScreen]:
    """Return the window with the import in it."""
    screen = ImportScreen(desk, practice.run)
    entries = [
        ScreenEntry(which, word, icon, (lambda: screen) if which == "patients" else QWidget)
        for which, word, icon in RAIL
    ]
    window = Frame(
        entries,
        practice="Riverside Family Practice",
        person=PersonLine("RL", "Dr. Lind"),
        now=lambda: NOW,
        status=[StatusItem("store", "Encrypted store · saved", dot=True)],
    )
    window.show_screen("patients")
    return window, screen


def scenes(screen: ImportScreen, folder: Path) -> dict[str, Callable[[], object]]:
    """Return what is shown before each picture."""

    def working() -> None:
        panel = ProgressPanel("Importing", at_once=True, parent=screen.working)
        screen.progress = panel
        screen._working.insertWidget(0, panel)
        screen._show_working()
        panel.progress.step(17, 50, Message("exchange.fhir.file_read"))

    def imported() -> None:
        if screen.progress is not None:
            screen._over(screen.report)
        screen.begin([first_folder(folder / "first")])
        screen.begin([second_folder(folder / "second")])

    def original() -> None:
        screen.begin([first_folder(folder / "first")])
        screen.report.which.set_value("original")
        screen.report._fill()

    def deciding() -> None:
        screen.show_part(DECIDE)

    def asking() -> None:
        screen.decisions.panel.ask_same()

    return {
        "empty": lambda: screen.show_part(REPORT),
        "none-held": deciding,
        "working": working,
        "report": imported,
        "original": original,
        "deciding": deciding,
        "asking": asking,
    }


def _settle(app: QApplication) -> None:
    """Let timers of the screen fire before the picture is taken."""
    QTimer.singleShot(450, app.quit)
    app.exec()


def main(folder: Path, only: str = "") -> None:
    """Write the pictures."""
    app = QApplication.instance() or QApplication(["pictures"])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    app.installTranslator(EnglishPlurals(app))
    folder.mkdir(parents=True, exist_ok=True)
    theme().install(app)
    for look in (Appearance.LIGHT, Appearance.DARK):
        for percent in (100, 150):
            theme().set_appearance(look)
            theme().set_text_size(percent)
            for width, height in SIZES:
                name = f"{look.value}-{percent}-{width}"
                if only and only not in name:
                    continue
                with tempfile.TemporaryDirectory() as place:
                    practice = BarePractice(Path(place))
                    desk = Desk(practice)
                    window, screen = frame(desk, practice)
                    window.resize(width, height)
                    window.show()
                    for scene, prepare in scenes(screen, Path(place)).items():
                        prepare()
                        _settle(app)
                        window.grab().save(str(folder / f"{scene}-{name}.png"))
                    window.close()
                    desk.close()
                    practice.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
