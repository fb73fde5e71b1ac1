"""Pictures of the visit in its chart, for looking at beside the design.

python -m tests.ui_visit.pictures FOLDER [word]     writes those whose name holds the word
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.chart.allergies.actions import AddAllergy, add_allergy
from app.chart.history.actions import SaveHistory, SaveStory, save_history, save_story
from app.chart.history.views import HistoryKind
from app.chart.medications.actions import AddMedication, add_medication
from app.chart.problems.actions import AddProblem, add_problem
from app.chart.vitals.actions import RecordVitals, SetTarget, record_vitals, set_target
from app.chart.vitals.views import Measure, Part, VitalEntry
from app.codes import icd10cm
from app.core.acts import Permission
from app.orders.actions import PlaceOrder, place_order
from app.orders.views import Authority
from app.visits.model import VisitState
from tests.chart.people import Clinic, clinic
from tests.support.bare import MONDAY
from tests.ui_visit.booking import booked
from ui.common.desk import InPlaceDesk
from ui.common.wording import EnglishPlurals
from ui.patient.chart_frame import ChartFrame
from ui.patient.visit.alerts import CriticalAlerts
from ui.patient.visit.next_act import visit_banner
from ui.patient.visit.sections import at_maker, visit_sections
from ui.theme.theme import Appearance, theme

SIZES = ((1280, 720), (1440, 900), (1920, 1080))
EARLIER = (
    (datetime(2025, 3, 4, 15, tzinfo=UTC), "158/97", "171"),
    (datetime(2025, 5, 12, 15, tzinfo=UTC), "148/92", "169"),
    (datetime(2025, 7, 10, 15, tzinfo=UTC), "142/88", "167"),
    (datetime(2025, 9, 8, 15, tzinfo=UTC), "134/84", "163"),
    (datetime(2025, 11, 18, 15, tzinfo=UTC), "136/84", "162"),
)
NOW = (
    (Measure.BLOOD_PRESSURE, "132/84", "mm[Hg]"),
    (Measure.PULSE, "104", "/min"),
    (Measure.RESPIRATIONS, "22", "/min"),
    (Measure.TEMPERATURE, "100.9", "[degF]"),
    (Measure.SPO2, "94", "%"),
    (Measure.WEIGHT, "158.4", "[lb_av]"),
    (Measure.HEIGHT, "64.5", "[in_i]"),
)


def filled(folder: Path) -> tuple[Clinic, Any]:
    """Return a clinic whose Mrs. Lee has a year behind her and a fever today."""
    there = clinic(folder)
    run = there.run
    for at, pressure, pounds in EARLIER:
        there.practice.clock.set(at)
        entries = (
            VitalEntry(measure=Measure.BLOOD_PRESSURE, text=pressure),
            VitalEntry(measure=Measure.WEIGHT, text=pounds, unit="[lb_av]"),
        )
        run(record_vitals, RecordVitals(visit_id=there.visit_id, entries=entries))
    there.practice.clock.set(MONDAY)
    who: Any = {"patient_id": there.patient_id}
    run(add_allergy, AddAllergy(substance="Penicillin", reaction="hives", **who))
    run(add_allergy, AddAllergy(substance="Latex", reaction="rash", **who))
    for drug, sig in (
        ("metformin 1000 mg", "twice a day"),
        ("lisinopril 20 mg", "daily"),
        ("atorvastatin 40 mg", "at night"),
    ):
        run(add_medication, AddMedication(drug=drug, sig=sig, **who))
    for code in ("E11.9", "I10"):
        found = icd10cm.find(code)
        assert found is not None
        run(add_problem, AddProblem(problem=found.title, code=found.coding(), **who))
    run(save_history, SaveHistory(kind=HistoryKind.SURGICAL, text="Gallbladder removed", **who))
    run(set_target, SetTarget(part=Part.SYSTOLIC, at_least=130, **who), there.doctor)
    run(set_target, SetTarget(part=Part.DIASTOLIC, at_least=80, **who), there.doctor)
    visit_id = booked(there, VisitState.ROOMING, patient_id=there.patient_id, minutes=3)
    story = "Sore throat, cough and fever for 3 days, worse at night. No chest pain. Grandson has flu."
    run(save_story, SaveStory(visit_id=visit_id, complaint=story))
    entries = tuple(VitalEntry(measure=one, text=text, unit=unit) for one, text, unit in NOW)
    run(record_vitals, RecordVitals(visit_id=visit_id, entries=entries))
    for item in ("rapid_strep", "influenza", "covid_19"):
        command = PlaceOrder(
            visit_id=visit_id,
            item=item,
            authority=Authority.STANDING,
            standing="respiratory",
            criteria=("fever", "symptom"),
        )
        run(place_order, command)
    run(place_order, PlaceOrder(visit_id=visit_id, item="chest_xray", authority=Authority.PENDED))
    return there, visit_id


def window(there: Clinic, visit_id: Any, actor: Any) -> tuple[QWidget, ChartFrame]:
    """Return the chart in a window as wide as the program leaves it."""
    there.practice.actor = actor
    desk = InPlaceDesk(there.practice)
    zone = there.practice.around.zone

    def now() -> datetime:
        return there.practice.clock.now().astimezone(zone)

    make = at_maker(now, lambda: now().date(), lambda _permission: True, actor.person_id)
    page = QWidget()
    page.setObjectName("page")
    frame = ChartFrame(
        desk,
        there.patient_id,
        visit_sections(make),
        visit_id=visit_id,
        banner=visit_banner(make),
        may=lambda permission: permission in Permission,
    )
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(frame)
    page.alerts = CriticalAlerts(desk, actor, now, page)  # type: ignore[attr-defined]
    return page, frame


def main(folder: Path, only: str = "") -> None:
    app = QApplication.instance() or QApplication(sys.argv)
    assert isinstance(app, QApplication)
    theme().install(app)
    app.installTranslator(EnglishPlurals(app))
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        there, visit_id = filled(Path(made))
        for appearance in (Appearance.LIGHT, Appearance.DARK):
            for percent in (100, 150):
                for width, height in SIZES:
                    name = f"{appearance.value}-{percent}-{width}"
                    theme().set_appearance(appearance)
                    theme().set_text_size(percent)
                    _pictures(there, visit_id, folder, name, (width - 84, height - 74), only)
        there.practice.close()


def _pictures(
    there: Clinic, visit_id: Any, folder: Path, name: str, size: tuple[int, int], only: str
) -> None:
    for which in ("vitals", "history", "medications", "orders", "prepare", "note", "sign", "review"):
        picture = f"{which}-{name}"
        if only and only not in picture:
            continue
        page, frame = window(there, visit_id, there.doctor if which in ("note", "sign") else there.assistant)
        page.resize(*size)
        page.show()
        section = {"prepare": "orders", "sign": "note", "review": "history"}.get(which, which)
        shown: Any = frame.show_section(section)
        QTest.qWait(120)
        if which == "prepare":
            shown.section.prepare()
        elif which == "sign":
            shown.section.signing.open()
        elif which == "review":
            shown.review_all()
        QTest.qWait(120)
        page.grab().save(str(folder / f"{picture}.png"))
        page.close()
        page.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
