"""Checkout: charges, what goes home, money and the next appointment, finished in one act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.billing.payments.views import CopayStatus
from app.core.acts import Permission
from app.core.changes import Change, Kind
from app.core.ids import Id, new_id
from app.core.money import money_text
from app.frontdesk.checkout.actions import (
    FinishCheckout,
    Payment,
    PrepareCheckout,
    finish_checkout,
    prepare_checkout,
)
from app.frontdesk.checkout.queries import checkout, visits_to_check_out
from app.frontdesk.checkout.views import CheckedOut, CheckoutView
from app.frontdesk.identity import Identity, patient_identity
from app.visits.actions import SetChecklistPoint, set_checklist_point
from ui.billing.account_acts import no_copay
from ui.billing.account_card import AccountCard, May
from ui.billing.act_form import ActForm
from ui.billing.banner import banner_view
from ui.billing.charges_card import ChargesCard
from ui.billing.checkout_list import CheckoutList
from ui.billing.payment_fields import PaymentFields
from ui.billing.side_stack import SideStack
from ui.billing.words import stage_words
from ui.common.acknowledge import AcknowledgePanel, do_with_reason
from ui.common.banner import PatientBanner
from ui.common.button import link, primary, secondary
from ui.common.card import Card, PageHead, SectionTitle, SidePanel
from ui.common.check_rows import CheckLine, CheckList, CheckState
from ui.common.chip import ChipText
from ui.common.desk import Desk
from ui.common.layout import Column, Row, scrolled
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.screen import Screen
from ui.common.words import time_words, wall_words, words_for
from ui.theme.tokens import Tone

WAIT_MS = 30_000
NOT_NEEDED = "not_needed"  # what the visit's checklist says of a follow-up that nobody needs


def _tr(text: str) -> str:
    return QCoreApplication.translate("CheckoutScreen", text)


class CheckoutScreen(Screen):
    """One visit at checkout.

    `papers_wanted` gives (visit id, receipt number or None) when everything is to be printed; `paper_wanted`
    gives the visit and the kind of one paper to preview.
    """

    watches: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.VISIT, Kind.CHARGE, Kind.PAYMENT, Kind.NOTE, Kind.ORDER, Kind.APPOINTMENT, Kind.DOCUMENT}
    )
    papers_wanted = Signal(object, object)
    paper_wanted = Signal(object, str)

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        may: May = lambda _permission: True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, self.tr("Checkout"), "checkout", parent)
        self._now = now
        self.view: CheckoutView | None = None
        self._visit_id: Id | None = None
        self._command_id = new_id()
        self._may = may
        self._then_finish = False
        self._build()
        self._timer = QTimer(self, interval=WAIT_MS)
        self._timer.timeout.connect(self._minute_went_by)
        self._timer.start()
        self._finish_key = self.keys.add(
            "Ctrl+Return", self.tr("Take the payment, print all, finish"), self.finish, button=self.go_on
        )
        self.keys.add("F4", self.tr("No copay, because"), self.no_copay, button=self.why_no_copay)
        self.keys.add("F9", self.tr("Activity of the account"), self.account.begin)
        self.keys.add("Ctrl+B", self.tr("Find a time for the follow-up"), self.book)
        self.keys.add("F7", self.tr("No follow-up needed, or needed after all"), self.no_follow_up)
        back = self.tr("Back to all visits at checkout")
        self.keys.add("Esc", back, self.step_back, button=self.to_list)
        self.keys.add("Alt+Left", back, self.show_list, button=self.to_list)  # shown, as the last bound

    # -- what is seen ---------------------------------------------------------------------------------------

    def _build(self) -> None:
        whole = Column(self, space=0)
        self.banner = PatientBanner()
        self.banner.hide()
        whole.addWidget(self.banner)
        column = Column(space=12, margins=(20, 16, 20, 16))
        whole.addLayout(column, 1)
        self.head = PageHead(self.tr("Checkout"), "")
        self.to_list = secondary(self.tr("All at checkout"), name="to_list")
        self.to_list.clicked.connect(self.show_list)
        self.to_list.hide()
        self.head.add_button(self.to_list)
        column.addWidget(self.head)
        self.pages = QStackedWidget()
        self.list = CheckoutList(self._now)
        self.list.opened.connect(self.open_visit)
        self.pages.addWidget(self.list)
        self.setFocusProxy(self.list)
        self.pages.addWidget(self._work())
        column.addWidget(self.pages, 1)

    def _work(self) -> QWidget:
        work = QWidget()
        row = Row(work, space=12)
        inside = QWidget()
        left = Column(inside, space=12)
        self.charges = ChargesCard(self.desk)
        self.charges.changed.connect(self.refresh_now)
        left.addWidget(self.charges)
        left.addWidget(self._goes_home())
        left.addWidget(self._open_things())
        left.addStretch(1)
        row.addWidget(scrolled(inside), 1)
        row.addWidget(self._account())
        return work

    def _goes_home(self) -> Card:
        card = Card(self.tr("Goes home with"))
        self.papers = CheckList()
        self.papers.activated.connect(self._paper_pressed)
        card.add(self.papers)
        return card

    def _open_things(self) -> Card:
        self.open_card = Card(self.tr("Still open"))
        self.open_list = CheckList()
        self.open_card.add(self.open_list)
        return self.open_card

    def _account(self) -> SideStack:
        self.panel = SidePanel()
        self.panel.add(SectionTitle(self.tr("Account")))
        self.panel.space(8)
        self.money = PaymentFields()
        self.money.edited.connect(self._name_the_act)
        self.why_no_copay = link(self.tr("No copay, because"), name="no_copay")
        self.why_no_copay.clicked.connect(self.no_copay)
        self.account = AccountCard(self.desk, self._may)
        self.account.form_wanted.connect(self._show_form)
        self.account.form_left.connect(self._close_stop)
        self.account.changed.connect(self.refresh_now)
        self.account.said.connect(self.said)
        self.account.visit_wanted.connect(self.open_visit)
        self.panel.add(self.money, self.why_no_copay)
        self.panel.space(12)
        self.panel.add(SectionTitle(self.tr("Activity")), self.account)
        self.panel.body.addStretch(1)
        self.go_on = primary("", tall=True, name="finish_checkout")
        self.go_on.clicked.connect(self.finish)
        self.panel.footer.addWidget(self.go_on)
        self.side = SideStack(self.panel)
        return self.side

    def resizeEvent(self, event: object) -> None:
        self.side.rescale()

    def open_visit(self, visit_id: Id) -> None:
        """Show a visit at checkout; its charges are made of what was done so far."""
        self._visit_id, self._command_id = visit_id, new_id()
        if self.view is not None and self.view.visit_id != visit_id:
            self.account.clear()
            self.charges.forget()
            self.view = None  # no key acts on the visit before while this one is on its way
        self._then_finish = False
        self.go_on.setEnabled(True)
        self._close_stop()
        self.money.clear()
        command = PrepareCheckout(visit_id=visit_id)
        self.desk.do(prepare_checkout, command, done=lambda _count: self.refresh_now(), owner=self)

    def open_place(self, place: Go) -> None:
        if place.record is not None:
            self.open_visit(place.record)

    def show_list(self) -> None:
        """Leave the visit as it is and show all that are to be checked out."""
        self.view = self._visit_id = None
        self._close_stop()
        self.account.clear()
        self.charges.forget()
        self.money.clear()
        self.head.detail.setText("")
        for widget in (self.banner, self.to_list):
            widget.hide()
        self.pages.setCurrentWidget(self.list)
        self.setFocusProxy(self.list)
        if self.isVisible():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh_soon()

    def step_back(self) -> None:
        """Escape: leave the question at the side, else the visit; a line that was changed is saved first."""
        if self.side.guest is not None:
            self._close_stop()
            self.money.amount.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.charges.pending:
            self.charges.save_line(then=self.show_list)
        else:
            self.show_list()

    def refresh(self) -> None:
        if self._visit_id is not None:
            self.desk.ask(checkout, self._visit_id, done=self._show, owner=self)
        else:
            self.desk.ask(visits_to_check_out, self._now().date(), done=self.list.show_visits, owner=self)

    def _minute_went_by(self) -> None:
        """The list says how long each has waited."""
        if self._visit_id is None:
            self.refresh_soon()

    def refresh_now(self) -> None:
        """Ask again after an act of this screen, whose own change it is not told of."""
        self.refresh()

    def concerns(self, changes: frozenset[Change]) -> bool:
        if self._visit_id is None:
            return super().concerns(changes)
        mine = self.view.patient_id if self.view is not None else None
        return any(one.kind in self.watches and one.patient_id in (None, mine) for one in changes)

    def _show(self, view: CheckoutView) -> None:
        if view.visit_id != self._visit_id:
            return  # the answer for a visit that was left meanwhile
        before, self.view = self.view, view
        self.go_on.setEnabled(True)  # an act may have waited for the visit as it is now
        self._show_work()
        self.desk.ask(patient_identity, view.patient_id, done=self._show_identity, owner=self)
        self.head.detail.setText(self._told(view))
        self.charges.show_charges(view.charges)
        if before is None or before.visit_id != view.visit_id or before.due != view.due:
            self.money.show_due(view.due)
        self.account.show_patient(view.patient_id)
        self.why_no_copay.setVisible(view.due.status is CopayStatus.OPEN)
        self.papers.set_lines(self._paper_lines(view))
        self.open_card.setVisible(bool(view.open_items))
        lines = [CheckLine(one.key, words_for(one.message), CheckState.ATTENTION) for one in view.open_items]
        self.open_list.set_lines(lines)
        self._name_the_act()
        if self._then_finish:
            self._then_finish = False
            self.finish()

    def _show_work(self) -> None:
        """Bring the work on one visit into sight, and the keys with it."""
        from_list = self.pages.currentWidget() is self.list
        self.pages.setCurrentIndex(1)
        self.to_list.show()
        self.setFocusProxy(self.money.amount)
        if from_list and self.isVisible():
            self.money.amount.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_identity(self, identity: Identity) -> None:
        if self.view is not None and identity.facts.id == self.view.patient_id:
            self.banner.show_view(banner_view(identity, self._stage_chip(self.view)))
            self.banner.show()

    def _stage_chip(self, view: CheckoutView) -> ChipText:
        """Say where the visit stands: it may be opened here long before checkout, or when it is over."""
        words = stage_words(view.state)
        if view.state == "done":
            return ChipText(words, Tone.NEUTRAL)
        minutes = int((self._now() - view.state_since).total_seconds() // 60)
        stage = self.tr("{stage} {minutes} min").replace("{stage}", words)
        return ChipText(stage.replace("{minutes}", str(minutes)), Tone.VIOLET)

    def _told(self, view: CheckoutView) -> str:
        starts = view.starts_at.astimezone(self._now().tzinfo)
        parts = [f"{view.day.month}/{view.day.day}, {time_words(starts)}", view.provider, view.visit_type]
        if view.signed_at is not None:
            signed = time_words(view.signed_at.astimezone(self._now().tzinfo))
            parts.append(self.tr("note signed {time}").replace("{time}", signed))
        else:
            parts.append(self.tr("note not signed"))
        return " · ".join(part for part in parts if part)

    def _paper_lines(self, view: CheckoutView) -> Sequence[CheckLine]:
        follow = view.follow_up
        if follow.day is not None:
            when = f"{follow.day.month}/{follow.day.day} {wall_words(follow.wall_start)}, {follow.provider}"
            told = self.tr("Follow-up: {when}").replace("{when}", when)
            next_visit = CheckLine("card", told, CheckState.DONE, active=True)
        elif follow.no_need:
            next_visit = CheckLine("book", self.tr("No follow-up needed"), CheckState.DONE, active=True)
        else:
            next_visit = CheckLine(
                "book",
                self.tr("Follow-up: not booked. Find a time (Ctrl+B), or none needed (F7)"),
                active=True,
            )
        summary = CheckLine("summary", self.tr("After-visit summary: preview"), CheckState.DONE, active=True)
        handouts = CheckLine("handout", self.tr("Add a handout"), active=True)
        return (summary, handouts, next_visit)

    def _paper_pressed(self, which: str) -> None:
        if self.view is None:
            return
        if which == "book":
            self.book()
        else:
            self.paper_wanted.emit(self.view, which)

    def _name_the_act(self) -> None:
        cents = self.money.cents
        words = self.tr("Take {amount}, print all, finish") if cents else self.tr("Print all, finish")
        if self.money.kept_as_credit:
            words = self.tr("Take {amount}, keep {credit} as credit, finish")
            words = words.replace("{credit}", money_text(self.money.kept_as_credit))
        self.go_on.setText(words.replace("{amount}", money_text(cents)))

    # -- acts -----------------------------------------------------------------------------------------------

    def book(self) -> None:
        """Find a time for the follow-up in the calendar."""
        if self.view is not None:
            self.go.emit(Go("calendar", self.view.patient_id, "book"))

    def no_follow_up(self) -> None:
        """Tick the line of the follow-up, or open it again. It never takes money and never ends the visit."""
        if self.view is None or self.view.follow_up.day is not None or not self.go_on.isEnabled():
            return
        self._close_stop()  # what it waits to send knows the visit as it was before
        self.go_on.setEnabled(False)
        needless = bool(self.view.follow_up.no_need)
        command = SetChecklistPoint(
            visit_id=self.view.visit_id,
            version=self.view.version,
            point="follow_up",
            done=not needless,
            reason="" if needless else NOT_NEEDED,
        )
        self.desk.do(
            set_checklist_point,
            command,
            done=lambda _visit: self.refresh_now(),
            failed=self._not_ticked,
            owner=self,
        )

    def _not_ticked(self, _error: Exception) -> bool:
        self.refresh_now()
        return False

    def _finish_soon(self) -> None:
        """Go on once the view with the saved line is there."""
        self._then_finish = True
        self.refresh_now()

    def finish(self) -> None:
        """Post the charges, take the payment, and end the visit."""
        if self.view is None:
            return
        if self.charges.pending:
            self.charges.save_line(then=self._finish_soon)
            return
        paid = self.money.paid()
        if paid is None:
            return
        payment = None
        if paid.amount_cents:
            payment = Payment(
                amount_cents=paid.amount_cents,
                method=paid.method,
                reference=paid.reference,
                tendered_cents=paid.tendered_cents,
            )
        command = FinishCheckout(
            command_id=self._command_id,
            visit_id=self.view.visit_id,
            version=self.view.version,
            payment=payment,
            follow_up_appointment_id=self.view.follow_up.appointment_id,
            no_follow_up=bool(self.view.follow_up.no_need),
        )
        do_with_reason(
            self.desk,
            finish_checkout,
            command,
            with_reason=_with_reason,
            show=self._show_stop,
            close=self._close_stop,
            act=self.tr("Finish all the same"),
            owner=self,
            done=self._finished,
            failed=self._refused,
        )

    def _refused(self, error: Exception) -> bool:
        self._command_id = new_id()  # what comes next is another try
        return self.money.show_error(error)

    def _show_stop(self, stop: AcknowledgePanel) -> None:
        self._finish_key.setEnabled(False)  # the panel has the same key
        self.side.show_guest(stop)
        stop.reason.setFocus()

    def _show_form(self, form: ActForm) -> None:
        self._finish_key.setEnabled(False)
        self.side.show_guest(form)
        form.begin()

    def _close_stop(self) -> None:
        """Take the question away, and with it the finish that it would have sent."""
        self._finish_key.setEnabled(True)
        self.side.send_away()

    def no_copay(self) -> None:
        """Keep why the copay is not taken now."""
        if self.view is not None:
            may_waive = self._may(Permission.ADJUST)
            self.account.ask_with(no_copay(self.desk, self.view.visit_id, may_waive=may_waive))

    def _finished(self, result: CheckedOut) -> None:
        self._close_stop()
        receipt = result.receipt
        taken = money_text(receipt.amount_cents) if receipt is not None else ""
        words = (
            self.tr("{name} is done, {amount} taken") if receipt is not None else self.tr("{name} is done")
        )
        name = f"{result.visit.patient_first_name} {result.visit.patient_last_name}"
        self.said.emit(Said(words.replace("{name}", name).replace("{amount}", taken)))
        self.papers_wanted.emit(result.visit.visit_id, receipt.number if receipt is not None else None)
        self.show_list()
        self.go.emit(Go("today"))


def _with_reason(command: FinishCheckout, reason: str) -> FinishCheckout:
    return replace(command, command_id=new_id(), acknowledged_reason=reason)
