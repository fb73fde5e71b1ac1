"""`daybook rekey`: a new store key, a new recovery sheet, and a code for everyone else."""

import getpass
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.command_line.importing import stoppable
from app.command_line.words import say
from app.core.errors import RuleViolated, Unavailable
from app.core.findings import Message
from app.practice_file import PendingKey, Practice, Rekeyed, open_practice, sheet_pdf
from app.store.files import atomic_write
from app.store.rekeying_causes import RekeyCause


def run_rekey(file: Path, login: str, password: str, sheet: Path, *, ask_groups: bool) -> Rekeyed:
    """Change the store key as one of the owners; the new sheet is written first, and goes if it fails.

    With `ask_groups`, two groups of the sheet are read back; else the window asks at the next sign-in.
    """
    if sheet.exists():
        raise RuleViolated("", Message("command.out_exists", {"file": sheet.name}))
    practice = open_practice(file, login, password)
    try:
        practice.rekeying.require()
        pending = practice.recovery.new_key()
        atomic_write(sheet, sheet_pdf(practice.recovery.sheet(pending)))
        return _change(practice, password, pending, sheet, _groups(pending, sheet) if ask_groups else None)
    finally:
        practice.close()  # which it is already, once the key has changed


def _change(
    practice: Practice, password: str, pending: PendingKey, sheet: Path, typed: tuple[str, ...] | None
) -> Rekeyed:
    try:
        with stoppable() as progress:
            return practice.rekeying.change(password, pending, typed, progress)
    except BaseException as error:
        if not (isinstance(error, Unavailable) and error.cause == RekeyCause.UNFINISHED):
            with suppress(OSError):  # it opens nothing
                sheet.unlink()
        raise


def _groups(pending: PendingKey, sheet: Path) -> tuple[str, ...] | None:
    """Ask for two groups of the sheet; None if none was given: the window asks then."""
    print(say("command.rekey_sheet", sheet=sheet.name))
    asked = [say("command.rekey_group", line=one.line, group=one.group) + " " for one in pending.places]
    typed = tuple(getpass.getpass(text) for text in asked)
    return typed if any(typed) else None


def rekeyed_as_plain(done: Rekeyed, sheet: Path) -> dict[str, Any]:
    """Return what was done in its stable JSON shape."""
    codes = [{"user": one.login, "name": one.name, "code": one.code.text()} for one in done.codes]
    until = done.codes_until.isoformat()
    return {"sheet": str(sheet), "audit_key": done.audit_key, "codes": codes, "codes_until": until}
