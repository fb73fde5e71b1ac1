"""Which libraries the program brings along, and the licence files that must go with them."""

import importlib.metadata as metadata
import re
import sys
import sysconfig
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).resolve().parent
REPO = HERE.parent
LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)


def plain(name: str) -> str:
    """The one spelling of a distribution's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(file: str) -> list[str]:
    """The names in a requirements.in file."""
    lines = (REPO / file).read_text(encoding="utf-8").splitlines()
    return [plain(Requirement(line).name) for line in lines if re.match(r"\w", line)]


def shipped() -> dict[str, metadata.Distribution]:
    """Every library that the program brings along on this system, by its plain name."""
    found: dict[str, metadata.Distribution] = {}
    waiting = wanted("requirements.in")
    while waiting:
        name = plain(waiting.pop())
        if name in found:
            continue
        found[name] = metadata.distribution(name)
        for text in found[name].requires or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return found


def licence_data() -> list[tuple[str, str]]:
    """Pairs of file and folder in the built program, as PyInstaller wants them."""
    own = [REPO / "LICENSE", REPO / "THIRD_PARTY.md", *sorted((HERE / "licences").glob("*.txt"))]
    pairs = [(str(path), "licences") for path in own]
    for name, library in sorted(shipped().items()):
        for file in library.files or []:
            if ".dist-info" in str(file) and LICENCE_FILE.search(file.name):
                pairs.append((str(library.locate_file(file)), f"licences/{name}"))
    python = Path(sysconfig.get_paths()["stdlib"]) / "LICENSE.txt"
    if python.is_file():
        pairs.append((str(python), f"licences/python-{sys.version_info[0]}.{sys.version_info[1]}"))
    return pairs
