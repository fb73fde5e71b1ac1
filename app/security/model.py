"""Staff accounts: who may sign in, and as what."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.core.acts import Actor, Role
from app.core.changes import Kind
from app.core.ids import Id
from app.store.base import Record, json_list


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
