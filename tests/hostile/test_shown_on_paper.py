"""Every paper that the program draws shows each hostile text as it is stored, and reads none as markup."""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import sqlalchemy as sa
from pypdf import PdfReader

from app.billing.model import Receipt
from app.core.errors import DaybookError
from app.documents import queries as papers
from app.documents.handouts import HANDOUT_KEYS
from app.documents.papers import PrintedSheet, Sheet, draw
from app.documents.text import clean
from app.people.model import Patient
from app.practice_file import Practice
from app.reports.record.asking import subject_of
from app.reports.record.queries import access_paper, record_paper
from app.reports.record.views import RecordAsked, SortBy
from app.schedule.model import LIVE, Appointment
from app.store.work import Work
from app.visits.model import Visit
from tests.hostile.hostile_demo import BEGUN, CORE, TUESDAY, HostileDemo

_SIMPLE = re.compile(r"[\u0000-\u024f\u1e00-\u1eff\u2010-\u2027…\u0370-\u04ff\u1f00-\u1fff]*")
# What the view of a paper holds for others of its kind, and the paper has no room for.
UNPRINTED = {"face_sheet": frozenset({"purpose"}), "patient_label": frozenset({"address"})}


def test_every_paper_shows_what_is_stored(hostile: HostileDemo) -> None:
    faults: list[str] = []
    seen: Counter[str] = Counter()
    found: set[int] = set()
    with hostile.opened("okafor") as clinician:
        sheets = list(_of_patients(clinician, 12 if hostile.short else 200))
    with hostile.opened() as owner:
        sheets += _of_the_office(owner, 5 if hostile.short else 200)
    for sheet in sheets:
        printed = draw(sheet)
        seen[str(sheet.kind)] += 1
        unprinted = UNPRINTED.get(str(sheet.kind), frozenset())
        texts = [text for text in _strings(sheet.view, unprinted) if BEGUN.search(text)]
        found |= {int(one[1]) for text in texts for one in CORE.finditer(text)}
        faults += [f"{sheet.kind}: {fault}" for fault in paper_faults(printed, texts, hostile.stored)]
    assert sorted(set(faults))[:40] == []
    assert set(seen) >= {
        "after_visit_summary", "handout", "receipt", "appointment_card", "day_sheet", "schedule_of_the_day",
        "face_sheet", "patient_label", "record_list", "access_report",
    }  # fmt: skip
    assert len(found) > len(hostile.stored) / 5


def test_what_does_not_stand_there_is_found() -> None:
    page = "Ann<Smith>Jones" + "הרש12ןהכ"
    assert stands("<Smith>", page) and stands("שרה", page)
    assert not stands("<Smyth>", page) and not stands("שרג", page) and not stands("<smith>", page)


# -- which papers -------------------------------------------------------------------------------------------


def _of_patients(practice: Practice, most: int) -> Iterator[Sheet]:
    ask = practice.answer
    with Work(practice.actor, practice.around) as work:
        scalars = work.session.scalars
        visits = scalars(sa.select(Visit.id).where(Visit.day == TUESDAY)).all()
        patients = scalars(sa.select(Patient.id).order_by(Patient.mrn).limit(most)).all()
        seen = scalars(sa.select(Visit.patient_id).where(Visit.day == TUESDAY)).all()
        booked = scalars(sa.select(Appointment.id).where(Appointment.state.in_(LIVE)).limit(most)).all()
        receipts = scalars(sa.select(Receipt.number).order_by(Receipt.number.desc()).limit(most)).all()
    for visit in visits:
        yield ask(papers.after_visit_summary, visit, include_private=True)
    for number, patient in enumerate(list(dict.fromkeys([*seen, *patients]))[: 2 * most]):
        yield ask(papers.face_sheet, patient, include_private=True)
        yield ask(papers.label_paper, patient)
        yield ask(papers.patient_handout, sorted(HANDOUT_KEYS)[number % len(HANDOUT_KEYS)], patient)
    for one in booked:
        yield ask(papers.appointment_card, one)
    for number in receipts:
        yield ask(papers.receipt_paper, number)


def _of_the_office(practice: Practice, most: int) -> list[Sheet]:
    ask = practice.answer
    with Work(practice.actor, practice.around) as work:
        seen = work.session.scalars(sa.select(Visit.patient_id).where(Visit.day == TUESDAY)).all()
        days = work.session.scalars(sa.select(Visit.day).distinct().order_by(Visit.day.desc()).limit(4)).all()
    sheets = [ask(papers.day_sheet_paper, day) for day in days] + [ask(papers.schedule_paper, TUESDAY)]
    for patient in list(dict.fromkeys(seen))[:most]:
        sheets.append(ask(access_paper, patient))
        subject = subject_of(RecordAsked(patient_id=patient), SortBy.TIME, descending=False)
        try:
            sheets.append(ask(record_paper, subject))
        except DaybookError:
            continue  # more lines than paper is good for
    return sheets


# -- what stands on them ------------------------------------------------------------------------------------


def paper_faults(printed: PrintedSheet, texts: list[str], stored: dict[int, str]) -> list[str]:
    """Return each text of the sheet that does not stand on its pages as stored, one line each."""
    page = "".join(_squeezed(one.extract_text()) for one in PdfReader(io.BytesIO(printed.pdf)).pages)
    told = {str(finding.message.params.get("mark")) for finding in printed.findings}
    faults = []
    for text in texts:
        for found in CORE.finditer(text):
            kept = stored.get(int(found[1]))
            if kept is None or found[0] not in kept:
                faults.append(f"{found[1]} on the sheet as {found[0]!r}, stored as {kept!r}")
            shown, marks = clean(found[0])
            if missing := [one for one in shown.split() if not stands(one, page)]:
                faults.append(f"{found[1]} {found[0][:80]!r}: not on the page: {missing[:5]}")
            if unsaid := {f"[U+{ord(mark):04X}]" for mark in marks} - told:
                faults.append(f"{found[1]}: nobody is told of {unsaid}")
    return faults


def stands(word: str, page: str) -> bool:
    """Say whether a word stands on a page: letter by letter, or its letters side by side where shaped."""
    word = _squeezed(word)
    if word in page:
        return True
    if _SIMPLE.fullmatch(word):
        return False
    wanted, size = Counter(word), len(word)
    window = Counter(page[:size])
    for at in range(size, len(page) + 1):
        if window == wanted:
            return True
        if at < len(page):
            window[page[at]] += 1
            window[page[at - size]] -= 1
    return False


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b-\u200d]+", "", unicodedata.normalize("NFC", text))


def _strings(value: Any, without: frozenset[str] = frozenset()) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            if one.name not in without:
                yield from _strings(getattr(value, one.name), without)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner, without)
