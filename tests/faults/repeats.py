"""The same thing twice: a double click, a command sent again after a restart, a stale form, one time for two.

Each is one posting at most, and what somebody typed is never lost: the form still has it and can be saved.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from app.chart.notes.actions import SaveNote, save_note
from app.chart.notes.model import Note
from app.core.acts import Action
from app.core.errors import DaybookError, NeedsAcknowledgement, RuleViolated, Stale
from app.core.ids import new_id
from app.people.actions import ChangeDemographics, change_demographics
from app.people.model import Patient
from app.people.queries import patient_form
from app.practice_file import Practice
from app.schedule.actions import (
    BookAppointment,
    ChangeAppointment,
    book_appointment,
    change_appointment,
)
from app.schedule.model import Appointment
from tests.faults import looking
from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.examiner import crash
from tests.faults.house import House, provider_and_kind, rows
from tests.faults.workflows import WORKFLOWS, Step


def _sound(house: House, done: list[Any]) -> list[str]:
    """Return what is not as it should be in a closed practice: each act once, nothing half done."""
    with looking.looking(house) as connection:
        return [
            *looking.not_once(connection, done),
            *looking.ledger_faults(connection),
            *looking.half_acts(connection),
            *looking.chain_faults(connection, looking.anchors_in(house)),
        ]


def _together(*acts: Callable[[], object]) -> list[object]:
    """Let several do something at the same moment; return what each got, a refusal among it."""
    gate, answers = threading.Barrier(len(acts)), list[object](acts)

    def go(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            answers[place] = act()
        except Exception as error:
            answers[place] = error

    threads = [threading.Thread(target=go, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _before(practice: Practice, house: House, name: str, chance: Random) -> tuple[list[Any], Step]:
    """Go up to a random act of a workflow; return what was done before it, and that act."""
    done: list[Any] = []
    steps = WORKFLOWS[name](practice, house, 0)
    step = next(steps)
    while chance.random() < 0.5:
        practice.run(step.act, step.command)
        done.append(step.command.command_id)
        following = next(steps, None)
        if following is None:
            return done, step
        step = following
    return done, step


def _crashes(answers: list[object], doing: str) -> list[str]:
    bugs = [one for one in answers if isinstance(one, Exception) and not isinstance(one, DaybookError)]
    return [crash(doing, one) for one in bugs]


def double_click(ground: Ground, number: int, chance: Random) -> Outcome:
    """Send one command twice, at the same moment or one after the other."""
    house, name = ground.copy(), list(WORKFLOWS)[number % len(WORKFLOWS)]
    practice = house.open()
    done, step = _before(practice, house, name, chance)
    together = chance.random() < 0.5
    send = [lambda: practice.run(step.act, step.command)] * 2
    answers = _together(*send) if together else [send[0](), send[1]()]
    practice.close()
    losses = _crashes(answers, name)
    if not losses and answers[0] != answers[1]:
        losses.append("the second answer is another one")
    done = [*done, step.command.command_id] if step.command.command_id not in done else done
    losses += _sound(house, done)
    return Outcome(name, [f"{name}: {one}" for one in losses])


def replayed(ground: Ground, number: int, chance: Random) -> Outcome:
    """Send a command again after a restart; then another one under its id."""
    house, name = ground.copy(), list(WORKFLOWS)[number % len(WORKFLOWS)]
    practice = house.open()
    done, step = _before(practice, house, name, chance)
    first = practice.run(step.act, step.command)
    practice.close()
    practice = house.open()
    losses = [] if practice.run(step.act, step.command) == first else ["the second answer is another one"]
    other = SaveNote(command_id=step.command.command_id, visit_id=new_id(), text="Another")
    answers = _together(lambda: practice.run(save_note, other))
    practice.close()
    reused = isinstance(answers[0], RuleViolated) and answers[0].message.id == "core.command_reused"
    losses += [] if reused else ["an id was taken for another command"]
    losses += _sound(house, list(dict.fromkeys([*done, step.command.command_id])))
    return Outcome(name, [f"{name}: {one}" for one in losses])


# -- two forms ----------------------------------------------------------------------------------------------


def _note(practice: Practice, text: str) -> tuple[Action[Any, Any, Any], Any, Callable[[], Any]]:
    note = rows(practice, Note)[0]
    command = SaveNote(visit_id=note.visit_id, note_id=note.id, version=note.version, text=text)
    return save_note, command, lambda: rows(practice, Note)[0]


def _appointment(practice: Practice, text: str) -> tuple[Action[Any, Any, Any], Any, Callable[[], Any]]:
    old = rows(practice, Appointment, visit_begun=False)[0]
    command = ChangeAppointment(
        appointment_id=old.id, version=old.version, note=text, acknowledged_reason="Agreed"
    )
    return change_appointment, command, lambda: rows(practice, Appointment, id=old.id)[0]


def _patient(practice: Practice, text: str) -> tuple[Action[Any, Any, Any], Any, Callable[[], Any]]:
    old = rows(practice, Patient)[0]
    form = replace(practice.answer(patient_form, old.id).demographics, what_matters=text)
    command = ChangeDemographics(
        patient_id=old.id, version=old.version, demographics=form, acknowledged_reason="Agreed"
    )
    return change_demographics, command, lambda: rows(practice, Patient, id=old.id)[0]


_FORMS = {
    "note": (_note, "text"),
    "appointment": (_appointment, "note"),
    "patient": (_patient, "what_matters"),
}


def stale(ground: Ground, number: int, chance: Random) -> Outcome:
    """Two forms of one record are open; both are saved, at once or one after the other."""
    house, name = ground.copy(), list(_FORMS)[number % len(_FORMS)]
    form, field = _FORMS[name]
    practice = house.open()
    texts = ["Mine: took it in the morning", "Theirs: took it at night"]
    (act, mine, now), (_, theirs, _same) = form(practice, texts[0]), form(practice, texts[1])
    answers = _together(lambda: practice.run(act, mine), lambda: practice.run(act, theirs))
    refused = [place for place, one in enumerate(answers) if isinstance(one, Stale)]
    losses = _crashes(answers, name)
    if len(refused) != 1:
        losses.append(f"{len(refused)} of two were told that somebody else had saved: {answers}"[:120])
    else:
        losses += _kept(practice, act, (mine, theirs)[refused[0]], now, field, texts[1 - refused[0]])
    practice.close()
    return Outcome(name, [f"{name}: {one}" for one in losses + _sound(house, [])])


def _kept(practice: Practice, act: Any, late: Any, now: Any, field: str, saved: str) -> list[str]:
    """The one saved first stands; what the other typed is in its form still, and is saved over it."""
    losses = [] if getattr(now(), field) == saved else ["what was saved first is gone"]
    again = replace(late, command_id=new_id(), version=now().version)
    practice.run(act, again)
    typed = late.demographics.what_matters if field == "what_matters" else getattr(late, field)
    return losses + ([] if getattr(now(), field) == typed else ["what was typed is lost"])


def double_booking(ground: Ground, number: int, chance: Random) -> Outcome:
    """Two people book the same time of one clinician: the second is asked, and says why, or does not."""
    house = ground.copy()
    practice = house.open()
    provider, kind = provider_and_kind(practice)
    people = [one.id for one in rows(practice, Patient)][:2]
    start = f"{chance.randrange(13, 17):02d}:{chance.choice((0, 15, 30)):02d}"
    books = [
        BookAppointment(
            patient_id=one, provider_id=provider, visit_type_id=kind, day=date(2026, 3, 4), wall_start=start
        )
        for one in people
    ]
    before = len(rows(practice, Appointment))
    answers = _together(*(lambda one=one: practice.run(book_appointment, one) for one in books))
    asked = [place for place, one in enumerate(answers) if isinstance(one, NeedsAcknowledgement)]
    losses = _crashes(answers, "booking")
    if len(asked) != 1 or len(rows(practice, Appointment)) != before + 1:
        losses.append(f"{len(asked)} of two were asked")
    else:
        knowing = replace(books[asked[0]], command_id=new_id(), acknowledged_reason="They come together")
        practice.run(book_appointment, knowing)
        made = rows(practice, Appointment)[-1]
        losses += [] if made.overlap_reason == "They come together" else ["the reason is not kept"]
    practice.close()
    return Outcome("asked", losses + _sound(house, []))


ROWS = (
    Row("double click", 40, 1_000, double_click),
    Row("replayed command", 25, 500, replayed),
    Row("stale edit", 25, 500, stale),
    Row("double booking", 25, 500, double_booking),
)

if __name__ == "__main__":
    raise SystemExit(main(*ROWS))
