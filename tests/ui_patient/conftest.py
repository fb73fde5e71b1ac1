"""What tests of the Patients place need: the look, plurals, a bare practice, a desk in place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from tests.support.bare import BarePractice
from tests.ui_patient.people import Window
from ui.common.desk import Desk
from ui.common.wording import EnglishPlurals
from ui.theme.theme import Appearance, theme


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[BarePractice]:
    made = BarePractice(tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(practice: BarePractice, qapp: QApplication) -> Iterator[Desk]:
    made = Desk(practice)
    yield made
    for window in Window.opened:
        shiboken6.delete(window)  # nothing may ask a practice that is closed
    Window.opened.clear()
    made.close()


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    """The look as it is when the program starts, whatever the test before did to it."""
    theme().install(qapp)
    theme().set_appearance(Appearance.LIGHT)
    theme().set_text_size(100)
    plurals = EnglishPlurals(qapp)
    qapp.installTranslator(plurals)
    yield
    qapp.removeTranslator(plurals)
    theme().set_appearance(Appearance.LIGHT)
    theme().set_text_size(100)
