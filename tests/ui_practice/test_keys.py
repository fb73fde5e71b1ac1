"""The section of the keys: only for whom there is a way, each act leading to its own."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ui.practice.keys_section import KeyLeads, KeysSection


@pytest.mark.parametrize("which", ["new_sheet", "new_key", "measure", "retire"])
def test_each_button_leads_to_its_act(qtbot: QtBot, which: str) -> None:
    led: list[str] = []
    leads: dict[str, Any] = {
        name: (lambda name=name: led.append(name)) for name in ("new_sheet", "new_key", "measure", "retire")
    }
    section = KeysSection(KeyLeads(**leads))
    qtbot.addWidget(section)
    button = next(one for one in section.buttons if one.objectName() == f"keys_{which}")
    button.click()
    assert led == [which]


def test_an_act_without_a_way_is_not_shown(qtbot: QtBot) -> None:
    section = KeysSection(KeyLeads(new_sheet=lambda: None))
    qtbot.addWidget(section)
    assert [one.objectName() for one in section.buttons] == ["keys_new_sheet"]
    section.show()
    section.focus_list()
    assert section.buttons[0].hasFocus() or not section.isActiveWindow()
