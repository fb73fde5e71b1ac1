"""Questions about the staff, and the proof of the record of who did what."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.core.ids import Id
from app.core.progress import Progress
from app.security.actions import view_of
from app.security.model import Account, CodeEnd, OneTimeCodeMade
from app.security.proving import prove
from app.security.second_steps import people_with_second_step
from app.security.views import AccountView, Verification
from app.store.work import Reading


@query(Permission.SEE_PRACTICE)
def accounts(reading: Reading) -> tuple[AccountView, ...]:
    """Return the staff, by name."""
    codes, steps = _newest_codes(reading), people_with_second_step(reading.session)
    people = reading.session.scalars(sa.select(Account).order_by(Account.name))
    return tuple(
        replace(
            view_of(one, codes.get(one.id)),
            second_step=one.id in steps,
            code_over=one.id in codes and codes[one.id] <= reading.now,
        )
        for one in people
    )


def _newest_codes(reading: Reading) -> dict[Id, datetime]:
    """Return until when the newest code of each person opens, or opened; not of those who used it."""
    newest: dict[Id, OneTimeCodeMade] = {}
    for one in reading.session.scalars(sa.select(OneTimeCodeMade).order_by(OneTimeCodeMade.id)):
        newest[one.account_id] = one
    return {who: one.until for who, one in newest.items() if one.ended in (None, CodeEnd.EXPIRED)}


@query(Permission.VERIFY)
def verify(reading: Reading, *, full: bool = False, progress: Progress | None = None) -> Verification:
    """Prove the chain, its checkpoints and the anchors; `full` also columns, records and the file's pages.

    Raises Cancelled.
    """
    return prove(reading, progress or Progress(), full=full)
