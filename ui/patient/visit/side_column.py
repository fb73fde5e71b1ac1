"""What stands beside every section of the visit: the reason, its orders, the last visit, the medicines."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.chart.history.queries import visit_story
from app.chart.history.views import StoryView
from app.chart.queries import chart_summary
from app.chart.views import ChartSummary, LastVisit
from app.core.acts import Permission
from app.core.changes import Kind
from app.orders.queries import orders_of_visit
from app.orders.views import OrderState, OrderView
from app.visits.queries import row_of_visit
from app.visits.views import VisitRow
from ui.common.button import link
from ui.common.card import Card
from ui.common.chip import Chip
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.patient.visit.chart_words import medication_words
from ui.patient.visit.order_words import authority_lines, order_act, order_chip
from ui.patient.visit.section import VisitAt, VisitSection
from ui.patient.visit.visit_words import said, words

_MOST_MEDICINES = 6
_MOST_ORDERS = 8


class SideColumn(VisitSection):
    """Refreshes itself. `section_wanted` asks for another section of this chart, and an act there."""

    section_wanted = Signal(str, str)
    watches = frozenset({Kind.ORDER, Kind.RESULT, Kind.HISTORY, Kind.MEDICATION, Kind.NOTE, Kind.VISIT})

    def __init__(self, at: VisitAt, parent: QWidget | None = None) -> None:
        super().__init__(at, words("Beside the visit"), "visit_side", parent)
        self.reason = Card(words("Reason for the visit"))
        self.reason_text = Label("", wrap=True)
        self.reason.add(self.reason_text)
        self.orders = Card(words("Orders for this visit"))
        prepare = link(words("Prepare"), name="prepare_order")
        prepare.clicked.connect(lambda: self.section_wanted.emit("orders", "prepare"))
        self.orders.head.addWidget(prepare)
        prepare.setVisible(at.may(Permission.PREPARE_ORDER))  # in its place: else a window of its own
        self._order_lines = Column(space=6)
        self.orders.add(self._order_lines)
        self.last = Card(words("Last visit"))
        self.last_text = Label("", "body", "second", wrap=True)
        self.last.add(self.last_text)
        self.medicines = Card(words("Medications"))
        self.medicine_text = Column(space=6)
        self.medicines.add(self.medicine_text)
        for card in (self.reason, self.orders, self.last, self.medicines):
            self.column.addWidget(card)
        self.column.addStretch(1)
        self.last.hide()

    def refresh(self) -> None:
        self.desk.ask(row_of_visit, self.at.visit_id, done=self._show_row, owner=self)
        self.desk.ask(visit_story, self.at.visit_id, done=self._show_story, owner=self)
        self.desk.ask(orders_of_visit, self.at.visit_id, done=self._show_orders, owner=self)
        self.desk.ask(chart_summary, self.at.patient_id, done=self._show_summary, owner=self)

    def _show_row(self, row: VisitRow | None) -> None:
        self.reason_text.setText(row.reason if row is not None and row.reason else words("Not asked yet."))

    def _show_story(self, story: StoryView | None) -> None:
        if story is not None and (story.complaint or story.illness):
            told = [text for text in (story.complaint, story.illness) if text]
            self.reason_text.setText("\n".join(told))

    def _show_orders(self, orders: tuple[OrderView, ...]) -> None:
        _clear(self._order_lines)
        open_ones = [one for one in orders if one.state is not OrderState.CANCELLED]
        for order in open_ones[:_MOST_ORDERS]:
            self._order_lines.addWidget(self._order_row(order))
        more = len(open_ones) - _MOST_ORDERS
        if more > 0:
            self._order_lines.addWidget(Label(words("%n more", more), "body", "third"))
        if not open_ones:
            self._order_lines.addWidget(Label(words("Nothing is ordered."), "body", "third"))
        for line in authority_lines(open_ones):
            self._order_lines.addWidget(Label(line, "body", "third", wrap=True))

    def _order_row(self, order: OrderView) -> QWidget:
        box = QWidget()
        row = Row(box, space=10)
        row.addWidget(Chip(order_chip(order)), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(Label(order.name, wrap=True), 1)
        act, text = order_act(order, self.at.may)
        if act:
            button = link(text, name=f"side_{act}_{order.id}")
            button.setAccessibleName(f"{text}: {order.name}")
            button.clicked.connect(lambda: self.section_wanted.emit("orders", f"{act}:{order.id}"))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return box

    def _show_summary(self, summary: ChartSummary) -> None:
        self.last.setVisible(summary.last_visit is not None)
        if summary.last_visit is not None:
            self._show_last(summary.last_visit)
        _clear(self.medicine_text)
        active = summary.medications.active
        for one in active[:_MOST_MEDICINES]:
            self.medicine_text.addWidget(Label(medication_words(one), wrap=True))
        if len(active) > _MOST_MEDICINES:
            more = words("%n more", len(active) - _MOST_MEDICINES)
            self.medicine_text.addWidget(Label(more, "body", "third"))
        if not active:
            none = summary.medications.knowledge == "takes_none"
            text = words("Takes no medicines.") if none else words("Not asked yet.")
            self.medicine_text.addWidget(Label(text, "body", "third"))

    def _show_last(self, last: LastVisit) -> None:
        day = f"{last.day.month}/{last.day.day}/{last.day.year}"
        self.last.title.setText(said("Last visit · {day}", day=day))
        told = [last.reason, ", ".join(last.diagnoses), last.summary]
        self.last_text.setText("\n".join(text for text in told if text))


def _clear(column: Column) -> None:
    while (item := column.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
