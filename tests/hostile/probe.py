"""Sending a hostile text through an act: it is stored as typed, or refused at its field; nothing else.

A probe runs the act in a transaction of its own that is always rolled back, so that the test around it goes
on as if nothing had happened.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from app.core.acts import Action
from app.core.errors import DaybookError, NeedsAcknowledgement, RuleViolated
from app.core.ids import new_id
from app.store.audit import AuditRow, head_of
from app.store.preparing import prepared
from app.store.work import Work
from tests.hostile.fields import Path, field_name, with_text

AnyAct = Action[Any, Any, Any]
WHY = "asked and answered"


class _Undo(Exception):
    """Ends a probe; the transaction is rolled back."""


@dataclass(frozen=True)
class Verdict:
    """What became of a text: "stored", "refused" at its field, "elsewhere" refused, "gone", or "broke"."""

    outcome: str
    detail: str = ""


def goes_through(around: Any, actor: Any, act: AnyAct, command: Any) -> bool:
    """Say whether the act works as it is in this state; only then a refusal is one of the text."""
    sent = replace(command, command_id=new_id())
    try:
        with prepared(actor, around, act, sent) as staging, Work(actor, around, staging=staging) as work:
            act(work, sent)
            raise _Undo
    except _Undo:
        return True
    except Exception:
        return False


def probe(
    around: Any, actor: Any, act: Action[Any, Any, Any], command: Any, path: Path, text: str
) -> Verdict:
    """Return what the act does with this text in this field."""
    sent = with_text(replace(command, command_id=new_id()), path, text)
    try:
        return _verdict(around, actor, act, sent, path, text)
    except NeedsAcknowledgement:
        if not hasattr(sent, "acknowledged_reason") or path == ("acknowledged_reason",):
            return Verdict("refused", "asks for a reason")
    again = replace(sent, command_id=new_id(), acknowledged_reason=WHY)
    try:
        return _verdict(around, actor, act, again, path, text)
    except NeedsAcknowledgement as stop:
        return Verdict("broke", f"asks again: {stop.findings[0].message.id}")


def _verdict(
    around: Any, actor: Any, act: Action[Any, Any, Any], sent: Any, path: Path, text: str
) -> Verdict:
    try:
        with prepared(actor, around, act, sent) as staging, Work(actor, around, staging=staging) as work:
            before = head_of(work.connection).sequence
            act(work, sent)
            found = _kept(work, before, text)
            raise _Undo(found)
    except _Undo as undone:
        return Verdict("stored") if undone.args[0] else Verdict("gone")
    except NeedsAcknowledgement:
        raise
    except RuleViolated as refused:
        at = _same_place(refused.field, path) or _names_its_line(refused.field, sent, path)
        return Verdict("refused" if at else "elsewhere", f"{refused.field}: {refused.message.id}")
    except DaybookError as refused:
        return Verdict("refused", type(refused).__name__)
    except Exception as broke:  # what must never happen, whatever it is
        return Verdict("broke", f"{type(broke).__name__}: {str(broke)[:120]}")


def _same_place(field: str, path: Path) -> bool:
    """Say whether a refusal stands beside the field, or beside the whole form where it is its only text."""
    steps = {str(step) for step in path}
    return bool(steps & set(field.replace("[", ".").replace("]", "").split("."))) or field_name(path) == field


def _names_its_line(field: str, sent: Any, path: Path) -> bool:
    """Say whether a refusal names the line of a list in which the text stands: a measure, a code."""
    for step in path[:-1]:
        sent = sent[step] if isinstance(step, int) else getattr(sent, step)
        names = {str(value) for value in getattr(sent, "__dict__", {}).values()} | {str(sent)}
        if field and field in names:
            return True
    return False


def _kept(work: Work, before: int, text: str) -> bool:
    """Say whether what the act wrote holds the text, blanks folded and letters composed."""
    wanted = folded(text)
    if not wanted:
        return True
    entries = work.connection.execute(sa.select(AuditRow.entry).where(AuditRow.sequence > before)).scalars()
    return any(wanted in folded(one) for entry in entries for one in _texts(json.loads(entry)))


def folded(text: str) -> str:
    """Return what two texts must share to be the same to a reader: case and blanks do not count."""
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [*value, *(text for inner in value.values() for text in _texts(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return []
