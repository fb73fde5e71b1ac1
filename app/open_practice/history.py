"""Whether the record that the database holds is the one that its anchors tell of."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from app.core.acts import Role
from app.core.errors import RuleViolated
from app.core.findings import Finding, Message
from app.core.ids import Id
from app.open_practice.open_file import OpenFile
from app.security.model import Account
from app.store import audit
from app.store.anchor_file import AnchorReading, AnchorState
from app.store.audit import AuditRow
from app.store.verify import verify_anchors

_CAME_IN = ("sign_in", "code_sign_in", "recovery_used", "pin_unlock", "pc_slot_sign_in")
_MISSING = "anchor_missing"
_RESTORED = "audit.anchor_restored"
LEAST_REASON = 3
"""Fewer letters are no reason."""


class Where(StrEnum):
    """Where a head of the record is told: in the file itself, beside it, or apart on this PC."""

    FILE = "file"
    BESIDE = "beside"
    PC = "pc"


@dataclass(frozen=True)
class HistoryHead:
    """Where a record of who did what ends: its row, the hash's first 12 characters, and when.

    `sequence` 0 and no hash: the anchor cannot be proved with this practice's key. `at` is the instant of the
    row, or at which the anchor was written.
    """

    where: Where
    sequence: int
    hash: str
    at: datetime | None = None


@dataclass(frozen=True)
class RestoredFrom:
    """A restore that this program made and recorded: from the backup of `made_at`, when, and by whom."""

    made_at: datetime
    at: datetime
    person: str


class History:
    """The head of the record and what its anchors say of it; where they disagree, nothing is anchored.

    All of it is judged once, when the practice is opened and before the sign-in has a row of its own: so the
    bar, the overlay and each proof count the same rows. `notices` are for an owner to read, and hold nothing
    up: since this owner came in last, an anchor that had to be there was missing and is written anew.
    """

    def __init__(self, file: OpenFile, anchors: Sequence[AnchorReading]) -> None:
        self._file, self._anchors = file, tuple(anchors)
        self.restored: RestoredFrom | None = None
        with file.database.reader.connect() as connection:
            self._head = audit.head_of(connection)
            self._head_at = connection.scalar(_at_row(self._head.sequence))
            self.alarms = self._disagreements(connection)
            missing = self._missing(connection)
        file.disagreements = self.alarms
        if self.alarms:
            file.anchors.hold()
        if missing:
            file.record(_MISSING, file=missing)
        self.notices = self._notices()

    # -- what disagrees -----------------------------------------------------------------------------------

    def _disagreements(self, connection: sa.Connection) -> tuple[Finding, ...]:
        """Return what disagrees; what a recorded restore explains is told last, and as such."""
        told: list[Finding] = []
        explained: list[Finding] = []
        restores = {one: self._restore(connection, one) for one in self._anchors if one.anchor}
        for one in self._anchors:
            found = verify_anchors(connection, [one])
            row = restores.get(one)
            if found and row is not None:
                self.restored = _restored(connection, row)
                explained += [_as_restored(each, self.restored) for each in found]
            else:
                told += found
        return (*told, *explained[:1])

    def _restore(self, connection: sa.Connection, one: AnchorReading) -> Any:
        """Return the restore that left the history which an anchor tells of, if the record has one."""
        if one.anchor is None:
            return None
        left = {"sequence": one.anchor.sequence, "hash": one.anchor.hash.hex()}
        chosen = sa.select(AuditRow.at, AuditRow.actor_id, AuditRow.entry).where(AuditRow.event == "restore")
        rows = connection.execute(chosen.order_by(AuditRow.sequence.desc()))
        return next((row for row in rows if left in _details(row.entry).get("anchored", [])), None)

    @property
    def missing(self) -> int:
        """How many rows an anchor tells of beyond the end of the file's record."""
        return max(0, *(one.sequence - self._head.sequence for one in self.heads()))

    @property
    def more(self) -> int:
        """How many rows the file's record has beyond the end that the anchors tell of."""
        told = [one.sequence for one in self.heads() if one.where is not Where.FILE and one.hash]
        return max(0, self._head.sequence - max(told)) if told else 0

    def heads(self) -> tuple[HistoryHead, ...]:
        """Return the head that the database had at its opening, then the one that each anchor tells of."""
        own = HistoryHead(Where.FILE, self._head.sequence, self._head.hash.hex()[:12], self._head_at)
        return (own, *(self._told_by(one) for one in self._anchors if one.state is not AnchorState.ABSENT))

    def _told_by(self, one: AnchorReading) -> HistoryHead:
        where = Where.BESIDE if one.path == self._file.paths.anchor else Where.PC
        if one.anchor is None:
            return HistoryHead(where, 0, "")
        return HistoryHead(where, one.anchor.sequence, one.anchor.hash.hex()[:12], _written(one))

    # -- an anchor that is gone ---------------------------------------------------------------------------

    def _missing(self, connection: sa.Connection) -> str:
        """Return the name of the anchor beside the file where it has to be and is not; it is written anew.

        Only a practice in which nobody has come in yet has none. That of the PC is missing on each new PC.
        """
        beside = self._file.paths.anchor
        absent = any(one.path == beside and one.state is AnchorState.ABSENT for one in self._anchors)
        came = sa.select(AuditRow.sequence).where(AuditRow.event.in_(_CAME_IN)).limit(1)
        return beside.name if absent and connection.execute(came).first() is not None else ""

    def _notices(self) -> tuple[Finding, ...]:
        """Return what an owner has not been told: an anchor was missing since their last sign-in."""
        if Role.OWNER not in self._file.actor.roles:
            return ()
        with self._file.database.reader.connect() as connection:
            last = connection.scalar(_last(AuditRow.event.in_(_CAME_IN), self._file.actor.person_id))
            gone = connection.execute(
                sa.select(AuditRow.at, AuditRow.entry)
                .where(AuditRow.event == _MISSING, AuditRow.sequence > (last or 0))
                .order_by(AuditRow.sequence)
            ).all()
        return tuple(
            Finding(
                Message("audit.anchor_missing", {"file": _details(row.entry).get("file", ""), "at": row.at})
            )
            for row in gone[-1:]
        )

    # -- the judgement of the owner -----------------------------------------------------------------------

    def accept(self, reason: str) -> None:
        """Take the database's history for the right one: why, and both heads, enter the record.

        Raises NotPermitted for anyone but the owner, RuleViolated without a reason in words.
        """
        self._file.require_owner("practice.accept_history")
        why = reason.strip()
        if sum(letter.isalpha() for letter in why) < LEAST_REASON:
            raise RuleViolated("reason", Message("audit.reason_missing"))
        self._file.anchors.release()
        event = self._file.event("history_accepted", self._heads_kept())
        self._file.append([replace(event, reason=why)], checkpoint=True)
        self._file.anchors.write_now()
        self.alarms = self._file.disagreements = ()

    def _heads_kept(self) -> dict[str, Any]:
        anchored = [one.anchor for one in self._anchors if one.anchor is not None]
        return {
            "sequence": self._head.sequence,
            "hash": self._head.hash.hex(),
            "anchored": [{"sequence": one.sequence, "hash": one.hash.hex()} for one in anchored],
        }


def _at_row(sequence: int) -> sa.Select[datetime]:
    return sa.select(AuditRow.at).where(AuditRow.sequence == sequence)


def _last(condition: sa.ColumnElement[bool], person_id: Id) -> sa.Select[int]:
    return sa.select(sa.func.max(AuditRow.sequence)).where(condition, AuditRow.actor_id == person_id)


def _details(entry: str) -> Mapping[str, Any]:
    details: Mapping[str, Any] = json.loads(entry).get("details", {})
    return details


def _restored(connection: sa.Connection, row: Any) -> RestoredFrom:
    name = connection.scalar(sa.select(Account.name).where(Account.id == row.actor_id)) or ""
    return RestoredFrom(datetime.fromisoformat(_details(row.entry)["made_at"]), row.at, name)


def _as_restored(found: Finding, restored: RestoredFrom) -> Finding:
    params = {**found.message.params, "made_at": restored.made_at}
    return replace(found, message=Message(_RESTORED, params))


def _written(one: AnchorReading) -> datetime | None:
    """Return when an anchor was written last, by its file: it tells no time itself."""
    try:
        return datetime.fromtimestamp(one.path.stat().st_mtime, UTC)
    except OSError:
        return None
