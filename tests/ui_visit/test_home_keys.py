"""The words to take home: typed in the visit, kept by one key, there again when the visit is opened anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from app.documents.queries import home_instructions
from ui.patient.visit.home_section import HomeSection
from ui.patient.visit.page import VisitPage

Sit = Callable[..., Any]


def test_words_for_home_are_kept_by_ctrl_s_and_come_back(sit: Sit, show: Any) -> None:
    sitting = sit("doctor", None)
    section = HomeSection(sitting.at)
    keys = show(VisitPage(section))
    section.setFocus()
    keys.type("You have a cold.")
    keys.press(Qt.Key.Key_S, hold=Qt.KeyboardModifier.ControlModifier)
    kept = sitting.practice.answer(home_instructions, sitting.at.visit_id)
    assert kept.found == ("You have a cold.",)
    again = HomeSection(sitting.at)
    show(VisitPage(again))
    assert again.card.form.values()["found"] == "You have a cold."
