"""Each act and question within a chart, as each role, on each kind of chart: one generated test."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from app.core.acts import OF_THE_CHART, Action, Actor, Command, Permission, Query, Role
from app.core.errors import NotFound, NotPermitted, SensitiveChart
from app.core.ids import Id
from app.people.sensitive import ChangeCareTeam, change_care_team
from app.store.work import Work
from tests.people.emergencies import SensitiveHouse, body_of_a_query, body_of_an_act
from tests.support.permissions import shipped

ACTS = {name: one for name, one in shipped().items() if isinstance(one, Action | Query)}
STATES = {
    "ordinary": True,
    "sensitive": False,
    "care team": True,
    "emergency": True,
    "emergency over": False,
}
# Held by those who see no chart: a paper of the visit is printed at the desk.
PAPERS = {"documents.after_visit_summary"}
THE_WAY_THROUGH_THE_HOUSE = {"visits.room_patient"}
ASKS_WHETHER_IT_OPENS = {"people.chart_access"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SensitiveHouse]:
    made = SensitiveHouse(tmp_path_factory.mktemp("sensitive"))
    yield made
    made.practice.close()


def someone(house: SensitiveHouse, role: Role, state: str) -> Actor:
    """Return a person of this role who stands so to the sensitive chart."""
    who = house.person(role)
    if state == "care team":
        team = (house.ada.person_id, who.person_id)
        command = ChangeCareTeam(
            patient_id=house.patient_id, version=house.version, care_team=team, reason="Covers"
        )
        house.practice.run(change_care_team, command, actor=house.ada)
    elif state.startswith("emergency"):
        with suppress(NotPermitted):
            house.break_glass(who)
    return who


@contextmanager
def doing(act: Any, body: Any) -> Iterator[None]:
    real, act.function = act.function, body
    try:
        yield
    finally:
        act.function = real


def outcome(house: SensitiveHouse, work: Work, act: Any, patient_id: Id) -> str:
    """Try one act on one chart; "chart" is a closed chart, "role" is no permission."""
    try:
        if isinstance(act, Action):
            with doing(act, body_of_an_act(patient_id)):
                act(work, Command())
        else:
            with doing(act, body_of_a_query(patient_id)):
                act(work)
    except SensitiveChart as error:
        assert error.patient_id == patient_id and error.act == act.name
        return "chart"
    except NotPermitted:
        return "role"
    return "done"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", Role)
def test_each_act_within_a_chart_opens_it_for_whom_it_should(
    house: SensitiveHouse, role: Role, state: str
) -> None:
    who = someone(house, role, state)
    if state == "emergency over":
        house.later(minutes=60)
    chart = house.ordinary if state == "ordinary" else house.patient_id
    allows = house.practice.around.policy.allows
    breaks = state == "emergency" and not allows(who, Permission.BREAK_GLASS)
    with house.practice.work(who) as work:
        for act in ACTS.values():
            wanted = "done"
            if not allows(who, act.permission):
                wanted = "role"
            elif act.chart and (breaks or not STATES[state]):
                wanted = "chart"
            assert outcome(house, work, act, chart) == wanted, act.name


def test_what_is_within_a_chart_is_told_by_the_permission_but_for_these() -> None:
    within = {name for name, act in ACTS.items() if act.chart}
    by_permission = {name for name, act in ACTS.items() if act.permission in OF_THE_CHART}
    assert within - by_permission == PAPERS
    assert by_permission - within == THE_WAY_THROUGH_THE_HOUSE | ASKS_WHETHER_IT_OPENS


def _of_one_patient() -> list[str]:
    """Questions within a chart that are asked with the patient alone."""
    found = []
    for name, act in ACTS.items():
        if isinstance(act, Query) and act.chart and act.recorded:
            _reading, *given = inspect.signature(act.function).parameters.values()
            needed = [one.name for one in given if one.default is inspect.Parameter.empty]
            if needed == ["patient_id"]:
                found.append(name)
    return found


def test_there_are_questions_asked_with_the_patient_alone() -> None:
    assert len(_of_one_patient()) >= 10


@pytest.mark.parametrize("name", _of_one_patient())
def test_the_question_itself_shows_nothing_of_a_closed_chart(house: SensitiveHouse, name: str) -> None:
    who = house.person(Role.PHYSICIAN)
    with pytest.raises(SensitiveChart):
        house.ask(who, ACTS[name], house.patient_id)
    with suppress(NotFound):
        house.ask(who, ACTS[name], house.ordinary)
