"""Growth tables in LMS form, CDC 2000 and WHO 2006: CSV of several measures, or the publishers' single files.

CDC ships one CSV for each measure (wtage.csv ... with Sex 1/2, Agemos, Length or Height, L, M, S;
the heading comes again between the sexes). WHO ships tab-separated tables for each measure and sex
(wfa_boys_..., lhfa_girls_... with Day or Month or Length, L, M, S).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from app.codes.importers.sets import CodeSet, Values
from app.codes.importers.source import ImportRefused, Row, csv_rows, first_line

_SHARED = ("measure", "sex", "x", "L", "M", "S")
_CDC_MEASURES = {
    "wtageinf": "weight_for_age_0_36m",
    "lenageinf": "length_for_age_0_36m",
    "hcageinf": "head_circ_for_age_0_36m",
    "wtleninf": "weight_for_length_0_36m",
    "wtstat": "weight_for_stature",
    "wtage": "weight_for_age_2_20",
    "statage": "stature_for_age_2_20",
    "bmiagerev": "bmi_for_age_2_20",
    "bmiage": "bmi_for_age_2_20",
}
_WHO_MEASURES = {
    "wfa": "weight_for_age",
    "lhfa": "length_height_for_age",
    "hcfa": "head_circ_for_age",
    "bfa": "bmi_for_age",
    "bmi": "bmi_for_age",
    "wfl": "weight_for_length",
    "wfh": "weight_for_height",
}


def read_cdc(sources: Sequence[Path]) -> Iterable[Values]:
    """Read CDC 2000 tables; x is the age in months or the length or height in cm."""
    for path in sources:
        yield from _shared(path) if _is_shared(path) else _cdc_file(path)


def read_who(sources: Sequence[Path]) -> Iterable[Values]:
    """Read WHO 2006 tables; x is the age in days or the length or height in cm."""
    for path in sources:
        yield from _shared(path) if _is_shared(path) else _who_file(path)


def _is_shared(path: Path) -> bool:
    return first_line(path).startswith("measure,")


def _shared(path: Path) -> Iterator[Values]:
    for row in csv_rows(path, _SHARED):
        if row["sex"] not in ("M", "F"):
            raise row.refused("not_a_sex", "sex")
        yield _lms(row, row.needed("measure"), row["sex"], "x")


def _lms(row: Row, measure: str, sex: str, x: str) -> Values:
    values = tuple(row.number(name) for name in ("L", "M", "S"))
    if float(values[1]) <= 0 or float(values[2]) <= 0:
        raise row.refused("not_positive", "M")
    return measure, sex, row.number(x), *values


def _cdc_file(path: Path) -> Iterator[Values]:
    measure = _CDC_MEASURES.get(path.name.partition(".")[0].lower())
    header = [name.strip().lower() for name in next(csv.reader([first_line(path)]))]
    x = next((name for name in ("agemos", "length", "height") if name in header), None)
    if measure is None or x is None:
        raise ImportRefused("not_a_growth_table", path.name, 1)
    for row in csv_rows(path, ("sex", x, "L", "M", "S")):
        if row["sex"].lower() == "sex":  # the heading again
            continue
        if row["sex"] not in ("1", "2"):
            raise row.refused("not_a_sex", "sex")
        yield _lms(row, measure, "M" if row["sex"] == "1" else "F", x)


def _who_file(path: Path) -> Iterator[Values]:
    words = path.name.lower().replace("-", "_").split("_")
    measure = next((_WHO_MEASURES[word] for word in words if word in _WHO_MEASURES), None)
    sex = "M" if "boys" in words else "F" if "girls" in words else None
    x = first_line(path).split("\t")[0].strip().lower()
    if measure is None or sex is None or x not in ("day", "age", "length", "height"):
        raise ImportRefused("not_a_growth_table", path.name, 1)
    for row in csv_rows(path, (x, "L", "M", "S"), delimiter="\t"):
        yield _lms(row, measure, sex, x)


_WHO_NOTICE = "WHO Child Growth Standards, 2006. No endorsement by the World Health Organization is implied."
_COLUMNS = ("measure", "sex", "x", "l", "m", "s")

SETS = (
    CodeSet(
        "growth_cdc2000",
        _COLUMNS,
        read_cdc,
        "Centers for Disease Control and Prevention, NCHS (growth charts of 2000)",
        key=3,
        keeps_order=True,
    ),
    CodeSet(
        "growth_who2006",
        _COLUMNS,
        read_who,
        "World Health Organization (Child Growth Standards, 2006)",
        "Numeric facts, with attribution",
        _WHO_NOTICE,
        key=3,
        keeps_order=True,
    ),
)
