"""A release of CDC's schedule on the disk: read from CDC's files, and kept as the project's own table.

The table holds facts only: ages, intervals, codes and titles. CDC's sentences (guidance, descriptions) stay
in CDC's files. It is made with
`python -m app.vaccines.release FOLDER --release 4.64 --released 2025-11-10`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_origin
from xml.etree.ElementTree import Element, ParseError, fromstring

from cattrs.preconf.json import JsonConverter, make_converter

from app.core.errors import Unavailable
from app.core.findings import Message
from app.core.resources import resource
from app.vaccines.periods import Period
from app.vaccines.schedule import Antigen, AntigenSeries, Conflict, Schedule
from app.vaccines.supporting_data import schedule_of

SOURCE = "CDC, Clinical Decision Support for Immunization (CDSi), supporting data"
NOTICE = "Public domain. SNOMED CT codes: free in the USA under the UMLS licence."
_FORMAT, _MOST_BYTES = 1, 64 << 20
_PARTS = ("antigens", "vaccine_groups", "associations", "observations")
_SCHEDULE, _ANTIGEN = "ScheduleSupportingData", "AntigenSupportingData"


def read_release(folder: Path, release: str, released: date) -> Schedule:
    """Return the schedule of CDC's files in a folder (.xml, or .xml.gz).

    Raises Unavailable for a folder without them, a file that is no such XML, and a value that the logic
    specification does not know, each with the file's name.
    """
    schedule: Element | None = None
    antigens: dict[str, Element] = {}
    for path in sorted(folder.glob("*.xml*")):
        if path.name.startswith(_SCHEDULE):
            schedule = _xml(path)
        elif path.name.startswith(_ANTIGEN):
            root = _xml(path)
            antigens[(root.findtext("series/targetDisease") or "").strip()] = root
    if schedule is None or not antigens:
        raise Unavailable("vaccine_release", Message("vaccines.no_release", {"folder": folder.name}))
    try:
        return schedule_of(schedule, antigens, release, released)
    except ValueError as wrong:
        raise _unreadable(folder.name) from wrong


def _xml(path: Path) -> Element:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            raw = stream.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
            raise _unreadable(path.name)
        return fromstring(raw)  # noqa: S314 - without a DOCTYPE no entity can be declared
    except (OSError, EOFError, ParseError) as wrong:
        raise _unreadable(path.name) from wrong


def _unreadable(name: str) -> Unavailable:
    return Unavailable("vaccine_release", Message("vaccines.release_unreadable", {"file": name}))


# -- the table ----------------------------------------------------------------------------------------------


@cache
def _converter() -> JsonConverter:
    made = make_converter()
    made.register_unstructure_hook(Period, lambda one: [one.years, one.months, one.days])
    made.register_structure_hook(Period, lambda value, _kind: Period(*value))
    made.register_unstructure_hook_factory(_is_set, lambda _kind: sorted)  # in the same order everywhere
    return made


def _is_set(kind: Any) -> bool:
    return get_origin(kind) is frozenset


def pack(schedule: Schedule) -> bytes:
    """Return a schedule as the bytes of a table, the same on every machine."""
    as_plain = _converter().unstructure
    bare = replace(schedule, antigens={name: _facts(one) for name, one in schedule.antigens.items()})
    table = {
        "format": _FORMAT,
        "source": SOURCE,
        "notice": NOTICE,
        "release": bare.release,
        "released": bare.released.isoformat(),
        "antigens": as_plain(bare.antigens),
        "vaccine_groups": as_plain(bare.vaccine_groups),
        "associations": as_plain(bare.associations),
        "conflicts": [[*pair, as_plain(one)] for pair, one in sorted(bare.conflicts.items())],
        "observations": {
            code: as_plain(replace(one, indication="", contraindication=""))
            for code, one in bare.observations.items()
        },
    }
    text = json.dumps(table, separators=(",", ":"), ensure_ascii=False)
    return gzip.compress(text.encode(), mtime=0)


def unpack(content: bytes) -> Schedule:
    """Return the schedule of a table. Raises Unavailable for bytes that are none."""
    try:
        table = json.loads(gzip.decompress(content))
        if table["format"] != _FORMAT:
            raise ValueError(table["format"])
        read = _converter().structure
        whole = {"release": table["release"], "released": table["released"], "conflicts": {}}
        whole |= {name: table[name] for name in _PARTS}
        conflicts = {(earlier, later): read(one, Conflict) for earlier, later, one in table["conflicts"]}
        return replace(read(whole, Schedule), conflicts=conflicts)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as wrong:
        raise _unreadable("cdsi") from wrong


@cache
def shipped_schedule() -> Schedule:
    """Return the newest release that ships with the program."""
    (newest,) = sorted(resource("vaccines").glob("cdsi.*.json.gz"))[-1:]
    return unpack(newest.read_bytes())


def _facts(antigen: Antigen) -> Antigen:
    """Return an antigen without CDC's sentences."""
    return replace(
        antigen,
        series=tuple(_series_facts(one) for one in antigen.series),
        contraindications=tuple(replace(one, text="", guidance="") for one in antigen.contraindications),
        vaccine_contraindications=tuple(
            replace(one, text="", guidance="") for one in antigen.vaccine_contraindications
        ),
    )


def _series_facts(series: AntigenSeries) -> AntigenSeries:
    indications = tuple(replace(one, description="", guidance="") for one in series.indications)
    doses = tuple(
        replace(
            dose,
            skips=tuple(
                replace(skip, sets=tuple(replace(one, description="") for one in skip.sets))
                for skip in dose.skips
            ),
        )
        for dose in series.doses
    )
    return replace(series, guidance=(), indications=indications, doses=doses)


def main(arguments: Sequence[str]) -> int:
    """Write the table of a release into `resources/vaccines`."""
    parser = argparse.ArgumentParser("app.vaccines.release", description="The table of a CDSi release.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--release", required=True)
    parser.add_argument("--released", required=True, type=date.fromisoformat)
    given = parser.parse_args(arguments)
    made = read_release(given.folder, given.release, given.released)
    out = resource("vaccines", f"cdsi.{given.release}.json.gz")
    out.parent.mkdir(exist_ok=True)
    out.write_bytes(pack(made))
    series = sum(len(one.series) for one in made.antigens.values())
    sys.stdout.write(f"{out.name}: {len(made.antigens)} antigens, {series} series\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
