"""The recovery sheet of an open practice: read back, and replaced."""

import hashlib
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.ids import Id
from app.documents import recovery_sheet
from app.documents.views import RecoveryLine, RecoverySheet
from app.documents.words import words_for
from app.open_practice.open_file import OpenFile
from app.security.key_ring import PendingKey
from app.security.model import Account
from app.store.recovery import GroupPlace, RecoveryKey, group_place


def sheet_pdf(sheet: RecoverySheet) -> bytes:
    """Return the recovery sheet as a PDF."""
    return recovery_sheet.render(sheet, words_for("en"))


def sheet_of(
    practice_name: str,
    made_for: str,
    key: RecoveryKey,
    practice_id: Id,
    made_on: date,
    made_at: datetime | None = None,
) -> RecoverySheet:
    """Return what the sheet of a recovery key says."""
    lines = [line.split("-") for line in key.lines()]
    return RecoverySheet(
        practice_name=practice_name,
        practice_id=str(practice_id),
        made_on=made_on,
        made_for=made_for,
        lines=tuple(RecoveryLine(tuple(groups[:-1]), groups[-1]) for groups in lines),
        scan=key.code_text(),
        number=number_of(key),
        made_at=made_at,
    )


def number_of(key: RecoveryKey) -> str:
    """Return the number of a key's sheet: 4 characters, one way from 160 random bits, so no secret."""
    return hashlib.sha256(b"daybook/1/sheet-number" + key.reveal()).hexdigest()[:4].upper()


class Recovery:
    """What an owner does with the recovery sheet while the practice is open."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    @property
    def asked(self) -> tuple[int, ...]:
        """The places of the groups to type back from the recovery sheet; empty once confirmed."""
        return self._file.ring.asked

    @property
    def places(self) -> tuple[GroupPlace, ...]:
        """The same places as a person counts them on the sheet: line 1 to 4, group 1 or 2."""
        return tuple(group_place(place) for place in self.asked)

    @property
    def due(self) -> bool:
        """Whether the recovery sheet was used, so that an owner makes a new one before other work."""
        return self._file.ring.needs_new_recovery

    def confirm(self, typed: tuple[str, ...]) -> None:
        """Take the groups typed back from the sheet. Raises RuleViolated naming the one that is wrong."""
        with self._file.ring.changing:
            self._file.change_keys(self._file.ring.confirmed(typed), "recovery_confirmed")

    def new_key(self) -> PendingKey:
        """Draw a new recovery key, in memory only. Raises NotPermitted for anyone but an owner."""
        self._file.require_owner("practice.new_recovery_key")
        return PendingKey()

    def sheet(self, pending: PendingKey) -> RecoverySheet:
        """Return the sheet of a new recovery key."""
        file = self._file
        with Session(file.database.reader) as session:
            name = session.get_one(Account, file.actor.person_id).name
        made = file.setting.clock.now().astimezone(file.around.zone)
        return sheet_of(file.practice_name, name, pending.key, file.practice_id, made.date(), made)

    def replace(self, pending: PendingKey, typed: tuple[str, ...]) -> None:
        """Put a new recovery key in force, its sheet read back: from then on the earlier sheet opens nothing.

        Raises RuleViolated, which names a group that is wrong; NotPermitted; Unavailable, after which either
        sheet may be the one that opens, until it is done again or someone signs in.
        """
        self._file.require_owner("practice.replace_recovery")
        with self._file.ring.changing:
            self._file.change_keys(self._file.ring.with_recovery(pending, typed), "recovery_replaced")
        pending.wipe()
