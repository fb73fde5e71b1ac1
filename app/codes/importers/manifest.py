"""The manifest of a folder of tables: what each is, from whom, which release, on what terms, fingerprint."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from app.codes.shelf import SUFFIXES
from app.codes.tables import read_facts, unpacked

_FACTS = ("release", "valid_from", "valid_to", "publisher", "licence", "notice", "made_from")
_HEAD = (
    "# The lists that ship with the program. Written by: python -m app.codes.importers manifest FOLDER\n"
    "# sha256 is that of the unpacked text, which is the same on every machine.\n"
)


def table_files(folder: Path) -> list[Path]:
    """Return the table files of a folder, by name."""
    return sorted(path for path in folder.iterdir() if path.name.endswith(SUFFIXES))


def manifest_text(folder: Path) -> str:
    """Return the manifest of a folder as TOML; raises Unavailable for a damaged table."""
    return _HEAD + "".join(_entry(path) for path in table_files(folder))


def _entry(path: Path) -> str:
    facts = read_facts(path)
    entry: dict[str, str | int] = {"file": path.name}
    entry |= {name: facts[name] for name in _FACTS if facts.get(name)}
    entry |= {"rows": int(facts["rows"]), "sha256": hashlib.sha256(unpacked(path).encode()).hexdigest()}
    lines = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in entry.items())
    return f"\n[{facts['set']}]\n{lines}"
