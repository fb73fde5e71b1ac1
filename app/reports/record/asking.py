"""A question about the record as text (to ask it again for a paper) and in words (to stand on it)."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from app.core.errors import RuleViolated
from app.core.findings import Message
from app.documents.formats import formats_for
from app.reports.record import words
from app.reports.record.lines import Names
from app.reports.record.views import Happening, RecordAsked, SortBy
from app.store.work import Reading

Question = tuple[RecordAsked, SortBy, bool, int]


def subject_of(asked: RecordAsked, by: SortBy, *, descending: bool, upto: int = 0) -> str:
    """Return a question as text, from which `asked_from` makes it again.

    `upto` is the last row of the record that counts: the paper is the same whenever it is made. 0: the last.
    """
    told: dict[str, Any] = {
        "patient": str(asked.patient_id or ""),
        "person": str(asked.person_id or ""),
        "since": str(asked.since or ""),
        "until": str(asked.until or ""),
        "happening": str(asked.happening or ""),
        "text": asked.text,
        "by": str(by),
        "descending": descending,
        "upto": upto or "",
    }
    return json.dumps({name: value for name, value in told.items() if value != ""}, sort_keys=True)


def asked_from(subject: str) -> Question:
    """Return the question that `subject_of` wrote. Raises RuleViolated for anything else."""
    try:
        told = json.loads(subject)
        asked = RecordAsked(
            patient_id=UUID(told["patient"]) if "patient" in told else None,
            person_id=UUID(told["person"]) if "person" in told else None,
            since=date.fromisoformat(told["since"]) if "since" in told else None,
            until=date.fromisoformat(told["until"]) if "until" in told else None,
            happening=Happening(told["happening"]) if "happening" in told else None,
            text=str(told.get("text", "")),
        )
        return asked, SortBy(told["by"]), bool(told["descending"]), int(told.get("upto", 0))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise RuleViolated("subject", Message("record.not_a_question")) from None


def in_words(reading: Reading, asked: RecordAsked) -> tuple[tuple[str, str], ...]:
    """Return what was asked for, as pairs of a word and its value; never empty."""
    names = Names(reading, [asked.person_id], [asked.patient_id])
    told: list[tuple[str, str]] = []
    if asked.patient_id is not None:
        name, mrn = names.patient(asked.patient_id)
        told.append((words.say("patient"), f"{name}, MRN {mrn}"))
    if asked.person_id is not None:
        told.append((words.say("person"), names.person(asked.person_id)))
    told.append((words.say("period"), _period(asked)))
    if asked.happening is not None:
        told.append((words.say("kind"), words.happening_word(asked.happening)))
    if asked.text.strip():
        told.append((words.say("words"), asked.text.strip()))
    return tuple(told)


def _period(asked: RecordAsked) -> str:
    day = formats_for("en").day
    if asked.since is None and asked.until is None:
        return words.say("whole")
    if asked.since == asked.until and asked.since is not None:
        return day(asked.since)
    if asked.since is None and asked.until is not None:
        return words.say("until", until=day(asked.until))
    if asked.since is not None and asked.until is None:
        return words.say("since", since=day(asked.since))
    return words.say("between", since=day(asked.since or date.min), until=day(asked.until or date.max))
