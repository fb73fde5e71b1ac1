"""What the program gives to whoever makes screens for a person, and what it gets back for the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.core.acts import Actor, Permission
from ui.common.desk import Desk
from ui.common.message_strip import Said
from ui.shell.entries import ScreenEntry, StatusItem
from ui.shell.palette import PaletteSource


@dataclass(frozen=True)
class Given:
    """Everything a screen may need. It lives as long as the window, through every lock of the practice.

    `actor` is the person the window belongs to; `now` is the practice's wall time and `today` its day;
    `may` says what the person's role allows; `say` shows a message in the strip.
    """

    desk: Desk
    actor: Actor
    practice_name: str
    may: Callable[[Permission], bool]
    now: Callable[[], datetime]
    today: Callable[[], date]
    say: Callable[[Said], None]


@dataclass(frozen=True)
class Places:
    """What stands in the window of one person: screens, what Ctrl+K searches in, the status line.

    `first` is the id of the screen that is in sight at first; "" means the first one that the person may see.
    """

    entries: Sequence[ScreenEntry] = ()
    sources: Sequence[PaletteSource] = ()
    status: Sequence[StatusItem] = ()
    first: str = ""


PlacesMaker = Callable[[Given], Places]
