"""A practice that imports made-up bundles in place, without the child process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.core.ids import new_id
from app.exchange.actions import DecideHeld, ImportBundle, decide_held, import_bundle, new_import
from app.exchange.fhir.child import read_bundle
from app.exchange.fhir.read import Limits
from app.exchange.fhir.views import ImportedBundle
from app.exchange.queries import held_patients
from app.exchange.views import HeldView, ImportReport
from tests.exchange.bundles import Json
from tests.support.bare import BarePractice


class Importing:
    """A bare practice and a folder of files to import."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.practice = BarePractice(folder)
        self.folder = folder / "in"
        self.folder.mkdir()
        self._count = 0

    def file(self, content: Json) -> Path:
        self._count += 1
        path = self.folder / f"bundle-{self._count}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    def command(self, path: Path) -> ImportBundle:
        read = read_bundle(path, str(path), Limits())
        assert isinstance(read, ImportedBundle), read
        return new_import(path, read)

    def take(self, content: Json) -> ImportReport:
        """Import a bundle and return what the act reports."""
        return self.again(self.file(content))

    def again(self, path: Path) -> ImportReport:
        report: ImportReport = self.practice.run(import_bundle, self.command(path))
        return report

    def held(self) -> tuple[HeldView, ...]:
        found: tuple[HeldView, ...] = self.practice.answer(held_patients)
        return found

    def decide(self, held: HeldView, **answer: Any) -> ImportReport:
        command = DecideHeld(command_id=new_id(), held_id=held.id, version=held.version, **answer)
        report: ImportReport = self.practice.run(decide_held, command)
        return report

    def all(self, kind: type[Any]) -> list[Any]:
        return self.practice.all(kind)

    def one(self, kind: type[Any]) -> Any:
        found = self.all(kind)
        assert len(found) == 1, found
        return found[0]


def tally(report: ImportReport, kind: str) -> tuple[int, int, int, int]:
    """Stored, known, attached only, skipped."""
    one = report.resources[kind]
    return one.stored, one.known, one.attached_only, one.skipped


def reasons(report: ImportReport) -> list[str]:
    return [told.reason.id.removeprefix("exchange.") for told in report.problems]
