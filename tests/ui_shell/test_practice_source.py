"""Ctrl+K finds the parts of Practice by the words people use, for those who may see them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ui_shell.standing import MARIA, House, frame, running, sign_in, words_of
from ui.shell.palette import PaletteItem
from ui.shell.places import places_for
from ui.shell.settings_dialog import SettingsPanel


@pytest.fixture
def house(tmp_path: Path, qapp: Any) -> House:
    return House(tmp_path).make()


def found(program: Any, text: str) -> list[PaletteItem]:
    panel = frame(program).palette_overlay.panel_inside
    panel.start(text)
    return [row.item for row in panel.model.records if row.source == "Practice"]


def test_an_owner_finds_each_part_and_goes_there(house: House, qtbot: Any) -> None:
    with running(house, qtbot, places_for) as program:
        sign_in(program, qtbot)
        for text, which in (
            ("people", "people"),
            ("keys", "keys"),
            ("recovery", "keys"),
            ("retire", "keys"),
            ("backup", "backups"),
            ("restore", "backups"),
            ("record", "record"),
            ("one-time", "people"),
        ):
            assert which in [item.id for item in found(program, text)], text
        found(program, "people")[0].act()
        screen: Any = frame(program).screen_of("practice")
        qtbot.waitUntil(lambda: screen.current == "people", timeout=5_000)
        offered = {item.id for item in found(program, "")}
        assert offered == set(screen.entries)  # what a new section needs is an entry here


def test_an_assistant_is_offered_what_the_place_shows_and_no_more(house: House, qtbot: Any) -> None:
    with running(house, qtbot, places_for) as program:
        sign_in(program, qtbot, "maria", MARIA)
        frame(program).show_screen("practice")
        screen: Any = frame(program).screen_of("practice")
        assert {item.id for item in found(program, "")} == set(screen.entries)
        assert not found(program, "keys")


def test_what_belongs_to_the_sign_in_stands_under_a_heading_of_its_own(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        frame(program).open_settings()
        panel = frame(program).findChild(SettingsPanel)
        assert isinstance(panel, SettingsPanel) and "Your sign-in" in words_of(panel)
