"""A copy of a kept sample: a practice as an earlier program left it, and what must be in it."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.progress import Progress
from app.practice_file import Practice, Setting, open_practice
from app.store.backup_facts import facts_of, unchanging
from app.store.backup_manifest import DatabaseFacts
from app.store.files import PracticePaths
from app.store.slot_files import read_keys, unlock
from tests.support.sample import SAMPLES

KEPT = sorted(one.name for one in SAMPLES.iterdir() if one.is_dir())


@dataclass(frozen=True)
class Older:
    """The files of a sample in a folder of their own; `facts` say what it held when it was made."""

    folder: Path
    facts: dict[str, Any]

    @classmethod
    def copy(cls, folder: Path, sample: str = "schema_1") -> Older:
        """Copy a sample into a folder that is not there yet."""
        return cls.of(SAMPLES / sample, folder)

    @classmethod
    def of(cls, sample: Path, folder: Path) -> Older:
        """Copy what `make_sample` made into a folder that is not there yet."""
        shutil.copytree(sample, folder / "practice")
        facts = folder / "practice" / "facts.json"
        told = json.loads(facts.read_text("utf-8"))
        facts.unlink()
        return cls(folder, told)

    @property
    def paths(self) -> PracticePaths:
        return PracticePaths.of(self.folder / "practice" / str(self.facts["file"]))

    @property
    def file(self) -> Path:
        return self.paths.file

    def setting(self) -> Setting:
        now = datetime.fromisoformat(self.facts["now"])
        return Setting(SetClock(now), ChangeBus(), "FRONT-DESK", self.folder / "state")

    def open(self, progress: Progress | None = None, password: str | None = None) -> Practice:
        chosen = self.facts["password"] if password is None else password
        return open_practice(self.file, self.facts["login"], chosen, self.setting(), progress)

    def key_hex(self) -> str:
        """Return the key of the database, for looking past the program."""
        unlocked = unlock(read_keys(self.paths), self.facts["login"], self.facts["password"])
        with unlocked.store_key:
            return unlocked.store_key.database_key_hex()

    def counted(self, key_hex: str) -> DatabaseFacts:
        """Count the closed file past the program."""
        with unchanging(self.file, key_hex, Progress()) as connection:
            return facts_of(connection)

    def content(self) -> dict[str, str]:
        """Return every file of the practice by its path, with its hash; the lock left out."""
        top = self.file.parent
        files = [one for one in sorted(top.rglob("*")) if one.is_file() and one.suffix != ".lock"]
        return {
            one.relative_to(top).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest() for one in files
        }
