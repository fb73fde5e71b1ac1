"""ICD-10-CM: the order file of CMS and NCHS (icd10cm_order_YYYY.txt), or a CSV of codes.

The order file has fixed columns: 7-13 the code without its point, 15 whether it may stand on a claim,
17-76 the short title, from 78 the long one (icd10OrderFiles.pdf in the publisher's archive).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.codes.importers.sets import OWN_WORK, CodeSet, Values
from app.codes.importers.source import ImportRefused, csv_rows, first_line, lines_of

CODE = re.compile(r"[A-Z][0-9A-Z][0-9A-Z](\.[0-9A-Z]{1,4})?")
_CSV_COLUMNS = ("code", "description", "billable", "chapter")
# The first category of each chapter of ICD-10-CM, in the order of the codes.
_CHAPTER_STARTS = (
    ("A00", 1), ("C00", 2), ("D50", 3), ("E00", 4), ("F01", 5), ("G00", 6), ("H00", 7), ("H60", 8),
    ("I00", 9), ("J00", 10), ("K00", 11), ("L00", 12), ("M00", 13), ("N00", 14), ("O00", 15), ("P00", 16),
    ("Q00", 17), ("R00", 18), ("S00", 19), ("U00", 22), ("V00", 20), ("Z00", 21),
)  # fmt: skip


def chapter_of(code: str) -> str:
    """Return the number of the chapter that holds a code."""
    place = bisect_right(_CHAPTER_STARTS, (code[:3], 99))
    return str(_CHAPTER_STARTS[max(place - 1, 0)][1])


def with_point(code: str) -> str:
    """Return "E119" as "E11.9"."""
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code


def read_codes(sources: Sequence[Path]) -> Iterable[Values]:
    """Read one order file or one CSV; rows: code, billable, chapter, title, short title ("" if not given)."""
    if len(sources) != 1:
        raise ImportRefused("one_source_only", sources[0].name)
    is_csv = first_line(sources[0]).lower().startswith("code,")
    return _from_csv(sources[0]) if is_csv else _from_order_file(sources[0])


def _from_csv(path: Path) -> Iterable[Values]:
    for row in csv_rows(path, _CSV_COLUMNS):
        if not CODE.fullmatch(row["code"]):
            raise row.refused("not_a_code", "code")
        if row["billable"] not in ("0", "1"):
            raise row.refused("not_yes_or_no", "billable")
        yield row["code"], row["billable"], row.needed("chapter"), row.needed("description"), ""


def _from_order_file(path: Path) -> Iterable[Values]:
    place = 0
    for number, text in lines_of(path):
        line = text.rstrip("\r\n")
        if not line.strip():
            continue
        place += 1
        code, billable = with_point(line[6:13].strip()), line[14:15]
        title, short = line[77:].strip(), line[16:76].strip()
        if not CODE.fullmatch(code) or billable not in ("0", "1") or not line[:5].isdecimal():
            raise ImportRefused("not_an_order_line", path.name, number)
        if int(line[:5]) != place:  # the publisher numbers the lines without gaps
            raise ImportRefused("lines_missing", path.name, number, expected=place)
        if not title:
            raise ImportRefused("value_missing", path.name, number, column="long title")
        yield code, billable, chapter_of(code), title, "" if short == title else short


def read_chapters(sources: Sequence[Path]) -> Iterable[Values]:
    """Read the CSV of chapters; rows: chapter, first category, last category, title."""
    for row in csv_rows(sources[0], ("chapter", "description")):
        found = re.fullmatch(r"(.+) \(([A-Z]\w\w)-([A-Z]\w\w)\)", row["description"])
        if not found:
            raise row.refused("not_a_chapter", "description")
        yield f"{int(row.number('chapter')):02}", found[2], found[3], found[1]


def read_words(sources: Sequence[Path]) -> Iterable[Values]:
    """Read the CSV of lay terms with the codes they mean, best first; rows: term, codes."""
    for row in csv_rows(sources[0], ("term", "codes")):
        if not row["codes"] or not all(CODE.fullmatch(code) for code in row["codes"].split()):
            raise row.refused("not_a_code", "codes")
        yield row.needed("term"), row["codes"]


_PUBLISHER = "Centers for Disease Control and Prevention, National Center for Health Statistics (ICD-10-CM)"

SETS = (
    CodeSet("icd10cm", ("code", "billable", "chapter", "title", "short_title"), read_codes, _PUBLISHER),
    CodeSet("icd10cm_chapters", ("chapter", "first", "last", "title"), read_chapters, _PUBLISHER),
    CodeSet("icd10cm_words", ("term", "codes"), read_words, "Daybook project", OWN_WORK, keeps_order=True),
)
