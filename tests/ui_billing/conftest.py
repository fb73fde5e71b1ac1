"""The screens of money over a made-up till."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.frontdesk_money.till import Till
from ui.common.wording import EnglishPlurals
from ui.theme.theme import theme


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    made = Till(tmp_path)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    theme().install(qapp)
    qapp.installTranslator(EnglishPlurals(qapp))


def wall(till: Till) -> datetime:
    return till.clock.now().astimezone(till.around.zone)


def today(till: Till) -> date:
    return wall(till).date()
