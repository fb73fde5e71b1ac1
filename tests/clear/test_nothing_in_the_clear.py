"""A marker in every field is found nowhere outside the encrypted file, whether Daybook ends or is killed."""

import mmap
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.clear.marked_walk import MARKER

FORMS = tuple(
    form
    for said in (MARKER, MARKER.upper(), MARKER.lower())
    for form in (said.encode(), said.encode("utf-16-le"), said.encode("utf-16-be"))
)


def found_in(folder: Path) -> list[str]:
    """Return the files below a folder that hold the marker, by their names and in the names themselves."""
    return [file.relative_to(folder).as_posix() for file in sorted(folder.rglob("*")) if _holds(file)]


def _holds(file: Path) -> bool:
    if MARKER.casefold() in file.name.casefold():
        return True
    if file.is_symlink() or not file.is_file() or not file.stat().st_size:
        return False
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(content.find(form) >= 0 for form in FORMS)


class House:
    """A home, a place for temporary files and one for what a person saves, apart from those of this PC."""

    def __init__(self, folder: Path, repo: Path) -> None:
        self.folder, self.repo = folder, repo
        self.home, self.temporary, self.saved = (folder / name for name in ("home", "tmp", "saved"))
        for place in (self.home, self.temporary, self.saved):
            place.mkdir()

    def start(self) -> subprocess.Popen[bytes]:
        own = {"HOME": self.home, "TMPDIR": self.temporary, "PYTHONPATH": self.repo}
        env = {name: str(place) for name, place in own.items()} | {"QT_QPA_PLATFORM": "offscreen"}
        env |= {"PATH": os.environ.get("PATH", "")}
        command = [sys.executable, "-m", "tests.clear.marked_walk", str(self.saved)]
        with (self.home / "said").open("wb") as said:
            return subprocess.Popen(command, cwd=self.repo, env=env, stdout=said, stderr=subprocess.STDOUT)

    def practice(self) -> Path | None:
        return next(iter(self.temporary.glob("daybook-walk-*/practice/*.daybook")), None)


@pytest.fixture
def house(tmp_path: Path, repo: Path) -> Iterator[House]:
    yield House(tmp_path, repo)


def test_the_search_finds_what_it_is_for(tmp_path: Path) -> None:
    (tmp_path / "plain.log").write_text(f"x {MARKER} y")
    (tmp_path / "wide.dmp").write_bytes(b"\0" + MARKER.encode("utf-16-le"))
    (tmp_path / f"summary-{MARKER}.pdf").write_bytes(b"")
    (tmp_path / "clean").write_bytes(b"nothing")
    assert found_in(tmp_path) == ["plain.log", f"summary-{MARKER}.pdf", "wide.dmp"]


@pytest.mark.nightly
def test_a_whole_day_leaves_nothing_readable_but_what_somebody_saved(house: House) -> None:
    walk = house.start()
    walk.wait(timeout=600)
    assert house.practice() is not None
    assert found_in(house.home) == [] and found_in(house.temporary) == []
    papers = sorted(house.saved.rglob("*summary*.pdf"))
    assert papers, (house.home / "said").read_text()[-2000:]
    assert any(MARKER in page.extract_text() for page in PdfReader(papers[0]).pages)  # it was in the chart


@pytest.mark.nightly
@pytest.mark.parametrize("seconds", [1, 8, 20])
def test_a_killed_program_leaves_nothing_readable(house: House, seconds: int) -> None:
    walk = house.start()
    try:
        end = time.monotonic() + 120
        while not list(house.saved.rglob("*.png")) and time.monotonic() < end:
            time.sleep(0.2)
        time.sleep(seconds)
        assert walk.poll() is None, (house.home / "said").read_text()[-2000:]
    finally:
        walk.send_signal(signal.SIGKILL)
        walk.wait()
    assert house.practice() is not None
    assert found_in(house.home) == [] and found_in(house.temporary) == []
