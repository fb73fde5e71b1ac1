"""The window: places, palette, keys, counts, lock cover, and the red frame, driven by real key events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.core.acts import Permission
from app.demo.keeping import demo_folder
from ui.common.keys import KeyList
from ui.common.layout import Column
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.shell.demo_notice import notice_of
from ui.shell.entries import PersonLine, ScreenEntry, StatusItem, TrainingNotice
from ui.shell.frame import Frame
from ui.shell.lock_screen import LockPerson, LockScreen
from ui.shell.palette import Deliver, PaletteItem
from ui.theme.theme import theme

NOW = datetime(2026, 3, 3, 9, 46, tzinfo=UTC)


class Page(QWidget):
    """A screen with one key and one input."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.done: list[str] = []
        self.line = QLineEdit()
        self.line.setAccessibleName("Note")
        Column(self).addWidget(self.line)
        self.keys = KeyList(self, name)
        self.keys.add("R", f"Room in {name}", lambda: self.done.append("roomed"))


class Patients:
    """A source that answers when the test says so."""

    title = "Patients"

    def __init__(self) -> None:
        self.asked: list[tuple[str, Deliver]] = []
        self.opened: list[str] = []

    def find(self, text: str, deliver: Deliver) -> None:
        self.asked.append((text, deliver))

    def answer(self, names: Sequence[str], question: int = -1) -> None:
        items = [
            PaletteItem(name, name, "67 F", lambda which=name: self.opened.append(which)) for name in names
        ]
        self.asked[question][1](items)


def window(
    qtbot: QtBot,
    patients: Patients | None = None,
    training: TrainingNotice | None = None,
    allowed: frozenset[Permission] = frozenset(Permission),
) -> Frame:
    entries = [
        ScreenEntry("today", "Today", "layout-list", lambda: Page("today"), Permission.SEE_BOARD),
        ScreenEntry("patients", "Patients", "users", lambda: Page("patients"), Permission.SEE_PATIENTS),
        ScreenEntry("practice", "Practice", "settings", lambda: Page("practice"), Permission.SEE_PRACTICE),
    ]
    made = Frame(
        entries,
        practice="Riverside Family Practice",
        person=PersonLine("MR", "Maria R., CMA"),
        now=lambda: NOW,
        may=lambda permission: permission in allowed,
        sources=[patients] if patients else [],
        status=[StatusItem("store", "Encrypted store · saved", dot=True)],
        training=training,
    )
    qtbot.addWidget(made)
    made.show_screen("today")
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return made


def page(frame: Frame, which: str) -> Page:
    found = frame.screen_of(which)
    assert isinstance(found, Page)
    return found


def test_a_role_sees_its_own_places_only(qtbot: QtBot) -> None:
    frame = window(qtbot, allowed=frozenset({Permission.SEE_BOARD}))
    assert frame.screen_ids() == ["today"]
    assert list(frame.rail.buttons) == ["today"]
    frame.go_to(Go("practice"))
    assert frame.current == "today"


def test_places_are_made_once_and_reached_by_key(qtbot: QtBot) -> None:
    frame = window(qtbot)
    first = frame.screen_of("patients")
    with qtbot.waitSignal(frame.screen_changed):
        qtbot.keyClick(frame, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert frame.pages.currentWidget() is first
    assert frame.rail.buttons["patients"].isChecked()
    assert "Patients" in frame.windowTitle()


def test_search_asks_every_source_and_the_newest_question_wins(qtbot: QtBot) -> None:
    patients = Patients()
    frame = window(qtbot, patients)
    qtbot.keyClick(frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    panel = frame.palette_overlay.panel_inside
    assert panel.isVisible()
    qtbot.waitUntil(panel.line.hasFocus)
    before = len(patients.asked)
    qtbot.keyClicks(panel.line, "le")
    qtbot.waitUntil(lambda: len(patients.asked) > before)
    old = len(patients.asked) - 1
    qtbot.keyClicks(panel.line, "e")
    qtbot.waitUntil(lambda: len(patients.asked) > old + 1)
    patients.answer(["Lee, Susan", "Lee, Susanna"])
    patients.answer(["Levy, Old"], question=old)
    assert [row.item.id for row in panel.model.records if row.source == "Patients"] == [
        "Lee, Susan",
        "Lee, Susanna",
    ]
    qtbot.keyClick(panel.line, Qt.Key.Key_Down)
    qtbot.keyClick(panel.line, Qt.Key.Key_Return)
    assert patients.opened == ["Lee, Susanna"]
    assert not panel.isVisible()


def test_search_finds_screens_and_acts_and_says_when_nothing_is_there(qtbot: QtBot) -> None:
    frame = window(qtbot)
    frame.open_palette("prac")
    panel = frame.palette_overlay.panel_inside
    assert [row.item.id for row in panel.model.records] == ["practice"]
    qtbot.keyClick(panel.line, Qt.Key.Key_Return)
    assert frame.current == "practice"
    frame.show_screen("today")
    frame.open_palette("room in")
    assert [row.item.text for row in panel.model.records] == ["Room in today"]
    panel.take()
    assert page(frame, "today").done == ["roomed"]
    frame.open_palette("zzz")
    assert panel.hint.isVisible()
    assert "zzz" in panel.hint.text()


def test_escape_closes_the_search_and_gives_the_focus_back(qtbot: QtBot) -> None:
    frame = window(qtbot)
    line = page(frame, "today").line
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    frame.open_palette()
    panel = frame.palette_overlay.panel_inside
    qtbot.waitUntil(panel.line.hasFocus)
    qtbot.keyClick(panel.line, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    qtbot.waitUntil(line.hasFocus)


def test_keys_never_go_nowhere_when_what_had_them_is_gone(qtbot: QtBot) -> None:
    frame = window(qtbot)
    line = page(frame, "today").line
    other = QLineEdit()
    layout = page(frame, "today").layout()
    assert layout is not None
    layout.addWidget(other)
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    frame.open_palette()
    other.hide()
    panel = frame.palette_overlay.panel_inside
    qtbot.waitUntil(panel.line.hasFocus)
    qtbot.keyClick(panel.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(line.hasFocus)
    line.clearFocus()
    qtbot.waitUntil(line.hasFocus)


def test_alt_and_number_puts_the_keyboard_into_the_screen(qtbot: QtBot) -> None:
    frame = window(qtbot)
    for number, which in ((2, "patients"), (1, "today"), (2, "patients")):
        frame.rail.buttons["practice"].setFocus()
        qtbot.keyClick(frame, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(page(frame, which).line.hasFocus)


def test_tab_stays_inside_the_search(qtbot: QtBot) -> None:
    frame = window(qtbot)
    frame.open_palette("today")
    panel = frame.palette_overlay.panel_inside
    qtbot.waitUntil(panel.line.hasFocus)
    for _ in range(4):
        qtbot.keyClick(panel.line, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert panel.isAncestorOf(focused)


def test_a_letter_typed_into_a_field_is_no_act(qtbot: QtBot) -> None:
    frame = window(qtbot)
    today = page(frame, "today")
    today.line.setFocus()
    qtbot.waitUntil(today.line.hasFocus)
    qtbot.keyClick(today.line, Qt.Key.Key_R)
    assert (today.line.text(), today.done) == ("r", [])
    today.setFocus()
    qtbot.keyClick(today, Qt.Key.Key_R)
    assert today.done == ["roomed"]


def test_f1_lists_the_keys_of_the_screen_in_sight_first(qtbot: QtBot) -> None:
    frame = window(qtbot)
    qtbot.keyClick(frame, Qt.Key.Key_F1)
    rows = frame.keys_help.keys_panel.rows
    assert rows[0] == ("R", "Room in today")
    assert ("Ctrl+K", "Find a patient, visit, screen or act") in rows
    assert ("R", "Room in patients") not in rows
    qtbot.keyClick(frame.keys_help.keys_panel, Qt.Key.Key_Escape)
    assert not frame.keys_help.isVisible()


def test_a_cover_hides_names_and_keys_and_the_work_comes_back_as_it_was(qtbot: QtBot) -> None:
    frame = window(qtbot)
    today = page(frame, "today")
    today.line.setText("half typed")
    frame.say(Said("Susan Lee is in room 5."))
    cover = LockScreen("Riverside", "Locked", [LockPerson("maria", "MR", "Maria R.")])
    frame.cover_with(cover)
    assert frame.covered
    assert frame.windowTitle() == "Daybook"
    assert not today.isVisible()
    assert not frame.strip.isVisible()
    qtbot.keyClick(frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(frame, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert not frame.palette_overlay.isVisible()
    assert frame.current == "today"
    frame.uncover()
    assert today.isVisible()
    assert today.line.text() == "half typed"


def test_lock_is_one_key_or_one_press(qtbot: QtBot) -> None:
    frame = window(qtbot)
    with qtbot.waitSignal(frame.lock_wanted):
        qtbot.keyClick(frame, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(frame.lock_wanted):
        frame.top_bar.lock_button.click()


def test_undo_by_key_while_the_message_stands(qtbot: QtBot) -> None:
    frame = window(qtbot)
    undone: list[str] = []
    frame.say(Said("Susan Lee is in room 5.", undo=lambda: undone.append("undone")))
    today = page(frame, "today")
    today.setFocus()
    for _ in range(2):
        qtbot.keyClick(today, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["undone"]


def test_counts_and_status_say_what_is_there(qtbot: QtBot) -> None:
    frame = window(qtbot)
    button = frame.rail.buttons["patients"]
    frame.set_count("patients", 7)
    assert button.accessibleName() == "Patients, 7 waiting"
    frame.set_count("patients", 0)
    assert button.accessibleName() == "Patients"
    frame.status_line.set_item(StatusItem("store", "Disk full", "danger"))
    assert list(frame.status_line.texts) == ["store"]
    assert frame.status_line.texts["store"].item.words == "Disk full"
    frame.status_line.remove_item("store")
    assert frame.status_line.texts == {}


def test_the_clock_tells_the_practices_time(qtbot: QtBot) -> None:
    frame = window(qtbot)
    assert frame.top_bar.clock.text() == "Tue, Mar 3 2026   9:46 AM"


def test_the_demo_says_whom_one_can_be() -> None:
    hint = notice_of(demo_folder() / "today" / "demo.daybook")
    assert hint is not None
    assert "Sign in as maria, james, okafor, priya or helen." in hint.hint


def test_a_training_practice_has_a_red_frame(qtbot: QtBot) -> None:
    frame = window(qtbot, training=TrainingNotice("Demo practice", "Password of everyone: daybook-demo"))
    assert "Demo practice" in frame.windowTitle()
    image = frame.grab().toImage()
    red = theme().colors.danger.lower()
    edges = [(1, 400), (image.width() - 2, 400), (700, 2), (700, image.height() - 2)]
    assert {image.pixelColor(x, y).name() for x, y in edges} == {red}
    plain = window(qtbot).grab().toImage()
    assert plain.pixelColor(1, 400).name() != red


@pytest.mark.parametrize("percent", [90, 100, 150])
@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)])
def test_nothing_of_the_frame_is_cut(qtbot: QtBot, size: tuple[int, int], percent: int) -> None:
    theme().set_text_size(percent)
    frame = window(qtbot)
    frame.resize(*size)
    bar = frame.top_bar
    parts = [bar.mark, bar.search, bar.clock, bar.avatar, bar.person, bar.lock_button]
    for left, right in pairwise(parts):
        assert left.geometry().right() < right.geometry().left()
    assert bar.lock_button.geometry().right() < bar.width()
    assert bar.clock.width() >= bar.clock.sizeHint().width()
    for button in frame.rail.buttons.values():
        assert button.height() >= button.minimumSizeHint().height()
    theme().set_text_size(100)
