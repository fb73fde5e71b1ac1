"""What the file knows about itself: one row."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.ids import Id
from app.store.base import Base, Record
from app.store.engine import allowed_changes


class StoreState(Base):
    """Practice id, lineage (a restore starts a new one), and the version of the slot set last written."""

    __tablename__ = "store_state"

    only: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    practice_id: Mapped[Id]
    lineage: Mapped[Id]
    slot_set_version: Mapped[int]
    made_at: Mapped[datetime]


class Sequence(Record):
    """A row of numbers without gaps, by name ("mrn", "receipt")."""

    __tablename__ = "sequence"
    __audited__ = False

    name: Mapped[str] = mapped_column(unique=True)
    last: Mapped[int]


def read_state(connection: sa.Connection) -> StoreState:
    """Return the one row of the file's state."""
    columns = StoreState.__table__.columns
    return StoreState(**connection.execute(sa.select(*columns)).one()._mapping)


def write_state(connection: sa.Connection, state: StoreState) -> None:
    """Write the one row of a new file."""
    with allowed_changes(connection):
        connection.execute(
            sa.insert(StoreState),
            {
                "only": 1,
                "practice_id": state.practice_id,
                "lineage": state.lineage,
                "slot_set_version": state.slot_set_version,
                "made_at": state.made_at,
            },
        )


def write_slot_set_version(connection: sa.Connection, version: int) -> None:
    """Remember the newest slot set, so that an older one is refused."""
    with allowed_changes(connection):
        connection.execute(sa.update(StoreState).values(slot_set_version=version))
