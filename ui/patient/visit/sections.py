"""The sections that a visit puts into the chart, in the order of the work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from app.chart.medications.queries import medications
from app.chart.medications.views import MedicationList
from app.chart.problems.queries import problems
from app.chart.problems.views import ProblemView
from app.core.acts import Permission
from app.core.changes import Kind
from app.core.ids import Id
from app.orders.queries import orders_of_visit
from app.orders.views import OrderState, OrderView
from ui.common.desk import Desk
from ui.patient.chart_section import VISIT_GROUP, ChartSection
from ui.patient.visit.history_section import HistorySection
from ui.patient.visit.home_section import HomeSection
from ui.patient.visit.medications_section import MedicationsSection
from ui.patient.visit.note_section import NoteSection
from ui.patient.visit.orders_section import OrdersSection
from ui.patient.visit.page import VisitPage
from ui.patient.visit.problems_section import ProblemsSection
from ui.patient.visit.section import VisitAt, VisitSection
from ui.patient.visit.visit_words import words
from ui.patient.visit.vitals_section import VitalsSection

MakeAt = Callable[[Desk, Id, Id], VisitAt]
_OPEN = (OrderState.PENDED, OrderState.ORDERED, OrderState.COLLECTED)


def at_maker(
    now: Callable[[], datetime],
    today: Callable[[], date],
    may: Callable[[Permission], bool],
    account_id: Id | None = None,
) -> MakeAt:
    """Return what makes a `VisitAt` of a chart's desk, patient and visit."""

    def make(desk: Desk, patient_id: Id, visit_id: Id) -> VisitAt:
        return VisitAt(desk, patient_id, visit_id, now, today, may, account_id)

    return make


def visit_sections(make_at: MakeAt) -> tuple[ChartSection, ...]:
    """Return the sections of the group "visit" for the chart."""
    order = (
        ("vitals", words("Vitals"), VitalsSection, None, frozenset[Kind]()),
        ("history", words("Reason and history"), HistorySection, None, frozenset[Kind]()),
        (
            "medications",
            words("Medications"),
            MedicationsSection,
            count_medications,
            frozenset({Kind.MEDICATION}),
        ),
        ("problems", words("Problems"), ProblemsSection, count_problems, frozenset({Kind.PROBLEM})),
        ("orders", words("Orders and tests"), OrdersSection, count_orders, frozenset({Kind.ORDER})),
        ("note", words("Note"), NoteSection, None, frozenset[Kind]()),
    )
    home = ChartSection(
        id="home",
        word=words("Take home"),
        factory=_factory(make_at, HomeSection),
        group=VISIT_GROUP,
        permission=Permission.RECORD_CHART,
    )
    found = tuple(
        ChartSection(
            id=which,
            word=word,
            factory=_factory(make_at, section),
            count=count,
            group=VISIT_GROUP,
            permission=Permission.SEE_CHART,
            watches=watches,
        )
        for which, word, section, count, watches in order
    )
    return (*found, home)


def _factory(
    make_at: MakeAt, section: Callable[[VisitAt], VisitSection]
) -> Callable[[Desk, Id, Id | None], QWidget]:
    def make(desk: Desk, patient_id: Id, visit_id: Id | None) -> QWidget:
        if visit_id is None:
            raise ValueError("a section of the visit needs a visit")
        return VisitPage(section(make_at(desk, patient_id, visit_id)))

    return make


def count_medications(
    desk: Desk, patient_id: Id, _visit_id: Id | None, owner: QWidget, deliver: Callable[[str], None]
) -> None:
    """Deliver how many medicines stand on the list."""

    def show(found: MedicationList) -> None:
        deliver(str(len(found.active)) if found.active else "")

    desk.ask(medications, patient_id, done=show, owner=owner)


def count_problems(
    desk: Desk, patient_id: Id, _visit_id: Id | None, owner: QWidget, deliver: Callable[[str], None]
) -> None:
    """Deliver how many problems are active."""

    def show(found: tuple[ProblemView, ...]) -> None:
        active = sum(one.status == "active" for one in found)
        deliver(str(active) if active else "")

    desk.ask(problems, patient_id, done=show, owner=owner)


def count_orders(
    desk: Desk, _patient_id: Id, visit_id: Id | None, owner: QWidget, deliver: Callable[[str], None]
) -> None:
    """Deliver how many orders of the visit are open."""

    def show(found: tuple[OrderView, ...]) -> None:
        open_ones = sum(one.state in _OPEN for one in found)
        deliver(str(open_ones) if open_ones else "")

    if visit_id is not None:
        desk.ask(orders_of_visit, visit_id, done=show, owner=owner)
