"""Unfinished entries: saved while people type, brought back where they were, gone when the act is done.

Drafts are no part of the record, so the audit keeps none of their text; they are encrypted with the file.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.ids import Id
from app.store.base import Record, canonical_json
from app.store.work import Reading, Work


class Draft(Record):
    """What a person typed in one form about one subject and has not finished."""

    __tablename__ = "draft"
    __audited__ = False
    __may_be_deleted__ = True
    __table_args__ = (sa.UniqueConstraint("person_id", "form", "subject"),)

    person_id: Mapped[Id] = mapped_column(index=True)
    form: Mapped[str]
    subject: Mapped[str]
    content: Mapped[str]
    at: Mapped[datetime]


def find(reading: Reading, form: str, subject: str) -> Draft | None:
    """Return the person's own draft in a form about a subject, or None."""
    chosen = sa.select(Draft).where(
        Draft.person_id == reading.actor.person_id, Draft.form == form, Draft.subject == subject
    )
    return reading.session.scalars(chosen).one_or_none()


def all_of(reading: Reading) -> list[Draft]:
    """Return all drafts of the person, the newest first."""
    chosen = sa.select(Draft).where(Draft.person_id == reading.actor.person_id).order_by(Draft.at.desc())
    return list(reading.session.scalars(chosen))


def keep(work: Work, form: str, subject: str, content: Mapping[str, Any]) -> Draft:
    """Keep what was typed (plain values), in place of what was kept before."""
    draft = find(work, form, subject)
    if draft is None:
        person_id = work.actor.person_id
        draft = work.add(Draft(person_id=person_id, form=form, subject=subject, content="", at=work.now))
    draft.content, draft.at = canonical_json(dict(content)), work.now
    return draft


def drop(work: Work, form: str, subject: str) -> None:
    """Forget a draft; forgetting none is no fault."""
    draft = find(work, form, subject)
    if draft is not None:
        work.session.delete(draft)
