"""What a note must obey: what may be signed, by whom, and how a template and macros become text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from app.chart.notes.model import NoteState
from app.chart.notes.views import NoteBlock, NoteStart
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id

MEASURED = frozenset({"vitals", "tests", "shots"})  # words of a template that tell what was found
OPTIONAL = frozenset({"tests", "shots"})
_FILLED = re.compile(r"^\{(\w+)\}$")
_MACRO = re.compile(r"(?<![\w.])\.([a-z][a-z0-9]{1,30})(?!\w)")


def expanded(text: str, macros: Mapping[str, str]) -> str:
    """Return the text with each known macro (".normalexam") replaced; an unknown one stays as typed."""
    return _MACRO.sub(lambda found: macros.get(found.group(1), found.group(0)), text)


def blocks_of(template: str, lines: Mapping[str, Sequence[str]]) -> tuple[NoteBlock, ...]:
    """Return a template's blocks (a blank line ends one) with each word in braces replaced by its lines.

    A block of nothing but tests or shots is left out while there are none: an empty heading would say that
    somebody forgot. A template without the word "complaint" has it below its first heading.
    """
    whole = template.strip("\n")
    blocks = [block.split("\n") for block in re.split(r"\n\s*\n", whole)] if whole.strip() else []
    if "{complaint}" not in whole and lines.get("complaint"):
        blocks = blocks or [[""]]
        blocks[0].insert(1, "{complaint}")
    made = (_block(heading, rest, lines) for heading, *rest in blocks)
    return tuple(block for block in made if block is not None)


def _block(heading: str, rest: Sequence[str], lines: Mapping[str, Sequence[str]]) -> NoteBlock | None:
    shown: list[str] = []
    found: list[str] = []
    asked = [word.group(1) for line in rest if (word := _FILLED.match(line))]
    for line in rest:
        word = _FILLED.match(line)
        told = tuple(lines.get(word.group(1), ())) if word else (line,)
        shown += told
        found += told if word and word.group(1) in MEASURED else ()
    if asked and not shown and all(word in OPTIONAL for word in asked):
        return None
    return NoteBlock(heading, tuple(shown), tuple(found))


def untouched(text: str, start: NoteStart) -> bool:
    """Say whether a text holds no line but those that it began with: nobody has written in it."""
    given = {line.strip() for line in start.text.splitlines()}
    return all(line.strip() in given for line in text.splitlines() if line.strip())


def sha256(text: str) -> str:
    """Return the hash that ties a signature to a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def may_edit(state: NoteState, author: Id | None, person: Id) -> None:
    """Refuse to change a signed note, or another's."""
    if state is not NoteState.UNSIGNED:
        raise RuleViolated("", Message("notes.signed"))
    if author != person:
        raise RuleViolated("", Message("notes.anothers"))


def may_sign_again(state: NoteState, author: Id | None, person: Id) -> None:
    """Refuse another level for an unsigned note, or for another's: the level is the signer's (DUTIES A10)."""
    if state is NoteState.UNSIGNED:
        raise RuleViolated("", Message("notes.not_signed"))
    if author != person:
        raise RuleViolated("level", Message("notes.level_anothers"))


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
