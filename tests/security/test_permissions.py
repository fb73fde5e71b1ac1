"""Every action and query is called as every role, and what happens is compared with a table one can read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.acts import Action, Command, Query, Role
from app.core.errors import NotPermitted
from app.core.ids import new_id
from app.security.policy import ALLOWED, RolePolicy
from app.store.audit import AuditRow
from app.store.work import Reading
from tests.support.bare import BarePractice
from tests.support.permissions import TABLE, heading, line, shipped


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BarePractice]:
    made = BarePractice(tmp_path_factory.mktemp("permissions"))
    made.around.policy = RolePolicy()
    yield made
    made.close()


def _may_do(practice: BarePractice, act: Action[Any, Any, Any], role: Role) -> bool:
    """Run the act as this role, with a body that does nothing: only who may is asked here."""
    real, act.function = act.function, lambda work, command: None
    try:
        practice.run(act, Command(), actor=practice.person(role))
    except NotPermitted:
        return False
    finally:
        act.function = real
    return True


def _may_ask(practice: BarePractice, asked: Query[Any, Any, Any], role: Role) -> bool:
    patient = new_id()
    real, asked.function = asked.function, lambda reading: reading.saw(patient)
    try:
        with Session(practice.around.database.reader) as session:
            asked(Reading(session, practice.person(role), practice.around))
    except NotPermitted:
        return False
    finally:
        asked.function = real
    return True


def test_who_may_do_what_is_what_the_table_says(practice: BarePractice) -> None:
    lines = [heading()]
    for name, act in shipped().items():
        if isinstance(act, Action):
            lines.append(line(name, {role for role in Role if _may_do(practice, act, role)}))
        elif isinstance(act, Query):
            lines.append(line(name, {role for role in Role if _may_ask(practice, act, role)}))
    assert "\n".join(lines) + "\n" == TABLE.read_text("utf-8")


def test_a_refusal_is_in_the_record(practice: BarePractice) -> None:
    act = next(one for one in shipped().values() if isinstance(one, Action))
    refused = {role for role in Role if not _may_do(practice, act, role)}
    kept = [row for row in practice.all(AuditRow) if row.event == "refused"]
    assert refused and len(kept) >= len(refused)


def test_who_has_no_role_may_do_nothing() -> None:
    nobody = BarePractice.person()
    assert not [permission for permission in ALLOWED if RolePolicy().allows(nobody, permission)]


def test_the_table_lies_beside_this_test() -> None:
    assert TABLE.parent == Path(__file__).parent
