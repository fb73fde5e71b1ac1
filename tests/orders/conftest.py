"""The clinic that the tests of orders begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chart.people import Clinic, clinic


@pytest.fixture
def lee(tmp_path: Path) -> Iterator[Clinic]:
    """Mrs. Lee, 67, is in room 5 and being roomed by Maria."""
    made = clinic(tmp_path)
    yield made
    made.practice.close()
