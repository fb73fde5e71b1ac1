"""The desk at checkout and at the end of the day."""

from typing import Any

from app.chart.notes.actions import SaveNote, SignNote, save_note, sign_note
from app.core.acts import Actor
from app.frontdesk.checkout.actions import FinishCheckout, Payment, finish_checkout
from app.frontdesk.checkout.queries import checkout
from app.frontdesk.checkout.views import CheckedOut, CheckoutView
from app.frontdesk.day_close.actions import CloseDay, CountDrawer, close_day, count_drawer
from app.frontdesk.day_close.queries import day_sheet
from app.frontdesk.day_close.views import DaySheet, DrawerView, LockedDay
from app.visits.model import Visit
from tests.billing.desk import Desk


class Till(Desk):
    """The desk, with notes that are signed, visits that are finished, days that are closed."""

    def sign(self, visit: Visit, level: str = "99213", diagnoses: tuple[str, ...] = ("I10",)) -> None:
        saved = self.run(
            save_note, SaveNote(visit_id=visit.id, text="Blood pressure is better."), actor=self.doctor
        )
        command = SignNote(note_id=saved.id, version=saved.version, level=level, diagnoses=diagnoses)
        self.run(sign_note, command, actor=self.doctor)

    def finish(self, visit: Visit, payment: Payment | None = None, **more: Any) -> CheckedOut:
        version = self.fresh(Visit, visit.id).version
        command = FinishCheckout(visit_id=visit.id, version=version, payment=payment, **more)
        done: CheckedOut = self.run(finish_checkout, command)
        return done

    def checkout(self, visit: Visit) -> CheckoutView:
        view: CheckoutView = self.answer(checkout, visit.id)
        return view

    def count(self, *pieces: tuple[int, int], actor: Actor | None = None, **more: Any) -> DrawerView:
        command = CountDrawer(pieces=pieces, **more)
        view: DrawerView = self.run(count_drawer, command, actor=actor or self.clerk)
        return view

    def close_the_day(self, actor: Actor | None = None, **more: Any) -> LockedDay:
        """Lock the day although somebody may still be at checkout."""
        more.setdefault("acknowledged_reason", "They pay tomorrow")
        locked: LockedDay = self.run(close_day, CloseDay(**more), actor=actor)
        return locked

    def sheet(self, day: Any = None) -> DaySheet:
        view: DaySheet = self.answer(day_sheet, day)
        return view
