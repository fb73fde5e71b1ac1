"""A clinic with a desk that takes money, for tests of the ledger."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from app.billing.charges.actions import (
    AddCharge,
    AdoptExampleFees,
    ChooseLevel,
    PostCharges,
    add_charge,
    adopt_example_fees,
    choose_level,
    post_charges,
)
from app.billing.charges.views import ChargeLine, VisitCharges
from app.billing.ledger.queries import account_balances, account_of, ledger_totals
from app.billing.ledger.views import LedgerAccount, PatientAccount
from app.billing.payments.actions import TakePayment, take_payment
from app.billing.payments.queries import amount_due
from app.billing.payments.views import AmountDue, PayMethod, ReceiptView
from app.core.acts import Role
from app.core.ids import Id
from app.people.model import Coverage, Patient, PayerKind
from app.practice.model import CopayKind, VisitType
from app.visits.model import Visit, VisitState
from tests.schedule.clinic import Clinic

HYPERTENSION = ("I10", "Essential (primary) hypertension", "2026")
PALPITATIONS = ("R00.2", "Palpitations", "2026")


class Desk(Clinic):
    """The clinic, its prices set, with a clinician and a biller besides its owner."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.doctor = self.person(Role.PHYSICIAN, name="Ada Okafor")
        self.biller = self.person(Role.BILLER, name="Noor Aziz")
        self.clerk = self.person(Role.FRONT_DESK, name="Tom Reed")
        self.run(adopt_example_fees, AdoptExampleFees())

    def covered(self, kind: PayerKind, patient: Patient | None = None, **more: Any) -> Coverage:
        made = Coverage(
            patient_id=(patient or self.lee).id, rank=1, kind=kind, payer="Blue Cross", plan="PPO", **more
        )
        self.write(made)
        return made

    def kind_of_visit(self, copay: CopayKind) -> VisitType:
        made = VisitType(name=f"Visit {copay}", minutes=30, copay_kind=copay)
        self.write(made)
        return made

    def visit(self, patient: Patient | None = None, **more: Any) -> Visit:
        """A visit that waits for checkout."""
        given: dict[str, Any] = {
            "patient_id": (patient or self.lee).id,
            "provider_id": self.okafor.id,
            "visit_type_id": self.follow_up.id,
            "location_id": self.place.id,
            "day": self.today,
            "starts_at": self.clock.now(),
            "state": VisitState.READY_FOR_CHECKOUT,
            "state_since": self.clock.now(),
        }
        made = Visit(**{**given, **more})
        self.write(made)
        return made

    @property
    def today(self) -> Any:
        return self.clock.now().astimezone(self.around.zone).date()

    def next_day(self) -> None:
        self.clock.set(self.clock.now() + timedelta(days=1))

    def level(self, visit: Visit, code: str = "99213", **more: Any) -> VisitCharges:
        command = ChooseLevel(visit_id=visit.id, code=code, diagnoses=more.pop("diagnoses", (HYPERTENSION,)))
        view: VisitCharges = self.run(choose_level, command, actor=self.doctor)
        return view

    def charge(self, visit: Visit, code: str, **more: Any) -> ChargeLine:
        pointers = more.pop("pointers", ("A",))
        view: ChargeLine = self.run(
            add_charge, AddCharge(visit_id=visit.id, code=code, pointers=pointers, **more)
        )
        return view

    def post(self, visit: Visit, reason: str = "") -> VisitCharges:
        view: VisitCharges = self.run(
            post_charges, PostCharges(visit_id=visit.id, acknowledged_reason=reason)
        )
        return view

    def pay(
        self, cents: int, visit: Visit | None = None, method: PayMethod = PayMethod.CASH, **more: Any
    ) -> ReceiptView:
        reference = more.pop("reference", "" if method is PayMethod.CASH else "044821")
        patient = more.pop("patient", visit.patient_id if visit else self.lee.id)
        command = TakePayment(
            patient_id=patient,
            visit_id=visit.id if visit else None,
            amount_cents=cents,
            method=method,
            reference=reference,
            **more,
        )
        view: ReceiptView = self.run(take_payment, command)
        return view

    def due(self, visit: Visit) -> AmountDue:
        view: AmountDue = self.answer(amount_due, visit.id)
        return view

    def account(self, patient_id: Id | None = None) -> PatientAccount:
        return self.within(lambda work: account_of(work, patient_id or self.lee.id))  # type: ignore[no-any-return]

    def balances(self) -> dict[LedgerAccount, int]:
        """Every account that is not zero; the ledger must balance."""
        assert self.answer(ledger_totals).balanced
        return {one.account: one.cents for one in self.answer(account_balances) if one.cents}
