"""HCPCS level II codes and modifiers: the contractor file of CMS (HCPCyyyy_MMM_ANWEB.txt), or CSV.

The contractor file has lines of 320 characters: 1-5 the code (a modifier in 4-5), 11 the kind of line
(3 a code, 4 more text of it; 7 a modifier, 8 more text of it), 12-91 text, 92-119 the short text,
285-292 the day on which the code ended (record layout in the publisher's archive).
CPT (level I) and dental D codes belong to the AMA and the ADA: such lines are never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from app.codes.importers.sets import CodeSet, Values
from app.codes.importers.source import ImportRefused, csv_rows, first_line, lines_of

LEVEL_TWO = re.compile(r"[A-CE-V][0-9]{4}")
MODIFIER = re.compile(r"[A-Z][A-Z0-9]")
_FOREIGN = re.compile(r"[0-9]{4}[0-9A-Z]|D[0-9]{4}|[0-9]{2}")
_CODE_LINE, _MODIFIER_LINE, _MORE_OF_CODE, _MORE_OF_MODIFIER = "3", "7", "4", "8"


def read_codes(sources: Sequence[Path]) -> Iterable[Values]:
    """Read codes; rows: code, short text, long text, last day, release of the row ("" where not given)."""
    path = sources[0]
    if not first_line(path).lower().startswith("code,"):
        return _codes_from_contractor_file(path)
    return _codes_from_csv(path)


def _codes_from_csv(path: Path) -> Iterator[Values]:
    for row in csv_rows(path, ("code", "short_description", "long_description_2019", "source_release")):
        if _FOREIGN.fullmatch(row["code"]):
            continue
        if not LEVEL_TWO.fullmatch(row["code"]):
            raise row.refused("not_a_code", "code")
        release = row["source_release"].partition(" ")[0]
        yield row["code"], row.needed("short_description"), row["long_description_2019"], "", release


def _codes_from_contractor_file(path: Path) -> Iterator[Values]:
    for number, code, short, text, end in _contractor_records(path, _CODE_LINE, _MORE_OF_CODE):
        if _FOREIGN.fullmatch(code):
            continue
        if not LEVEL_TWO.fullmatch(code):
            raise ImportRefused("not_a_code", path.name, number, column="code")
        yield code, short, text, end, ""


def read_modifiers(sources: Sequence[Path]) -> Iterable[Values]:
    """Read modifiers; rows: modifier, text. Numeric modifiers belong to CPT and are not taken."""
    path = sources[0]
    if first_line(path).lower().startswith("modifier,"):
        rows = csv_rows(path, ("modifier", "description"))
        found = ((row.line, row["modifier"], row.needed("description")) for row in rows)
    else:
        records = _contractor_records(path, _MODIFIER_LINE, _MORE_OF_MODIFIER)
        found = ((number, code, text or short) for number, code, short, text, _ in records)
    for number, modifier, text in found:
        if _FOREIGN.fullmatch(modifier):
            continue
        if not MODIFIER.fullmatch(modifier):
            raise ImportRefused("not_a_code", path.name, number, column="modifier")
        yield modifier, text


def _contractor_records(path: Path, first: str, more: str) -> Iterator[tuple[int, str, str, str, str]]:
    """Give line number, code, short text, long text and last day (ISO or "") of each record of one kind."""
    held: tuple[int, str, str, str, str] | None = None
    for number, line in lines_of(path):
        kind, code, text = line[10:11], line[0:5].strip(), " ".join(line[11:91].split())
        if kind not in "3478" or not kind or not line[5:10].isdecimal():
            raise ImportRefused("not_a_hcpcs_line", path.name, number)
        if kind == more:
            if held is None or held[1] != code:
                raise ImportRefused("text_without_code", path.name, number)
            held = (held[0], code, held[2], f"{held[3]} {text}".strip(), held[4])
            continue
        if held is not None:
            yield held
        held = (
            (number, code, " ".join(line[91:119].split()), text, _last_day(line)) if kind == first else None
        )
    if held is not None:
        yield held


def _last_day(line: str) -> str:
    digits = line[284:292].strip()
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 and digits.isdecimal() else ""


_PUBLISHER = "Centers for Medicare & Medicaid Services (HCPCS level II)"
_NOTICE = "CPT and CDT codes are not part of this list."

SETS = (
    CodeSet(
        "hcpcs", ("code", "short", "long", "last_day", "row_release"), read_codes, _PUBLISHER, notice=_NOTICE
    ),
    CodeSet("hcpcs_modifiers", ("modifier", "text"), read_modifiers, _PUBLISHER, notice=_NOTICE),
)
