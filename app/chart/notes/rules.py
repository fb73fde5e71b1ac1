"""What a note must obey: what may be signed, by whom, and how a template and macros become text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from app.chart.notes.model import NoteState
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id

_MACRO = re.compile(r"(?<![\w.])\.([a-z][a-z0-9]{1,30})(?!\w)")


def expanded(text: str, macros: Mapping[str, str]) -> str:
    """Return the text with each known macro (".normalexam") replaced; an unknown one stays as typed."""
    return _MACRO.sub(lambda found: macros.get(found.group(1), found.group(0)), text)


def begins_with(template: str, complaint: str) -> str:
    """Return a template's text with the patient's own words under its first heading."""
    text = template.strip("\n")
    if not complaint or not text:
        return text or complaint
    first, _, rest = text.partition("\n")
    return f"{first}\n{complaint}\n{rest}"


def sha256(text: str) -> str:
    """Return the hash that ties a signature to a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def may_edit(state: NoteState, author: Id | None, person: Id) -> None:
    """Refuse to change a signed note, or another's."""
    if state is not NoteState.UNSIGNED:
        raise RuleViolated("", Message("notes.signed"))
    if author != person:
        raise RuleViolated("", Message("notes.anothers"))


def checked_diagnoses(codes: Sequence[str], most: int) -> None:
    """Refuse a diagnosis named twice and more than a claim holds."""
    if len(codes) > most:
        raise RuleViolated("diagnoses", Message("notes.too_many_diagnoses", {"most": most}))
    if len(set(codes)) != len(codes):
        raise RuleViolated("diagnoses", Message("notes.diagnosis_twice"))


def may_cosign(state: NoteState, author: Id | None, cosigner: Id | None, person: Id) -> None:
    """Refuse a second signature that nobody asked for, by the author, or by someone else than was asked."""
    if state is not NoteState.TO_COSIGN:
        raise RuleViolated("", Message("notes.no_cosignature_asked"))
    if person == author or (cosigner is not None and person != cosigner):
        raise RuleViolated("", Message("notes.not_yours_to_cosign"))
