"""The Patients place in the window, for looking at: `python -m tests.ui_patient.pictures FOLDER [WORD]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.support.bare import BarePractice
from tests.ui_patient.people import NOW, TODAY, everyone
from ui.common.desk import Desk
from ui.common.navigation import Go
from ui.common.wording import EnglishPlurals
from ui.patient.patients_screen import PatientsScreen
from ui.patient.register_panel import RegisterPanel
from ui.shell.entries import PersonLine, ScreenEntry, StatusItem
from ui.shell.frame import Frame
from ui.theme.theme import Appearance, theme

SIZES = ((1280, 720), (1440, 900))
RAIL = (
    ("today", "Today", "layout-list"),
    ("calendar", "Calendar", "calendar-days"),
    ("patients", "Patients", "users"),
    ("billing", "Billing", "receipt-text"),
    ("practice", "Practice", "settings"),
)


def frame(desk: Desk) -> tuple[Frame, PatientsScreen]:
    """Return the window with the Patients place in it."""
    screen = PatientsScreen(desk, lambda: TODAY, lambda: NOW, book=lambda _id: None, on_import=lambda: None)
    entries = [
        ScreenEntry(which, word, icon, (lambda: screen) if which == "patients" else QWidget)
        for which, word, icon in RAIL
    ]
    window = Frame(
        entries,
        practice="Riverside Family Practice",
        person=PersonLine("MR", "Maria R., CMA"),
        now=lambda: NOW,
        status=[StatusItem("store", "Encrypted store · saved", dot=True)],
    )
    window.show_screen("patients")
    return window, screen


def type_susan(panel: RegisterPanel, *, born: date = date(1958, 8, 12)) -> None:
    """Fill the form as the design shows it."""
    values = {
        "last_name": "Lee",
        "first_name": "Susan",
        "preferred_name": "Sue",
        "birth_date": born,
        "sex": "F",
        "gender_identity": "Woman",
        "pronouns": "she, her",
        "mobile": "(937) 555-0188",
        "message_preference": "name_only",
        "street": "212 Oak Street, Apt 3",
        "city": "Dayton",
        "state": ("OH", "45402"),
        "race": ["ASKU"],
        "access_needs": "Hard of hearing, left",
        "coverage1_payer": "Medicare Part B",
        "coverage1_member_id": "1EG4-TE5-MK73",
    }
    for name, value in values.items():
        panel.form.fields[name].set_value(value)
    panel.form.fields["contact_emergency"].restore_draft("Grace Lee, daughter, (937) 555-0101")
    panel.form.edited.emit()
    panel.check()


def scenes(window: Frame, screen: PatientsScreen, ids: dict[str, object]) -> dict[str, Callable[[], object]]:
    """Return what is shown before each picture."""

    def searched() -> None:
        screen.list.search.line.setText("lee")
        screen.list.look_up()

    def register() -> None:
        screen.open_place(Go("patients", None, "new"))
        panel = screen.panel
        assert isinstance(panel, RegisterPanel)
        type_susan(panel)
        panel.form.fields["birth_date"].setFocus()

    def scrolled() -> None:
        assert isinstance(screen.panel, RegisterPanel)
        bar = screen.panel.area.verticalScrollBar()
        bar.setValue(bar.maximum())

    def chart(which: str) -> Callable[[], object]:
        return lambda: screen.open_place(Go("patients", ids[which]))  # type: ignore[arg-type]

    def edit() -> None:
        screen.open_place(Go("patients", ids["susan"], "edit"))  # type: ignore[arg-type]

    return {
        "recent": lambda: None,
        "found": searched,
        "register": register,
        "register-end": scrolled,
        "chart": chart("susan"),
        "chart-long": chart("long"),
        "edit": edit,
    }


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
        practice = BarePractice(Path(place))
        ids = everyone(practice)
        for look in (Appearance.LIGHT, Appearance.DARK):
            for percent in (100, 150):
                theme().set_appearance(look)
                theme().set_text_size(percent)
                for width, height in SIZES:
                    name = f"{look.value}-{percent}-{width}"
                    if only and only not in name:
                        continue
                    desk = Desk(practice)
                    window, screen = frame(desk)
                    window.resize(width, height)
                    window.show()
                    for scene, prepare in scenes(window, screen, dict(ids)).items():
                        prepare()
                        _settle()
                        window.grab().save(str(folder / f"{scene}-{name}.png"))
                    window.close()
                    desk.close()
        practice.close()


def _settle() -> None:
    """Let timers of the screen fire before the picture is taken."""
    QTest.qWait(450)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
