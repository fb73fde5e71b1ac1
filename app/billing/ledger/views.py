"""What screens and documents get to see of the ledger. Money in cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# The words that screens name; they never import a model.
from app.billing.model import EntryKind as EntryKind
from app.billing.model import LedgerAccount as LedgerAccount
from app.core.ids import Id


@dataclass(frozen=True)
class LedgerTotals:
    """All debits and all credits; equal, or the ledger is damaged."""

    debits_cents: int
    credits_cents: int
    unbalanced_entries: int = 0

    @property
    def balanced(self) -> bool:
        """Say whether the whole and each entry balance."""
        return self.debits_cents == self.credits_cents and not self.unbalanced_entries


@dataclass(frozen=True)
class AccountBalance:
    """What stands on one account of the ledger."""

    account: LedgerAccount
    cents: int


@dataclass(frozen=True)
class StatementLine:
    """One line of a patient's account: what an entry did to what is owed, and the balance after it.

    `patient_cents` changes what the patient owes (credit counts against it), `payer_cents` what payers owe.
    """

    entry_id: Id
    day: date
    kind: EntryKind
    cents: int
    patient_cents: int
    payer_cents: int
    balance_cents: int
    reason: str = ""
    reversal: bool = False
    method: str = ""
    receipt_number: int | None = None
    visit_id: Id | None = None
    reversed: bool = False


@dataclass(frozen=True)
class PatientAccount:
    """What a patient and the payers owe, the credit that is not applied, and the lines, newest last."""

    patient_id: Id
    patient_cents: int
    payer_cents: int
    credit_cents: int
    lines: tuple[StatementLine, ...]

    @property
    def balance_cents(self) -> int:
        """Return what the patient owes after the credit; below zero the practice owes the patient."""
        return self.patient_cents - self.credit_cents
