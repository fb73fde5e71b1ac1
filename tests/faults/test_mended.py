"""What the campaigns found and what was mended for it: one test each that fails without it."""

import shutil
from pathlib import Path

import pytest

from app.security.queries import verify
from app.store import sealed_files
from app.store.engine import PAGE_SIZE
from app.store.sealed_files import write_sealed
from tests.faults.house import House, make_house
from tests.faults.workflows import WORKFLOWS

_LOG_HEADER, _FRAME_HEADER = 32, 24


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path / "house", prepared=1)


def torn_by_a_power_cut(house: House, into: Path) -> House:
    """A copy as the power leaves it while the log is folded in: a page half written, whole in the log."""
    practice = house.open()
    for step in WORKFLOWS["vitals"](practice, house, 0):
        practice.run(step.act, step.command)
    copy = house.copy(into)
    practice.close()
    log = copy.paths.log.read_bytes()
    frames = range(_LOG_HEADER, len(log), _FRAME_HEADER + PAGE_SIZE)
    pages = {int.from_bytes(log[at : at + 4], "big") for at in frames}
    content = bytearray(copy.file.read_bytes())
    torn = max(page for page in pages if page * PAGE_SIZE <= len(content))
    content[torn * PAGE_SIZE - 2000 : torn * PAGE_SIZE] = bytes(2000)
    copy.file.write_bytes(bytes(content))
    return copy


def test_a_page_that_only_the_log_has_whole_is_no_damage(house: House, tmp_path: Path) -> None:
    practice = torn_by_a_power_cut(house, tmp_path / "torn").open()
    proof = practice.answer(verify, full=True)
    practice.close()
    assert proof.findings == ()


def test_the_folder_of_a_kept_file_has_its_name_on_the_disk_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(sealed_files, "sync_folder", synced.append)
    folder = tmp_path / "p.attachments"
    made = write_sealed(folder, b"kept")
    assert synced == [tmp_path, folder]
    again = write_sealed(folder, b"another")
    assert synced[2:] == ([] if again.name[:2] == made.name[:2] else [folder])
    shutil.rmtree(folder)
