"""One hostile demo practice for all tests that look at what is shown of it."""

from collections.abc import Iterator

import pytest

from tests.hostile.hostile_acts import CLINICIAN, in_the_charts, in_the_practice
from tests.hostile.hostile_demo import OWNER, HostileDemo, make_hostile

MORE = {CLINICIAN: in_the_charts, OWNER: in_the_practice}


@pytest.fixture(scope="session", params=[2, pytest.param(40, marks=pytest.mark.nightly)])
def hostile(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[HostileDemo]:
    """The practice: with two texts for each field in each run, with the whole corpus at night."""
    yield make_hostile(tmp_path_factory.mktemp("hostile"), request.param, MORE)
