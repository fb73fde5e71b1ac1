"""Documents in a chart by real keys: added, read page by page, marked where the file is gone, taken out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.chart.documents.actions import AddDocument, add_document
from app.chart.documents.model import Document
from app.core.acts import Permission
from app.core.dates import PartialDate
from app.people.model import Patient
from app.store.attachments import Attachment
from app.store.sealed_files import place_of
from tests.support.bare import BarePractice
from tests.ui_common.test_outside_files import pdf, picture
from tests.ui_patient.people import TODAY, Window, press, susan, type_into
from ui.common.acknowledge import AcknowledgePanel
from ui.common.desk import Desk
from ui.common.words import words_for
from ui.patient.chart_frame import ChartFrame
from ui.patient.documents_section import AddDocumentEditor, DocumentsSection, documents_section

CTRL = Qt.KeyboardModifier.ControlModifier


def page_of(
    qtbot: QtBot, desk: Desk, practice: BarePractice, file: Path | None = None, *, may: bool = True
) -> DocumentsSection:
    def choose(_parent: QWidget, chosen: Callable[[Path], object]) -> None:
        assert file is not None
        chosen(file)

    patient = desk_patient(practice)
    page = DocumentsSection(desk, patient, None, lambda: TODAY, may_record=may, choose=choose)
    Window(qtbot, page)
    return page


def desk_patient(practice: BarePractice) -> Any:
    found = practice.all(Patient)
    return found[0].id if found else susan(practice)


def kept(practice: BarePractice, content: bytes, **other: Any) -> None:
    values: dict[str, Any] = {
        "title": "Cardiology letter",
        "category": "Outside record",
        "author": "Dr. Stone",
    }
    digest = hashlib.sha256(content).hexdigest()
    command = AddDocument(
        patient_id=desk_patient(practice), sha256=digest, content=content, **{**values, **other}
    )
    practice.run(add_document, command)


def file_of(practice: BarePractice) -> Path:
    (row,) = practice.all(Attachment)
    return place_of(practice.around.attachments, row.file_name)


def test_a_file_is_added_by_keys(qtbot: QtBot, desk: Desk, practice: BarePractice, tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf(2))
    page = page_of(qtbot, desk, practice, file)
    assert page.empty.isVisible()
    press(qtbot, Qt.Key.Key_N, CTRL)
    assert isinstance(page.editor, AddDocumentEditor) and page.editor.file is not None
    assert "PDF, 2 page" in page.editor.state.text()
    type_into(qtbot, "Cardiology letter")
    page.editor.form.fields["dated"].set_value("5/1999")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    (row,) = practice.all(Document)
    assert (row.title, row.content_type, row.dated.value) == (
        "Cardiology letter",
        "application/pdf",
        "1999-05",
    )
    assert page.model.records[0].title == "Cardiology letter"
    assert page.count.text() == "Page 1 of 2"


def test_a_bad_file_is_refused_with_what_to_do(
    qtbot: QtBot, desk: Desk, practice: BarePractice, tmp_path: Path
) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(b"%PDF-1.7 cut off")
    page = page_of(qtbot, desk, practice, file)
    page.add()
    assert isinstance(page.editor, AddDocumentEditor)
    assert page.editor.state.text().startswith("This file is damaged or cut off")
    assert not page.editor.act.isEnabled()
    press(qtbot, Qt.Key.Key_Escape)
    assert page.reader.isVisible() and practice.all(Document) == []


def test_pages_are_turned_by_keys(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    kept(practice, picture("TIFF", 3))
    page = page_of(qtbot, desk, practice)
    assert page.count.text() == "Page 1 of 3" and not page.page.sheet.image.isNull()
    press(qtbot, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.page
    for _time in range(5):
        press(qtbot, Qt.Key.Key_PageDown)
    assert page.count.text() == "Page 3 of 3" and not page.next.isEnabled()
    wide = page.page.sheet.width()
    press(qtbot, Qt.Key.Key_Plus)
    assert page.page.sheet.width() > wide


def test_a_missing_file_is_marked_and_the_list_still_opens(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    kept(practice, pdf(1))
    file_of(practice).unlink()
    page = page_of(qtbot, desk, practice)
    assert "File missing" in page.model.words(page.model.records[0])
    assert page.page.sheet.words.startswith("The file kept with this record is missing.")
    assert "restore" in page.page.sheet.words and "owner" in page.page.sheet.words


def test_a_file_that_goes_is_marked_at_the_next_look_at_the_list(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    kept(practice, pdf(1))
    page = page_of(qtbot, desk, practice)
    assert "File missing" not in page.model.words(page.model.records[0])
    page.hide()
    file_of(practice).unlink()
    page.show()
    qtbot.waitUntil(lambda: "File missing" in page.model.words(page.model.records[0]))


def test_a_damaged_file_is_marked_once_it_was_read(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    kept(practice, pdf(1))
    file = file_of(practice)
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    page = page_of(qtbot, desk, practice)
    assert "File damaged" in page.model.words(page.model.records[0])
    page.refresh()
    assert "File damaged" in page.model.words(page.model.records[0])
    file.write_bytes(whole)
    page._selected(page.model.records[0])
    assert "File damaged" not in page.model.words(page.model.records[0])


def test_a_document_is_sent_once_however_often_the_keys_are_pressed(
    qtbot: QtBot, desk: Desk, practice: BarePractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf(1))
    page = page_of(qtbot, desk, practice, file)
    page.add()
    assert page.editor is not None
    waiting: list[tuple[Any, Any, Any]] = []
    real = desk.do
    monkeypatch.setattr(desk, "do", lambda act, command, **more: waiting.append((act, command, more)))
    for _time in range(3):
        press(qtbot, Qt.Key.Key_Return, CTRL)
    assert len(waiting) == 1 and not page.editor.act.isEnabled()
    ((act, command, more),) = waiting
    for _time in range(2):  # the answer was lost, and the same is sent once more
        real(act, command, **{**more, "done": None})
    assert len(practice.all(Document)) == 1


def test_the_same_file_once_more_is_asked_about(
    qtbot: QtBot, desk: Desk, practice: BarePractice, tmp_path: Path
) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf(1))
    kept(practice, pdf(1))
    page = page_of(qtbot, desk, practice, file)
    page.add()
    press(qtbot, Qt.Key.Key_Return, CTRL)
    assert len(practice.all(Document)) == 1
    (panel,) = page.editor.findChildren(AcknowledgePanel) if page.editor else ()
    assert "already, as “Cardiology letter”" in words_for(panel.findings[0].message)
    type_into(qtbot, "a second copy came")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    assert len(practice.all(Document)) == 2


def test_the_title_is_offered_from_the_file_name_and_the_new_one_is_selected(
    qtbot: QtBot, desk: Desk, practice: BarePractice, tmp_path: Path
) -> None:
    file = tmp_path / "echo_report 3.pdf"
    file.write_bytes(pdf(1))
    kept(practice, pdf(2), dated=PartialDate("2099"))
    page = page_of(qtbot, desk, practice, file)
    page.add()
    press(qtbot, Qt.Key.Key_Return, CTRL)
    chosen = page.table.selected_record()
    assert chosen is not None and chosen.title == "echo report 3" and len(page.model.records) == 2
    assert "3/2/2026" in page.model.words(chosen)


def test_only_of_a_minor_it_is_asked_what_the_guardian_must_not_see(
    qtbot: QtBot, desk: Desk, practice: BarePractice, tmp_path: Path
) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf(1))
    page = page_of(qtbot, desk, practice, file)
    page.add()
    assert isinstance(page.editor, AddDocumentEditor) and not page.editor.private.isVisible()
    practice.within(lambda work: setattr(work.get(Patient, page.patient_id), "birth_date", date(2015, 1, 1)))
    page.add()
    assert page.editor.private.isVisible()


def test_a_sign_is_there_while_a_file_is_opened(
    qtbot: QtBot, desk: Desk, practice: BarePractice, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(practice, pdf(1))
    page = page_of(qtbot, desk, practice)
    monkeypatch.setattr(desk, "ask", lambda *_asked, **_more: None)
    page._selected(page.model.records[0])
    assert page.page.sheet.words == "The file is being opened."


def test_a_document_is_taken_out_with_a_reason(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    kept(practice, pdf(1))
    page = page_of(qtbot, desk, practice)
    page.error_button.click()
    type_into(qtbot, "of another patient")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    assert page.model.records == () and page.empty.isVisible()
    assert practice.all(Document)[0].entered_in_error == "of another patient"


def test_the_lock_lets_the_file_go(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    kept(practice, pdf(1))
    page = page_of(qtbot, desk, practice)
    assert page.page.pages == 1
    desk.locking.emit()
    assert page.page.pages == 0


def test_who_may_not_write_reads_only(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    page = page_of(qtbot, desk, practice, may=False)
    assert not page.add_button.isVisible() and not page.acceptDrops()


def test_it_stands_in_the_chart(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    chart = ChartFrame(
        desk, susan(practice), [documents_section(lambda: TODAY, lambda one: one is not Permission.SIGN_NOTE)]
    )
    Window(qtbot, chart)
    assert isinstance(chart.show_section("documents"), DocumentsSection)


def test_the_model_is_sound(qtbot: QtBot, desk: Desk, practice: BarePractice, qtmodeltester: Any) -> None:
    kept(practice, pdf(1), title="<b>Ann</b> & Co")
    page = page_of(qtbot, desk, practice)
    qtmodeltester.check(page.model)
    assert page.model.words(page.model.records[0])[0] == "<b>Ann</b> & Co"
