"""Staff accounts: who may sign in, and as what; their one-time codes, and their second step."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from app.core.acts import Actor, Role
from app.core.changes import Kind
from app.core.ids import Id
from app.store.base import Record, json_list, refers, word_or_none


class Account(Record):
    """One person of the staff. Their password opens their key slot; it is nowhere in the database.

    `name` as on paper ("Ada Okafor, MD"), `short_name` as on the board ("Dr. Okafor", "Maria R., CMA").
    """

    __tablename__ = "account"
    __change__ = Kind.ACCOUNT

    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    role_names: Mapped[list[str]] = json_list()
    active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime]

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(name) for name in self.role_names)

    def actor(self, session_id: Id, workstation: str) -> Actor:
        """Return this person as the actor of one sign-in."""
        return Actor(self.id, self.short_name, self.roles, session_id, workstation)


class CodeEnd(StrEnum):
    """How a one-time code ended: a password was chosen, its time ran out, another was made, access ended."""

    USED = "used"
    EXPIRED = "expired"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class OneTimeCodeMade(Record):
    """That a one-time code was made for a person; the code itself is nowhere but on its slip."""

    __tablename__ = "one_time_code"
    __change__ = Kind.ACCOUNT

    account_id: Mapped[Id] = refers("account.id")
    made_at: Mapped[datetime]
    made_by: Mapped[Id]
    until: Mapped[datetime]
    ended: Mapped[CodeEnd | None] = word_or_none(CodeEnd)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class SecondStep(Record):
    """A person's authenticator (RFC 6238), from its enrolment until it is removed.

    `last_counter` is the newest time step whose code was taken; `used_codes` are the places, 0 to 9, of the
    recovery codes that were used; `wrong_tries` since the last right one.
    """

    __tablename__ = "second_step"
    __change__ = Kind.ACCOUNT

    account_id: Mapped[Id] = refers("account.id")
    made_at: Mapped[datetime]
    codes_made_at: Mapped[datetime]
    last_counter: Mapped[int]
    used_codes: Mapped[list[int]] = json_list()
    wrong_tries: Mapped[int] = mapped_column(default=0)
    wrong_at: Mapped[datetime | None] = mapped_column(default=None)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)


class SecondStepSecret(Record):
    """What the codes are made from, and the hashes of the recovery codes: no part of the record.

    The record keeps each field before and after for ever and is shown, printed and exported; a secret must
    not be in it. Emptied when the second step is removed.
    """

    __tablename__ = "second_step_secret"
    __audited__ = False

    second_step_id: Mapped[Id] = refers("second_step.id")
    secret: Mapped[bytes]
    salt: Mapped[bytes]
    hashes: Mapped[list[str]] = json_list()
