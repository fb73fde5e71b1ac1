"""A few hostile files for each reader in each run, an hour of them for each at night."""

import random

import pytest

from tests.fuzz.__main__ import try_reader
from tests.fuzz.mutating import mutated
from tests.fuzz.readers import READERS, Reader

TRIES = {"fhir": 1_500, "document": 12, "photo": 12}


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.name)
def test_a_hostile_file_is_taken_or_refused(reader: Reader) -> None:
    ended, broke = try_reader(reader, 0, 1, TRIES[reader.name])
    assert broke == [] and sum(ended.values()) == TRIES[reader.name]


@pytest.mark.nightly
@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.name)
def test_hostile_files_for_a_while(reader: Reader) -> None:
    ended, broke = try_reader(reader, 600, 1_000_000)
    print(f"{reader.name}: {dict(ended)}")
    assert broke == []


def test_the_same_seed_makes_the_same_file_and_another_another() -> None:
    made = [mutated(b"sound " * 50, (b"other",), random.Random(seed)) for seed in (1, 1, 2, 3)]
    assert made[0] == made[1] and len(set(made)) == 3


def test_what_breaks_is_told_with_its_seed() -> None:
    def breaks(_path: object) -> str:
        raise KeyError

    ended, broke = try_reader(Reader("planted", (b"x",), breaks), 0, 7, 2)
    assert ended["broke"] == 2 and broke == ["planted seed 7: KeyError", "planted seed 8: KeyError"]
