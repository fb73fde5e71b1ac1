"""Who looked at a chart: by person, with what they opened, changed and printed; and the patient's paper."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from app.core.errors import NotFound, NotPermitted, RuleViolated
from app.core.ids import new_id
from app.documents.actions import RecordPrint, print_record, record_audit_print, record_print
from app.documents.papers import PaperKind, draw
from app.people.model import Patient, Sex
from app.reports.record.asking import subject_of
from app.reports.record.queries import (
    MOST_ON_PAPER,
    access_paper,
    chart_looks,
    find_record,
    record_head,
    record_paper,
)
from app.reports.record.views import ChartLooks, Happening, RecordAsked, SortBy
from tests.reports.record_house import RecordHouse


def story(house: RecordHouse) -> None:
    for _ in range(3):
        house.look("ada", "chart.chart_summary", house.elena)
    house.later(hours=2)
    house.look("ada", "chart.medications.medications", house.elena)
    house.look("ada", "chart.chart_summary", house.tomas)
    house.allergy()
    house.later(days=2)
    house.print_face_sheet("lena")


def looks(house: RecordHouse) -> ChartLooks:
    told: ChartLooks = house.practice.answer(chart_looks, house.elena)
    return told


def test_each_person_is_told_once_the_latest_first(house: RecordHouse) -> None:
    story(house)
    told = looks(house)
    assert (told.patient, told.mrn) == ("Alvarez, Elena", "000001")
    assert [(one.person, one.roles) for one in told.people] == [
        ("Lena Frost", ("Front desk",)),
        ("Ada Okafor, MD", ("Physician",)),
    ]


def test_looks_changes_sections_and_papers_are_counted(house: RecordHouse) -> None:
    story(house)
    lena, ada = looks(house).people
    assert (ada.looks, ada.changes, ada.papers) == (4, 1, ())
    assert ada.sections == (("Chart summary", 3), ("Medications", 1))
    assert (ada.first.hour, ada.last.hour) == (9, 11)
    assert (lena.looks, lena.changes) == (0, 1)  # registered the patient; printing is no change
    assert lena.papers == (("Face sheet", 1),)


def test_a_downtime_pack_went_out_and_nobody_looked(house: RecordHouse) -> None:
    house.look("lena", "documents.downtime_pack", house.elena, paper="downtime_pack")
    (lena,) = looks(house).people
    assert (lena.looks, lena.sections, lena.papers) == (0, (), (("Downtime pack", 1),))
    (line,) = house.lines(happening=Happening.EXPORTED)
    assert (line.what, line.more) == ("Downtime pack", "")
    assert "Downtime pack" not in [line.what for line in house.lines(happening=Happening.LOOKED)]


def test_asking_who_looked_is_recorded_and_is_no_look_at_the_chart(house: RecordHouse) -> None:
    story(house)
    [view] = house.seen(chart_looks, house.elena)
    assert (view.act, view.patient_id) == ("reports.record.chart_looks", house.elena)
    house.look("otto", "reports.record.chart_looks", house.elena)
    assert "Otto Audit" not in [one.person for one in looks(house).people]


def test_who_may_not_read_the_record_is_not_told_who_looked(house: RecordHouse) -> None:
    for login in ("ada", "lena"):
        house.sign_in(login)
        for asked in (chart_looks, access_paper):
            with pytest.raises(NotPermitted):
                house.practice.answer(asked, house.elena)
    house.sign_in("ruth")
    assert looks(house).people


def test_no_such_patient(house: RecordHouse) -> None:
    with pytest.raises(NotFound):
        house.practice.answer(chart_looks, new_id())


def words_on(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_patients_paper_tells_who_and_proves_itself(house: RecordHouse) -> None:
    story(house)
    sheet = house.practice.answer(access_paper, house.elena)
    printed = draw(sheet)
    told = words_on(printed.pdf)
    for part in ("Who looked at your chart", "Elena Alvarez", "Ada Okafor, MD", "Physician", "Face sheet"):
        assert part in told
    assert "Chart summary (3 times)" in told
    assert "45 CFR 164.528" in told
    assert house.practice.answer(record_head).hash[:12] in told
    assert "Page 1 of 1" in told
    assert not printed.findings


def test_a_chart_that_nobody_opened_says_so(house: RecordHouse) -> None:
    loaded = new_id()
    row = {
        "id": loaded,
        "mrn": "900000",
        "last_name": "Nobody",
        "first_name": "Nora",
        "name_key": "nobody nora",
        "former_names": [],
        "sex": Sex.FEMALE,
        "registered_at": house.practice.clock.now(),
    }
    house.practice.within(lambda work: work.load(Patient, [row]))
    sheet = house.practice.answer(access_paper, loaded)
    assert "nobody has opened or changed your chart" in words_on(draw(sheet).pdf)


def test_the_list_on_paper_says_what_was_asked_and_where_the_record_ends(house: RecordHouse) -> None:
    story(house)
    asked = RecordAsked(patient_id=house.elena, person_id=house.people["ada"].person_id, text="chart")
    sheet = house.practice.answer(record_paper, subject_of(asked, SortBy.TIME, descending=True))
    told = words_on(draw(sheet).pdf)
    for part in ("Record of who did what", "Alvarez, Elena, MRN 000001", "The whole record", "Chart summary"):
        assert part in told
    head = house.practice.answer(record_head)
    assert head.hash in told.replace(" ", "")
    assert f"(row {head.number:,})" in told
    assert "Medications" not in told
    assert "Printed March 4, 2026" in told and "Page 1 of" in told


def test_a_paper_made_again_says_the_same_though_the_record_went_on(house: RecordHouse) -> None:
    story(house)
    found = house.practice.answer(find_record, RecordAsked())
    subject = subject_of(RecordAsked(), SortBy.TIME, descending=True, upto=found.head)
    first = house.practice.answer(record_paper, subject)
    house.look("ada", "chart.chart_summary", house.elena)
    house.event("sign_in", "lena")
    again = house.practice.answer(record_paper, subject)
    assert again.fingerprint == first.fingerprint
    assert len(again.view.lines) == found.total
    assert (again.view.head_number, again.view.audit_head) == (found.head, first.view.audit_head)
    hashed = {row["sequence"]: row for row in house.entries()}
    assert max(line.number for line in again.view.lines) <= found.head < max(hashed)


def test_a_paper_up_to_a_row_that_is_not_there_is_refused(house: RecordHouse) -> None:
    with pytest.raises(RuleViolated):
        house.practice.answer(
            record_paper, subject_of(RecordAsked(), SortBy.TIME, descending=True, upto=999_999)
        )


def test_too_many_lines_are_refused_on_paper(house: RecordHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_ON_PAPER == 3_000
    monkeypatch.setattr("app.reports.record.queries.MOST_ON_PAPER", 2)
    with pytest.raises(RuleViolated):
        house.practice.answer(record_paper, subject_of(RecordAsked(), SortBy.TIME, descending=True))


@pytest.mark.parametrize("subject", ["", "{}", "[]", '{"by": "luck", "descending": true}', '{"by": "time"'])
def test_what_is_no_question_is_refused(house: RecordHouse, subject: str) -> None:
    with pytest.raises(RuleViolated):
        house.practice.answer(record_paper, subject)


def test_an_auditor_prints_from_the_record_and_nothing_else(house: RecordHouse) -> None:
    house.sign_in("otto")
    subject = subject_of(RecordAsked(), SortBy.TIME, descending=True)
    printed = draw(house.practice.answer(record_paper, subject))
    house.practice.run(record_audit_print, print_record(printed))
    face = RecordPrint(kind=PaperKind.FACE_SHEET, language="en", pages=1)
    with pytest.raises(RuleViolated):
        house.practice.run(record_audit_print, face)
    with pytest.raises(NotPermitted):
        house.practice.run(record_print, face)
    assert [line.what for line in house.lines(happening=Happening.PRINTED)] == ["Print from the record"]
