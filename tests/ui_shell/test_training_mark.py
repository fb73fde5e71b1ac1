"""The red frame hangs on the practice itself: a demo that was restored elsewhere is still marked as one."""

from pathlib import Path
from typing import Any

import pytest

from app.demo.lists import listed
from app.practice.founding import FoundPractice
from tests.ui_shell import standing
from tests.ui_shell.standing import House, running, sign_in
from ui.shell.demo_notice import DEMO_SIGN
from ui.shell.plain_window import PlainWindow


@pytest.fixture
def training(tmp_path: Path, qapp: Any, monkeypatch: pytest.MonkeyPatch) -> House:
    """A practice that is like the demo, in a folder that is none of the demo's."""
    founding = FoundPractice(name="Riverside (demo)", zone="America/New_York", training=True)
    monkeypatch.setattr(standing, "FOUNDING", founding)
    return House(tmp_path).make()


@pytest.fixture
def house(tmp_path: Path, qapp: Any) -> House:
    return House(tmp_path).make()


def test_it_is_framed_before_the_sign_in_at_work_and_behind_the_lock(training: House, qtbot: Any) -> None:
    with running(training, qtbot) as program:
        plain = program.window
        assert isinstance(plain, PlainWindow) and plain.notice is not None
        assert "Demo practice" in plain.windowTitle()
        frame = sign_in(program, qtbot)
        assert frame.border.notice is not None
        assert "made up" in frame.border.notice.hint
        program.lock()
        assert frame.border.notice is not None


def test_a_practice_of_patients_has_none(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        plain = program.window
        assert isinstance(plain, PlainWindow) and plain.notice is None
        assert sign_in(program, qtbot).border.notice is None


def test_what_the_file_says_counts_once_it_is_open_whatever_the_name(
    tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = FoundPractice(name="Riverside (demo)", zone="America/New_York")
    monkeypatch.setattr(standing, "FOUNDING", named)
    with running(House(tmp_path).make(), qtbot) as program:
        assert sign_in(program, qtbot).border.notice is None


def test_the_demo_has_the_sign_in_its_name() -> None:
    assert listed("staff")["practice"].endswith(DEMO_SIGN)
