"""What leaves as a table is read back cell by cell: as stored, but for a quote before formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import pytest

from app.reports.record.exporting import Format, head_text
from app.reports.record.queries import find_record, record_head, record_lines, record_text
from app.reports.record.views import RecordAsked, SortBy
from tests.hostile.corpus import CORPUS, MIXED, UNSEEN
from tests.hostile.hostile_demo import BEGUN, HostileDemo, faults_of
from ui.common.record_table_model import safe_cell

FORMULA = ("=", "+", "-", "@", "|", "%", "\t", "\r")


def unquoted(cell: str) -> str:
    """Return a cell without the quote that the manual tells of: it stands before what would be a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip(" \ufeff").startswith(FORMULA) else cell


def test_the_exported_record_reads_back_as_stored(hostile: HostileDemo) -> None:
    with hostile.opened() as practice:
        found = practice.answer(find_record, RecordAsked(), SortBy.TIME, descending=False)
        lines = practice.answer(record_lines, found.numbers)
        text = head_text(Format.TABLE, practice.answer(record_head), "practice")
        for at in range(0, len(found.numbers), 500):
            text += practice.answer(record_text, found.numbers[at : at + 500], Format.TABLE)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))[1:]
    assert len(rows) == len(lines) > 500
    for row, line in zip(rows, lines, strict=True):
        told = (line.person, line.patient, line.mrn, line.what, line.more, line.reason, line.where)
        assert [unquoted(row[at]) for at in (2, 3, 4, 6, 7, 8, 9)] == list(told)
        assert not any(cell.lstrip(" \ufeff").startswith(FORMULA) for cell in row)
    shown = [cell for row in rows for cell in row if BEGUN.search(cell)]
    assert len(shown) > 20
    assert [fault for cell in shown for fault in faults_of(cell, hostile.stored)] == []


def pasted(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return what a spreadsheet makes of rows that were copied from a table."""
    text = "\n".join("\t".join(safe_cell(cell) for cell in row) for row in rows)
    return list(csv.reader(io.StringIO(text, newline=""), dialect="excel-tab"))


def flat(text: Any) -> str:
    """Return a text as one line: what a cell of a table shows of it."""
    return " ".join(str(text).replace("\t", " ").split("\n")).replace("\r", " ")


TEXTS = [text for name, text in CORPUS.items() if name not in UNSEEN] + [MIXED, '"begins quoted', '"a"', '"']


@pytest.mark.parametrize("text", TEXTS)
def test_a_copied_row_is_pasted_cell_by_cell(text: str) -> None:
    assert [
        [unquoted(cell) for cell in row] for row in pasted([["left", text, "right"], ["next", text, ""]])
    ] == [
        ["left", flat(text), "right"],
        ["next", flat(text), ""],
    ]
