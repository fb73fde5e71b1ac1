"""The staff of an open practice: each person's account in the database and key slot in the key files.

Both change together: the key files are written within the transaction, just before its commit. Cut in
between, the key files are ahead of the database. Whoever lost a slot has none then and gets a one-time code;
a slot that nobody has an account for opens nothing; a label is behind. The next change mends all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.acts import Permission, Role
from app.core.errors import NotFound, RuleViolated, Unavailable
from app.core.findings import Message
from app.core.ids import Id
from app.documents.sign_in_slips import CodeSlip, render_code
from app.documents.words import words_for
from app.open_practice.open_file import OpenFile
from app.people.break_glass.actions import EndLeftOpen, end_left_open, left_open
from app.practice.policy import policy
from app.security.actions import (
    AddAccount,
    ChangePerson,
    DeactivatePerson,
    MakeCode,
    NoteExpiredCodes,
    ReopenAccount,
    UseCode,
    add_account,
    change_person,
    check_account,
    deactivate_person,
    make_code,
    note_expired_codes,
    open_codes,
    reopen_account,
    use_code,
)
from app.security.model import Account
from app.security.passwords import require_password
from app.security.role_words import role_word
from app.security.second_steps import RemoveSecondStep, remove_second_step
from app.security.views import AccountView, OwnerView
from app.store.kdf import DEFAULT, KdfCost
from app.store.one_time_code import OneTimeCode
from app.store.slots import (
    PersonLabel,
    SlotSet,
    add_person,
    give_code,
    relabel,
    remove_person,
    rewrap,
    with_people_of,
)
from app.store.state import read_state
from app.store.work import Work


class WayIn(StrEnum):
    """By what a person opens the practice, as the key files say."""

    PASSWORD = "password"  # noqa: S105 - a word
    CODE = "code"
    NONE = "none"


@dataclass(frozen=True)
class CodeMade:
    """A one-time code, to be shown once: for whom, its groups, and until when it opens."""

    account: AccountView
    groups: tuple[str, ...] = field(repr=False)
    until: datetime


class Staff:
    """Adds people and changes how they come in. One change of the key files at a time."""

    def __init__(self, file: OpenFile, behind: Callable[[], bool]) -> None:
        """`behind` says whether the database does not agree with its anchors."""
        self._file, self._behind = file, behind

    def add(
        self, command: AddAccount, password: str, cost: KdfCost = DEFAULT, *, own_password: str = ""
    ) -> AccountView:
        """Give a person a slot and an account; a new owner takes the own password. Slow: a key is derived."""
        check_account(command)
        self._require_own_password(command.roles, own_password)
        require_password(password, command.login, self._file.practice_name)
        label = PersonLabel(command.person_id, command.login, command.short_name, role_word(command.roles))

        def added(slots: SlotSet) -> SlotSet:
            return add_person(slots, self._file.key, label, password, cost)

        made: AccountView = self._change(added, lambda work: add_account(work, command))
        return made

    def add_with_code(self, command: AddAccount, own_password: str = "") -> CodeMade:
        """Give a person an account and a one-time code: they choose their password at the first sign-in.

        A new owner takes the own password of who adds them, as a code for somebody else does.
        """
        check_account(command)
        self._require_own_password(command.roles, own_password)
        label = PersonLabel(command.person_id, command.login, command.short_name, role_word(command.roles))

        def act(work: Work, until: datetime) -> AccountView:
            add_account(work, command)
            made: AccountView = make_code(work, MakeCode(person_id=command.person_id, until=until))
            return made

        return self._with_code(label, act)

    def _require_own_password(self, roles: tuple[Role, ...], typed: str) -> None:
        """Ask who makes somebody an owner for their own password: an owner can do all that they can.

        Who may not manage staff is refused by the act itself, which records it. Slow. Raises RuleViolated
        (none was typed) and Unavailable (wrong password, wait).
        """
        file = self._file
        file.require_second_step()
        if Role.OWNER not in roles or not file.around.policy.allows(file.actor, Permission.MANAGE_STAFF):
            return
        if not typed:
            raise RuleViolated("own_password", Message("security.own_password_missing"))
        self.prove_password(typed)

    def change(self, command: ChangePerson, own_password: str = "") -> AccountView:
        """Change name and roles; the label on the sign-in screen follows. Raises as `change_person`.

        Who becomes an owner by it takes the own password of who does it.
        """
        if Role.OWNER not in self._account(command.person_id).roles:
            self._require_own_password(command.roles, own_password)

        def relabelled(slots: SlotSet) -> SlotSet:
            person = slots.by_person(command.person_id)
            if person is None:
                return slots
            label = PersonLabel(
                command.person_id, person.label.login, command.short_name, role_word(command.roles)
            )
            return slots if label == person.label else relabel(slots, label)

        if Role.OWNER not in command.roles:
            self._require_owner_who_comes_in(command.person_id, "roles")
        changed: AccountView = self._change(relabelled, lambda work: change_person(work, command))
        return changed

    def deactivate(self, command: DeactivatePerson) -> AccountView:
        """End a person's access: their slot goes from both copies at once. Raises as `deactivate_person`."""
        self._require_owner_who_comes_in(command.person_id)

        def removed(slots: SlotSet) -> SlotSet:
            return remove_person(slots, command.person_id)

        ended: AccountView = self._change(removed, lambda work: deactivate_person(work, command))
        self._file.setting.second_steps.pop(command.person_id, None)
        return ended

    def _require_owner_who_comes_in(self, but: Id, field: str = "") -> None:
        """Refuse to leave a practice to owners of whom none has a slot: only the sheet would open it."""
        with Session(self._file.database.reader) as session:
            active = list(session.scalars(sa.select(Account).where(Account.active)))
        loses = any(one.id == but and Role.OWNER in one.roles for one in active)
        left = [one for one in active if one.id != but and Role.OWNER in one.roles]
        if loses and not any(self._file.ring.slots.by_person(one.id) for one in left):
            raise RuleViolated(field, Message("security.last_owner"))

    def give_code(self, person_id: Id, own_password: str, changed: ChangePerson | None = None) -> CodeMade:
        """Make a one-time code for a person, after asking who makes it for their own password. Slow.

        `changed` gives them another name or other roles with it, when they come back. From now on the
        person's earlier password or code opens nothing. Someone who was not active may come in again. Raises
        RuleViolated, Stale and Unavailable (wrong password, wait).
        """
        self._file.require_second_step()
        self.prove_password(own_password)
        account = self._account(person_id)
        now: AccountView | ChangePerson = changed or account
        label = PersonLabel(account.id, account.login, now.short_name, role_word(now.roles))

        def act(work: Work, until: datetime) -> AccountView:
            if changed is not None:
                change_person(work, replace(changed, person_id=person_id))
            if not account.active:
                reopen_account(work, ReopenAccount(person_id=person_id))
            made: AccountView = make_code(work, MakeCode(person_id=person_id, until=until))
            return made

        return self._with_code(label, act)

    def _account(self, person_id: Id) -> AccountView:
        with Session(self._file.database.reader) as session:
            found = session.get(Account, person_id)
            if found is None:
                raise NotFound("account", person_id)
            roles = tuple(Role(name) for name in found.role_names)
            return AccountView(
                found.id, found.version, found.login, found.name, found.short_name, roles, found.active
            )

    def _with_code(self, label: PersonLabel, act: Callable[[Work, datetime], AccountView]) -> CodeMade:
        code, until = OneTimeCode.generate(), self._code_until()
        made: AccountView = self._change(
            lambda slots: give_code(slots, self._file.key, label, code, until), lambda work: act(work, until)
        )
        return CodeMade(made, code.groups(), until)

    def _code_until(self) -> datetime:
        file = self._file
        with Session(file.database.reader) as session:
            hours = policy(file.reading(session), "sign_in")["code"]["hours"]
        return (file.setting.clock.now() + timedelta(hours=float(hours))).replace(microsecond=0)

    def slip(self, made: CodeMade) -> bytes:
        """Return the slip of a code that was just made, as a PDF."""
        file = self._file
        until = made.until.astimezone(file.around.zone)
        account = made.account
        slip = CodeSlip(file.practice_name, account.name, account.login, made.groups, until)
        return render_code(slip, words_for("en"))

    def remove_second_step(self, person_id: Id) -> None:
        """Remove the second step of someone who lost it. Raises NotPermitted and NotFound."""
        self._file.require_second_step()
        with self._file.work() as work:
            remove_second_step(work, RemoveSecondStep(person_id=person_id))

    # -- the person signed in -------------------------------------------------------------------------------

    def change_password(self, old: str, new: str, cost: KdfCost = DEFAULT) -> None:
        """Give the person signed in a new password, the old one asked for. Slow.

        Raises RuleViolated (the new one is too weak, or the old one) and Unavailable (wrong password, wait).
        """
        file, own = self._file, self._file.actor.person_id
        file.require_second_step()
        self.prove_password(old)
        person = file.ring.slots.by_person(own)
        require_password(new, person.label.login if person else "", file.practice_name)
        if new == old:
            raise RuleViolated("password", Message("security.password.same"))
        with file.ring.changing:
            before = file.ring.slots
            slots = rewrap(self._healed_slots(), file.key, own, new, cost)
            try:
                file.change_keys(slots, "password_set", by="self")
            except BaseException:
                self._put_right(before, slots)
                raise

    def prove_password(self, password: str) -> None:
        """Ask who is signed in for their password again. Raises Unavailable (wrong password, wait). Slow."""
        self._file.ring.prove(self._file.actor.person_id, password, self._file.setting.clock.now)

    def come_in_anew(self, owner: OwnerView, slots: SlotSet) -> None:
        """Give an owner who came by the recovery sheet their account and password back."""
        if not owner.active:
            with Work(self._file.actor, self._file.around) as work:
                reopen_account(work, ReopenAccount(person_id=owner.person_id))
        with self._file.ring.changing:
            self._file.change_keys(slots, "password_set", by="recovery_sheet")

    def come_in_by_code(self, password: str, cost: KdfCost = DEFAULT) -> None:
        """Put the password in force that a person chose who came by a one-time code; the code is used up."""
        own = self._file.actor.person_id

        def rewrapped(slots: SlotSet) -> SlotSet:
            return rewrap(slots, self._file.key, own, password, cost)

        self._change(rewrapped, lambda work: use_code(work, UseCode()), first=True)

    # -- what is so -----------------------------------------------------------------------------------------

    def ways_in(self) -> Mapping[Id, WayIn]:
        """Return by what each person who has an account comes in."""
        slots = {one.label.person_id: one.slot for one in self._file.ring.slots.people}
        ways = dict.fromkeys(self._account_ids(), WayIn.NONE)
        for person_id, slot in slots.items():
            if person_id in ways:
                ways[person_id] = WayIn.PASSWORD if slot.until is None else WayIn.CODE
        return ways

    def note_expired_codes(self) -> None:
        """Let the record know of codes that ran out unused."""
        file = self._file
        with Session(file.database.reader) as session:
            now = file.setting.clock.now()
            over = any(one.until <= now for one in open_codes(file.reading(session)))
        if over:
            with Work(file.actor, file.around) as work:
                note_expired_codes(work, NoteExpiredCodes())

    def end_left_open(self) -> None:
        """End the emergency openings of charts that an earlier sign-in of this person left open."""
        file = self._file
        with Session(file.database.reader) as session:
            left = left_open(file.reading(session))
        if left:
            with Work(file.actor, file.around) as work:
                end_left_open(work, EndLeftOpen())

    # -- both halves together -------------------------------------------------------------------------------

    def _change(
        self,
        change: Callable[[SlotSet], SlotSet],
        act: Callable[[Work], Any],
        *,
        first: bool = False,
    ) -> Any:
        """Change the key files and the database together, or neither. `first`: before the second step."""
        file, ring = self._file, self._file.ring
        if not first:
            file.require_second_step()
        with ring.changing:
            before = ring.slots
            slots = change(self._healed_slots())
            try:
                with Work(file.actor, file.around) as work:
                    result = act(work)
                    if slots != ring.slots:
                        ring.keep(slots, work.connection)
            except BaseException:
                self._put_right(before, slots)
                raise
        return result

    def _put_right(self, before: SlotSet, wanted: SlotSet) -> None:
        """After a failure let the key files say what the database says; else the next change does."""
        file, ring = self._file, self._file.ring
        with suppress(Unavailable, sa.exc.SQLAlchemyError):
            with file.database.reader.connect() as connection:
                known = read_state(connection).slot_set_version
            if ring.slots.version > before.version and known < wanted.version:
                ring.write(with_people_of(ring.slots, before))

    def _healed_slots(self) -> SlotSet:
        """Return the slots as the accounts are: none for strangers and for who left, labels as the names.

        A database that is behind its anchors knows nothing of people added since: then all stay.
        """
        ring = self._file.ring
        if self._behind():
            return ring.slots
        with Session(self._file.database.reader) as session:
            people = {one.id: one for one in session.scalars(sa.select(Account)) if one.active}
        slots = ring.without_strangers(people)
        for slot in slots.people:
            one = people[slot.label.person_id]
            label = PersonLabel(one.id, one.login, one.short_name, role_word(map(Role, one.role_names)))
            if label != slot.label:
                slots = relabel(slots, label)
        return slots

    def _account_ids(self) -> set[Id]:
        with Session(self._file.database.reader) as session:
            return set(session.scalars(sa.select(Account.id)))
