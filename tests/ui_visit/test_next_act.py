"""F8: the one next act of the visit, done once however often the key is pressed, by whom it may be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.chart.vitals.actions import RecordVitals, record_vitals
from app.chart.vitals.views import Measure, VitalEntry
from app.frontdesk.handing import next_of
from app.orders.model import Authority, ClinicalOrder, OrderKind, OrderState
from app.visits.actions import MoveVisit, move_visit
from app.visits.model import VisitState
from app.visits.queries import row_of_visit
from tests.support.bare import MONDAY
from tests.ui_visit.booking import booked
from ui.common.acknowledge import AcknowledgePanel
from ui.common.message_strip import Said
from ui.common.words import words_for
from ui.patient.chart_section import BannerParts
from ui.patient.visit.history_section import HistorySection, StoryCard
from ui.patient.visit.next_act import NextAct, VisitParts, next_act, visit_banner
from ui.patient.visit.page import VisitPage
from ui.patient.visit.problems_section import ProblemsSection
from ui.patient.visit.vitals_section import VitalsSection

F8, Enter = Qt.Key.Key_F8, Qt.Key.Key_Return
Sit = Callable[..., Any]


class Seat:
    """Somebody with a page of a visit open."""

    def __init__(
        self, sit: Sit, show: Any, who: str, state: VisitState, section: Any = ProblemsSection
    ) -> None:
        there = sit(who).clinic
        self.visit_id = booked(there, state, patient_id=there.patient_id, minutes=3)
        self.sitting = sit(who, self.visit_id)
        self.page = VisitPage(section(self.sitting.at))
        self.keys = show(self.page)
        self.page.section.setFocus()
        self.told: list[Said] = []
        self.page.said.connect(self.told.append)

    @property
    def state(self) -> str:
        row = self.sitting.practice.answer(row_of_visit, self.visit_id)
        return str(row.state)

    def later(self, seconds: int = 5) -> None:
        clock = self.sitting.practice.clock
        clock.set(clock.now() + timedelta(seconds=seconds))

    def vitals(self) -> None:
        entries = (VitalEntry(measure=Measure.PULSE, text="72"),)
        self.sitting.clinic.run(record_vitals, RecordVitals(visit_id=self.visit_id, entries=entries))


def test_pressed_twice_it_acts_once_names_the_patient_and_is_undone(sit: Sit, show: Any) -> None:
    seat = Seat(sit, show, "assistant", VisitState.ARRIVED)
    row = seat.sitting.practice.answer(row_of_visit, seat.visit_id)
    command = MoveVisit(visit_id=seat.visit_id, version=row.visit_version, to=VisitState.ROOMING)
    seat.sitting.clinic.run(move_visit, command)
    seat.later()
    seat.vitals()
    seat.keys.press(F8, F8, F8)
    assert seat.state == "ready_for_provider"
    (said,) = seat.told
    assert said.text == "Susan Lee: Ready for provider" and said.undo is not None
    said.undo()
    assert seat.state == "rooming"


def test_without_vital_signs_it_asks_and_takes_a_reason(sit: Sit, show: Any) -> None:
    seat = Seat(sit, show, "assistant", VisitState.ROOMING)
    seat.keys.press(F8)
    assert seat.state == "rooming" and isinstance(seat.page.panel, AcknowledgePanel)
    assert [one.field for one in seat.page.panel.findings] == ["vitals"]
    seat.keys.type("declined")
    seat.keys.press(Enter)
    assert seat.state == "ready_for_provider" and seat.page.panel is None


def test_beginning_with_the_patient_is_the_clinicians(sit: Sit, show: Any) -> None:
    seat = Seat(sit, show, "assistant", VisitState.READY_FOR_PROVIDER)
    seat.keys.press(F8)
    assert seat.state == "ready_for_provider"
    assert seat.told[0].text == "Susan Lee: ready. Dr. Okafor begins the visit."


def test_the_clinician_begins_and_is_asked_before_leaving_things_open(sit: Sit, show: Any) -> None:
    seat = Seat(sit, show, "doctor", VisitState.READY_FOR_PROVIDER)
    result = ClinicalOrder(
        patient_id=seat.sitting.at.patient_id,
        visit_id=seat.visit_id,
        kind=OrderKind.TEST,
        item="rapid_strep",
        text="Rapid strep",
        state=OrderState.COMPLETED,
        state_since=MONDAY,
        authority=Authority.SIGNED,
        recorded_at=MONDAY,
    )
    seat.sitting.practice.write(result)
    seat.keys.press(F8, F8)
    assert seat.state == "with_provider"
    seat.later()
    seat.keys.press(F8, F8)
    assert seat.state == "with_provider"
    panel = seat.page.panel
    assert isinstance(panel, AcknowledgePanel)
    assert [one.field for one in panel.findings] == ["note", "results"]


def test_the_minutes_of_the_banner_go_on(sit: Sit, show: Any) -> None:
    seat = Seat(sit, show, "assistant", VisitState.ROOMING)
    shown: list[BannerParts] = []
    owner = QWidget(seat.page)
    source = visit_banner(lambda _desk, _patient, _visit: seat.sitting.at)
    at = seat.sitting.at
    source.ask(at.desk, at.patient_id, at.visit_id, owner, shown.append)
    assert shown[-1].states[-1].text == "Rooming 3 min"
    seat.later(7 * 60)
    (parts,) = owner.findChildren(VisitParts)
    assert parts.timer.isActive() and parts.timer.interval() <= 60_000
    parts.timer.timeout.emit()
    assert shown[-1].states[-1].text == "Rooming 10 min"


def test_what_is_typed_in_the_vitals_and_not_saved_is_said_first(sit: Sit, show: Any) -> None:
    seat = Seat(sit, show, "assistant", VisitState.ROOMING, VitalsSection)
    seat.keys.type("abc")
    seat.keys.press(F8)
    panel = seat.page.panel
    assert seat.state == "rooming" and isinstance(panel, AcknowledgePanel)
    told = [words_for(one.message) for one in panel.findings]
    assert told == ["Not saved yet: Blood pressure.", "No vital signs are recorded."]
    panel.left.emit()
    assert seat.state == "rooming"
    assert seat.page.section.strip.fields[Measure.BLOOD_PRESSURE].text() == "abc"


def test_a_half_typed_card_on_another_page_of_the_chart_is_named(sit: Sit, show: Any) -> None:
    seat = Seat(sit, show, "assistant", VisitState.ROOMING)
    seat.vitals()
    chart = QWidget()
    stack = QStackedWidget(chart)
    chart.pages = stack  # type: ignore[attr-defined]
    other = VisitPage(HistorySection(seat.sitting.at))
    stack.addWidget(other)
    stack.addWidget(seat.page)
    stack.setCurrentWidget(seat.page)
    keys = show(chart)
    other.section.findChild(StoryCard).complaint.area.insertPlainText("It hurts")
    seat.page.section.setFocus()
    keys.press(F8)
    panel = seat.page.panel
    assert isinstance(panel, AcknowledgePanel) and seat.state == "rooming"
    assert [words_for(one.message) for one in panel.findings] == ["Not saved yet: Why the patient came."]


def test_the_chart_says_the_next_act_that_the_board_says(sit: Sit, show: Any) -> None:
    seat = Seat(sit, show, "assistant", VisitState.ROOMING)
    row = seat.sitting.practice.answer(row_of_visit, seat.visit_id)
    for state in ("rooming", "ready_for_provider", "staff_work"):
        for with_staff in (False, True):
            here = replace(row, state=state, with_staff=with_staff)
            act, board = next_act(here, lambda _permission: True), next_of(here)
            assert act is not None and board is not None and act.to == board.to
    assert next_act(replace(row, with_staff=True), seat.sitting.at.may) == NextAct(
        VisitState.STAFF_WORK, "Staff work"
    )
