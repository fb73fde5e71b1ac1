from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.visits.day import Day


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    made = Day(tmp_path)
    yield made
    made.close()
