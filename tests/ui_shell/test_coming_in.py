"""One-time codes and the second step at the sign-in screen, and what each does with the own sign-in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.errors import Unavailable
from app.practice.actions import SavePolicy, save_policy
from app.security.queries import accounts
from app.security.totp import code_at, counter_at
from app.store.kdf import FLOOR
from tests.ui_shell.standing import (
    MARIA,
    PASSWORD,
    House,
    frame,
    lock,
    lock_screen,
    note_of,
    running,
    sign_in,
)
from ui.shell.first_password import FirstPassword
from ui.shell.own_sign_in import PasswordPanel, SecondStepPanel
from ui.shell.person_frame import PersonFrame
from ui.shell.program import Program
from ui.shell.second_step_setup import SetUpPage

NEW = "eleven silver thimbles"
ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def house(tmp_path: Path, qapp: Any) -> House:
    return House(tmp_path).make()


def give_code(house: House, login: str = "maria") -> str:
    """The owner makes a code and goes."""
    practice = house.open()
    one = next(each for each in practice.answer(accounts) if each.login == login)
    made = practice.staff.give_code(one.id, PASSWORD)
    practice.close()
    return "-".join(made.groups)


class Phone:
    """An authenticator that was set up for `ruth`."""

    def __init__(self, house: House) -> None:
        self._house = house
        practice = house.open()
        pending = practice.second_step.begin()
        self.secret, self.codes = pending.secret, pending.codes
        practice.second_step.set_up(pending, self.code(), PASSWORD)
        practice.close()
        house.clock.set(house.clock.now() + timedelta(minutes=2))

    def code(self, steps: int = 0) -> str:
        return code_at(self.secret, counter_at(self._house.clock.now()) + steps)


def type_password(program: Program, qtbot: Any, login: str = "ruth", password: str = PASSWORD) -> None:
    screen = lock_screen(program)
    screen.choose(login)
    screen.password.line.setText(password)
    screen.submit()


def until_step(program: Program, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: lock_screen(program).secret is lock_screen(program).step, timeout=10_000)


# -- one-time codes -----------------------------------------------------------------------------------------


def choose_password(program: Program, qtbot: Any, password: str = NEW) -> None:
    recovering = program.entering.recovering
    assert recovering is not None
    qtbot.waitUntil(lambda: recovering.page is not None, timeout=10_000)
    page = recovering.page
    assert isinstance(page, FirstPassword)
    page.new.password.line.setText(password)
    page.new.again.line.setText(password)
    QTest.keyClick(page.new.again.line, ENTER)


def test_with_a_code_one_chooses_a_password_and_is_in(house: House, qtbot: Any) -> None:
    code = give_code(house)
    with running(house, qtbot) as program:
        screen = lock_screen(program)
        screen.choose("maria")
        assert screen.secret is screen.code and not screen.password.isVisible()
        assert "slip" in screen.hint.text() and screen.button.words == "Go on"
        QTest.keyClicks(screen.code.line, code.lower())
        QTest.keyClick(screen.code.line, ENTER)
        with qtbot.waitSignal(program.signed_in, timeout=10_000):
            choose_password(program, qtbot)
        assert isinstance(frame(program), PersonFrame)
        assert program.holder.practice.actor.name == "Maria R., CMA"
    house.open("maria", NEW).close()
    with pytest.raises(Unavailable):
        house.open("maria", MARIA)


def test_a_slip_of_the_finger_leaves_the_long_code_to_be_mended(house: House, qtbot: Any) -> None:
    code = give_code(house)
    wrong = ("0" if code[0] != "0" else "1") + code[1:]
    with running(house, qtbot) as program:
        screen = lock_screen(program)
        screen.choose("maria")
        screen.code.line.setText(wrong)
        screen.submit()
        qtbot.waitUntil(lambda: bool(screen.code.error.text()), timeout=10_000)
        assert "mistyped" in screen.code.error.text() and screen.code.text() == wrong


def test_who_types_a_sign_in_name_and_the_old_password_is_asked_for_the_code(
    house: House, qtbot: Any
) -> None:
    give_code(house)
    with running(house, qtbot) as program:
        screen = lock_screen(program)
        screen._by_code.clear()  # the tiles were made before the code
        screen.choose("maria")
        screen.password.line.setText(MARIA)
        screen.submit()
        qtbot.waitUntil(lambda: screen.secret is screen.code, timeout=10_000)
        assert screen.button.isEnabled()


def test_locking_while_the_password_is_chosen_forgets_it_and_the_code_opens_again(
    house: House, qtbot: Any
) -> None:
    code = give_code(house)
    with running(house, qtbot) as program:
        screen = lock_screen(program)
        screen.choose("maria")
        screen.code.line.setText(code)
        screen.submit()
        found = program.entering.recovering
        assert found is not None
        qtbot.waitUntil(lambda: found.page is not None, timeout=10_000)
        page = found.page
        assert isinstance(page, FirstPassword)
        page.new.password.line.setText(NEW)
        program.lock()
        assert page.new.password.text() == "" and program.entering.recovering is None
        qtbot.waitUntil(lambda: lock_screen(program).isVisible(), timeout=5_000)


def test_someone_with_a_code_comes_in_over_the_locked_work_of_another(house: House, qtbot: Any) -> None:
    code = give_code(house)
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        first = frame(program)
        screen = lock(program, qtbot)
        screen.choose("maria")
        screen.code.line.setText(code)
        screen.submit()
        with qtbot.waitSignal(program.signed_in, timeout=10_000):
            choose_password(program, qtbot)
        assert frame(program) is not first
        assert program.holder.practice.actor.name == "Maria R., CMA"


# -- the second step ----------------------------------------------------------------------------------------


def test_after_the_password_the_code_is_asked_for_and_lets_in(house: House, qtbot: Any) -> None:
    phone = Phone(house)
    with running(house, qtbot) as program:
        type_password(program, qtbot)
        until_step(program, qtbot)
        screen = lock_screen(program)
        assert not program.holder.open and screen.step.isVisible() and not screen.password.isVisible()
        QTest.keyClicks(screen.step.line, phone.code(4))
        QTest.keyClick(screen.step.line, ENTER)
        qtbot.waitUntil(lambda: bool(screen.step.error.text()), timeout=10_000)
        assert "9:02 AM" in screen.step.error.text()
        QTest.keyClicks(screen.step.line, phone.code())
        with qtbot.waitSignal(program.signed_in, timeout=10_000):
            QTest.keyClick(screen.step.line, ENTER)
        assert program.holder.open


def test_escape_at_the_second_step_closes_the_practice_and_asks_for_the_password(
    house: House, qtbot: Any
) -> None:
    phone = Phone(house)
    with running(house, qtbot) as program:
        type_password(program, qtbot)
        until_step(program, qtbot)
        with qtbot.waitSignal(program.closed, timeout=10_000):
            QTest.keyClick(lock_screen(program).step.line, ESCAPE)
        screen = lock_screen(program)
        assert screen.secret is screen.password and screen.password.isVisible()
        type_password(program, qtbot)  # and it can be opened again
        until_step(program, qtbot)
        screen.step.line.setText(phone.codes[2])
        with qtbot.waitSignal(program.signed_in, timeout=10_000):
            screen.submit()


def test_the_program_ends_while_the_second_step_is_asked(house: House, qtbot: Any) -> None:
    Phone(house)
    with running(house, qtbot) as program:
        type_password(program, qtbot)
        until_step(program, qtbot)
    house.open().close()  # nobody holds the file any more


def test_an_unlock_goes_on_with_the_work_and_asks_again_only_where_the_rule_says_so(
    house: House, qtbot: Any
) -> None:
    phone = Phone(house)
    with running(house, qtbot) as program:
        type_password(program, qtbot)
        until_step(program, qtbot)
        lock_screen(program).step.line.setText(phone.code())
        with qtbot.waitSignal(program.signed_in, timeout=10_000):
            lock_screen(program).submit()
        note_of(program).note.line.setText("half a sentence")
        rule = SavePolicy(
            name="sign_in", valid_from=program.today(), content={"second_step": {"at_every_unlock": True}}
        )
        lock(program, qtbot)
        sign_in(program, qtbot)
        program.holder.run(save_policy, rule)
        house.clock.set(house.clock.now() + timedelta(minutes=2))
        screen = lock(program, qtbot)
        type_password(program, qtbot)
        until_step(program, qtbot)
        program.lock()  # idle while the code is asked: the practice closes, the work stays
        qtbot.waitUntil(lambda: screen.secret is screen.password, timeout=10_000)
        type_password(program, qtbot)
        until_step(program, qtbot)
        screen.step.line.setText(phone.code())
        with qtbot.waitSignal(program.signed_in, timeout=10_000):
            screen.submit()
        qtbot.waitUntil(lambda: note_of(program).note.text() == "half a sentence", timeout=10_000)


@pytest.mark.parametrize("how", ["switch", "other", "end"])
def test_a_sign_in_after_the_work_was_put_away_asks_for_the_second_step_again(
    house: House, qtbot: Any, how: str
) -> None:
    phone = Phone(house)
    with running(house, qtbot) as program:
        type_password(program, qtbot)
        until_step(program, qtbot)
        lock_screen(program).step.line.setText(phone.code())
        with qtbot.waitSignal(program.signed_in, timeout=10_000):
            lock_screen(program).submit()
        lock(program, qtbot)
        if how == "other":
            sign_in(program, qtbot, "maria", MARIA)
            lock(program, qtbot)
        if how == "end":
            sign_in(program, qtbot)  # one's own work that waits: without it
            lock(program, qtbot)
        lock_screen(program).switch_wanted.emit()
        type_password(program, qtbot)
        until_step(program, qtbot)
        assert not program.holder.open


def test_a_role_that_needs_an_authenticator_sets_it_up_before_the_work(house: House, qtbot: Any) -> None:
    practice = house.open()
    content = {"second_step": {"roles": ["medical_assistant"]}}
    day = house.clock.now().date()
    practice.run(save_policy, SavePolicy(name="sign_in", valid_from=day, content=content))
    practice.close()
    with running(house, qtbot) as program:
        type_password(program, qtbot, "maria", MARIA)
        window = program.window
        assert window is not None
        qtbot.waitUntil(lambda: bool(window.findChildren(SetUpPage)), timeout=10_000)
        (page,) = window.findChildren(SetUpPage)
        set_up = page.set_up
        assert not set_up.password.isVisible() and not program.holder.open
        set_up.code.line.setText(code_at(set_up.pending.secret, counter_at(house.clock.now())))
        set_up.submit()
        qtbot.waitUntil(lambda: set_up.codes is not None, timeout=10_000)
        assert set_up.codes is not None and set_up.secret.text() == ""
        shown = [label.text() for label in set_up.codes.labels]
        assert len(set(shown)) == 10
        with qtbot.waitSignal(program.signed_in, timeout=10_000):
            set_up.codes.done_button.click()
        assert program.holder.practice.second_step.state.there


# -- the own sign-in ----------------------------------------------------------------------------------------


def panel_of(program: Program, kind: type[Any], qtbot: Any) -> Any:
    work = frame(program).work
    qtbot.waitUntil(lambda: bool(work.findChildren(kind)), timeout=5_000)
    return work.findChildren(kind)[-1]


def test_one_changes_the_own_password(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot, "maria", MARIA)
        frame(program).password_wanted.emit()
        panel = panel_of(program, PasswordPanel, qtbot)
        panel.old.line.setText("not my password")
        for line in (panel.new.password.line, panel.new.again.line):
            line.setText(NEW)
        panel.submit()
        qtbot.waitUntil(lambda: bool(panel.old.error.text()), timeout=10_000)
        panel.old.line.setText(MARIA)
        panel.new.password.line.setText("maria-maria1")
        panel.submit()
        assert panel.new.password.error.text()
        panel.new.password.line.setText(NEW)
        with qtbot.waitSignal(panel.changed, timeout=10_000):
            panel.submit()
    house.open("maria", NEW).close()


def test_locking_forgets_the_passwords_that_were_typed(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        frame(program).password_wanted.emit()
        panel = panel_of(program, PasswordPanel, qtbot)
        for field in panel.secrets:
            field.line.setText(NEW)
        texts = [field.line for field in panel.secrets]
        assert len(texts) == 3
        lock(program, qtbot)
        assert panel.gone


@pytest.mark.parametrize("new", [False, True])
def test_recovery_codes_that_went_with_a_lock_are_not_counted_as_kept(
    house: House, qtbot: Any, new: bool
) -> None:
    phone = None if new else Phone(house)
    with running(house, qtbot) as program:
        if phone is None:
            sign_in(program, qtbot)
        else:
            type_password(program, qtbot)
            until_step(program, qtbot)
            lock_screen(program).step.line.setText(phone.code())
            with qtbot.waitSignal(program.signed_in, timeout=10_000):
                lock_screen(program).submit()
            house.clock.set(house.clock.now() + timedelta(minutes=2))
        frame(program).second_step_wanted.emit()
        panel = panel_of(program, SecondStepPanel, qtbot)
        if phone is None:
            panel.set_up.code.line.setText(
                code_at(panel.set_up.pending.secret, counter_at(house.clock.now()))
            )
            panel.set_up.password.line.setText(PASSWORD)
            panel.set_up.submit()
            qtbot.waitUntil(lambda: panel.set_up.codes is not None, timeout=10_000)
        else:
            panel.password.line.setText(PASSWORD)
            panel.code.line.setText(phone.code())
            panel.renew()
            qtbot.waitUntil(lambda: panel.codes is not None, timeout=10_000)
        lock(program, qtbot)
        sign_in(program, qtbot)
        step = program.holder.practice.second_step
        assert step.state.codes_left == (0 if phone is None else 10)
        if phone is not None:
            assert step.prove(phone.codes[4]).codes_left == 9  # those on paper still open


def test_one_sets_an_authenticator_up_renews_the_codes_and_removes_it(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        frame(program).second_step_wanted.emit()
        panel = panel_of(program, SecondStepPanel, qtbot)
        secret = panel.set_up.pending.secret

        def code() -> str:
            return code_at(secret, counter_at(house.clock.now()))

        panel.set_up.code.line.setText(code())
        panel.set_up.submit()
        assert panel.set_up.password.error.text()  # at a desk left open nobody sets one up
        panel.set_up.password.line.setText(PASSWORD)
        panel.set_up.submit()
        qtbot.waitUntil(lambda: panel.set_up.codes is not None, timeout=10_000)
        first = [label.text() for label in panel.set_up.codes.labels]
        with qtbot.waitSignal(panel.told, timeout=10_000):
            panel.set_up.codes.done_button.click()
        house.clock.set(house.clock.now() + timedelta(minutes=2))
        frame(program).second_step_wanted.emit()
        panel = panel_of(program, SecondStepPanel, qtbot)
        panel.password.line.setText(PASSWORD)
        panel.code.line.setText(code())
        panel.renew()
        qtbot.waitUntil(lambda: panel.codes is not None, timeout=10_000)
        assert not set(first) & {label.text() for label in panel.codes.labels}
        with qtbot.waitSignal(panel.told, timeout=10_000):
            panel.codes.done_button.click()
        house.clock.set(house.clock.now() + timedelta(minutes=2))
        frame(program).second_step_wanted.emit()
        panel = panel_of(program, SecondStepPanel, qtbot)
        panel.password.line.setText(PASSWORD)
        panel.code.line.setText(first[0])
        panel.remove()
        qtbot.waitUntil(lambda: bool(panel.code.error.text()), timeout=10_000)  # it was replaced
        panel.password.line.setText(PASSWORD)
        panel.code.line.setText(code())
        with qtbot.waitSignal(panel.told, timeout=10_000):
            panel.remove()
        assert not program.holder.practice.second_step.state.there


def test_a_window_made_for_other_roles_is_made_anew(house: House, qtbot: Any) -> None:
    assert FLOOR.acceptable
    with running(house, qtbot) as program:
        first = sign_in(program, qtbot, "maria", MARIA)
        lock(program, qtbot)
        practice = house.open()
        one = next(each for each in practice.answer(accounts) if each.login == "maria")
        from app.core.acts import Role
        from app.security.actions import ChangePerson

        practice.staff.change(
            ChangePerson(
                person_id=one.id,
                version=one.version,
                name=one.name,
                short_name=one.short_name,
                roles=(Role.FRONT_DESK,),
            )
        )
        practice.close()
        sign_in(program, qtbot, "maria", MARIA)
        assert frame(program) is not first
        assert program.holder.practice.actor.roles == {Role.FRONT_DESK}
