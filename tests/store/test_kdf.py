"""What a derivation costs, and that it stays what it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.kdf import DEFAULT, FLOOR, KdfCost, calibrate, derive, password_bytes


def test_the_default_and_floor_are_those_agreed() -> None:
    assert KdfCost(64 * 1024, 3, 1) == DEFAULT
    assert KdfCost(19 * 1024, 2, 1) == FLOOR
    assert DEFAULT.acceptable
    assert FLOOR.acceptable


@given(st.integers(-1, 2**21), st.integers(-1, 64), st.integers(-1, 8))
def test_no_acceptable_cost_is_below_the_floor_or_beyond_reason(memory: int, passes: int, lanes: int) -> None:
    if KdfCost(memory, passes, lanes).acceptable:
        assert memory >= FLOOR.memory_kib
        assert passes >= FLOOR.passes
        assert memory * passes <= 4 * 1024 * 1024  # 4 GiB to go over: about 22 s on the PC measured


def test_a_cost_out_of_bounds_is_not_derived() -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        derive(b"secret", bytes(16), KdfCost(8, 1, 1))


def test_the_derivation_is_that_of_every_released_version() -> None:
    derived = derive(password_bytes("correct\u00a0horse"), bytes(range(16)), FLOOR)
    again = derive(b"correct horse", bytes(range(16)), FLOOR)
    assert derived == again
    assert (derived.key.hex()[:16], derived.check.hex()[:16]) == ("d7519a4fab25d6b7", "2f98486e06084d67")
    assert "key=" not in repr(derived)


@pytest.mark.parametrize(
    ("default_seconds", "least", "most"),
    [(0.05, 0.5, 1.0), (0.1, 0.5, 1.0), (0.3, 0.5, 1.0), (0.6, 0.5, 1.0), (3.0, 3.0, 3.0)],
)
def test_calibration_lands_between_half_a_second_and_one(
    default_seconds: float, least: float, most: float
) -> None:
    def seconds(cost: KdfCost) -> float:
        work = cost.memory_kib * cost.passes / (DEFAULT.memory_kib * DEFAULT.passes)
        return default_seconds * work

    found = calibrate(seconds_of=seconds)
    assert found.acceptable
    assert found >= DEFAULT
    assert least <= seconds(found) <= most


def test_calibration_takes_the_floor_only_without_memory() -> None:
    def no_memory(_: KdfCost) -> float:
        raise MemoryError

    def little_memory(cost: KdfCost) -> float:
        if cost > DEFAULT:
            raise MemoryError
        return 0.1

    assert calibrate(seconds_of=no_memory) == FLOOR
    assert calibrate(seconds_of=little_memory) == DEFAULT


def test_calibration_measures_real_derivations() -> None:
    assert calibrate(slowest=0.0) == DEFAULT
