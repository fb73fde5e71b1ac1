"""The parts of the Practice place under Ctrl+K, each for those who may see it, with the words people use."""

from __future__ import annotations

from functools import partial

from app.core.acts import Permission
from ui.common.navigation import Go
from ui.common.wording import tr
from ui.shell.given import Given
from ui.shell.palette import ListSource, PaletteItem


def practice_source(given: Given) -> ListSource:
    """Return the parts that this person finds there; who only audits is offered what reads the record."""
    audits = given.may(Permission.SEE_AUDIT) and not given.may(Permission.SEE_SCHEDULE)
    of_the_record = (Permission.SEE_AUDIT, Permission.VERIFY)
    items = [
        PaletteItem(which, word, also, partial(given.go, Go("practice", act=which)))
        for which, word, also, permission, there in _parts(given)
        if there and given.may(permission) and not (audits and permission not in of_the_record)
    ]
    return ListSource(tr("palette", "Practice"), lambda: items)


def _parts(given: Given) -> list[tuple[str, str, str, Permission, bool]]:
    """Return id, word, other words, permission, and whether it is there at all."""
    see, audit, owner = Permission.SEE_PRACTICE, Permission.SEE_AUDIT, given.new_key is not None
    change, verify = tr("palette", "Rules and limits"), tr("palette", "Verify the record")
    keys = tr(
        "palette", "Recovery sheet, new keys for everything, protection of your password, retire this PC"
    )
    people = tr("palette", "Staff, accounts, roles, one-time code, password forgotten")
    backups = tr("palette", "Backup now, restore, rehearsal, downtime pack")
    emergency = tr("palette", "Break-glass, sensitive charts")
    record = tr("palette", "Audit, who did what")
    return [
        ("facts", tr("palette", "Practice"), tr("palette", "Name, address, hours, lock"), see, True),
        ("people", tr("palette", "People"), people, see, True),
        ("providers", tr("palette", "Providers"), tr("palette", "Columns of the calendar"), see, True),
        ("rooms", tr("palette", "Rooms"), "", see, True),
        ("visit_types", tr("palette", "Visit types"), "", see, True),
        ("fees", tr("palette", "Fees"), tr("palette", "Prices"), Permission.SEE_LEDGER, True),
        ("policy", change, tr("palette", "Policy, sign-in, PIN"), see, True),
        ("backups", tr("palette", "Backups"), backups, Permission.BACK_UP, given.backups is not None),
        ("record", tr("palette", "Record"), record, audit, True),
        ("break_glass", tr("palette", "Emergency access"), emergency, audit, True),
        ("verify", verify, tr("palette", "Proof"), Permission.VERIFY, given.proofs is not None),
        ("alerts", tr("palette", "Questions before an act"), tr("palette", "Alerts overridden"), audit, True),
        ("keys", tr("palette", "Keys"), keys, see, owner),
    ]
