"""Files in the chart: kept as they came, marked where their file is missing or damaged."""

import hashlib
from typing import Any

import pytest

from app.chart.documents.actions import AddDocument, WithdrawDocument, add_document, withdraw_document
from app.chart.documents.queries import document_file, documents
from app.chart.documents.views import DocumentLine, FileState
from app.core.errors import NotFound, RuleViolated, Unavailable
from app.store.attachments import Attachment
from app.store.audit import AuditRow
from app.store.sealed_files import place_of
from tests.chart.people import Clinic

PDF = b"%PDF-1.7\n" + b"made up " * 20_000


def wish(lee: Clinic, content: bytes = PDF, **other: Any) -> AddDocument:
    values: dict[str, Any] = {"title": "Cardiology letter", "content": content}
    digest = hashlib.sha256(content).hexdigest()
    return AddDocument(patient_id=lee.patient_id, sha256=digest, **{**values, **other})


def added(lee: Clinic, **other: Any) -> DocumentLine:
    lee.practice.run(add_document, wish(lee, **other))
    (line,) = lee.practice.answer(documents, lee.patient_id)
    return line  # type: ignore[no-any-return]


def file_of(lee: Clinic) -> Any:
    (kept,) = [one for one in lee.practice.all(Attachment) if one.purpose == "document"]
    return place_of(lee.practice.around.attachments, kept.file_name)


def test_a_file_is_kept_as_it_came_and_encrypted(lee: Clinic) -> None:
    line = added(lee, category="Outside record", author="Dr. Stone")
    assert (line.title, line.author, line.file) == ("Cardiology letter", "Dr. Stone", FileState.THERE)
    assert line.content_type == "application/pdf"
    assert lee.practice.answer(document_file, line.id).content == PDF
    assert b"made up" not in file_of(lee).read_bytes()


@pytest.mark.parametrize("head", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*"])
def test_pictures_are_told_by_how_they_begin(lee: Clinic, head: bytes) -> None:
    assert added(lee, content=head + b"x" * 100).content_type.startswith("image/")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"content": b"MZ program"}, "chart.document_type"),
        ({"content": b"%PDF-" + bytes(50_000_000)}, "chart.document_size"),
        ({"sha256": "0" * 64}, "chart.document_changed"),
        ({"title": " "}, "fields.required"),
    ],
)
def test_what_is_refused_leaves_no_file(lee: Clinic, change: dict[str, Any], why: str) -> None:
    command = wish(lee)
    if "content" in change:
        command = wish(lee, change["content"])
    else:
        command = AddDocument(**{**vars(command), **change})
    with pytest.raises(RuleViolated) as refused:
        lee.practice.run(add_document, command)
    assert refused.value.message.id == why
    assert not list(lee.practice.around.attachments.rglob("*/*"))


def test_a_document_at_the_visit_of_another_patient_is_refused_and_leaves_no_file(lee: Clinic) -> None:
    _other, visit_id = lee.new_patient()
    with pytest.raises(RuleViolated) as refused:
        lee.practice.run(add_document, wish(lee, visit_id=visit_id))
    assert refused.value.message.id == "chart.another_patient"
    assert lee.practice.answer(documents, lee.patient_id) == ()
    assert not list(lee.practice.around.attachments.rglob("*/*"))


def test_a_missing_file_is_marked_and_the_list_still_opens(lee: Clinic) -> None:
    line = added(lee)
    file_of(lee).unlink()
    (shown,) = lee.practice.answer(documents, lee.patient_id)
    assert shown.file is FileState.MISSING
    with pytest.raises(Unavailable) as trouble:
        lee.practice.answer(document_file, line.id)
    assert trouble.value.cause == "attachment_missing"


def test_a_cut_file_is_marked_and_a_changed_bit_is_named_when_it_is_opened(lee: Clinic) -> None:
    line = added(lee)
    place = file_of(lee)
    whole = place.read_bytes()
    place.write_bytes(whole[:-1])
    (shown,) = lee.practice.answer(documents, lee.patient_id)
    assert shown.file is FileState.DAMAGED
    place.write_bytes(whole[:70_000] + bytes([whole[70_000] ^ 1]) + whole[70_001:])
    with pytest.raises(Unavailable) as trouble:
        lee.practice.answer(document_file, line.id)
    assert trouble.value.cause == "attachment_damaged"


def test_opening_a_file_is_in_the_record(lee: Clinic) -> None:
    line = added(lee)
    lee.practice.answer(document_file, line.id)
    with lee.practice.work() as work:
        document_file(work, line.id)
    seen = [one for one in lee.practice.all(AuditRow) if one.event == "view"]
    assert seen and seen[-1].act == "chart.documents.document_file" and str(line.id) in seen[-1].entry


def test_a_document_taken_out_leaves_the_list_and_its_file_stays(lee: Clinic) -> None:
    line = added(lee)
    command = WithdrawDocument(document_id=line.id, version=line.version, reason="of another patient")
    lee.practice.run(withdraw_document, command)
    assert lee.practice.answer(documents, lee.patient_id) == ()
    assert file_of(lee).is_file()
    with pytest.raises(RuleViolated):
        again = WithdrawDocument(document_id=line.id, version=line.version + 1, reason="")
        lee.practice.run(withdraw_document, again)


def test_a_document_without_a_file_says_so(lee: Clinic) -> None:
    with pytest.raises(NotFound):
        lee.practice.answer(document_file, lee.patient_id)
