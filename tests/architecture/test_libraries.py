"""What ships with the program: locked by hash, no address in the lock, no licence that forbids selling it."""

import gzip
import importlib.metadata as metadata
import re
import runpy
from pathlib import Path

import pytest

from tests.architecture.source import REPO

LOCK = (REPO / "requirements.lock").read_text(encoding="utf-8")


# The build ships what this finds; the folder is no package, for a library has its name.
BUILD = runpy.run_path(str(REPO / "packaging" / "licences.py"))
plain, wanted, shipped, licence_data = (
    BUILD[name] for name in ("plain", "wanted", "shipped", "licence_data")
)


def licences(name: str, said: metadata.PackageMetadata) -> list[str]:
    """The licences to choose from; GPL with no other choice is what must not be among them alone."""
    text = said.get("License-Expression") or said.get("License") or ""
    classifiers = [c for c in said.get_all("Classifier") or [] if c.startswith("License ::")]
    return re.split(r"\s+OR\s+", text) if text else classifiers


def forbids_selling(licence: str) -> bool:
    """GPL and AGPL; the Lesser GPL lets a program use a library that its owner can replace."""
    lesser = re.search(r"LGPL|Lesser", licence)
    return bool(re.search(r"GPL|General Public License", licence)) and not lesser


@pytest.mark.parametrize(
    ("licence", "forbidden"),
    [
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("LGPL-3.0-only", False),
        ("License :: OSI Approved :: GNU Library or Lesser General Public License (LGPL)", False),
        ("MIT", False),
    ],
)
def test_a_forbidden_licence_is_known_when_seen(licence: str, forbidden: bool) -> None:
    assert forbids_selling(licence) is forbidden


def test_no_shipped_library_is_only_under_the_gpl() -> None:
    bound = {
        name: choice
        for name, library in shipped().items()
        if (choice := licences(name, library.metadata)) and all(forbids_selling(one) for one in choice)
    }
    assert bound == {}


def test_every_shipped_library_is_named_with_its_licence() -> None:
    listed = {plain(name) for name in re.findall(r"^\| ([\w.-]+) \|", notices(), flags=re.MULTILINE)}
    assert set(shipped()) - listed == set()


def test_every_shipped_licence_file_is_named() -> None:
    files = {path.name for path in (REPO / "resources").rglob("*LICENSE*")}
    assert {name for name in files if name not in notices()} == set()


def head(path: Path) -> dict[str, str]:
    """What the first lines of a code list say of it."""
    said: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.strip():
                break
            name, _, value = line.rstrip("\n").partition("\t")
            said[name] = value
    return said


def test_every_code_list_is_named_with_its_licence_and_notice() -> None:
    lists = [head(path) for path in (REPO / "resources" / "codes").glob("*.tsv.gz")]
    rows = {f"| `{one['set']}` | {one['release']} | {one['publisher']} | {one['licence']} |" for one in lists}
    assert {row for row in rows if row not in notices()} == set()
    assert {one["notice"] for one in lists if one["notice"] not in notices()} == set()


def notices() -> str:
    return (REPO / "THIRD_PARTY.md").read_text(encoding="utf-8")


def test_the_lock_holds_no_address() -> None:
    assert re.findall(r"\S*://\S*", LOCK) == []


def test_the_lock_names_every_wanted_library_with_hashes() -> None:
    entries = dict(
        re.findall(r"^([\w.-]+)==[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", LOCK, re.M)
    )
    assert set(entries) == set(re.findall(r"^([\w.-]+)==", LOCK, re.M))
    assert {*wanted("requirements.in"), *wanted("requirements-dev.in")} <= set(entries)


def test_every_shipped_library_brings_its_licence_text() -> None:
    """Qt's wheels hold none; the texts of the LGPL and of the GPL that it refers to stand in packaging."""
    folders = {folder for _, folder in licence_data()}
    without = {name for name in shipped() if f"licences/{name}" not in folders}
    assert without <= {"pyside6-essentials", "pyside6-pdf", "shiboken6"}
    assert {"LGPL-3.0.txt", "GPL-3.0.txt", "LICENSE"} <= {Path(file).name for file, _ in licence_data()}
