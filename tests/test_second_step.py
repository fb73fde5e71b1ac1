"""The authenticator after the password: nothing is done or shown before it, no code twice, ways back."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.acts import Role
from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.errors import NotFound, NotPermitted, RuleViolated, Unavailable
from app.core.ids import new_id
from app.documents.views import RecoverySheet
from app.practice.actions import SavePolicy, save_policy
from app.practice.founding import FoundPractice
from app.practice_file import Due, Owner, PendingSecondStep, Practice, Setting, create_practice, open_practice
from app.practice_recovery import recover_practice
from app.security.actions import AddAccount
from app.security.model import SecondStepSecret
from app.security.queries import accounts, verify
from app.security.totp import code_at, counter_at
from app.store.audit import AuditRow
from app.store.commands import CommandResult
from app.store.kdf import FLOOR

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
OWNER = Owner(login="ruth", name="Ruth Day, MD", short_name="Dr. Day")
RUTH, MARIA, NEW = "seven green kayaks", "nine yellow canoes", "eleven silver thimbles"


class Desk:
    """A practice on disk; one person at a time is signed in, with the phone in hand."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "practice" / "p.daybook"
        self.file.parent.mkdir(parents=True)
        self.clock = SetClock(NOW)
        self.setting = Setting(self.clock, ChangeBus(), "test PC", folder / "state")
        self.sheet = ""
        founding = FoundPractice(name="Riverside", zone="America/New_York")
        self.practice = create_practice(
            self.file, founding, OWNER, RUTH, self._take, setting=self.setting, cost=FLOOR
        )
        self.maria = self.practice.staff.add(
            AddAccount(
                person_id=new_id(),
                login="maria",
                name="Maria Reyes",
                short_name="Maria R.",
                roles=(Role.MEDICAL_ASSISTANT,),
            ),
            MARIA,
            FLOOR,
        ).id
        self.secret = b""
        self.codes: tuple[str, ...] = ()

    def _take(self, sheet: RecoverySheet) -> None:
        self.sheet = "\n".join("-".join([*line.groups, line.checksum]) for line in sheet.lines)

    def code(self, steps: int = 0, **off: float) -> str:
        return code_at(self.secret, counter_at(self.clock.now() + timedelta(**off)) + steps)

    def pass_time(self, **time: float) -> None:
        self.clock.set(self.clock.now() + timedelta(**time))

    def set_up(self, password: str = RUTH) -> PendingSecondStep:
        pending = self.practice.second_step.begin()
        self.secret, self.codes = pending.secret, pending.codes
        self.practice.second_step.set_up(pending, self.code(), password)
        self.pass_time(minutes=1)
        return pending

    def sign_in(self, login: str = "ruth", password: str = RUTH, *, restarted: bool = True) -> Practice:
        self.practice.close("lock")
        if restarted:
            self.setting.second_steps.clear()
        self.practice = open_practice(self.file, login, password, self.setting)
        return self.practice

    def rule(self, **second_step: Any) -> None:
        day = self.clock.now().astimezone(self.practice.around.zone).date()
        rule = SavePolicy(name="sign_in", valid_from=day, content={"second_step": second_step})
        self.practice.run(save_policy, rule)

    def acts(self, act: str) -> list[dict[str, Any]]:
        with Session(self.practice.around.database.reader) as session:
            rows = session.scalars(
                sa.select(AuditRow.entry).where(AuditRow.act == act, AuditRow.event == "act")
            )
            return [json.loads(row) for row in rows]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.practice.close()


def refusal(call: Callable[[], object]) -> Unavailable:
    with pytest.raises(Unavailable) as refused:
        call()
    return refused.value


def message(call: Callable[[], object]) -> str:
    return refusal(call).message.id.removeprefix("security.second_step.")


def test_nobody_is_asked_who_has_none(desk: Desk) -> None:
    assert desk.practice.second_step.due is Due.NOTHING
    assert not desk.practice.second_step.state.there
    with pytest.raises(NotFound):
        desk.practice.second_step.prove("123456")


def test_after_the_password_nothing_is_done_or_shown_before_the_code(desk: Desk) -> None:
    desk.set_up()
    practice = desk.sign_in()
    assert practice.second_step.due is Due.CODE
    closed: list[Callable[[], object]] = [
        lambda: practice.answer(accounts),
        lambda: practice.run(save_policy, SavePolicy(name="keys", valid_from=NOW.date(), content={})),
        lambda: practice.work(),
        lambda: practice.staff.give_code(desk.maria, RUTH),
        lambda: practice.staff.change_password(RUTH, NEW, FLOOR),
        lambda: practice.staff.remove_second_step(desk.maria),
        lambda: practice.recovery.new_key(),
        lambda: practice.second_step.remove(RUTH, "123456"),
        lambda: practice.rekeying.require(),
    ]
    for call in closed:
        assert refusal(call).cause == "second_step_due"
    practice.second_step.prove(desk.code())
    assert practice.second_step.due is Due.NOTHING and practice.answer(accounts)
    assert [one["details"]["outcome"] for one in desk.acts("security.prove_second_step")] == ["authenticator"]
    assert practice.answer(verify, full=True).verified


def test_a_code_is_taken_once_and_wrong_ones_wait_longer_and_longer(desk: Desk) -> None:
    desk.set_up()
    practice, code = desk.sign_in(), desk.code()
    practice.second_step.prove(code)
    practice = desk.sign_in()
    assert message(lambda: practice.second_step.prove(code)) == "taken"
    wrong = [
        f"{number:06}" for number in range(40) if f"{number:06}" not in {desk.code(n) for n in (-1, 0, 1)}
    ]
    for number in range(4):
        assert message(lambda: practice.second_step.prove(wrong[number])) == "wrong"  # noqa: B023
    waiting = refusal(lambda: practice.second_step.prove(desk.code(1)))
    assert (waiting.cause, waiting.message.params["seconds"]) == ("wait", 2)
    practice = desk.sign_in()  # the wait lies in the practice, not in the program
    assert refusal(lambda: practice.second_step.prove(desk.code(1))).cause == "wait"
    desk.pass_time(seconds=3)
    assert message(lambda: practice.second_step.prove(wrong[9])) == "wrong"
    assert refusal(lambda: practice.second_step.prove(desk.code(1))).message.params["seconds"] == 4
    desk.pass_time(minutes=16)
    practice.second_step.prove(desk.code())
    told = [one["details"]["outcome"] for one in desk.acts("security.prove_second_step")]
    assert told.count("wrong") == 5 and told.count("wait") == 3 and told[-1] == "authenticator"


def test_a_clock_that_is_hours_off_is_told_after_two_codes_and_a_recovery_code_opens(desk: Desk) -> None:
    desk.set_up()
    practice = desk.sign_in()
    assert message(lambda: practice.second_step.prove(desk.code(hours=3))) == "wrong"
    told = refusal(lambda: practice.second_step.prove(desk.code(1, hours=3))).message
    assert told.id == "security.second_step.ahead" and abs(int(told.params["minutes"]) - 180) <= 1
    assert str(told.params["clock"]) == "2026-03-02 08:01:00-05:00"  # as the practice's wall clock has it
    assert practice.second_step.prove(desk.codes[3].lower().replace("-", " ")).codes_left == 9


def test_each_recovery_code_opens_once_and_new_ones_end_those_before(desk: Desk) -> None:
    desk.set_up()
    assert len(set(desk.codes)) == 10
    practice = desk.sign_in()
    assert practice.second_step.prove(desk.codes[0]).codes_left == 9
    assert practice.second_step.state.codes_left == 9
    practice = desk.sign_in()
    assert message(lambda: practice.second_step.prove(desk.codes[0])) == "recovery_wrong"
    practice.second_step.prove(desk.code())
    desk.pass_time(minutes=1)
    new = practice.second_step.renew_codes(RUTH, desk.code())
    practice = desk.sign_in()
    assert message(lambda: practice.second_step.prove(desk.codes[1])) == "recovery_wrong"
    assert practice.second_step.prove(new[1]).codes_left == 9


def test_it_is_set_up_with_the_password_and_a_right_code_only(desk: Desk) -> None:
    pending = desk.practice.second_step.begin()
    desk.secret = pending.secret
    assert pending.typed_secret.replace(" ", "") and len(pending.squares) == len(pending.squares[0])
    assert (
        refusal(lambda: desk.practice.second_step.set_up(pending, desk.code(), MARIA)).cause
        == "wrong_password"
    )
    with pytest.raises(RuleViolated) as refused:
        desk.practice.second_step.set_up(pending, "000000", RUTH)
    assert refused.value.field == "code"
    assert not desk.practice.second_step.state.there
    desk.practice.second_step.set_up(pending, desk.code(), RUTH)
    with pytest.raises(RuleViolated):
        desk.practice.second_step.set_up(pending, desk.code(1), RUTH)
    practice = desk.sign_in()
    assert message(lambda: practice.second_step.prove(desk.code())) == "taken"  # it was used to set it up


def test_the_person_removes_it_with_password_and_code(desk: Desk) -> None:
    desk.set_up()
    step = desk.practice.second_step
    assert refusal(lambda: step.remove(MARIA, desk.code())).cause == "wrong_password"
    assert message(lambda: step.remove(RUTH, desk.code(5))) == "wrong"
    step.remove(RUTH, desk.code())
    assert desk.sign_in().second_step.due is Due.NOTHING
    with Session(desk.practice.around.database.reader) as session:
        kept = session.scalars(sa.select(SecondStepSecret)).one()
        assert (kept.secret, kept.hashes) == (b"", [])


def test_an_owner_removes_it_for_someone_else_and_nobody_else_does(desk: Desk) -> None:
    desk.sign_in("maria", MARIA)
    desk.set_up(MARIA)
    with pytest.raises(NotPermitted):
        desk.practice.staff.remove_second_step(desk.maria)
    desk.sign_in()
    assert {one.login for one in desk.practice.answer(accounts) if one.second_step} == {"maria"}
    desk.practice.staff.remove_second_step(desk.maria)
    (told,) = desk.acts("security.remove_second_step")
    assert told["details"] == {"person_id": str(desk.maria), "by": "owner"}
    assert desk.sign_in("maria", MARIA).second_step.due is Due.NOTHING
    desk.sign_in()
    with pytest.raises(RuleViolated):  # the own one goes with password and code
        desk.practice.staff.remove_second_step(desk.practice.actor.person_id)


def test_an_unlock_asks_again_after_some_hours_or_each_time_where_the_rule_says_so(desk: Desk) -> None:
    desk.set_up()
    practice = desk.sign_in()
    practice.second_step.prove(desk.code())
    assert desk.sign_in(restarted=False).second_step.due is Due.NOTHING
    desk.pass_time(hours=12)
    practice = desk.sign_in(restarted=False)
    assert practice.second_step.due is Due.CODE
    practice.second_step.prove(desk.code())
    desk.rule(at_every_unlock=True)
    assert desk.sign_in(restarted=False).second_step.due is Due.CODE
    desk.pass_time(hours=-1)  # a clock set back makes nothing fresh
    assert desk.sign_in(restarted=False).second_step.due is Due.CODE


def test_a_role_that_needs_one_sets_it_up_before_other_work(desk: Desk) -> None:
    desk.rule(roles=["medical_assistant"])
    practice = desk.sign_in("maria", MARIA)
    assert practice.second_step.due is Due.SET_UP
    assert refusal(lambda: practice.answer(accounts)).cause == "second_step_due"
    desk.set_up("")  # the password was typed just now
    assert practice.second_step.due is Due.NOTHING and practice.answer(accounts)
    with pytest.raises(RuleViolated) as refused:
        practice.second_step.remove(MARIA, desk.code())
    assert refused.value.message.id == "security.second_step.demanded"
    assert desk.sign_in().second_step.due is Due.NOTHING  # an owner has another role


@pytest.mark.parametrize("wrong", [{"roles": ["nurse"]}, {"asked_again_after_hours": 100}])
def test_a_rule_that_names_no_role_or_has_no_end_is_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    with pytest.raises(RuleViolated):
        desk.rule(**wrong)


def test_the_recovery_sheet_stands_for_a_lost_phone_too(desk: Desk) -> None:
    desk.set_up()
    desk.practice.close()
    ruth = desk.practice.actor.person_id
    desk.practice = recover_practice(desk.file, desk.sheet, ruth, NEW, desk.setting, cost=FLOOR)
    assert desk.practice.second_step.due is Due.NOTHING and not desk.practice.second_step.state.there
    (told,) = desk.acts("security.remove_own_second_step")
    assert told["details"] == {"by": "recovery_sheet"}


def test_no_secret_and_no_code_is_in_the_record_or_the_results_of_commands(desk: Desk) -> None:
    pending = desk.set_up()
    practice = desk.sign_in()
    used = desk.code()
    practice.second_step.prove(used)
    with Session(practice.around.database.reader) as session:
        told = "\n".join(session.scalars(sa.select(AuditRow.entry)))
        told += "\n".join(session.scalars(sa.select(CommandResult.result)))
        hashes = session.scalars(sa.select(SecondStepSecret)).one().hashes
    assert len(hashes) == 10
    hidden = [pending.secret.hex(), pending.typed_secret.replace(" ", ""), *desk.codes, *hashes]
    assert not [one for one in hidden if one in told]
    assert f'"{used}"' not in told and pending.secret.hex() not in repr(pending)


def test_the_paper_has_each_recovery_code(desk: Desk) -> None:
    pending = desk.practice.second_step.begin()
    assert desk.practice.second_step.codes_paper(pending.codes).startswith(b"%PDF")
