"""The staff of an open practice: each person's account in the database and key slot in the key files."""

from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Unavailable
from app.core.ids import Id
from app.open_practice.open_file import OpenFile
from app.security.actions import AddAccount, ReopenAccount, add_account, check_account, reopen_account
from app.security.model import Account
from app.security.passwords import require_password
from app.security.role_words import role_word
from app.security.views import AccountView, OwnerView
from app.store.kdf import DEFAULT, KdfCost
from app.store.slots import PersonLabel, SlotSet, add_person


class Staff:
    """Adds people and changes how they come in. One change of the key files at a time."""

    def __init__(self, file: OpenFile, behind: Callable[[], bool]) -> None:
        """`behind` says whether the database does not agree with its anchors."""
        self._file, self._behind = file, behind

    def add(self, command: AddAccount, password: str, cost: KdfCost = DEFAULT) -> AccountView:
        """Give a person a slot and an account. Slow by design: never on the GUI thread.

        The slot is written first: cut before the account is committed, it opens nothing, for the database
        knows no such person, and the next call takes it out.
        """
        check_account(command)
        require_password(password, command.login, self._file.practice_name)
        label = PersonLabel(command.person_id, command.login, command.short_name, role_word(command.roles))
        ring = self._file.ring
        with ring.changing:
            slots = add_person(self._healed_slots(), self._file.key, label, password, cost)
            try:
                with self._file.work() as work:
                    made: AccountView = add_account(work, command)
                    ring.slots = slots  # from here on there is something to take back
                    ring.keep(slots, work.connection)
            except BaseException:
                self._take_back(command.person_id)
                raise
        return made

    def prove_password(self, password: str) -> None:
        """Ask who is signed in for their password again. Raises Unavailable (wrong password, wait). Slow."""
        self._file.ring.prove(self._file.actor.person_id, password, self._file.setting.clock.now)

    def come_in_anew(self, owner: OwnerView, slots: SlotSet) -> None:
        """Give an owner who came by the recovery sheet their account and password back."""
        if not owner.active:
            with self._file.work() as work:
                reopen_account(work, ReopenAccount(person_id=owner.person_id))
        with self._file.ring.changing:
            self._file.change_keys(slots, "password_set", by="recovery_sheet")

    def _healed_slots(self) -> SlotSet:
        """Return the slots without those of people whose account never came to be.

        A database that is behind its anchors knows nothing of people added since: then all stay.
        """
        ring = self._file.ring
        return ring.slots if self._behind() else ring.without_strangers(self._account_ids())

    def _account_ids(self) -> set[Id]:
        with Session(self._file.database.reader) as session:
            return set(session.scalars(sa.select(Account.id)))

    def _take_back(self, person_id: Id) -> None:
        """Take a slot out again whose account was not committed; if that fails too, the next call does it."""
        ring = self._file.ring
        with suppress(Unavailable, sa.exc.SQLAlchemyError):
            if ring.slots.by_person(person_id) and person_id not in self._account_ids():
                ring.take_out(person_id)
