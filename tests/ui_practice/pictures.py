"""The Practice place in the window, for looking at: `python -m tests.ui_practice.pictures FOLDER [WORD]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.practice.actions import SavePolicy, save_policy
from tests.support.bare import BarePractice
from tests.ui_practice.place import NOW, TODAY, furnish, staffed
from ui.common.desk import Desk
from ui.common.wording import EnglishPlurals
from ui.practice.practice_screen import PracticeScreen
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


def frame(practice: BarePractice, may: Callable[[object], bool]) -> tuple[Frame, PracticeScreen]:
    """Return the window with the Practice place in it."""
    screen = PracticeScreen(
        Desk(practice), lambda: TODAY, may, lambda command, _password: staffed(practice, command)
    )
    entries = [
        ScreenEntry(which, word, icon, (lambda: screen) if which == "practice" else QWidget)
        for which, word, icon in RAIL
    ]
    window = Frame(
        entries,
        practice="Riverside Family Practice",
        person=PersonLine("RD", "Ruth D."),
        now=lambda: NOW,
        status=[StatusItem("store", "Encrypted store · saved", dot=True)],
    )
    window.show_screen("practice")
    return window, screen


def scenes(screen: PracticeScreen) -> dict[str, Callable[[], object]]:
    """Return what is shown before each picture."""

    def section(which: str) -> Callable[[], object]:
        return lambda: screen.show_section(which)

    def edited(which: str, row: int = 1) -> Callable[[], object]:
        def show() -> None:
            screen.show_section(which)
            found = screen.sections[which]
            found.edit(found.table.records.records[row])

        return show

    def person() -> None:
        screen.show_section("people")
        editor = _added(screen)
        for name, text in {"name": "Noor Haddad, NP", "password": "password1234", "again": "pass"}.items():
            editor.form.fields[name].set_value(text)
        editor.form.fields["roles"].set_value(["np_pa"])
        editor.form.fields["roles"].edited.emit()

    def table(name: str, row: int) -> Callable[[], object]:
        def show() -> None:
            screen.show_section("policy")
            found = screen.sections["policy"]
            found.open_table(name)
            found.values.edit(found.values.table.records.records[row])

        return show

    def adopt() -> None:
        screen.show_section("fees")
        screen.sections["fees"].open_adopt()

    return {
        "facts": section("facts"),
        "people": section("people"),
        "person": person,
        "providers": edited("providers"),
        "rooms": edited("rooms"),
        "visit-types": section("visit_types"),
        "visit-type": edited("visit_types", 2),
        "fees": section("fees"),
        "fee": edited("fees", 8),
        "adopt": adopt,
        "policies": section("policy"),
        "policy-flow": table("flow", 1),
        "policy-vitals": table("vitals", 10),
        "policy-notes": table("notes", 1),
    }


def _added(screen: PracticeScreen) -> Any:
    section = screen.sections["people"]
    section.add()
    return section.editor


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
        furnish(practice)
        content = {"late_after_minutes": 20}
        practice.run(save_policy, SavePolicy(name="flow", valid_from=TODAY, content=content))
        for look in (Appearance.LIGHT, Appearance.DARK):
            for percent in (100, 150):
                theme().set_appearance(look)
                theme().set_text_size(percent)
                for width, height in SIZES:
                    name = f"{look.value}-{percent}-{width}"
                    if not only or only in name:
                        _take(practice, folder, name, width, height)
        practice.close()


def _take(practice: BarePractice, folder: Path, name: str, width: int, height: int) -> None:
    window, screen = frame(practice, lambda _permission: True)
    window.resize(width, height)
    window.show()
    for scene, prepare in scenes(screen).items():
        prepare()
        QTest.qWait(150)
        window.grab().save(str(folder / f"{scene}-{name}.png"))
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
