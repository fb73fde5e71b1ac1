"""Helpers for the tests of importers: make a table from small sources, or tell why it was refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.codes.importers.catalog import CATALOG
from app.codes.importers.sets import made_text, write_table
from app.codes.importers.source import ImportRefused
from app.codes.tables import Table, read_table

WriteFile = Callable[[str, str], Path]


def made(name: str, *sources: Path) -> Table:
    out = sources[0].parent / f"{name}.test.tsv.gz"
    write_table(made_text(CATALOG[name], sources, "test"), out)
    return read_table(out)


def refused(name: str, *sources: Path) -> tuple[str, int]:
    with pytest.raises(ImportRefused) as caught:
        made_text(CATALOG[name], sources, "test")
    return caught.value.reason, caught.value.line
