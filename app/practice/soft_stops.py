"""Soft stops: what an act asks about, and lets pass with a reason."""

from collections.abc import Sequence

from app.core.errors import NeedsAcknowledgement
from app.core.findings import Finding
from app.practice import fields
from app.store.work import Work

LONGEST_REASON = 300


def stop_softly(work: Work, findings: Sequence[Finding], reason: str) -> str:
    """Let these findings pass only with a reason, which is kept and returned ("" where nothing was found).

    Raises NeedsAcknowledgement without a reason, RuleViolated for one that is too long.
    """
    if not findings:
        return ""
    if not reason.strip():
        raise NeedsAcknowledgement(findings)
    kept = fields.free_line("acknowledged_reason", reason, most=LONGEST_REASON)
    work.override(findings, kept)
    return kept
