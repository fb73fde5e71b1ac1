"""Choosing where backups go is enough: the first one begins by itself, whatever the time of day."""

from pathlib import Path
from typing import Any

import pytest

from tests.ui_shell.standing import House, running, sign_in
from tests.ui_shell.test_backups import wait_known
from ui.practice.backups_section import BackupsSection


@pytest.fixture
def house(tmp_path: Path, qapp: Any) -> House:
    (tmp_path / "drive").mkdir()
    return House(tmp_path).make()


def test_after_save_the_first_backup_is_made_and_a_second_save_makes_none(house: House, qtbot: Any) -> None:
    drive = house.folder / "drive"
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        wait_known(program, qtbot)
        assert program.desk is not None
        section = BackupsSection(program.desk, program.backups, may_change=True)
        qtbot.addWidget(section)
        section.resize(1200, 700)
        section.show()
        section.refresh()
        panel = section.plan_panel
        qtbot.waitUntil(lambda: panel.plan is not None, timeout=10_000)
        panel._choose = lambda _parent: str(drive)
        panel.target_button.click()
        panel.save()
        qtbot.waitUntil(lambda: len(list(drive.glob("daybook-backups-*/2026*"))) == 1, timeout=30_000)
        qtbot.waitUntil(lambda: program.backups.now.job is None, timeout=30_000)

        def verified() -> bool:
            status = program.backups.now.status
            return status is not None and status.verified is not None

        qtbot.waitUntil(verified, timeout=10_000)
        panel.on_exit.click()
        panel.save()
        qtbot.waitUntil(lambda: not panel.dirty, timeout=10_000)
        qtbot.wait(300)
        assert program.backups.now.job is None
        assert len(list(drive.glob("daybook-backups-*/2026*"))) == 1
