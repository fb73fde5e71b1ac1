"""Where the shipped fonts, words and handouts lie: beside the program, in a checkout and in a built copy."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
FONTS = RESOURCES / "fonts"
WORDS = RESOURCES / "words"
HANDOUTS = RESOURCES / "handouts"


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a shipped TOML file holds. OSError and TOMLDecodeError are faults of the copy."""
    return tomllib.loads(path.read_text(encoding="utf-8"))
