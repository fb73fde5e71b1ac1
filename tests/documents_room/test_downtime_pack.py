"""The downtime pack: who comes in the next days, blank forms, and nothing without its password."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from app.core.ids import new_id
from app.documents import views
from app.documents.blank_forms import blank_forms
from app.documents.downtime_pack import compose
from app.documents.words import words_for
from tests.documents.examples import FACE_SHEET, SCHEDULE, wall

PASSWORD = "eleven red kites"
PACK = views.DowntimePack(
    document_id=new_id(),
    practice=SCHEDULE.practice,
    made_at=wall(2026, 3, 2, 17, 30),
    days=(SCHEDULE,),
    faces=(FACE_SHEET,),
)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return compose(PACK, words_for("en"), PASSWORD).pdf


def opened(pdf: bytes, password: str = PASSWORD) -> PdfReader:
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.decrypt(password)
    return reader


def text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in opened(pdf).pages)


def test_it_is_encrypted_with_aes_256_of_revision_6(pdf: bytes) -> None:
    """ISO 32000-2, 7.6: V 5, R 6, and the crypt filter AESV3 for strings and streams."""
    entry: Any = PdfReader(io.BytesIO(pdf)).trailer["/Encrypt"]
    assert (entry["/V"], entry["/R"], entry["/Length"]) == (5, 6, 256)
    assert entry["/CF"]["/StdCF"]["/CFM"] == "/AESV3"
    assert entry["/StmF"] == entry["/StrF"] == "/StdCF"


@pytest.mark.parametrize("wrong", ["", "eleven red kite", "ELEVEN RED KITES"])
def test_nothing_but_its_password_opens_it(pdf: bytes, wrong: str) -> None:
    assert not PdfReader(io.BytesIO(pdf)).decrypt(wrong)


def test_no_name_and_no_word_of_it_stands_in_the_clear(pdf: bytes) -> None:
    for word in (FACE_SHEET.patient.name, FACE_SHEET.patient.mrn, PACK.practice.name, "Downtime", "Daybook"):
        for encoded in (word.encode(), word.encode("utf-16-be"), word.encode().hex().encode()):
            assert encoded not in pdf


def test_it_holds_cover_schedule_face_sheets_and_three_forms(pdf: bytes) -> None:
    told = text(pdf)
    for part in (
        "Downtime pack",
        "Schedule of the day",
        "Face sheet",
        "Visit note",
        "Vital signs",
        "Charge slip",
    ):
        assert part in told
    assert FACE_SHEET.patient.mrn in told


def test_each_form_is_one_page(pdf: bytes) -> None:
    pages = [page.extract_text() for page in opened(pdf).pages]
    assert sum("Blank form of the downtime pack" in page for page in pages) == 3
    assert all("Page 1 of 1" in page for page in pages[-3:])


LONG = views.Practice(
    "Riverside Family Practice and Walk-In Care of the Miami Valley, a Limited Liability Company",
    ("18 Mill Street, Suite 400", "Building B, second entrance", "PO Box 1188", "Dayton, OH 45402-1188"),
    "(937) 555-0142",
)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_form_is_one_page_under_a_letterhead_of_many_lines_as_well(language: str) -> None:
    """A second page would have no lines for name, birth date and MRN."""
    for form in blank_forms(LONG, words_for(language)):
        (page,) = PdfReader(io.BytesIO(form.pdf)).pages
        told = page.extract_text()
        assert form.pages == 1 and words_for(language).text("blank_form.mrn") in told
    note = blank_forms(LONG, words_for("en"))[0]
    told = PdfReader(io.BytesIO(note.pdf)).pages[0].extract_text()
    assert "Follow-up" in told and told.index("Name") < told.index("Follow-up")


def test_with_nobody_booked_the_forms_are_there_all_the_same() -> None:
    bare = views.DowntimePack(new_id(), PACK.practice, PACK.made_at)
    told = text(compose(bare, words_for("en"), PASSWORD).pdf)
    assert "Nobody is booked" in told and "Charge slip" in told


def test_it_is_written_in_spanish_as_well() -> None:
    made = compose(PACK, words_for("es"), PASSWORD)
    assert "Paquete de contingencia" in text(made.pdf)


@pytest.mark.parametrize("wrong", ["", "x" * 128])
def test_a_password_that_cannot_serve_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="127 bytes"):
        compose(PACK, words_for("en"), wrong)
