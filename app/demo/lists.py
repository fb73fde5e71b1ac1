"""The made-up lists that the demo practice is drawn from (resources/demo), read once."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from app.core.resources import resource

T = TypeVar("T")
LANGUAGES = ("en", "es", "vi", "ar", "zh", "ru", "ht")


@cache
def listed(name: str) -> dict[str, Any]:
    """Return one list by its name ("names", "town", "illnesses", "cast", "staff"); nobody changes it."""
    return tomllib.loads(resource("demo", f"{name}.toml").read_text(encoding="utf-8"))


def by_share(chance: random.Random, choices: Sequence[T], shares: Sequence[int]) -> T:
    """Draw one of some choices, each as often as its share says."""
    return chance.choices(choices, weights=shares)[0]


def chance_for(*parts: object) -> random.Random:
    """Return random numbers that are the same whenever the parts are the same."""
    return random.Random("/".join(map(str, parts)))
