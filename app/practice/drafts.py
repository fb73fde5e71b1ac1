"""Unfinished entries as forms keep and find them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core.acts import Command, Permission, action, query
from app.practice.window_key import FORM as WINDOW
from app.store import drafts
from app.store.work import Reading, Work


@dataclass(frozen=True, kw_only=True)
class SaveDraft(Command):
    """`form` names the form, `subject` the record it is about ("" for none); `content` is plain values."""

    form: str
    subject: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DropDraft(Command):
    """The entry was finished, or thrown away by the person."""

    form: str
    subject: str = ""


@dataclass(frozen=True)
class DraftView:
    """A draft as its form gets it back; `at` is when it was last saved."""

    form: str
    subject: str
    content: Mapping[str, Any]
    at: datetime


def _view(draft: drafts.Draft) -> DraftView:
    return DraftView(draft.form, draft.subject, json.loads(draft.content), draft.at)


@action(Permission.KEEP_DRAFT, recorded=False)
def save_draft(work: Work, command: SaveDraft) -> DraftView:
    """Keep what was typed, in place of what was kept before."""
    return _view(drafts.keep(work, command.form, command.subject, command.content))


@action(Permission.KEEP_DRAFT, recorded=False)
def drop_draft(work: Work, command: DropDraft) -> None:
    """Forget a draft; forgetting none is no fault."""
    drafts.drop(work, command.form, command.subject)


@query(Permission.KEEP_DRAFT)
def draft_of(reading: Reading, form: str, subject: str = "") -> DraftView | None:
    """Return the person's own draft in a form about a subject, or None."""
    draft = drafts.find(reading, form, subject)
    return None if draft is None else _view(draft)


@query(Permission.KEEP_DRAFT)
def my_drafts(reading: Reading) -> tuple[DraftView, ...]:
    """Return all drafts of the person, the newest first."""
    return tuple(_view(draft) for draft in drafts.all_of(reading) if draft.form != WINDOW)
