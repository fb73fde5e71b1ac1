"""Notes as their editor, the chart and paper get them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.chart.notes.model import NoteState as NoteState
from app.core.coding import Code
from app.core.ids import Id


@dataclass(frozen=True)
class SavedNote:
    """A note as it was kept: `number` is that of the text's version."""

    id: Id
    version: int
    number: int


@dataclass(frozen=True)
class SignedNote:
    """A note that was signed: what checkout and billing need of it.

    `hand_to_checkout` repeats what the clinician asked; the front desk's act moves the visit.
    """

    id: Id
    version: int
    visit_id: Id | None
    state: NoteState
    level: str
    diagnoses: tuple[Code, ...]
    hand_to_checkout: bool


@dataclass(frozen=True)
class Signature:
    """Who signed as what, and when."""

    role: str
    name: str
    at: datetime
    level: str = ""


@dataclass(frozen=True)
class Addendum:
    """What was added after signing."""

    text: str
    reason: str
    name: str
    at: datetime


@dataclass(frozen=True)
class NoteView:
    """One note with its signatures and addenda; `intact` says that a signed text still is what was signed."""

    id: Id
    version: int
    visit_id: Id | None
    day: date
    title: str
    text: str
    author: str
    state: NoteState
    level: str
    diagnoses: tuple[Code, ...]
    signatures: tuple[Signature, ...]
    addenda: tuple[Addendum, ...]
    intact: bool
    source: str = ""
    private_from_guardian: bool = False
    author_id: Id | None = None


@dataclass(frozen=True)
class NoteBlock:
    """A heading of a template ("" before the first one) and the lines below it.

    `found` are those of the lines that tell what was measured or done in the visit.
    """

    heading: str
    lines: tuple[str, ...] = ()
    found: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The block as it stands in a note."""
        return "\n".join(line for line in (self.heading, *self.lines) if line)


@dataclass(frozen=True)
class NoteStart:
    """How a note of this visit begins, before anything is saved."""

    template: str
    title: str
    blocks: tuple[NoteBlock, ...]

    @property
    def text(self) -> str:
        """The whole text, a blank line between its blocks, and room below a heading that comes last."""
        room = "\n" if self.blocks and self.blocks[-1].heading and not self.blocks[-1].lines else ""
        return "\n\n".join(block.text for block in self.blocks) + room


@dataclass(frozen=True)
class UnsignedNote:
    """A note that waits: `cosignature` says that it waits for a second signature."""

    id: Id
    visit_id: Id | None
    patient_id: Id
    day: date
    author: str
    cosignature: bool


@dataclass(frozen=True)
class NoteTexts:
    """The practice's templates (name to title) and macros (word to text)."""

    templates: Mapping[str, str]
    macros: Mapping[str, str]
