"""The one list of what stands in the window. A new screen is made in its room and named here.

    ScreenEntry("today", tr("places", "Today"), "layout-list",
                lambda: TodayScreen(given.desk, given.today), Permission.SEE_BOARD)

An entry stands in the rail, has its Alt+number and is found by Ctrl+K, for those whose role has its
permission. The order here is that of the rail.
"""

from __future__ import annotations

from ui.shell.given import Given, Places


def places_for(_given: Given) -> Places:
    """Return what this person's window holds."""
    return Places()
