"""What a set is to the importers, and how its table file is made."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from app.codes.importers.source import ImportRefused
from app.codes.tables import packed, table_text

MOST_ROWS = 2_000_000

Values = tuple[str, ...]
Reader = Callable[[Sequence[Path]], Iterable[Values]]

PUBLIC_DOMAIN = "Public domain (work of the United States government)"
OWN_WORK = "Apache-2.0, written for this project from public facts"


@dataclass(frozen=True)
class CodeSet:
    """One list: its columns, how many make a row unique (0: none), who publishes it, on what terms."""

    name: str
    columns: tuple[str, ...]
    read: Reader
    publisher: str
    licence: str = PUBLIC_DOMAIN
    notice: str = ""
    key: int = 1
    keeps_order: bool = False
    facts: dict[str, str] = field(default_factory=dict)


def made_text(
    code_set: CodeSet, sources: Sequence[Path], release: str, valid: tuple[str, str] = ("", "")
) -> str:
    """Return the text of the set's table from a publisher's files; raises ImportRefused.

    `release` is the publisher's release; `valid` the first and last day on which it is in force ("" is open).
    """
    rows = list(islice(code_set.read(sources), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise ImportRefused("too_large", sources[0].name)
    if not rows:
        raise ImportRefused("no_rows", sources[0].name)
    rows = _each_once(code_set, rows, sources)
    if not code_set.keeps_order:
        rows.sort()
    facts = {
        "set": code_set.name,
        "release": release,
        "valid_from": valid[0],
        "valid_to": valid[1],
        "publisher": code_set.publisher,
        "licence": code_set.licence,
        "notice": code_set.notice,
        "made_from": " ".join(f"{path.parent.name}/{path.name}" for path in sources),
        **code_set.facts,
    }
    return table_text(facts, code_set.columns, rows)


def write_table(text: str, out: Path) -> None:
    """Write a table file whole or not at all: beside its place first, then moved there."""
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(packed(text))
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _each_once(code_set: CodeSet, rows: list[Values], sources: Sequence[Path]) -> list[Values]:
    """Refuse a code that comes twice; a list without a key only drops rows that are wholly the same."""
    if code_set.key == 0:
        return list(dict.fromkeys(rows))
    seen: set[Values] = set()
    for row in rows:
        key = row[: code_set.key]
        if key in seen:
            raise ImportRefused("code_twice", sources[0].name, 0, code=" ".join(key))
        seen.add(key)
    return rows
