"""What reports hand on."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class PracticeInfo:
    """A practice file in numbers: its schema, rows by kind, the ledger's sums in cents, the audit."""

    schema: int
    practice: str
    rows: Mapping[str, int]
    debits_cents: int
    credits_cents: int
    audit_rows: int
    audit_head: str
    verified: bool
