from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.codes import shelf

WriteFile = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> WriteFile:
    """Write a small source file."""

    def write_text(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode())
        return path

    return write_text


@pytest.fixture
def practice_folder(tmp_path: Path) -> Iterator[Path]:
    """A practice's own folder of lists, seen by the look-ups during one test."""
    folder = tmp_path / "codes"
    folder.mkdir()
    shelf.use(folder)
    yield folder
    shelf.use()
