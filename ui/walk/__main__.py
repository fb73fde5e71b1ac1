"""Walks one demo day through the real window: `python -m ui.walk --out FOLDER`."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path

PICTURES = Path(__file__).resolve().parents[2] / "resources" / "pictures"
README = {
    "02 today": "today",
    "16 fever vitals typed": "visit",
    "30 checkout": "checkout",
    "03 book": "calendar",
}


def main(arguments: Sequence[str]) -> int:
    """Return 0 when the day was walked to its lock, with the books in balance; else 1."""
    wanted = _read(arguments)
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.walk.running import Wish, walk_the_day

    pictures = README if wanted.pictures else None
    out = PICTURES if wanted.pictures else wanted.out
    report = walk_the_day(Wish(out, wanted.patients, wanted.quick, pictures))
    if pictures is not None:
        print(f"{len(report.pictures)} pictures in {out}")
        return 0 if len(report.pictures) == len(pictures) else 1
    print(report.as_text())
    print(f"Pictures, papers and the report are in {out}")
    sound = report.day_locked and report.ledger.get("balanced") and report.audit.get("verified")
    return 0 if sound else 1


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("walk", description="One demo day through the real window.")
    parser.add_argument("--out", type=Path, default=Path("out"), help="where pictures, papers and report go")
    parser.add_argument("--patients", type=Path, help="a folder of FHIR bundles to import and to walk with")
    parser.add_argument("--pictures", action="store_true", help="only take the pictures of the README anew")
    parser.add_argument("--quick", action="store_true", help="one rendering and fewer patients, as the test")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]))
