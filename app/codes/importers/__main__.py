"""Make a list's table: python -m app.codes.importers SET SOURCE... --release R --out FILE.

`python -m app.codes.importers manifest FOLDER` writes manifest.toml for the tables in a folder.
Exit 0 done; 1 refused, with file and line on standard error; 2 wrong use.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app.codes.importers.catalog import CATALOG
from app.codes.importers.manifest import manifest_text
from app.codes.importers.sets import made_text, write_table
from app.codes.importers.source import ImportRefused
from app.codes.shelf import SHIPPED, current
from app.codes.tables import read_facts
from app.core.errors import Unavailable


def main(arguments: Sequence[str]) -> int:
    """Run one import; returns the exit code."""
    if arguments[:1] == ["manifest"] and len(arguments) == 2:
        folder = Path(arguments[1])
        (folder / "manifest.toml").write_text(manifest_text(folder), encoding="utf-8", newline="\n")
        return 0
    asked = _parser().parse_args(arguments)
    try:
        text = made_text(
            CATALOG[asked.set], asked.sources, asked.release, (asked.valid_from or "", asked.valid_to or "")
        )
        if not asked.fewer:
            _refuse_far_fewer(asked.set, text.count("\n"), asked.sources[0].name)
        write_table(text, asked.out)
    except ImportRefused as error:
        sys.stderr.write(f"{error.file}:{error.line}: {reason_text(error)}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{asked.out}: {error.strerror}\n")
        return 1
    return 0


def _refuse_far_fewer(name: str, found: int, source: str) -> None:
    """Refuse a list with less than four fifths of the rows of the release in use; it may be cut off."""
    try:
        known = int(read_facts(current().edition(name).path)["rows"])
    except Unavailable:
        return
    if found < known * 4 // 5:
        raise ImportRefused("far_fewer_rows", source, 0, found=found, known=known)


def reason_text(error: ImportRefused) -> str:
    """Return the plain sentence for a refused source, from the catalog of texts."""
    texts = tomllib.loads((SHIPPED / "texts.en.toml").read_text(encoding="utf-8"))
    return str(texts["import"][error.reason]).format(**error.message.params)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app.codes.importers", description=__doc__)
    parser.add_argument("set", choices=sorted(CATALOG), metavar="SET", help=", ".join(sorted(CATALOG)))
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--release", required=True, help="the publisher's release, as a date or year")
    parser.add_argument("--valid-from", type=_day, help="first day in force (ISO date)")
    parser.add_argument("--valid-to", type=_day, help="last day in force (ISO date)")
    parser.add_argument("--fewer", action="store_true", help="take a list far shorter than the one in use")
    parser.add_argument("--out", type=Path, required=True, help="table file to write: SET.RELEASE.tsv.gz")
    return parser


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
