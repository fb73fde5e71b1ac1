"""Numbers without gaps: given inside the transaction that uses them, so an undone act gives them back."""

import sqlalchemy as sa

from app.store.state import Sequence
from app.store.work import Work


def next_number(work: Work, name: str, *, first: int = 1) -> int:
    """Return the next number of a named sequence, starting at `first`."""
    sequence = work.session.scalars(sa.select(Sequence).where(Sequence.name == name)).one_or_none()
    if sequence is None:
        sequence = work.add(Sequence(name=name, last=first - 1))
    sequence.last += 1
    return sequence.last
