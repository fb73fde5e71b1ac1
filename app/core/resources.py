"""Where the shipped files lie (fonts, lists, policy tables, words): in a checkout and in a built program."""

from __future__ import annotations

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """Return the path of a shipped file or folder: `resource("policy", "flow.toml")`.

    It need not exist. PyInstaller says in `sys._MEIPASS` where it put the files of a built program.
    """
    built = getattr(sys, "_MEIPASS", None)
    top = Path(built) if built else Path(__file__).resolve().parents[2]
    return top.joinpath("resources", *parts)
