"""Documents in a chart by real keys: added, read page by page, marked where the file is gone, taken out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.chart.documents.actions import AddDocument, add_document
from app.chart.documents.model import Document
from app.core.acts import Permission
from app.people.model import Patient
from app.store.attachments import Attachment
from app.store.sealed_files import place_of
from tests.support.bare import BarePractice
from tests.ui_common.test_outside_files import pdf, picture
from tests.ui_patient.people import TODAY, Window, press, susan, type_into
from ui.common.desk import Desk
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
    assert "PDF, 2 page(s)" in page.editor.state.text()
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
    assert page.page.sheet.words == "The file kept with this record is missing. The record itself is whole."


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
