"""Every table of the store itself, imported in one place so that no file is made without one of them."""

from app.store.attachments import Attachment
from app.store.audit import AuditCheckpoint, AuditKey, AuditRow
from app.store.commands import CommandResult
from app.store.drafts import Draft
from app.store.search import SearchEntry
from app.store.state import Sequence, StoreState

STORE_TABLES = (
    Attachment,
    AuditCheckpoint,
    AuditKey,
    AuditRow,
    CommandResult,
    Draft,
    SearchEntry,
    Sequence,
    StoreState,
)
