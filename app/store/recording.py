"""The listener that sees each flush and keeps what it changed, for the audit and for the change bus."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.orm.base import PASSIVE_NO_INITIALIZE

from app.core.changes import Change, Verb
from app.core.ids import Id
from app.store.base import Record, plain_value
from app.store.engine import ChangeRefused


class Touched:
    """One record as it was and as it is: only the fields that changed, as plain values."""

    def __init__(self, record: Record, verb: Verb) -> None:
        self.record, self.verb = record, verb
        self.before: dict[str, Any] = {}
        self.after: dict[str, Any] = {}

    @property
    def patient_id(self) -> Id | None:
        if self.record.__tablename__ == "patient":
            return self.record.id
        about: Id | None = getattr(self.record, "patient_id", None)
        return about

    def merge(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Take in a later flush of the same act: the first before and the last after count."""
        self.before = {**before, **self.before} if self.verb is Verb.CHANGED else {}
        self.after = {**self.after, **after}

    def change(self, origin: str) -> Change | None:
        kind = self.record.__change__
        return Change(kind, self.record.id, self.verb, self.patient_id, origin) if kind else None


class Recording:
    """Collects what the flushes of one session change, until the act takes it."""

    def __init__(self, session: Session) -> None:
        self._touched: dict[Id, Touched] = {}
        event.listen(session, "before_flush", self._before_flush)
        event.listen(session, "after_flush", self._after_flush)
        event.listen(session, "after_flush_postexec", self._flushed)

    def take(self) -> list[Touched]:
        """Return what was touched since the last call, in the order of the first touch."""
        touched, self._touched = list(self._touched.values()), {}
        return touched

    def _before_flush(self, session: Session, _context: UOWTransaction, _instances: Any) -> None:
        for record in session.deleted:
            if not getattr(record, "__may_be_deleted__", False):
                raise ChangeRefused
        session.connection().info["may_change"] = 1

    def _after_flush(self, session: Session, _context: UOWTransaction) -> None:
        for record in session.new:
            self._note(record, Verb.CREATED)
        for record in session.dirty:
            if session.is_modified(record):
                self._note(record, Verb.CHANGED)

    def _flushed(self, session: Session, _context: UOWTransaction) -> None:
        session.connection().info["may_change"] = 0

    def _note(self, record: Any, verb: Verb) -> None:
        if isinstance(record, Record) and (record.__audited__ or record.__change__):
            before, after = _difference(record, verb)
            touched = self._touched.setdefault(record.id, Touched(record, verb))
            touched.merge(before, after)


def _difference(record: Record, verb: Verb) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    state = sa.inspect(record)
    for column in state.mapper.column_attrs:
        history = state.get_history(column.key, PASSIVE_NO_INITIALIZE)
        if verb is Verb.CREATED:
            value = plain_value(getattr(record, column.key))
            if value is not None:
                after[column.key] = value
        elif history.has_changes():
            before[column.key] = plain_value(history.deleted[0]) if history.deleted else None
            after[column.key] = plain_value(history.added[0]) if history.added else None
    if before:  # so that the last image is the whole row, and an old page of it is told from the last
        before["version"], after["version"] = record.version - 1, record.version
    return before, after
