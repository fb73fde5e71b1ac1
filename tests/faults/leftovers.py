"""What no fault may leave behind once the practice was opened again: temporary files, plain text, orphans."""

from __future__ import annotations

import re

from tests.faults.house import FILE_NAME, MARKER, House

_NAME = re.escape(FILE_NAME)
_PROPER = re.compile(
    rf"practice/{_NAME}(\.keys|\.keys\.2|\.anchor|\.attempts|\.lock|-wal|-shm)?"
    rf"|practice/{_NAME}\.attachments/[0-9a-f]{{2}}/[0-9a-f]{{32}}"
    r"|state/anchors/[0-9a-f-]{36}\.anchor"
)
_PLAIN = (MARKER.lower().encode(), b"sqlite format 3")


def leftovers(house: House) -> list[str]:
    """Return what lies in the folders of a copy that should not; the names are random or the program's
    own.
    """
    faults = []
    for path in sorted(house.folder.rglob("*")):
        name = path.relative_to(house.folder).as_posix()
        if not path.is_file():
            continue
        if not _PROPER.fullmatch(name):
            faults.append(f"left behind: {_shown(name)}")
        text = path.read_bytes().lower()
        if any(plain in text for plain in _PLAIN):
            faults.append(f"plain text in {_shown(name)}")
    return faults


def orphans(house: House, named: set[str]) -> list[str]:
    """Return the attachments that no row names."""
    there = {one.name for one in house.paths.attachments.glob("*/*")}
    return ["an attachment that no row names"] * len(there - named)


def _shown(name: str) -> str:
    return re.sub(r"[0-9a-f]{16,}|[0-9a-f-]{36}", "*", name)
