"""People change, leave, come back and come in by a code: account and key slot go together, cut anywhere."""

import json
import shutil
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
from app.core.errors import DaybookError, NotPermitted, RuleViolated, Stale, Unavailable
from app.core.ids import Id, new_id
from app.practice.founding import FoundPractice
from app.practice_file import (
    CodeMade,
    Owner,
    Practice,
    Setting,
    WayIn,
    create_practice,
    look_at,
    open_practice,
)
from app.practice_recovery import check_code, open_with_code
from app.security import key_ring
from app.security.actions import AddAccount, ChangePerson, DeactivatePerson
from app.security.queries import accounts, verify
from app.security.views import AccountView
from app.store import slot_files
from app.store.audit import AuditRow
from app.store.kdf import FLOOR

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
OWNER = Owner(login="ruth", name="Ruth Day, MD", short_name="Dr. Day")
RUTH, MARIA, NEW = "seven green kayaks", "nine yellow canoes", "eleven silver thimbles"
STEPS = range(5)  # the first copy of the keys, the second, the version in the database, the commit, after it


class Desk:
    """A practice on disk with its owner signed in, and an assistant who has a password."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "practice" / "p.daybook"
        self.file.parent.mkdir(parents=True)
        self.clock = SetClock(NOW)
        self.state = folder / "state"
        founding = FoundPractice(name="Riverside", zone="America/New_York")
        self.practice = create_practice(
            self.file, founding, OWNER, RUTH, lambda sheet: None, setting=self.setting, cost=FLOOR
        )
        self.maria = self.practice.staff.add(person("maria", Role.MEDICAL_ASSISTANT), MARIA, FLOOR).id

    @property
    def setting(self) -> Setting:
        return Setting(self.clock, ChangeBus(), "test PC", self.state)

    def account(self, login: str = "maria", practice: Practice | None = None) -> AccountView:
        found = (practice or self.practice).answer(accounts)
        return next(one for one in found if one.login == login)

    def leave(self) -> None:
        self.practice.close()

    def again(self) -> Practice:
        self.practice = open_practice(self.file, "ruth", RUTH, self.setting)
        return self.practice

    def events(self, event: str) -> list[dict[str, Any]]:
        with Session(self.practice.around.database.reader) as session:
            rows = session.scalars(sa.select(AuditRow).order_by(AuditRow.sequence))
            return [json.loads(row.entry) for row in rows if event in (row.event, row.act)]


def person(login: str, *roles: Role) -> AddAccount:
    name = login.capitalize()
    return AddAccount(person_id=new_id(), login=login, name=f"{name} Reyes", short_name=name, roles=roles)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.practice.close()


def changed(one: AccountView, *roles: Role, name: str = "Maria Stone", short: str = "Mia") -> ChangePerson:
    return ChangePerson(
        person_id=one.id, version=one.version, name=name, short_name=short, roles=roles or one.roles
    )


def left(one: AccountView) -> DeactivatePerson:
    return DeactivatePerson(person_id=one.id, version=one.version)


def opens(file: Path, login: str, password: str, setting: Setting) -> str:
    """Return "" where the password opens the practice, else why not."""
    try:
        open_practice(file, login, password, setting).close()
    except Unavailable as refused:
        return refused.cause
    return ""


def code_of(made: CodeMade) -> str:
    return "-".join(made.groups)


# -- who one is ----------------------------------------------------------------------------------------------


def test_a_change_of_person_is_on_the_sign_in_screen_and_in_the_record(desk: Desk) -> None:
    made = desk.practice.staff.change(changed(desk.account(), Role.RN, Role.BILLER))
    assert (made.name, made.short_name, made.roles) == ("Maria Stone", "Mia", (Role.BILLER, Role.RN))
    tile = next(one for one in look_at(desk.file).tiles if one.login == "maria")
    assert (tile.name, tile.role) == ("Mia", "rn")
    (told,) = [one for one in desk.events("security.change_person") if one["event"] == "act"]
    permissions = told["details"]["permissions"]
    assert permissions == {"before": ["medical_assistant"], "after": ["biller", "rn"]}
    desk.leave()
    opened = open_practice(desk.file, "maria", MARIA, desk.setting)
    assert opened.actor.roles == {Role.RN, Role.BILLER} and opened.actor.name == "Mia"
    opened.close()


def test_a_change_of_name_alone_is_no_change_of_permissions(desk: Desk) -> None:
    desk.practice.staff.change(changed(desk.account()))
    (told,) = [one for one in desk.events("security.change_person") if one["event"] == "act"]
    assert "permissions" not in told.get("details", {})


def test_the_last_owner_stays_an_owner_and_active_and_nobody_ends_themself(desk: Desk) -> None:
    ruth = desk.account("ruth")
    with pytest.raises(RuleViolated) as refused:
        desk.practice.staff.change(changed(ruth, Role.PHYSICIAN))
    assert refused.value.message.id == "security.last_owner"
    with pytest.raises(RuleViolated):
        desk.practice.staff.deactivate(left(ruth))
    joan = desk.practice.staff.add(person("joan", Role.OWNER), NEW, FLOOR, own_password=RUTH)
    with pytest.raises(RuleViolated) as refused:
        desk.practice.staff.deactivate(left(desk.account("ruth")))
    assert refused.value.message.id == "security.not_oneself"
    desk.practice.staff.change(changed(desk.account("ruth"), Role.PHYSICIAN, name="Ruth", short="Ruth"))
    desk.leave()
    opened = open_practice(desk.file, "joan", NEW, desk.setting)
    with pytest.raises(RuleViolated):  # the other owner is none any more
        opened.staff.change(changed(next(o for o in opened.answer(accounts) if o.id == joan.id), Role.RN))
    opened.close()


def test_an_owner_without_a_slot_does_not_count_as_the_other_owner(desk: Desk) -> None:
    joan = desk.practice.staff.add(person("joan", Role.OWNER), NEW, FLOOR, own_password=RUTH)
    ring = desk.practice.file.ring
    ring.write(slot_files_without(ring.slots, joan.id))
    for change in (
        lambda: desk.practice.staff.change(changed(desk.account("ruth"), Role.PHYSICIAN)),
        lambda: desk.practice.staff.deactivate(left(desk.account("ruth"))),
    ):
        with pytest.raises(RuleViolated) as refused:
            change()
        assert refused.value.message.id == "security.last_owner"


def slot_files_without(slots: Any, person_id: Id) -> Any:
    return key_ring.remove_person(slots, person_id)


def test_a_stale_change_and_one_without_a_role_are_refused(desk: Desk) -> None:
    one = desk.account()
    desk.practice.staff.change(changed(one))
    keys = desk.practice.paths.keys.read_bytes()
    with pytest.raises(Stale):
        desk.practice.staff.change(changed(one, Role.RN, short="Other"))
    with pytest.raises(RuleViolated):
        desk.practice.staff.change(
            ChangePerson(person_id=one.id, version=desk.account().version, name="A", short_name="A", roles=())
        )
    assert desk.practice.paths.keys.read_bytes() == keys


def test_who_may_not_manage_staff_changes_nobody(desk: Desk) -> None:
    one, keys = desk.account(), desk.practice.paths.keys.read_bytes()
    desk.leave()
    opened = open_practice(desk.file, "maria", MARIA, desk.setting)
    acts: list[Callable[[], object]] = [
        lambda: opened.staff.change(changed(one, Role.OWNER)),
        lambda: opened.staff.deactivate(left(one)),
        lambda: opened.staff.give_code(desk_owner(opened), MARIA),
        lambda: opened.staff.add_with_code(person("eve", Role.OWNER)),
        lambda: opened.staff.remove_second_step(desk_owner(opened)),
    ]
    for act in acts:
        with pytest.raises(NotPermitted):
            act()
    opened.close()
    assert desk.file.with_name("p.daybook.keys").read_bytes() == keys
    desk.again()
    assert len(desk.events("refused")) == len(acts)


def desk_owner(practice: Practice) -> Id:
    return next(one.id for one in practice.answer(accounts) if one.login == "ruth")


# -- leaving and coming back ---------------------------------------------------------------------------------


def test_who_leaves_has_no_slot_in_either_copy_and_does_not_come_in(desk: Desk, tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(desk.file.parent, older)
    made = desk.practice.staff.deactivate(left(desk.account()))
    assert not made.active
    for name in ("p.daybook.keys", "p.daybook.keys.2"):
        assert "maria" not in (desk.file.parent / name).read_text()
    desk.leave()
    assert opens(desk.file, "maria", MARIA, desk.setting) == "wrong_password"
    for name in ("p.daybook.keys", "p.daybook.keys.2"):
        shutil.copy(older / name, desk.file.parent / name)
    assert opens(desk.file, "maria", MARIA, desk.setting) == "keys_older"
    assert opens(desk.file, "ruth", RUTH, desk.setting) == "keys_older"


def test_who_comes_back_gets_a_code_and_not_the_earlier_password(desk: Desk) -> None:
    desk.practice.staff.deactivate(left(desk.account()))
    made = desk.practice.staff.give_code(desk.maria, RUTH)
    assert made.account.active and desk.account().active
    desk.leave()
    assert opens(desk.file, "maria", MARIA, desk.setting) == "code_waits"
    open_with_code(desk.file, "maria", code_of(made), NEW, desk.setting, cost=FLOOR).close()
    assert opens(desk.file, "maria", NEW, desk.setting) == ""


# -- one-time codes ------------------------------------------------------------------------------------------


def test_a_code_replaces_the_password_at_once_and_is_used_once(desk: Desk) -> None:
    made = desk.practice.staff.give_code(desk.maria, RUTH)
    assert made.until == NOW + timedelta(hours=24) and desk.account().code_until == made.until
    assert desk.practice.staff.ways_in()[desk.maria] is WayIn.CODE
    assert [one.code_until for one in look_at(desk.file).tiles if one.login == "maria"] == [made.until]
    desk.leave()
    assert opens(desk.file, "maria", MARIA, desk.setting) == "code_waits"
    check_code(desk.file, "maria", code_of(made).lower(), desk.setting)
    opened = open_with_code(desk.file, "maria", code_of(made), NEW, desk.setting, cost=FLOOR)
    assert opened.actor.name == "Maria" and opened.staff.ways_in()[desk.maria] is WayIn.PASSWORD
    opened.close()
    with pytest.raises(Unavailable) as refused:
        open_with_code(desk.file, "maria", code_of(made), "another long passphrase", desk.setting, cost=FLOOR)
    assert refused.value.cause == "wrong_code"
    assert opens(desk.file, "maria", NEW, desk.setting) == ""
    desk.again()
    assert desk.account().code_until is None
    assert desk.events("code_sign_in") and desk.events("security.use_code")
    assert desk.practice.answer(verify, full=True).verified


def test_a_code_is_made_by_who_proves_to_be_the_owner(desk: Desk) -> None:
    keys = desk.practice.paths.keys.read_bytes()
    with pytest.raises(Unavailable) as refused:
        desk.practice.staff.give_code(desk.maria, "not the password at all")
    assert refused.value.cause == "wrong_password"
    assert desk.practice.paths.keys.read_bytes() == keys
    with pytest.raises(RuleViolated):  # one's own password is changed, not reset
        desk.practice.staff.give_code(desk.account("ruth").id, RUTH)


def test_a_new_person_may_choose_the_password_themself(desk: Desk) -> None:
    made = desk.practice.staff.add_with_code(person("noor", Role.NP_PA))
    assert made.account.code_until == made.until
    desk.leave()
    opened = open_with_code(desk.file, "noor", code_of(made), NEW, desk.setting, cost=FLOOR)
    assert opened.actor.roles == {Role.NP_PA}
    opened.close()


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=40)])
def test_a_code_ends_on_time_and_the_record_says_so(desk: Desk, late: timedelta) -> None:
    made = desk.practice.staff.give_code(desk.maria, RUTH)
    desk.leave()
    desk.clock.set(made.until - timedelta(seconds=1))
    check_code(desk.file, "maria", code_of(made), desk.setting)
    desk.clock.set(made.until + late)
    with pytest.raises(Unavailable) as refused:
        check_code(desk.file, "maria", code_of(made), desk.setting)
    assert refused.value.cause == "code_expired"
    desk.again()
    assert len(desk.events("security.note_expired_codes")) == 2  # the act, and the record that it changed
    assert desk.account().code_until == made.until
    desk.leave()
    desk.again()
    assert len(desk.events("security.note_expired_codes")) == 2


def test_a_clock_that_is_set_back_gives_an_expired_code_no_more_time(desk: Desk) -> None:
    made = desk.practice.staff.give_code(desk.maria, RUTH)
    desk.leave()
    desk.clock.set(made.until + timedelta(minutes=1))
    desk.again()
    desk.leave()
    desk.clock.set(NOW)
    with pytest.raises(Unavailable) as refused:
        open_with_code(desk.file, "maria", code_of(made), NEW, desk.setting, cost=FLOOR)
    assert refused.value.cause == "code_expired"


def test_more_time_written_into_the_key_files_opens_nothing(desk: Desk) -> None:
    made = desk.practice.staff.give_code(desk.maria, RUTH)
    desk.leave()
    until = int(made.until.timestamp())
    for name in ("p.daybook.keys", "p.daybook.keys.2"):
        path = desk.file.parent / name
        found = json.loads(path.read_text())
        for one in found["set"]["people"]:
            one["slot"] = {**one["slot"], "until": until + 9999} if one["login"] == "maria" else one["slot"]
        body = {key: value for key, value in found.items() if key != "checksum"}
        path.write_bytes(_sealed(body))
    desk.clock.set(made.until + timedelta(minutes=1))
    with pytest.raises(Unavailable) as refused:
        check_code(desk.file, "maria", code_of(made), desk.setting)
    assert refused.value.cause in ("slot_damaged", "keys_changed")


def _sealed(body: dict[str, Any]) -> bytes:
    from app.store.slot_text import _canonical, _checksum

    return _canonical({**body, "checksum": _checksum(body)}) + b"\n"


def test_wrong_codes_are_counted_and_wait_and_a_slip_of_the_finger_is_not(desk: Desk) -> None:
    made = desk.practice.staff.give_code(desk.maria, RUTH)
    other = desk.practice.staff.give_code(desk.maria, RUTH)  # replaces it
    desk.leave()
    slip = code_of(other)[:-1] + ("0" if code_of(other)[-1] != "0" else "1")
    for _ in range(8):
        with pytest.raises(RuleViolated):
            check_code(desk.file, "maria", slip, desk.setting)
    causes = []
    for _ in range(6):
        with pytest.raises(Unavailable) as refused:
            check_code(desk.file, "maria", code_of(made), desk.setting)
        causes.append(refused.value.cause)
    assert causes == ["wrong_code"] * 5 + ["wait"]
    desk.clock.set(NOW + timedelta(minutes=5))
    check_code(desk.file, "maria", code_of(other), desk.setting)
    desk.again()
    failed = [
        one["details"]["failed"] for one in desk.events("sign_in") if "failed" in one.get("details", {})
    ]
    assert failed[-1][0]["login"] == "maria" and failed[-1][0]["count"] == 5


@pytest.mark.parametrize("password", ["short", "riverside2026", "password123456", "maria-maria1"])
def test_the_password_chosen_with_a_code_keeps_the_rules(desk: Desk, password: str) -> None:
    made = desk.practice.staff.give_code(desk.maria, RUTH)
    desk.leave()
    for weak in (password, code_of(made)):
        with pytest.raises(RuleViolated):
            open_with_code(desk.file, "maria", code_of(made), weak, desk.setting, cost=FLOOR)
    check_code(desk.file, "maria", code_of(made), desk.setting)


def test_the_code_is_nowhere_in_the_files_or_the_record(desk: Desk) -> None:
    made = desk.practice.staff.give_code(desk.maria, RUTH)
    texts = {code_of(made), "".join(made.groups), code_of(made).lower()}
    with Session(desk.practice.around.database.reader) as session:
        told = "\n".join(session.scalars(sa.select(AuditRow.entry)))
    kept = "".join(
        (desk.file.parent / f"p.daybook{end}").read_text(errors="replace") for end in (".keys", ".keys.2")
    )
    assert not [one for one in texts if one in told or one in kept]
    assert "groups" not in repr(made)


# -- one's own password --------------------------------------------------------------------------------------


def test_one_changes_the_own_password_in_both_copies(desk: Desk) -> None:
    with pytest.raises(Unavailable):
        desk.practice.staff.change_password("a wrong old password", NEW, FLOOR)
    for weak in ("short", "riverside2026", RUTH):
        with pytest.raises(RuleViolated) as refused:
            desk.practice.staff.change_password(RUTH, weak, FLOOR)
        assert refused.value.field == "password"
    desk.practice.staff.change_password(RUTH, NEW, FLOOR)
    desk.practice.staff.prove_password(NEW)
    keys = [desk.file.with_name(f"p.daybook.keys{end}").read_bytes() for end in ("", ".2")]
    assert keys[0] == keys[1]
    assert [one["details"] for one in desk.events("password_set")] == [{"by": "self"}]
    desk.leave()
    assert opens(desk.file, "ruth", RUTH, desk.setting) == "wrong_password"
    assert opens(desk.file, "ruth", NEW, desk.setting) == ""


# -- faults --------------------------------------------------------------------------------------------------


def at_step(practice: Practice, patch: pytest.MonkeyPatch, step: int, happens: Callable[[], object]) -> None:
    remaining = [step]

    def reached() -> None:
        remaining[0] -= 1
        if remaining[0] == -1:
            happens()

    def first(real: Any) -> Any:
        return lambda *given: (reached(), real(*given))[1]

    patch.setattr(slot_files, "atomic_write", first(slot_files.atomic_write))
    patch.setattr(key_ring, "write_slot_set_version", first(key_ring.write_slot_set_version))
    sa.event.listen(practice.around.database.writer, "commit", lambda _connection: reached())


def fails() -> None:
    raise Unavailable("disk_full")


ACTS: dict[str, Callable[[Desk], object]] = {
    "change": lambda desk: desk.practice.staff.change(changed(desk.account(), Role.RN)),
    "deactivate": lambda desk: desk.practice.staff.deactivate(left(desk.account())),
    "code": lambda desk: desk.practice.staff.give_code(desk.maria, RUTH),
    "password": lambda desk: desk.practice.staff.change_password(RUTH, NEW, FLOOR),
}


@pytest.mark.parametrize("step", range(4))
@pytest.mark.parametrize("act", ACTS)
def test_what_fails_at_any_step_leaves_it_as_it_was_and_doing_it_again_succeeds(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, act: str, step: int
) -> None:
    before = desk.account()
    with monkeypatch.context() as patch:
        at_step(desk.practice, patch, step, fails)
        with pytest.raises(Unavailable):
            ACTS[act](desk)
    assert desk.account() == before
    label = desk.practice.file.ring.slots.by_person(desk.maria)
    assert label is not None and label.label.name == "Maria" and label.slot.until is None
    desk.practice.file.ring.prove(desk.maria, MARIA, desk.clock.now)
    desk.practice.staff.prove_password(RUTH)
    ACTS[act](desk)
    desk.leave()
    files = desk.file.with_name
    assert files("p.daybook.keys").read_bytes() == files("p.daybook.keys.2").read_bytes()
    assert opens(desk.file, "maria", MARIA, desk.setting) == {
        "deactivate": "wrong_password",
        "code": "code_waits",
    }.get(act, "")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("act", ACTS)
def test_cut_off_at_any_step_the_practice_opens_and_doing_it_again_mends_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str, step: int
) -> None:
    cut = tmp_path / "cut"
    with monkeypatch.context() as patch:
        at_step(desk.practice, patch, step, lambda: shutil.copytree(desk.file.parent, cut))
        ACTS[act](desk)
    desk.leave()
    if not cut.exists():
        shutil.copytree(desk.file.parent, cut)
    desk.file, desk.state = cut / "p.daybook", tmp_path / "none"
    passwords = [one for one in (RUTH, NEW) if opens(desk.file, "ruth", one, desk.setting) == ""]
    assert len(passwords) == 1
    desk.practice = open_practice(desk.file, "ruth", passwords[0], desk.setting)
    after = desk.account()
    if not after.active:  # whoever has left never comes in, whatever the key files say
        assert opens_meanwhile(desk, "maria", MARIA) in ("wrong_password", "no_longer_active")
    if after.active and act == "deactivate":
        desk.practice.staff.deactivate(left(after))
        assert desk.maria not in {one.label.person_id for one in desk.practice.file.ring.slots.people}
    elif act == "change":
        desk.practice.staff.change(changed(after, Role.RN))
        slot = desk.practice.file.ring.slots.by_person(desk.maria)
        assert slot is not None and slot.label.name == "Mia"
    elif act == "code":
        desk.practice.staff.give_code(desk.maria, passwords[0])
        assert opens_meanwhile(desk, "maria", MARIA) == "code_waits"
    assert desk.practice.answer(verify, full=True).verified


def opens_meanwhile(desk: Desk, login: str, password: str) -> str:
    desk.practice.close()
    found = opens(desk.file, login, password, desk.setting)
    passwords = [one for one in (RUTH, NEW) if opens(desk.file, "ruth", one, desk.setting) == ""]
    desk.practice = open_practice(desk.file, "ruth", passwords[0], desk.setting)
    return found


def test_every_refusal_is_one_that_the_window_can_show(desk: Desk) -> None:
    with pytest.raises(DaybookError):
        desk.practice.staff.give_code(new_id(), RUTH)
