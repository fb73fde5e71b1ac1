"""The sign-in screen and the lock screen, made from what the key files of a practice show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from app.practice_file import Door
from ui.common.wording import tr
from ui.common.words import time_words
from ui.shell.entries import StatusItem
from ui.shell.lock_screen import LockMode, LockPerson, LockScreen
from ui.shell.role_words import initials_of, role_words
from ui.shell.status_line import StatusText


def people_of(door: Door, recent: Sequence[str], login: str = "", *, waits: bool = False) -> list[LockPerson]:
    """Return the tiles: the person of this login first, then who came last on this PC (ids), then the rest.

    `waits` says that the work of that person is behind the screen.
    """
    order = {person: number for number, person in enumerate(recent)}
    tiles = sorted(
        door.tiles, key=lambda one: (one.login != login, order.get(str(one.person_id), len(order)))
    )
    signed_in = tr("doors", "signed in")
    return [
        LockPerson(
            one.login,
            initials_of(one.name),
            one.name,
            signed_in if waits and one.login == login else role_words(one.role),
            by_code=one.code_until is not None,
        )
        for one in tiles
    ]


def sign_in_screen(
    door: Door, people: list[LockPerson], now: Callable[[], datetime], pin_for: str
) -> LockScreen:
    """Return the screen before any work. `pin_for` is the login of whom a PIN of this PC lets in."""
    return LockScreen(
        door.practice_name,
        tr("doors", "Everything in this practice is kept encrypted on this PC."),
        people,
        mode=LockMode.SIGN_IN,
        now=now,
        status=[StatusItem("store", tr("doors", "Encrypted store · closed"), dot=True)],
        pin_for=pin_for,
    )


def unlock_screen(
    door: Door,
    people: list[LockPerson],
    now: Callable[[], datetime],
    pin_for: str,
    *,
    idle_minutes: int = 0,
    status: Sequence[StatusItem] = (),
) -> LockScreen:
    """Return the screen over someone's work. `idle_minutes` says that nobody touched a key for so long."""
    why = tr("doors", "Locked after %n minute(s).", idle_minutes) if idle_minutes else tr("doors", "Locked.")
    back = tr("doors", "Your work is put away and comes back as you left it.")
    return LockScreen(
        door.practice_name,
        f"{why} {back}",
        people,
        mode=LockMode.UNLOCK,
        now=now,
        status=[StatusItem("store", tr("doors", "Encrypted store · closing"), dot=True), *status],
        pin_for=pin_for,
    )


def say_closed(screen: LockScreen, at: datetime) -> None:
    """Say on the screen since when the practice is closed; `at` is its wall time."""
    closed = tr("doors", "Encrypted store · saved, closed at {time}").replace("{time}", time_words(at))
    for text in screen.findChildren(StatusText, "status_store"):
        text.set_item(StatusItem("store", closed, dot=True))
