"""Each person's look, what this PC remembers, and that a second start finds the first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.core.ids import new_id
from tests.ui_shell.standing import MARIA, House, frame, lock, running, sign_in
from ui.shell.pc_settings import Look, PcSettings
from ui.shell.single_instance import SingleInstance, instance_name
from ui.theme.theme import Appearance, theme


def test_each_person_keeps_a_look_and_a_new_one_begins_with_the_last(tmp_path: Path) -> None:
    settings, ruth, maria = PcSettings(tmp_path), new_id(), new_id()
    settings.keep_look(ruth, Look(125, Appearance.DARK))
    again = PcSettings(tmp_path)
    assert again.look_of(ruth) == again.look_of(maria) == again.last_look == Look(125, Appearance.DARK)
    again.keep_look(maria, Look(90, Appearance.LIGHT))
    assert PcSettings(tmp_path).look_of(ruth) == Look(125, Appearance.DARK)


def test_of_the_practice_only_its_path_is_kept(tmp_path: Path) -> None:
    settings = PcSettings(tmp_path)
    settings.keep_practice(tmp_path / "riverside.daybook")
    settings.keep_look(new_id(), Look())
    kept = json.loads((tmp_path / "daybook.json").read_text(encoding="utf-8"))
    assert set(kept) == {"practice", "looks"}
    assert PcSettings(tmp_path).practice == tmp_path / "riverside.daybook"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"practice": 3, "looks": []}',
        '{"looks": {"last": {"text_size": "x", "appearance": 1}}}',
    ],
)
def test_a_damaged_file_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "daybook.json").write_text(text, encoding="utf-8")
    settings = PcSettings(tmp_path)
    assert settings.practice is None and settings.last_look == Look()


def test_who_signed_in_here_last_comes_first(tmp_path: Path) -> None:
    settings, first, second = PcSettings(tmp_path), new_id(), new_id()
    for person in (first, second, first):
        settings.keep_recent(person)
    assert PcSettings(tmp_path).recent() == [str(first), str(second)]


def test_settings_that_cannot_be_written_stop_nobody(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be", encoding="utf-8")
    settings = PcSettings(tmp_path / "config")
    settings.keep_practice(tmp_path / "riverside.daybook")
    assert settings.practice == tmp_path / "riverside.daybook"


def test_the_panel_changes_the_look_at_once_and_for_this_person_alone(tmp_path: Path, qtbot: Any) -> None:
    house = House(tmp_path).make()
    with running(house, qtbot) as program:
        opened = sign_in(program, qtbot)
        qtbot.keyClick(opened, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
        panel = opened.settings_overlay.settings
        assert panel.isVisible()
        qtbot.keyClick(panel.text_size.control.focusProxy(), Qt.Key.Key_Right)
        assert theme().text_size == 110
        panel.appearance.set_value(Appearance.DARK)
        panel.appearance.edited.emit()
        assert theme().dark
        panel.done_button.click()
        assert not panel.isVisible()
        lock(program, qtbot)
        sign_in(program, qtbot, "maria", MARIA)
        frame(program)._wear(Look(90, Appearance.LIGHT))
        lock(program, qtbot)
        assert not theme().dark
        sign_in(program, qtbot)
        assert (theme().text_size, theme().dark) == (110, True)


def test_the_text_grows_and_shrinks_by_keys(tmp_path: Path, qtbot: Any) -> None:
    house = House(tmp_path).make()
    with running(house, qtbot) as program:
        opened = sign_in(program, qtbot)
        sizes = []
        for step in (1, 1, 1, 1, -1, -1, -1, -1, -1, -1):
            opened._step(step)
            sizes.append(theme().text_size)
        assert sizes == [110, 125, 150, 150, 125, 110, 100, 90, 90, 90]


def test_the_settings_are_found_by_words(tmp_path: Path, qtbot: Any) -> None:
    house = House(tmp_path).make()
    with running(house, qtbot) as program:
        opened = sign_in(program, qtbot)
        assert [item.text for item in opened._settings_items()] == [
            "Text size and colors",
            "Unlock with a PIN",
            "Change your password",
            "Second step at the sign-in",
        ]
        qtbot.mouseClick(opened.top_bar.person, Qt.MouseButton.LeftButton)
        assert opened.settings_overlay.isVisible()


def test_a_second_start_shows_the_first_window(qtbot: Any, tmp_path: Path) -> None:
    name = instance_name(tmp_path / "riverside.daybook")
    first, second = SingleInstance(name), SingleInstance(name)
    assert first.claim()
    with qtbot.waitSignal(first.called, timeout=5_000):
        assert not second.claim()
    first.release()
    assert second.claim()  # the place of one that is gone is free
    second.release()


def test_another_practice_is_another_window(tmp_path: Path) -> None:
    names = {
        instance_name(tmp_path / "a.daybook"),
        instance_name(tmp_path / "b.daybook"),
        instance_name(None),
    }
    assert len(names) == 3
    assert instance_name(tmp_path / "x" / ".." / "a.daybook") in names
