"""What ships: each list is whole, is what the manifest says, and what the importers make of its sources."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.codes.importers.catalog import CATALOG
from app.codes.importers.manifest import manifest_text, table_files
from app.codes.importers.sets import made_text
from app.codes.shelf import SHIPPED
from app.codes.tables import packed, read_table, unpacked

MANIFEST: dict[str, dict[str, Any]] = tomllib.loads((SHIPPED / "manifest.toml").read_text(encoding="utf-8"))
BY_HAND = {name for name, entry in MANIFEST.items() if entry["made_from"].startswith("own/")}
LARGEST_FOLDER = 2_500_000


def rebuilt(name: str, source_of: Path) -> str:
    entry = MANIFEST[name]
    sources = [_source(source_of, one) for one in entry["made_from"].split(" ")]
    valid = (entry.get("valid_from", ""), entry.get("valid_to", ""))
    return made_text(CATALOG[name], sources, entry["release"], valid)


def _source(folder: Path, made_from: str) -> Path:
    return folder / made_from


def test_every_set_that_can_be_imported_ships() -> None:
    assert set(MANIFEST) == set(CATALOG)
    assert {entry["file"] for entry in MANIFEST.values()} == {path.name for path in table_files(SHIPPED)}


def test_the_manifest_is_that_of_the_files() -> None:
    assert manifest_text(SHIPPED) == (SHIPPED / "manifest.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_a_list_is_whole_and_says_its_terms(name: str) -> None:
    entry, path = MANIFEST[name], SHIPPED / MANIFEST[name]["file"]
    table = read_table(path)
    assert len(table) == entry["rows"] > 0
    assert hashlib.sha256(unpacked(path).encode()).hexdigest() == entry["sha256"]
    assert table.columns == CATALOG[name].columns
    assert {len(row) for row in table.rows()} == {len(table.columns)}
    assert entry["publisher"] and entry["licence"] and entry["release"]
    assert path.name == f"{name}.{entry['release']}.tsv.gz"


def test_the_lists_stay_small_in_the_repository() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) < LARGEST_FOLDER


def test_licensed_wording_is_not_shipped() -> None:
    assert "CPT" in MANIFEST["hcpcs"]["notice"]
    assert "LOINC is copyright" in MANIFEST["loinc"]["notice"]
    assert "courtesy of the U.S. National Library of Medicine" in MANIFEST["drugs"]["notice"]


@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_a_list_written_by_hand_is_made_from_its_source(name: str) -> None:
    assert rebuilt(name, SHIPPED) == unpacked(SHIPPED / MANIFEST[name]["file"])


@pytest.mark.samples
@pytest.mark.parametrize("name", sorted(set(MANIFEST) - BY_HAND))
def test_a_list_is_what_the_importer_makes_of_the_publisher_files(name: str, samples: Path) -> None:
    text = rebuilt(name, samples / "data")
    shipped = SHIPPED / MANIFEST[name]["file"]
    assert text == unpacked(shipped)
    assert packed(text)[:10] == shipped.read_bytes()[:10], "the packing holds no time and no name"
