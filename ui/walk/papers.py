"""The papers of the day as PDF files, drawn from the record as the window and the command line draw them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from app.documents.papers import Sheet, draw
from app.documents.queries import (
    after_visit_summary,
    day_sheet_paper,
    face_sheet,
    label_paper,
    patient_handout,
    schedule_paper,
)
from app.frontdesk.queries import day_board
from app.frontdesk.views import Group
from app.practice_file import Practice
from ui.walk.clinic import DAY, Clinic

_HANDOUT = "strep_throat"
_SUMMARIES = 3


def save_papers(clinic: Clinic, folder: Path) -> list[str]:
    """Write the papers of the day into a folder and return their names; one that cannot be drawn is told."""
    folder.mkdir(parents=True, exist_ok=True)
    told: list[str] = []
    login = "okafor"
    with clinic.opened_by(login) as practice:
        for name, make in _papers(practice):
            try:
                printed = draw(make())
            except Exception as fault:
                told.append(f"{name}: not drawn ({type(fault).__name__})")
                continue
            (folder / f"{name}.pdf").write_bytes(printed.pdf)
            told.append(f"{name}.pdf, {printed.pages} page(s)")
    return told


def _papers(practice: Practice) -> Iterator[tuple[str, Callable[[], Sheet]]]:
    board = practice.answer(day_board, DAY)
    done = [row for row in board.rows if row.group is Group.DONE and row.facts.visit_id is not None]
    for number, row in enumerate(done[-_SUMMARIES:], 1):
        visit = row.facts.visit_id
        yield f"summary-{number}", partial(practice.answer, after_visit_summary, visit)
    if done:
        patient = done[-1].facts.patient_id
        yield "handout", lambda: practice.answer(patient_handout, _HANDOUT, patient)
        yield "handout-es", lambda: practice.answer(patient_handout, _HANDOUT, patient, "es")
        yield "label", lambda: practice.answer(label_paper, patient)
        yield "face-sheet", lambda: practice.answer(face_sheet, patient)
    yield "schedule", lambda: practice.answer(schedule_paper, DAY)
    yield "day-sheet", lambda: practice.answer(day_sheet_paper, DAY)
