"""Where the practice's backups go, and what only the program may know of it."""

from sqlalchemy.orm import Mapped, mapped_column

from app.core.changes import Kind
from app.store.base import Record


class BackupPlan(Record):
    """The folder or drive for backups and the one for downtime packs ("" for the same): one row."""

    __tablename__ = "backup_plan"
    __change__ = Kind.PRACTICE

    target: Mapped[str] = mapped_column(default="")
    pack_folder: Mapped[str] = mapped_column(default="")


class PackPassword(Record):
    """The password of the downtime packs: one row. The record has that it was chosen, not what it is."""

    __tablename__ = "pack_password"
    __audited__ = False

    password: Mapped[str]
