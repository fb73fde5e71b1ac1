"""Orders and tests of the visit, each with its authority and its next act; prescriptions below."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from app.core.acts import Permission
from app.core.changes import Kind
from app.core.ids import Id, new_id
from app.orders.actions import ReviewOrder, SignOrder, review_order, sign_order
from app.orders.completion.queries import supplies_in_use
from app.orders.completion.views import Supplies
from app.orders.prescriptions.actions import SignPrescription, sign_prescription
from app.orders.prescriptions.queries import prescriptions_of_visit
from app.orders.prescriptions.views import PrescriptionState, PrescriptionView
from app.orders.queries import order_catalog, orders_of_visit, waiting_for_signature
from app.orders.views import Catalog, OrderKind, OrderState, OrderView, ToSign
from ui.common.button import Button, link, secondary
from ui.common.card import Card
from ui.common.chip import ChipText
from ui.common.navigation import Go
from ui.patient.visit.act_panel import ActPanel
from ui.patient.visit.entries import EntryLine, EntryList
from ui.patient.visit.order_panels import CollectPanel, EndPanel, ResultPanel
from ui.patient.visit.order_words import (
    SHOTS,
    order_act,
    order_chip,
    order_detail,
    prescription_chip,
    prescription_words,
)
from ui.patient.visit.prepare_panel import PreparePanel
from ui.patient.visit.prescription_panels import CancelPrescriptionPanel, PrescriptionPanel, SendPanel
from ui.patient.visit.section import VisitAt, VisitSection
from ui.patient.visit.shot_panel import ShotPanel
from ui.patient.visit.visit_words import said, words
from ui.theme.tokens import Tone

_LIVE = (OrderState.PENDED, OrderState.ORDERED, OrderState.COLLECTED)
NEXT_KEY = "N"
_AT_ONCE = ("collect", "result", "give")  # acts that follow by themselves on the one before


class OrdersSection(VisitSection):
    """Everything ordered for the visit; the clinician's list of what waits for a signature stands on top."""

    watches: ClassVar[frozenset[Kind]] = frozenset({Kind.ORDER, Kind.RESULT, Kind.IMMUNIZATION})

    def __init__(self, at: VisitAt, parent: QWidget | None = None) -> None:
        super().__init__(at, words("Orders and tests"), "visit_orders", parent)
        self.catalog: Catalog | None = None
        self.orders: tuple[OrderView, ...] = ()
        self.prescriptions: tuple[PrescriptionView, ...] = ()
        self.waiting: tuple[ToSign, ...] = ()
        self.supplies = Supplies({}, {})
        self.panel: ActPanel | None = None
        self._next = ""
        self._follow: Id | None = None
        self._last: Id | None = None
        self._build_waiting()
        self._build_orders()
        self._build_prescriptions()
        self.column.addStretch(1)

    def _build_waiting(self) -> None:
        self.waiting_card = Card(words("Waits for your signature"))
        self.waiting_list = EntryList()
        self.sign_all = secondary(words("Sign all of this patient"), name="sign_all")
        self.waiting_card.head.addWidget(self.sign_all)
        self.waiting_card.add(self.waiting_list)
        self.waiting_card.hide()
        self.column.addWidget(self.waiting_card)
        self.waiting_list.acted.connect(lambda entry, _act: self.sign(entry))
        self.sign_all.clicked.connect(self.sign_everything)

    def _build_orders(self) -> None:
        card = Card(words("Orders and tests"))
        self.prepare_button = link(words("Prepare"), icon="plus", name="prepare")
        card.head.addWidget(self.prepare_button)
        self.list = EntryList(words("Nothing is ordered for this visit."))
        card.add(self.list)
        self.column.addWidget(card)
        self.setFocusProxy(self.prepare_button)
        self.list.acted.connect(self.act)
        self.prepare_button.clicked.connect(self.prepare)
        may = self.at.may(Permission.PREPARE_ORDER)
        self.prepare_button.setVisible(may)
        self.keys.add("Ctrl+N", words("Prepare an order"), self.prepare, button=self.prepare_button)
        self.keys.add("L", words("Prepare an order"), self.prepare, button=self.prepare_button)
        self.keys.add(NEXT_KEY, words("The next act of the next open order"), self.act_next)

    def _build_prescriptions(self) -> None:
        card = Card(words("Prescriptions"))
        self.prescribe_button = link(words("Prepare"), icon="plus", name="prescribe")
        self.prescribe_button.setAccessibleName(words("Prepare a prescription"))
        card.head.addWidget(self.prescribe_button)
        # Only once it has its place: shown without one, it would be a window of its own and take the keys.
        self.prescribe_button.setVisible(self.at.may(Permission.PREPARE_ORDER))
        self.prescription_list = EntryList(words("Nothing is prescribed at this visit."))
        card.add(self.prescription_list)
        self.column.addWidget(card)
        self.prescription_list.acted.connect(self.act_on_prescription)
        self.prescribe_button.clicked.connect(self.prescribe)
        self.keys.add("X", words("Prepare a prescription"), self.prescribe, button=self.prescribe_button)

    # -- showing -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        if self.at.may(Permission.PREPARE_ORDER):
            self.desk.ask(order_catalog, self.at.today(), done=self._show_catalog, owner=self)
        if self.at.may(Permission.COMPLETE_ORDER):
            self.desk.ask(supplies_in_use, done=self._show_supplies, owner=self)
        self.desk.ask(orders_of_visit, self.at.visit_id, done=self._show_orders, owner=self)
        self.desk.ask(prescriptions_of_visit, self.at.visit_id, done=self._show_prescriptions, owner=self)
        if self.at.may(Permission.SIGN_ORDER):
            self.desk.ask(waiting_for_signature, self.at.account_id, done=self._show_waiting, owner=self)

    def open_place(self, place: Go) -> None:
        """Begin what another section asked for: "prepare", or an act on an order ("collect:<id>")."""
        self._next = place.act
        if self.catalog is not None:
            self._begin_next()

    def _begin_next(self) -> None:
        act, _, which = self._next.partition(":")
        self._next = ""
        if act == "prepare":
            self.prepare()
        elif act and which:
            self.act(Id(which), act)

    def _show_catalog(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def _show_supplies(self, found: Supplies) -> None:
        self.supplies = found

    def _show_orders(self, orders: tuple[OrderView, ...]) -> None:
        self.orders = orders
        self.list.show_lines([self._line(one) for one in orders])
        self._show_next()
        self.order_tabs()
        self._go_on()
        if self._next and self.catalog is not None:
            self._begin_next()

    def _line(self, one: OrderView) -> EntryLine:
        acts = [act] if (act := order_act(one, self.at.may))[0] else []
        if one.state in _LIVE and self.at.may(Permission.PREPARE_ORDER):
            if one.kind not in (OrderKind.TEST, *SHOTS) and self.at.may(Permission.COMPLETE_ORDER):
                acts.append(("not_done", words("Not done")))
            acts.append(("cancel", words("Cancel")))
        if (one.results or one.shots) and self.at.may(Permission.COMPLETE_ORDER):
            acts.append(("correct", words("Correct")))
        return EntryLine(one.id, one.name, order_detail(one), order_chip(one), tuple(acts))

    def _show_prescriptions(self, found: tuple[PrescriptionView, ...]) -> None:
        self.prescriptions = found
        self.prescription_list.show_lines([self._prescription_line(one) for one in found])
        self.order_tabs()

    def _prescription_line(self, one: PrescriptionView) -> EntryLine:
        acts = []
        if one.state is PrescriptionState.PREPARED and self.at.may(Permission.SIGN_ORDER):
            acts.append(("sign", words("Sign")))
        if one.state is PrescriptionState.SIGNED and self.at.may(Permission.COMPLETE_ORDER):
            acts.append(("send", words("Send")))
        if one.state in (PrescriptionState.PREPARED, PrescriptionState.SIGNED):
            acts.append(("cancel", words("Cancel")))
        why = said("despite the warning: {why}", why=one.acknowledged_reason) if one.overridden else ""
        detail = " · ".join(
            part for part in (one.pharmacy, one.sent_reference, why, one.cancel_reason) if part
        )
        return EntryLine(one.id, prescription_words(one), detail, prescription_chip(one), tuple(acts))

    def _show_waiting(self, found: tuple[ToSign, ...]) -> None:
        self.waiting = tuple(one for one in found if one.patient_id == self.at.patient_id)
        self.waiting_card.setVisible(bool(self.waiting))
        self.waiting_list.show_lines(
            [
                EntryLine(
                    one.id,
                    one.name,
                    " · ".join(text for text in one.details.values() if text),
                    ChipText(words("Verbal, co-sign") if one.verbal else words("To sign"), Tone.WARNING),
                    (("sign", words("Sign")),),
                )
                for one in self.waiting
            ]
        )
        self.order_tabs()

    # -- acts ----------------------------------------------------------------------------------------------

    def open_panel(self, panel: ActPanel) -> None:
        if self.panel is not None:
            self.panel.keep()
        self.panel = panel
        panel.finished.connect(lambda text: self._after(text, panel.follow))
        panel.left.connect(self._close)
        self.beside.emit(panel)
        panel.bring_back()

    def _close(self) -> None:
        self.panel = None
        self.beside.emit(None)

    def _after(self, text: str, follow: Id | None = None) -> None:
        """Say what was done, and show what came of it; what follows on it opens once it is known."""
        self._close()
        self.say(text)
        self._follow = follow
        self.refresh()

    def _go_on(self) -> None:
        """Open the next act of the order that was just worked on, where one follows at once."""
        follow, self._follow = self._follow, None
        one = next((each for each in self.orders if each.id == follow), None)
        if one is None or self.panel is not None:
            return
        act, _words = order_act(one, self.at.may)
        if act in _AT_ONCE:
            self.act(one.id, act)

    def prepare(self) -> None:
        """Open the panel for an order."""
        if self.catalog is not None:
            self.open_panel(PreparePanel(self.at, self.catalog))

    def prescribe(self) -> None:
        """Open the panel for a prescription."""
        self.open_panel(PrescriptionPanel(self.at))

    def act_next(self) -> None:
        """Begin the next act of the order after the last one, so that each of several is reached."""
        for which, act in self._next_one():
            self.act(which, act)

    def _next_one(self) -> list[tuple[Id, str]]:
        """Return the order and act that N begins, nothing where no act is open."""
        found = [(one.id, act) for one in self.orders if (act := order_act(one, self.at.may)[0])]
        order = [one.id for one in self.orders]
        last = order.index(self._last) if self._last in order else -1
        later = [(which, act) for which, act in found if order.index(which) > last]
        return (later or found)[:1]

    def _show_next(self) -> None:
        """Show the key on the act that it begins."""
        for button in self.list.findChildren(Button):
            if button.keys == NEXT_KEY:
                button.show_keys("")
        for which, act in self._next_one():
            for button in self._acts_of(which):
                if button.objectName() == f"{act}_{which}":
                    button.show_keys(NEXT_KEY)

    def _acts_of(self, which: Id) -> list[Button]:
        return [one for row in self.list.rows if row.line.id == which for one in row.findChildren(Button)]

    def order_tabs(self) -> None:
        """Let Tab go as the eye does: what opens each card, then the acts of its rows."""
        cards = (
            (self.sign_all, self.waiting_list),
            (self.prepare_button, self.list),
            (self.prescribe_button, self.prescription_list),
        )
        last: QWidget | None = None
        for first, entries in cards:
            for widget in (first, *(one for row in entries.rows for one in row.findChildren(Button))):
                if last is not None:
                    QWidget.setTabOrder(last, widget)
                last = widget

    def act(self, entry: Id, act: str) -> None:
        """Do an act on an order, or open the panel that it needs."""
        one = next((each for each in self.orders if each.id == entry), None)
        if one is None:
            return
        item = self.catalog.items.get(one.item) if self.catalog is not None else None
        self._last = entry
        self._show_next()
        if act == "sign":
            self.sign(one.id)
        elif act == "review":
            command = ReviewOrder(command_id=new_id(), order_id=one.id, version=one.version)
            self.do(review_order, command, lambda _done: self._after(said("{name} reviewed.", name=one.name)))
        elif act == "collect":
            self.open_panel(CollectPanel(self.at, one))
        elif act == "give" or (act == "correct" and one.shots):
            self.open_panel(ShotPanel(self.at, one, item, self.supplies.lots.get(one.item, ())))
        elif act in ("result", "correct") and item is not None:
            self.open_panel(ResultPanel(self.at, one, item, self.supplies.kits.get(one.item)))
        elif act in ("complete", "not_done", "cancel"):
            self.open_panel(EndPanel(self.at, one, act))

    def sign_everything(self) -> None:
        """Sign all that waits here, each by an act of its own."""
        for one in self.waiting:
            self.sign(one.id)

    def sign(self, entry: Id) -> None:
        """Sign an order or a prescription of this patient."""
        order = next((one for one in self.orders if one.id == entry), None)
        waiting = next((one for one in self.waiting if one.id == entry), None)
        signed = words("Signed.")
        if order is not None or (waiting is not None and not waiting.prescription):
            version = order.version if order is not None else (waiting.version if waiting else 0)
            command = SignOrder(command_id=new_id(), order_id=entry, version=version)
            self.do(sign_order, command, lambda _done: self._after(signed))
        elif waiting is not None:
            self._sign_prescription(waiting.id, waiting.version)

    def _sign_prescription(self, entry: Id, version: int) -> None:
        command = SignPrescription(command_id=new_id(), prescription_id=entry, version=version)
        self.do(sign_prescription, command, lambda _done: self._after(words("Signed.")))

    def act_on_prescription(self, entry: Id, act: str) -> None:
        one = next((each for each in self.prescriptions if each.id == entry), None)
        if one is None:
            return
        if act == "sign":
            self._sign_prescription(one.id, one.version)
        elif act == "send":
            self.open_panel(SendPanel(self.at, one))
        else:
            self.open_panel(CancelPrescriptionPanel(self.at, one))
