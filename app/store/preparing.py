"""What is made ready for an act before the writer is taken, so that no other act waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol, runtime_checkable

from sqlalchemy.orm import Session

from app.core.acts import Action, Actor
from app.store.sealed_files import Staging
from app.store.work import Reading, Surroundings


@runtime_checkable
class Prepares(Protocol):
    """A command whose act keeps large files or reads them."""

    def prepare(self, reading: Reading, staging: Staging) -> None:
        """Write or read ahead; whether the act may use it is for the act to judge once more."""


@contextmanager
def prepared(
    actor: Actor, around: Surroundings, act: Action[Any, Any, Any], command: Any
) -> Iterator[Staging]:
    """Give the unit of work what its command made ready; nothing is for who may not do the act.

    Raises what `prepare` raises: Unavailable when the disk does not take a file, NotFound.
    """
    staging = Staging(around.attachments)
    try:
        if isinstance(command, Prepares) and around.policy.allows(actor, act.permission):
            with Session(around.database.reader) as session:
                command.prepare(Reading(session, actor, around), staging)
        yield staging
    finally:
        staging.clear()
