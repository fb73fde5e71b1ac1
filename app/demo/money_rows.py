"""Rows of the ledger for past visits: charged, copay taken at the desk, settled by the payer later."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.billing.charges.posting import charge_owner
from app.billing.charges.views import Fee
from app.billing.ledger.rules import Entry, Line, pair
from app.billing.model import (
    Charge,
    ChargeSource,
    ChargeStatus,
    Drawer,
    EntryKind,
    LedgerAccount,
    LedgerEntry,
    LedgerLine,
    PayMethod,
    Receipt,
    VisitDiagnosis,
)
from app.billing.payments.taking import ACCOUNT_OF
from app.core.coding import Code
from app.core.ids import Id, new_id
from app.demo.chart_rows import PastVisit, Person, Rows
from app.people.model import PayerKind

A = LedgerAccount
_EVENING = time(17, 30)
_SETTLED_AFTER = timedelta(days=23)
_PAID, _TAKEN_OFF = 62, 28  # percent of a fee that a payer pays, and takes off by contract
_COPAY_KINDS = (PayerKind.COMMERCIAL, PayerKind.MEDICARE_ADVANTAGE, PayerKind.TRICARE, PayerKind.MEDICAID)


@dataclass
class Till:
    """Writes the money of the history in the order of its days: drawers, receipts with their numbers."""

    rows: Rows
    location_id: Id
    desk: Person
    biller: Person
    until: date
    chance: random.Random
    float_cents: int
    zone: ZoneInfo
    receipts: int = 0

    def __post_init__(self) -> None:
        self._drawers: dict[date, Id] = {}
        self._taken: dict[Id, Counter[LedgerAccount]] = defaultdict(Counter)

    def visit(self, visit: PastVisit, fee: Fee, coverage_id: Id | None, diagnosis: Code) -> None:
        """Charge a visit, take what is due at the desk, and post what the payer sent if it has come."""
        charge = self._charge(visit, fee, diagnosis)
        copay = self._copay(visit, coverage_id)
        own = fee.unit_cents if coverage_id is None else min(copay, fee.unit_cents)
        parts = ((A.RECEIVABLE_PATIENT, own), (A.RECEIVABLE_PAYER, fee.unit_cents - own))
        lines = [
            line
            for account, cents in parts
            if cents
            for line in pair(account, A.CHARGES, charge_owner(charge, cents, coverage_id))
        ]
        at = visit.starts_at + timedelta(minutes=48)
        self._post(EntryKind.CHARGE, lines, at, visit.day, self.desk)
        if own and self.chance.random() < 0.86:
            self._take(visit, charge, own, at)
        if coverage_id is not None and visit.day + _SETTLED_AFTER < self.until:
            self._settle(visit, charge, fee.unit_cents - own, coverage_id)

    def deposit(self) -> None:
        """Bring what each drawer of the history took to the bank, on the evening of its day."""
        for day, place in self._drawers.items():
            taken = {account: cents for account, cents in self._taken[place].items() if cents}
            lines = [
                line
                for account, cents in taken.items()
                for line in pair(A.BANK, account, Line(account=account, cents=cents))
            ]
            if lines:
                at = datetime.combine(day, _EVENING, tzinfo=self.zone)
                self._post(EntryKind.DEPOSIT, lines, at, day, self.biller, place)

    def _copay(self, visit: PastVisit, coverage_id: Id | None) -> int:
        first = visit.patient.coverages[0] if visit.patient.coverages else None
        due = first is not None and first.kind in _COPAY_KINDS and not visit.code.startswith("Z00")
        return (first.copay_cents or 0) if first is not None and due and coverage_id else 0

    def _charge(self, visit: PastVisit, fee: Fee, diagnosis: Code) -> Charge:
        row: dict[str, Any] = {
            "id": new_id(),
            "patient_id": visit.patient_id,
            "visit_id": visit.id,
            "provider_id": visit.clinician.provider_id,
            "service_day": visit.day,
            "system": fee.system,
            "code": fee.code,
            "wording": fee.wording,
            "unit_cents": fee.unit_cents,
            "example_price": fee.example,
            "pointers": ["A"],
            "source": ChargeSource.LEVEL,
            "status": ChargeStatus.POSTED,
            "posted_day": visit.day,
            "by": visit.clinician.account_id,
            "by_name": visit.clinician.short_name,
        }
        self.rows[Charge].append(row)
        said = {"code": diagnosis.code, "title": diagnosis.display, "release": diagnosis.release}
        self.rows[VisitDiagnosis].append(
            {"patient_id": visit.patient_id, "visit_id": visit.id, "position": 1, **said}
        )
        return Charge(**row)

    def _take(self, visit: PastVisit, charge: Charge, cents: int, at: datetime) -> None:
        method = self.chance.choices(tuple(PayMethod), weights=(70, 20, 10))[0]
        at += timedelta(minutes=2)
        lines = pair(ACCOUNT_OF[method], A.RECEIVABLE_PATIENT, charge_owner(charge, cents))
        entry = self._post(EntryKind.PAYMENT, lines, at, visit.day, self.desk, self._drawer(visit.day, at))
        self.receipts += 1
        self.rows[Receipt].append(
            {
                "number": self.receipts,
                "patient_id": visit.patient_id,
                "visit_id": visit.id,
                "entry_id": entry,
                "at": at,
                "amount_cents": cents,
                "visit_due_cents": cents,
                "visit_cents": cents,
                "old_due_cents": 0,
                "old_cents": 0,
                "credit_cents": 0,
                "remains_cents": 0,
                "method": method,
                "reference": "" if method is PayMethod.CASH else f"{self.chance.randrange(10_000, 99_999)}",
                "taken_by": self.desk.account_id,
                "taken_by_name": self.desk.short_name,
            }
        )

    def _drawer(self, day: date, at: datetime) -> Id:
        if day not in self._drawers:
            self._drawers[day] = new_id()
            opened = {"opened_at": at, "opened_by": self.desk.account_id, "float_cents": self.float_cents}
            place = {"id": self._drawers[day], "location_id": self.location_id, "day": day}
            self.rows[Drawer].append({**place, **opened})
        return self._drawers[day]

    def _settle(self, visit: PastVisit, charge: Charge, owed: int, coverage_id: Id) -> None:
        """Post a payer's decision; what it leaves to a patient is not left to a QMB."""
        if owed <= 0:
            return
        paid, off = owed * _PAID // 100, owed * _TAKEN_OFF // 100
        if visit.patient.coverages[0].qualified_medicare_beneficiary:
            off = owed - paid
        day, at = visit.day + _SETTLED_AFTER, visit.starts_at + _SETTLED_AFTER
        for kind, account, cents in (
            (EntryKind.PAYER_PAYMENT, A.PAYER_CLEARING, paid),
            (EntryKind.ADJUSTMENT, A.CONTRACTUAL_ADJUSTMENT, off),
            (EntryKind.ADJUSTMENT, A.RECEIVABLE_PATIENT, owed - paid - off),
        ):
            if cents:
                lines = pair(account, A.RECEIVABLE_PAYER, charge_owner(charge, cents, coverage_id))
                self._post(kind, lines, at, day, self.biller)
        left = owed - paid - off
        if left and self.chance.random() < 0.7 and day + timedelta(days=20) < self.until:
            later = day + timedelta(days=14)
            if later.weekday() < 5:
                self._by_mail(charge, left, at + timedelta(days=14), later)

    def _by_mail(self, charge: Charge, cents: int, at: datetime, day: date) -> None:
        lines = pair(A.CHECKS, A.RECEIVABLE_PATIENT, charge_owner(charge, cents))
        self._post(EntryKind.PAYMENT, lines, at, day, self.biller, self._drawer(day, at))

    def _post(
        self,
        kind: EntryKind,
        lines: Any,
        at: datetime,
        day: date,
        by: Person,
        drawer: Id | None = None,
    ) -> Id:
        entry = Entry(kind=kind, lines=tuple(lines))  # refuses what does not balance
        entry_id = new_id()
        self.rows[LedgerEntry].append(
            {
                "id": entry_id,
                "patient_id": entry.patient_id,
                "at": at,
                "business_day": day,
                "drawer_id": drawer,
                "kind": kind,
                "by": by.account_id,
                "by_name": by.short_name,
            }
        )
        for line in entry.lines:
            if drawer is not None and kind is EntryKind.PAYMENT and line.account in (A.CASH, A.CHECKS):
                self._taken[drawer][line.account] += line.cents
        self.rows[LedgerLine] += [
            {"entry_id": entry_id, "number": number, **_line(line)}
            for number, line in enumerate(entry.lines, 1)
        ]
        return entry_id


def _line(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in Line.__dataclass_fields__}
