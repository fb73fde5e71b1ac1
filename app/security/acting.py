"""Who acts on a file that is not open yet, told from what every schema so far has of an account."""

import sqlalchemy as sa

from app.core.acts import Actor, Role
from app.core.ids import Id, new_id
from app.security.model import Account


def actor_of(connection: sa.Connection, person_id: Id, workstation: str) -> Actor:
    """Return a person as the actor of one opening, restore or upgrade.

    Asks only for columns of schema 1: the file may be older than this program's models.
    """
    asked = sa.select(Account.id, Account.short_name, Account.role_names).where(Account.id == person_id)
    row = connection.execute(asked).one()
    return Actor(row.id, row.short_name, frozenset(map(Role, row.role_names)), new_id(), workstation)
