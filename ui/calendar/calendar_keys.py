"""The keys of the calendar. Single letters work in the day only, so that no list or field loses one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.common.wording import tr

if TYPE_CHECKING:
    from ui.calendar.calendar_screen import CalendarScreen


def bind_keys(screen: CalendarScreen) -> None:
    """Bind every key of the calendar, and list those that the day handles by itself."""

    def words(text: str) -> str:
        return tr("CalendarKeys", text)

    add, here = screen.keys.add, screen.view.keys
    add("Ctrl+B", words("Book"), screen.open_book)
    add("Ctrl+F", words("Find a time"), screen.find_a_time)
    add("Alt+Left", words("The day before"), partial(screen.step_day, -1))
    add("Alt+Right", words("The day after"), partial(screen.step_day, 1))
    here.add("/", words("Find a time"), screen.find_a_time)
    here.add("T", words("Today"), screen.go_today)
    here.add("G", words("Go to a day"), screen.ask_day)
    here.add("B", words("Block a time"), screen.open_block, button=screen.head.block)
    acts = {
        "F": ("confirm", words("Confirm")),
        "M": ("move", words("Move with the arrows, Enter drops it")),
        "Delete": ("cancel", words("Cancel with a reason")),
        "X": ("cancel", words("Cancel with a reason")),
        "A": ("check_in", words("Check in")),
    }
    for key, (act, said) in acts.items():
        here.add(key, said, partial(screen.press, act), button=screen.details.buttons[act])
    here.describe("Arrow keys", words("Go through the day"))
    here.describe("Return", words("Open the appointment, or book the free time"))
