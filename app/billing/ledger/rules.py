"""What an entry of the ledger is: lines that balance, each knowing whose money it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.billing.model import EntryKind, LedgerAccount
from app.core.ids import Id

A = LedgerAccount

# The receivables that a day sheet opens and closes with. Credit that is not applied yet is owed to patients,
# so it counts against them: a payment lowers the sum when it is taken, whether or not charges are there.
RECEIVABLES = (A.RECEIVABLE_PATIENT, A.RECEIVABLE_PAYER, A.UNAPPLIED_CREDIT)
TAKINGS = (A.CASH, A.CHECKS, A.CARD_CLEARING)
_OF_A_PATIENT = (*RECEIVABLES, A.CHARGES, A.CONTRACTUAL_ADJUSTMENT, A.WRITE_OFF, A.REFUNDS)
_OF_A_CHARGE = (A.RECEIVABLE_PATIENT, A.RECEIVABLE_PAYER, A.CHARGES)


class WrongEntry(ValueError):
    """An entry that must not exist; that it was built is our bug, never the person's."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One side of an entry, a debit above zero, a credit below. `coverage_id` None: the patient answers."""

    account: LedgerAccount
    cents: int
    patient_id: Id | None = None
    visit_id: Id | None = None
    charge_id: Id | None = None
    coverage_id: Id | None = None
    provider_id: Id | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A balanced entry. Raises WrongEntry when its lines do not add up to zero or do not know enough."""

    kind: EntryKind
    lines: tuple[Line, ...]
    reason: str = ""
    reverses: Id | None = None

    def __post_init__(self) -> None:
        if not self.lines or any(line.cents == 0 for line in self.lines):
            raise WrongEntry("an entry has lines, and no line is zero")
        if sum(line.cents for line in self.lines):
            raise WrongEntry("an entry balances")
        for line in self.lines:
            _require_owner(line)

    @property
    def patient_id(self) -> Id | None:
        """Return the one patient whom the entry is about, None for none or several."""
        patients = {line.patient_id for line in self.lines if line.patient_id}
        return patients.pop() if len(patients) == 1 else None


def _require_owner(line: Line) -> None:
    if line.account in _OF_A_PATIENT and line.patient_id is None:
        raise WrongEntry(f"a line of {line.account} names its patient")
    if line.account in _OF_A_CHARGE and line.charge_id is None:
        raise WrongEntry(f"a line of {line.account} names its charge")
    if (line.account is A.RECEIVABLE_PAYER) != (line.coverage_id is not None):
        raise WrongEntry("a payer answers for what payers owe, the patient for all else")


def pair(debit: LedgerAccount, credit: LedgerAccount, line: Line) -> tuple[Line, Line]:
    """Return two lines over the same cents and owner: `debit` gets them, `credit` gives them."""
    return (_on(line, debit, line.cents), _on(line, credit, -line.cents))


def _on(line: Line, account: LedgerAccount, cents: int) -> Line:
    coverage = line.coverage_id if account is A.RECEIVABLE_PAYER else None
    return replace(line, account=account, cents=cents, coverage_id=coverage)


def reversal(kind: EntryKind, lines: Iterable[Line], reverses: Id, reason: str) -> Entry:
    """Return the entry that undoes another, line by line."""
    back = tuple(replace(line, cents=-line.cents) for line in lines)
    return Entry(kind=kind, lines=back, reason=reason, reverses=reverses)


def spread(amount: int, room: Sequence[tuple[Id, int]]) -> list[tuple[Id, int]]:
    """Return how an amount fills what is open, in its order: (id, cents) with no zero; the rest is left."""
    parts = []
    for key, open_cents in room:
        part = min(amount, max(open_cents, 0))
        if part:
            parts.append((key, part))
            amount -= part
    return parts
