"""The figures of the large practice without a screen: search, board, chart, check-in."""

import random
import re
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

from sqlalchemy.orm import Session

from app.chart.queries import chart_summary
from app.core.acts import Command, Permission, action
from app.frontdesk.actions import CheckIn, check_in
from app.frontdesk.queries import day_board
from app.frontdesk.views import Answers, Identifier
from app.people.finding import find_patients
from app.store.work import Reading, Work
from tests.bench.bench_chart import _bare as bare_chart_rows
from tests.bench.bench_people import typed
from tests.bench.generator import Large
from tests.bench.report import Figure, figure, spent_ms

ASKED = 200
_BOARD = """
    SELECT a.id, a.version, v.id, v.version, p.last_name, p.first_name, p.birth_date, p.sex, p.language,
           a.reason, t.name, d.short_name, r.name, a.wall_start, v.state, v.state_since, a.state, v.checklist,
           (SELECT min(c.at) FROM visit_state_change c WHERE c.visit_id = v.id AND c.state = 'arrived'),
           (SELECT min(c.at) FROM visit_state_change c WHERE c.visit_id = v.id AND c.state = 'rooming')
    FROM appointment a JOIN patient p ON p.id = a.patient_id JOIN visit_type t ON t.id = a.visit_type_id
    JOIN provider d ON d.id = a.provider_id LEFT JOIN visit v ON v.appointment_id = a.id
    LEFT JOIN room r ON r.id = v.room_id WHERE a.day = ? ORDER BY a.starts_at
"""
_SEARCH = """
    SELECT p.id, p.mrn, p.last_name, p.first_name, p.birth_date, p.sex, p.mobile
    FROM search_index JOIN search_entry e ON e.number = search_index.rowid
    JOIN patient p ON p.id = e.record_id
    WHERE search_index MATCH ? AND e.kind = 'patient' LIMIT 20
"""


@action(Permission.CHECK_IN)
def nothing(work: Work, command: Command) -> None:
    """An act that does nothing: what audit and commit cost by themselves."""


def _ask(large: Large, asked: Any, *args: Any) -> Any:
    """Ask as the reader thread does: a session of its own on a warm connection."""
    practice = large.practice
    with Session(practice.around.database.reader) as session:
        return asked(Reading(session, practice.actor, practice.around), *args)


def _bare(large: Large, statement: str, *values: Any) -> Any:
    raw = large.practice.around.database.reader.raw_connection()
    try:
        return raw.cursor().execute(statement, values).fetchall()
    finally:
        raw.close()


def _texts(large: Large) -> list[str]:
    chance = random.Random(11)
    return [typed(dict(chance.choice(large.some)), chance) for _ in range(300)]


def search(large: Large) -> list[Figure]:
    """Patient search as you type, by names, parts of names, birth dates, telephone numbers, numbers."""
    texts = _texts(large)
    own = spent_ms([partial(_ask, large, find_patients, text) for text in texts])
    words = [" ".join(f'"{word}"*' for word in re.findall(r"\w+", text)) for text in texts]
    bare = spent_ms([partial(_bare, large, _SEARCH, text) for text in words])
    return [figure("patient search as you type, service", own, budget=15.0, bare=median(bare))]


def board(large: Large) -> list[Figure]:
    """The Today board of 220 visits."""
    own = spent_ms([partial(_ask, large, day_board, large.today)] * ASKED)
    bare = spent_ms([partial(_bare, large, _BOARD, large.today.isoformat())] * ASKED)
    return [figure("Today board of 220 visits, service", own, budget=15.0, bare=median(bare))]


class _AsClinic:
    """The large practice under the names that the bench of the chart uses."""

    def __init__(self, large: Large) -> None:
        self.practice = large.practice


def chart(large: Large) -> list[Figure]:
    """The summary of a chart."""
    chance = random.Random(3)
    ids = [chance.choice(large.some)["id"] for _ in range(ASKED)]
    own = spent_ms([partial(_ask, large, chart_summary, one) for one in ids])
    like: Any = _AsClinic(large)
    bare = spent_ms([partial(bare_chart_rows, like, one) for one in ids])
    return [figure("chart summary, service", own, budget=25.0, bare=median(bare))]


def checking_in(large: Large) -> list[Figure]:
    """A check-in as one act, audited and committed, beside an act that does nothing."""
    answers = Answers(identified_by=(Identifier.NAME, Identifier.BIRTH_DATE), self_pay=True, screened=True)
    run = large.practice.run
    bare = spent_ms([lambda: run(nothing, Command())] * 60)
    acts: list[Callable[[], Any]] = [
        lambda one=one: run(check_in, CheckIn(appointment_id=one, version=1, answers=answers))  # type: ignore[misc]
        for one in large.expected
    ]
    own = spent_ms(acts, warm=0)
    middle = median(bare)
    above = [one - middle for one in own]
    return [
        figure("check-in as one act, audited and committed", own, bare=middle),
        figure("check-in above a bare commit", above, budget=10.0, judged="median"),
    ]
