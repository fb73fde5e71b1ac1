from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.frontdesk_money.till import Till


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    made = Till(tmp_path)
    yield made
    made.close()
