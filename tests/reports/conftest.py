"""A record to ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reports.record_house import RecordHouse


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RecordHouse]:
    made = RecordHouse.make(tmp_path)
    yield made
    made.practice.close()
