"""What the last proof in full found: it stands, also over the next start, until the file is right again.

The record keeps each proof, so nothing else is written. What stands ends with a later proof in full that
finds nothing, and with a restore. What anchors say is judged anew at each opening and does not stand here.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.errors import Unavailable
from app.core.findings import Finding, Message, Severity
from app.security.views import Verification
from app.store.audit import AuditRow

OF_ANCHORS = "audit.anchor_"
_LOOKED_AT = 200  # rows of the record at once


def standing_in(connection: sa.Connection) -> tuple[datetime, Verification] | None:
    """Return when a proof in full found damage that still stands, and what it found; None: none stands.

    Where the record itself cannot be read None is returned: the quiet proof of the record tells of that.
    """
    try:
        return _standing(connection)
    except (Unavailable, sa.exc.DatabaseError):
        connection.invalidate()  # after a damaged page the handle refuses everything
        return None


def _standing(connection: sa.Connection) -> tuple[datetime, Verification] | None:
    chosen = (
        sa.select(AuditRow.at, AuditRow.event, AuditRow.entry)
        .where(AuditRow.event.in_(("verify", "restore")))
        .order_by(AuditRow.sequence.desc())
    )
    with connection.execution_options(yield_per=_LOOKED_AT).execute(chosen) as rows:
        for row in rows:
            if row.event == "restore":
                return None
            told = json.loads(row.entry).get("details", {})
            if told.get("full"):
                found = _found(told)
                return (row.at, found) if found.findings else None
    return None


def _found(told: Mapping[str, Any]) -> Verification:
    """Return a proof as the record keeps it: its first findings, and how many there were beside."""
    first = [_finding(one) for one in told.get("first", ())]
    findings = [one for one in first if not one.message.id.startswith(OF_ANCHORS)]
    more = told.get("findings", 0) - len(first)
    if more > 0:
        findings.append(_wrong(Message("audit.more", {"count": more})))
    return Verification(told.get("rows", 0), "", not findings, tuple(findings), True, told.get("records", 0))


def _finding(told: Mapping[str, Any]) -> Finding:
    return _wrong(
        Message(told["finding"], {name: value for name, value in told.items() if name != "finding"})
    )


def _wrong(message: Message) -> Finding:
    return Finding(message, Severity.HARD_STOP)
