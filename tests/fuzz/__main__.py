"""Hostile files for each reader, for as long as one likes: `python -m tests.fuzz --minutes 60`.

Each try ends in "taken" or in a typed refusal, within bounded memory; what raises anything else is printed
with its seed, and the return code is 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.mutating import mutated
from tests.fuzz.readers import READERS, Reader, scratch


def try_reader(reader: Reader, seconds: float, first: int, least: int = 0) -> tuple[Counter[str], list[str]]:
    """Try a reader with one seed after the other; return how tries ended, and each that broke.

    It goes on for so many seconds, and at least for so many tries.
    """
    ended, broke = Counter[str](), list[str]()
    seed, end = first, time.monotonic() + seconds
    with scratch() as folder:
        file = Path(folder) / "file"
        while time.monotonic() < end or sum(ended.values()) < least:
            chance = random.Random(seed)
            file.write_bytes(mutated(chance.choice(reader.sound), reader.sound, chance))
            try:
                ended[reader.read(file)] += 1
            except Exception as error:
                ended["broke"] += 1
                broke.append(f"{reader.name} seed {seed}: {type(error).__name__}")
            seed += 1
    return ended, broke


def main(arguments: Sequence[str]) -> int:
    """Try each reader, print a line for each."""
    parser = argparse.ArgumentParser("fuzz", description="Hostile files for each reader.")
    parser.add_argument("--minutes", type=float, default=1.0, help="for each reader")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="the name of one reader")
    wanted = parser.parse_args(arguments)
    all_broke: list[str] = []
    for reader in READERS:
        if wanted.only in ("", reader.name):
            ended, broke = try_reader(reader, wanted.minutes * 60, wanted.seed)
            print(f"{reader.name}: {sum(ended.values())} tried, {dict(ended)}", flush=True)
            all_broke += broke
    for line in all_broke:
        print(line)
    return 1 if all_broke else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
