"""Questions about the staff, and the proof of the record of who did what."""

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.core.findings import Finding
from app.core.progress import Progress
from app.security.actions import view_of
from app.security.model import Account
from app.security.views import AccountView, Verification
from app.store.audit import head_of
from app.store.verify import verify_anchors, verify_chain, verify_file
from app.store.work import Reading


@query(Permission.SEE_PRACTICE)
def accounts(reading: Reading) -> tuple[AccountView, ...]:
    """Return the staff, by name."""
    return tuple(view_of(one) for one in reading.session.scalars(sa.select(Account).order_by(Account.name)))


@query(Permission.VERIFY)
def verify(reading: Reading, *, full: bool = False, progress: Progress | None = None) -> Verification:
    """Prove the chain, its checkpoints and the anchors; `full` also the columns and the file's pages."""
    connection = reading.session.connection()
    findings: list[Finding] = verify_chain(connection, progress or Progress(), columns=full)
    findings += verify_anchors(connection, reading.around.read_anchors())
    if full:
        findings += verify_file(connection)
    head = head_of(connection)
    return Verification(head.sequence, head.hash.hex(), not findings, tuple(findings))
