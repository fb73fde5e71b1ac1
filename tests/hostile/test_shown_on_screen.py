"""Every place of the window shows each hostile text as it is stored, or its beginning and an ellipsis."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject
from PySide6.QtGui import Qt, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from app.frontdesk.queries import day_board
from tests.hostile.hostile_demo import BEGUN, CORE, TUESDAY, HostileDemo, faults_of
from ui.common.navigation import Go
from ui.common.plain_text import plain_tip
from ui.common.wording import EnglishPlurals
from ui.patient.patients_place import PatientsPlace
from ui.practice.practice_screen import PracticeScreen
from ui.shell.around import Around
from ui.shell.lock_screen import SOMEONE_ELSE, PersonTile
from ui.shell.pc_settings import PcSettings
from ui.shell.person_frame import PersonFrame
from ui.shell.places import places_for, warm
from ui.shell.program import Program
from ui.shell.warming import Warming
from ui.theme.theme import theme
from ui.walk.tray import Tray

PEOPLE = ("helen", "okafor")
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole)


class Sitting:
    """The window over the hostile practice; it gathers what each screen shows."""

    def __init__(self, program: Program, hostile: HostileDemo, qtbot: Any) -> None:
        self.program, self.hostile, self.qtbot = program, hostile, qtbot
        self.faults: dict[str, None] = {}
        self.found: set[int] = set()

    @property
    def frame(self) -> PersonFrame:
        assert self.program.frame is not None
        return self.program.frame

    def sign_in(self, login: str) -> None:
        screen = self.program.lock_screen
        assert screen is not None
        if any(one.person.login == login for one in screen.findChildren(PersonTile)):
            screen.choose(login)
        else:
            screen.choose(SOMEONE_ELSE)
            screen.name_field.line.setText(login)
        person = next(one for one in self.hostile.demo.people if one.login == login)
        screen.password.line.setText(person.password)
        with self.qtbot.waitSignal(self.program.signed_in, timeout=60_000):
            screen.submit()

    def settle(self) -> None:
        """Wait until what was asked is answered and shown."""
        for _ in range(3):
            if self.program.desk is not None:
                self.program.desk.settle()
            end = time.monotonic() + 0.02
            while time.monotonic() < end:
                QApplication.processEvents()

    def look(self, where: str) -> None:
        """Judge every text of every widget, and draw the window as it is."""
        self.settle()
        self.frame.grab()
        for kind, text in shown_texts():
            self.found |= {int(one[1]) for one in CORE.finditer(text)}
            if BEGUN.search(text):
                for fault in faults_of(text, self.hostile.stored):
                    self.faults[f"{where}, {kind}: {fault}"] = None
        for label in QApplication.allWidgets():
            if isinstance(label, QLabel) and label.textFormat() != Qt.TextFormat.PlainText and label.text():
                self.faults[f"{where}: a label that may read markup, {type(label).__name__}"] = None


def shown_texts() -> Iterator[tuple[str, str]]:
    """Give every text of every widget and of every model of a list, and what kind of thing shows it."""
    for widget in QApplication.allWidgets():
        name = type(widget).__name__
        for text in _texts_of(widget):
            yield name, text
        if isinstance(widget, QAbstractItemView | QComboBox):
            for text in _items(widget.model()):
                yield f"item of {name}", text


def _texts_of(widget: QWidget) -> Iterator[str]:
    yield as_read(widget.toolTip())
    yield from (widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle())
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        yield widget.text()
    elif isinstance(widget, QPlainTextEdit | QTextEdit):
        yield widget.toPlainText()
    yield from _painted(widget)


def as_read(tip: str) -> str:
    """Return what a person reads of a tool tip, which Qt shows as markup where it looks like it."""
    if Qt.mightBeRichText(tip):
        document = QTextDocument()
        document.setHtml(tip)
        return document.toPlainText()
    return tip


def _painted(widget: QObject) -> Iterator[str]:
    """Give the texts that a widget of ours holds to paint them itself."""
    for name, value in vars(widget).items() if hasattr(widget, "__dict__") else ():
        if isinstance(value, str) and "draft" not in name:
            yield value


def _items(model: QAbstractItemModel | None) -> Iterator[str]:
    if model is None:
        return
    for row in range(model.rowCount(QModelIndex())):
        for column in range(model.columnCount(QModelIndex())):
            index = model.index(row, column)
            yield from (str(model.data(index, role) or "") for role in _ROLES)
            yield as_read(str(model.data(index, Qt.ItemDataRole.ToolTipRole) or ""))


@pytest.fixture
def sitting(hostile: HostileDemo, qtbot: Any, qapp: QApplication, tmp_path: Path) -> Iterator[Sitting]:
    theme().install(qapp)
    plurals = EnglishPlurals(qapp)
    qapp.installTranslator(plurals)
    around = Around(
        clock=hostile.clock,
        state_folder=hostile.folder / "state",
        settings=PcSettings(tmp_path / "config"),
        reports=tmp_path / "reports",
        output=Tray(tmp_path).output,
        warming=Warming(warm),
    )
    program = Program(hostile.demo.file, places_for, around)
    ended: list[bool] = []
    program.ended.connect(lambda: ended.append(True))
    program.start()
    assert program.window is not None
    program.window.resize(1440, 900)
    yield Sitting(program, hostile, qtbot)
    program.wait_until_shut()
    program.end()
    qtbot.waitUntil(lambda: bool(ended), timeout=20_000)
    if program.window is not None:
        program.window.close()
        program.window.deleteLater()
    qapp.removeTranslator(plurals)


@pytest.mark.parametrize("login", PEOPLE)
def test_every_screen_shows_what_is_stored(sitting: Sitting, login: str) -> None:
    sitting.sign_in(login)
    sitting.settle()
    frame = sitting.frame
    for which in frame.screen_ids():
        frame.show_screen(which)
        sitting.look(which)
    _through_the_practice(sitting)
    _through_charts(sitting, _charts(login, sitting.hostile.short))
    assert list(sitting.faults)[:40] == []
    assert len(sitting.found) > len(sitting.hostile.stored) / 8
    assert not list((sitting.hostile.folder).rglob("crash*"))


def test_each_kind_of_fault_is_found() -> None:
    stored = {1: "=7300017 a <b>c</b> 8500018", 2: "7300027 x 8500028"}
    assert faults_of("Dr. =7300017 a <b>c</b> 8500018, MD", stored) == []
    assert faults_of("=7300017 a <b>…", stored) == []
    for wrong in ("7300017 a c 8500018", "=7300017 a <b>", "7300017 b…", "7300037 x 8500038"):
        assert faults_of(wrong, stored), wrong
    assert as_read(plain_tip(stored[1])) == stored[1] != as_read(stored[1])


def _through_the_practice(sitting: Sitting) -> None:
    frame = sitting.frame
    if "practice" not in frame.screen_ids():
        return
    frame.show_screen("practice")
    screen = frame.screen_of("practice")
    assert isinstance(screen, PracticeScreen)
    for section in screen.entries:
        screen.show_section(section)
        sitting.look(f"practice {section}")


def _charts(login: str, short: bool) -> int:
    return (1 if login == "okafor" else 0) if short else 12


def _through_charts(sitting: Sitting, most: int) -> None:
    frame = sitting.frame
    practice = sitting.program.holder.practice
    rows = [row for row in practice.answer(day_board, TUESDAY).rows if row.facts.visit_id is not None]
    for row in rows[:most]:
        frame.go_to(Go("patients", row.facts.patient_id, f"vitals@{row.facts.visit_id}"))
        sitting.settle()
        place = frame.screen_of("patients")
        assert isinstance(place, PatientsPlace)
        chart = place.patients.charts[-1]
        for section in chart.section_ids():
            chart.show_section(section)
            sitting.look(f"chart {section}")
        frame.go_to(Go("billing", row.facts.patient_id))
        sitting.look("billing of a patient")
