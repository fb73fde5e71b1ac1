"""What an import of FHIR R4 hands on: one record for each resource kept as data, one outcome for each entry.

Frozen, plain, picklable. Nothing here knows a database. A record's `patient` always names a Patient
record of the same bundle (`patient.key == Patient.source.key`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from app.core.findings import Message
from app.exchange.fhir.people_records import Patient
from app.exchange.fhir.records import Record

R = TypeVar("R", bound=Record)


class Result(StrEnum):
    """What became of one entry: kept as data, kept in the original only, or not taken."""

    MAPPED = "mapped"
    ATTACHED_ONLY = "attached_only"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one entry of a bundle; every entry has exactly one.

    `entry` counts from 0; `path` is the place in the resource that stopped it ("" for the whole);
    `left_in_original` names elements of a mapped resource that stay in the kept original only.
    """

    entry: int
    type: str
    id: str
    key: str
    result: Result
    message: Message | None = None
    path: str = ""
    left_in_original: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to tell the person: where, and what (a message id with parameters, no patient data).

    `entry` is None for the whole file; `line` and `column` count from 1, 0 where they mean nothing.
    """

    file: str
    message: Message
    entry: int | None = None
    resource: str = ""
    path: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file of which nothing was taken, and why."""

    file: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class ImportedBundle:
    """One bundle read and mapped.

    `sha256` and `size` (bytes) are of the file as it lies on the disk, so that whoever keeps the
    original can tell that it is the same one. `records` and `outcomes` stand in the order of entries.
    """

    file: str
    sha256: str
    size: int
    bundle_type: str
    records: tuple[Record, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def patients(self) -> tuple[Patient, ...]:
        return self.of(Patient)

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """Return the records of one kind, in the order of entries."""
        return tuple(record for record in self.records if isinstance(record, kind))

    def counts(self) -> dict[str, dict[Result, int]]:
        """Return how many entries of each resource type came to each result."""
        counted = Counter((outcome.type, outcome.result) for outcome in self.outcomes)
        types = sorted({kind for kind, _ in counted})
        return {kind: {result: counted[kind, result] for result in Result} for kind in types}
