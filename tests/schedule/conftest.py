from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.schedule.clinic import Clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    made = Clinic(tmp_path)
    yield made
    made.close()
