"""What the program gives to whoever makes screens for a person, and what it gets back for the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.acts import Actor, Permission
from app.practice_file import Practice, Staff
from app.security.actions import AddAccount
from app.security.views import AccountView
from ui.common.backups import BackupWays
from ui.common.desk import Desk
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.paper_output import PaperOutput
from ui.common.proofs import ProofWays
from ui.shell.entries import ScreenEntry, StatusItem
from ui.shell.palette import PaletteSource


def may_of(practice: Practice) -> Callable[[Permission], bool]:
    """Say what the person may, also while the practice is locked: the rule needs no file."""
    policy, actor = practice.around.policy, practice.actor
    return lambda permission: policy.allows(actor, permission)


@dataclass(frozen=True)
class Given:
    """Everything a screen may need. It lives as long as the window, through every lock of the practice.

    `actor` is the person the window belongs to; `now` is the practice's wall time and `today` its day;
    `may` says what the person's role allows; `say` shows a message in the strip; `go` brings elsewhere.
    `run(action, command)` changes the practice from any thread, for long acts on the desk's pool; `add_staff`
    gives a person a key slot and an account (slow by design, so never on the GUI thread). `window` is what
    panels lie over, once it is there. `new_sheet` leads an owner to a new recovery sheet; others have none.
    """

    desk: Desk
    actor: Actor
    practice_name: str
    may: Callable[[Permission], bool]
    now: Callable[[], datetime]
    today: Callable[[], date]
    say: Callable[[Said], None]
    go: Callable[[Go], None]
    run: Callable[[Any, Any], Any]
    add_staff: Callable[[AddAccount, str], AccountView]
    window: Callable[[], QWidget | None]
    output: PaperOutput = field(default_factory=PaperOutput)
    new_sheet: Callable[[], object] | None = None
    backups: BackupWays | None = None
    proofs: ProofWays | None = None
    staff: Callable[[], Staff] | None = None
    """The staff of the open practice, while it is open; what is done with it is slow."""
    new_key: Callable[[], object] | None = None
    """Leads an owner to a new store key; others have none."""
    measure: Callable[[], object] | None = None
    """Lets the person measure what a wrong password costs on this PC, and take the new cost."""
    retire: Callable[[], object] | None = None
    """Leads an owner to retiring this PC; others have none."""


@dataclass(frozen=True)
class Places:
    """What stands in the window of one person: screens, what Ctrl+K searches in, the status line.

    `first` is the id of the screen that is in sight at first; "" means the first one that the person may see.
    """

    entries: Sequence[ScreenEntry] = ()
    sources: Sequence[PaletteSource] = ()
    status: Sequence[StatusItem] = ()
    first: str = ""
    attach: Callable[[QWidget], object] = lambda window: None
    """Called with the window once it stands, for what lies over everything (critical alerts)."""


PlacesMaker = Callable[[Given], Places]
