"""The record in the window, for looking at: `python -m tests.ui_practice.record_pictures FOLDER [WORD]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.acts import Permission, Role
from app.security.policy import ALLOWED
from tests.reports.record_house import RecordHouse
from tests.ui_practice.place import NOW, TODAY
from ui.common.desk import Desk
from ui.common.overlay import Overlay
from ui.common.paper_panel import PaperPanel
from ui.common.paper_wanted import PaperWanted
from ui.common.wording import EnglishPlurals
from ui.patient.access_panel import WIDTH, AccessPanel
from ui.practice.practice_screen import PracticeScreen
from ui.practice.record_section import RecordSection, RecordWays
from ui.shell.entries import PersonLine, ScreenEntry, StatusItem
from ui.shell.frame import Frame
from ui.theme.theme import Appearance, theme

SIZES = ((1280, 720), (1920, 1080))


def furnish(house: RecordHouse) -> None:
    """A morning's worth of lines, of every colour."""
    house.event("sign_in", "ada")
    house.look("ada", "chart.chart_summary", house.elena)
    house.later(minutes=4)
    house.look("ada", "chart.medications.medications", house.elena)
    house.allergy()
    house.later(minutes=2)
    house.look("lena", "people.patient_form", house.tomas)
    house.print_face_sheet()
    house.refuse("lena", "chart.notes.sign_note")
    house.later(minutes=11)
    house.event("backup", "ruth", bytes=734_003_200)
    house.event("password_changed", "lena")
    for act in ("chart.notes.notes_of_patient", "chart.observations.results", "chart.vitals.vital_trends"):
        house.later(minutes=1)
        house.look("ada", act, house.tomas)


def windows(house: RecordHouse, role: str) -> tuple[Frame, RecordSection]:
    def may(permission: Permission) -> bool:
        return Role(role) in ALLOWED[permission]

    desk = Desk(house.practice)
    screen = PracticeScreen(desk, lambda: TODAY, may, record=RecordWays(who_looked=lambda _patient: None))
    names = [("today", "Today", "layout-list"), ("patients", "Patients", "users")] if role == "owner" else []
    own = (
        ("practice", "Practice", "settings") if role == "owner" else ("practice", "Record", "clipboard-check")
    )
    window = Frame(
        [ScreenEntry(which, word, icon, lambda: screen) for which, word, icon in [*names, own]],
        practice="Riverside Family Practice",
        person=PersonLine("OA", "Otto Audit"),
        now=lambda: NOW,
        status=[StatusItem("store", "Encrypted store · saved", dot=True)],
    )
    window.show_screen("practice")
    screen.show_section("record")
    return window, screen.sections["record"]


def main(folder: Path, only: str = "") -> None:
    """Write the pictures."""
    app = QApplication.instance() or QApplication(["pictures"])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    plurals = EnglishPlurals(app)
    app.installTranslator(plurals)
    folder.mkdir(parents=True, exist_ok=True)
    theme().install(app)
    with tempfile.TemporaryDirectory() as place:
        house = RecordHouse.make(Path(place))
        furnish(house)
        for look in (Appearance.LIGHT, Appearance.DARK):
            for percent in (100, 150):
                theme().set_appearance(look)
                theme().set_text_size(percent)
                for width, height in SIZES:
                    name = f"{look.value}-{percent}-{width}"
                    if not only or only in name:
                        for role, login in (("owner", "ruth"), ("auditor", "otto")):
                            house.sign_in(login)
                            _take(house, role, folder, f"{role}-{name}", width, height)
        house.practice.close()


def _take(house: RecordHouse, role: str, folder: Path, name: str, width: int, height: int) -> None:
    window, section = windows(house, role)
    window.resize(width, height)
    window.show()

    def keep(scene: str) -> None:
        QTest.qWait(200)
        window.grab().save(str(folder / f"{scene}-{name}.png"))

    keep("list")
    numbers = section.model.found.numbers
    allergy = next(row for row in range(len(numbers)) if _what(section, row) == "Add an allergy")
    section.table.setCurrentIndex(section.model.index(allergy, 0))
    line = section.table.selected_record()
    if line is not None:
        section.open_line(line)
    keep("act")
    section.close_side()
    section.filter.span.set_value("dates")
    section.filter._fit_days()
    section.open_for(house.elena)
    keep("patient")
    section.open_export()
    keep("export")
    section.close_side()
    _over(window, AccessPanel(section.desk, house.elena), WIDTH, keep, "looked")
    wanted: list[PaperWanted] = []
    section.ways = RecordWays(show_paper=wanted.append)
    section.print()
    _over(window, PaperPanel(section.desk, wanted), 1120, keep, "paper")
    window.close()


def _what(section: RecordSection, row: int) -> str:
    line = section.model.record(row)
    return line.what if line is not None else ""


def _over(window: Frame, panel: AccessPanel | PaperPanel, width: int, keep: object, scene: str) -> None:
    overlay = Overlay(window, panel, width=width)
    overlay.open()
    panel.open()
    QTest.qWait(600)
    keep(scene)  # type: ignore[operator]
    overlay.close_panel()
    overlay.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
