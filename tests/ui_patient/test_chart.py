"""One patient's window: banner, sections, the other patient refused, two charts, the person's cards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.core.acts import Permission
from app.core.ids import Id, new_id
from app.people.actions import SaveContact, save_contact
from app.people.insurance import ChangeCoverage, change_coverage
from app.people.model import Contact, Coverage, EligibilityCheck, SignatureOnFile
from app.people.queries import patient_form
from app.people.views import ContactEntry, ContactRole, PatientForm
from app.visits.actions import SetHandoffNote, set_handoff_note
from app.visits.model import Visit, VisitState
from tests.support.bare import MONDAY, BarePractice
from tests.ui_patient.people import GRACE, MEDICARE, NOW, TODAY, Window, everyone, press, susan, type_into
from tests.visits.day import Day
from ui.common.chip import ChipText
from ui.common.desk import Desk
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.patient.chart_frame import ChartFrame
from ui.patient.chart_section import VISIT_GROUP, BannerParts, BannerSource, ChartSection
from ui.patient.documents_section import DOCUMENTS
from ui.patient.patient_desk import WrongPatient
from ui.patient.patients_screen import PatientsScreen
from ui.patient.person_editors import CheckEditor, ContactEditor, CoverageEditor, ErrorEditor, SignatureEditor
from ui.patient.person_section import PERSON, PersonSection, person_section

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def section(which: str, **options: Any) -> ChartSection:
    return ChartSection(which, which.title(), lambda _desk, _patient, _visit: QLabel(which), **options)


def person_page(qtbot: QtBot, desk: Desk, patient_id: Id) -> tuple[ChartFrame, PersonSection]:
    chart = ChartFrame(desk, patient_id, [person_section(lambda: TODAY, lambda: NOW)])
    Window(qtbot, chart)
    page = chart.show_section()
    assert isinstance(page, PersonSection)
    return chart, page


def form_of(practice: BarePractice, patient_id: Id) -> PatientForm:
    found: PatientForm = practice.answer(patient_form, patient_id)
    return found


def screen(qtbot: QtBot, desk: Desk, **options: Any) -> PatientsScreen:
    place = PatientsScreen(desk, lambda: TODAY, lambda: NOW, **options)
    place.go.connect(place.open_place)  # as the frame does
    Window(qtbot, place)
    return place


# -- the frame ----------------------------------------


def test_the_banner_tells_who_this_is(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    chart, _page = person_page(qtbot, desk, susan(practice))
    view = chart.banner.view
    assert view is not None and view.name == "Lee, Susan M." and view.goes_by == "Sue"
    assert view.facts == ("8/12/1958", "67 years", "F", "she, her", "MRN 000001", "Medicare Part B")
    assert "Hard of hearing, left" in [chip.text for chip in view.flags]


def test_a_write_for_another_patient_is_refused(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    ids = everyone(practice)
    chart, _page = person_page(qtbot, desk, ids["susan"])
    entry = ContactEntry(role=ContactRole.EMERGENCY, name="Grace Lee")
    with pytest.raises(WrongPatient):
        chart.desk.do(save_contact, SaveContact(patient_id=ids["brooks"], entry=entry))
    assert len(practice.all(Contact)) == 2
    with pytest.raises(AttributeError):
        chart.patient_id = ids["brooks"]  # type: ignore[misc]


def test_sections_are_put_in_by_others_and_made_when_first_opened(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    made: list[tuple[Id, Id | None]] = []

    def factory(_desk: Desk, patient_id: Id, visit_id: Id | None) -> QWidget:
        made.append((patient_id, visit_id))
        return QLabel("vitals")

    def count(_desk: Desk, _patient: Id, _visit: Id | None, _owner: QWidget, deliver: Any) -> None:
        deliver("2 due")

    here, visit = susan(practice), new_id()
    sections = [
        ChartSection("vitals", "Vitals", factory, count, VISIT_GROUP),
        section("note", permission=Permission.SEE_CHART),
        section("timeline"),
    ]
    chart = ChartFrame(
        desk, here, sections, visit_id=visit, may=lambda permission: permission is not Permission.SEE_CHART
    )
    Window(qtbot, chart)
    assert chart.section_ids() == ["vitals", "timeline"] and made == []
    chart.show_section("vitals")
    chart.show_section("timeline")
    chart.show_section("vitals")
    assert made == [(here, visit)] and chart.list.buttons["vitals"].count == "2 due"
    without = ChartFrame(desk, here, sections)
    Window(qtbot, without)
    assert "vitals" not in without.section_ids()


def test_the_chart_adds_allergies_and_the_next_act_to_the_banner(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    pressed: list[bool] = []

    def ask(_desk: Desk, _patient: Id, _visit: Id | None, _owner: QWidget, deliver: Any) -> None:
        deliver(
            BannerParts(
                allergies=("Penicillin: hives",),
                states=(ChipText("Room 5"),),
                act="Ready for provider",
                do_act=lambda: pressed.append(True),
            )
        )

    chart = ChartFrame(desk, susan(practice), [section("note")], banner=BannerSource(ask))
    Window(qtbot, chart)
    assert chart.banner.view is not None and chart.banner.view.allergies == ("Penicillin: hives",)
    chart.banner.button.click()
    assert pressed == [True]


def test_sections_are_reached_by_keys(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    chart = ChartFrame(desk, susan(practice), [section("note"), section("timeline")])
    Window(qtbot, chart)
    chart.show_section()
    chart.list.buttons["note"].setFocus()
    press(qtbot, Qt.Key.Key_Down)
    assert chart.current == "timeline"
    press(qtbot, Qt.Key.Key_1, CTRL)
    assert chart.current == "note"


# -- the place ----------------------------------------


def test_at_most_two_charts_are_open_in_different_colours(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    ids = everyone(practice)
    place = screen(qtbot, desk)
    said: list[Said] = []
    place.said.connect(said.append)
    for which in ("susan", "brooks"):
        place.open_place(Go("patients", ids[which]))
    assert [chart.edge for chart in place.charts] == ["accent", "violet"]
    place.open_place(Go("patients", ids["susan"]))
    assert len(place.charts) == 2
    place.open_place(Go("patients", ids["long"]))
    assert {chart.patient_id for chart in place.charts} == {ids["susan"], ids["long"]}
    assert len({chart.edge for chart in place.charts}) == 2
    assert "Brooks, Darnell is closed" in said[-1].text and said[-1].undo is not None


def test_closing_a_chart_goes_back_to_the_other_and_then_to_the_list(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    ids = everyone(practice)
    place = screen(qtbot, desk)
    place.open_place(Go("patients", ids["susan"]))
    place.open_place(Go("patients", ids["brooks"]))
    place.close_current()
    assert place.pages.currentWidget() is place.chart_of(ids["susan"])
    place.close_current()
    assert place.pages.currentWidget() is place.list and not place.tabs.isVisible()


def test_a_place_may_name_a_section_and_its_visit(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    here, visit = susan(practice), new_id()
    place = screen(qtbot, desk, sections=[section("vitals", group=VISIT_GROUP), section("note")])
    place.open_place(Go("patients", here))
    assert place.charts[0].section_ids() == ["note", PERSON, DOCUMENTS]
    place.open_place(Go("patients", here, f"vitals@{visit}"))
    assert len(place.charts) == 1 and place.charts[0].visit_id == visit
    assert place.charts[0].current == "vitals"
    place.open_place(Go("patients", here, "note"))
    assert place.charts[0].visit_id == visit and place.charts[0].current == "note"


def test_registering_opens_the_new_chart_and_books_where_wanted(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    booked: list[Id] = []
    place = screen(qtbot, desk, book=booked.append)
    place.list.new.click()
    assert place.panel is not None
    type_into(qtbot, "Silva\tMarina\t\t\t2/2/1999")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    assert place.panel is None and len(place.charts) == 1
    assert booked == [place.charts[0].patient_id]


def test_registering_for_a_walk_in_goes_on_with_it(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    place = screen(qtbot, desk, book=lambda _patient: None)
    went: list[Go] = []
    place.go.connect(went.append)
    place.open_place(Go("patients", None, "new_walk_in", "silva, marina"))
    panel = place.panel
    assert panel is not None
    fields = panel.form.fields
    assert (fields["last_name"].value(), fields["first_name"].value()) == ("Silva", "Marina")
    assert panel.act.words == "Register and go on with the walk-in"
    fields["birth_date"].setFocus()
    type_into(qtbot, "2/2/1999")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    assert (went[-1].screen, went[-1].act, went[-1].words) == ("today", "walk_in", "Silva, Marina")


def test_escape_goes_back_to_the_walk_in_that_asked_for_the_new_patient(qtbot: QtBot, desk: Desk) -> None:
    place = screen(qtbot, desk)
    went: list[Go] = []
    place.go.connect(went.append)
    place.open_place(Go("patients", None, "new_walk_in", "silva, marina"))
    press(qtbot, Qt.Key.Key_Escape)
    assert went == [Go("today")]
    place.open_place(Go("patients", None, "new"))
    press(qtbot, Qt.Key.Key_Escape)
    assert went == [Go("today")]
    assert place.pages.currentWidget() is place.list


def test_ctrl_b_in_a_chart_books_for_its_patient(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    place = screen(qtbot, desk)
    went: list[Go] = []
    place.go.connect(went.append)
    who = susan(practice)
    place.open_chart(who).list.setFocus()
    press(qtbot, Qt.Key.Key_B, CTRL)
    assert went == [Go("calendar", who, "book")]


def test_a_chart_hears_of_changes_made_elsewhere(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    here = susan(practice)
    chart, page = person_page(qtbot, desk, here)
    coverage = next(one for one in practice.all(Coverage) if one.rank == 1)
    entry = type(MEDICARE)(kind=MEDICARE.kind, payer="Medicare Part B of Ohio", member_id=MEDICARE.member_id)
    practice.run(change_coverage, ChangeCoverage(coverage_id=coverage.id, version=1, entry=entry))
    qtbot.waitUntil(lambda: chart.facts is not None and chart.facts.coverage == "Medicare Part B of Ohio")
    qtbot.waitUntil(lambda: page.form is not None and page.form.coverages[0].entry.payer == entry.payer)


# -- the person's cards ----------------------------------------


def test_a_coverage_is_added_and_put_first_with_the_keyboard(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    here = susan(practice)
    _chart, page = person_page(qtbot, desk, here)
    page.coverages.add_button.click()
    assert isinstance(page.editor, CoverageEditor)
    type_into(qtbot, "Buckeye Health\tBH 12")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    assert page.editor is None
    assert [one.entry.payer for one in form_of(practice, here).coverages][2] == "Buckeye Health"
    third = form_of(practice, here).coverages[2]
    page.coverages.table.select_key(third.id)
    page.coverages.table.setFocus()
    press(qtbot, Qt.Key.Key_Up, ALT)
    press(qtbot, Qt.Key.Key_Up, ALT)
    assert form_of(practice, here).coverages[0].id == third.id


def test_a_doubtful_coverage_takes_a_reason(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    here = susan(practice)
    _chart, page = person_page(qtbot, desk, here)
    page.coverages.add_button.click()
    type_into(qtbot, "Buckeye Health")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    assert len(form_of(practice, here).coverages) == 2
    type_into(qtbot, "Card comes by mail")
    press(qtbot, Qt.Key.Key_Return)
    assert len(form_of(practice, here).coverages) == 3


def test_a_check_of_a_coverage_is_kept_and_shown(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    here = susan(practice)
    _chart, page = person_page(qtbot, desk, here)
    page.open_editor(CheckEditor(page.desk, form_of(practice, here).coverages[0]))
    editor = page.editor
    assert editor is not None
    editor.save()
    assert editor.form.fields["active"].error.text() != "" and practice.all(EligibilityCheck) == []
    editor.form.fields["active"].set_value("yes")
    editor.form.fields["copay_cents"].set_value(2500)
    editor.form.fields["coinsurance_percent"].set_value("20")
    editor.save()
    kept = practice.all(EligibilityCheck)
    assert [(one.method, one.active, one.copay_cents, one.coinsurance_percent) for one in kept] == [
        ("portal", True, 2500, 20)
    ]
    words = " ".join(page.coverages.table.records.words(form_of(practice, here).coverages[0]))
    assert "Active 3/2/2026" in words


def test_a_contact_is_edited_and_a_newer_version_is_never_overwritten(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    here = susan(practice)
    _chart, page = person_page(qtbot, desk, here)
    grace = form_of(practice, here).contacts[0]
    page.open_editor(ContactEditor(page.desk, here, lambda: TODAY, grace))
    editor = page.editor
    assert editor is not None
    editor.form.fields["phone"].restore_draft("937 555 0199")
    theirs = type(GRACE)(role=GRACE.role, name="Grace Lee-Park", relation="daughter", phone="937-555-0102")
    practice.run(
        save_contact, SaveContact(patient_id=here, contact_id=grace.id, version=grace.version, entry=theirs)
    )
    editor.save()
    assert [row.difference.name for row in editor.stale.rows] == ["phone"]
    assert editor.form.fields["name"].value() == "Grace Lee-Park"  # what only they changed is taken over
    editor.stale.rows[0].choice.set_value("mine")
    editor.stale.rows[0].choice.changed.emit("mine")
    editor.save()
    kept = form_of(practice, here).contacts[0].entry
    assert (kept.name, kept.phone) == ("Grace Lee-Park", "(937) 555-0199")


def test_a_signature_is_kept_and_can_be_marked_as_an_error(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    here = susan(practice)
    _chart, page = person_page(qtbot, desk, here)
    page.open_editor(SignatureEditor(page.desk, here, lambda: TODAY))
    assert page.editor is not None
    page.editor.form.fields["kind"].set_value("privacy_notice")
    page.editor.save()
    assert len(practice.all(SignatureOnFile)) == 2
    page._signature_error(form_of(practice, here).signatures[0])
    assert isinstance(page.editor, ErrorEditor)
    page.editor.save()
    assert page.editor is not None  # a reason is needed
    type_into(qtbot, "Signed by the neighbor")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    assert page.editor is None and len(form_of(practice, here).signatures) == 1


def test_an_unfinished_editor_comes_back(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    here = susan(practice)
    _chart, page = person_page(qtbot, desk, here)
    page.coverages.add_button.click()
    type_into(qtbot, "Buckeye")
    press(qtbot, Qt.Key.Key_Escape)
    assert page.editor is None
    page.coverages.add_button.click()
    assert isinstance(page.editor, CoverageEditor)
    assert page.editor.fields.field("payer").value() == "Buckeye"
    assert page.editor.fields.field("plan").isVisible()


def test_a_patient_who_is_here_opens_with_the_visit(practice: BarePractice, desk: Desk, qtbot: QtBot) -> None:
    lee = susan(practice)
    visit = Visit(patient_id=lee, day=TODAY, starts_at=MONDAY, state=VisitState.ROOMING, state_since=MONDAY)
    practice.write(visit)
    here = screen(qtbot, desk, sections=[section("vitals", group=VISIT_GROUP)])
    here.open_place(Go("patients", lee))
    chart = here.chart_of(lee)
    assert chart is not None
    assert chart.section_ids()[0] == "vitals"


def test_the_hand_off_note_of_the_visit_stands_below_the_banner(qtbot: QtBot, tmp_path: Path) -> None:
    day = Day(tmp_path)
    visit = day.arrived("10:00")
    sections = [section("vitals", group=VISIT_GROUP)]
    chart = ChartFrame(Desk(day), day.lee.id, sections, visit_id=visit.visit_id)
    Window(qtbot, chart)
    assert not chart.hand_off.isVisible()
    note = SetHandoffNote(visit_id=visit.visit_id, version=visit.version, note="Wants a chaperone")
    day.run(set_handoff_note, note)
    qtbot.waitUntil(chart.hand_off.isVisible)
    assert chart.hand_off.note.text() == "Wants a chaperone"
    day.close()
