"""What tests of the frame need: the look and English plurals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from ui.common.wording import EnglishPlurals
from ui.theme.theme import Appearance, theme


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
