"""The end of the day in the walk: a blind count by one person, the check by another, the day locked."""

from __future__ import annotations

from app.billing.payments.views import PayMethod
from ui.billing.billing_screen import BillingScreen
from ui.billing.day_close_screen import DayCloseScreen
from ui.common.acknowledge import AcknowledgePanel
from ui.common.paper_panel import PaperPanel
from ui.walk.hands import Stuck, seen
from ui.walk.walking import Walk


def _close_screen(walk: Walk) -> DayCloseScreen:
    screen = walk.go("billing")
    if not isinstance(screen, BillingScreen):
        raise Stuck("Billing is not there")
    if not screen.day_close.isVisible():
        walk.hands.choose(screen.which, "Close the day")
    page = screen.day_close
    walk.hands.wait(lambda: page.sheet is not None and page.isVisible(), "the day sheet")
    walk.hands.rest(0.15)
    return page


def count_blind(walk: Walk) -> None:
    """Count the drawer without seeing what is expected, then again with checks and batch total."""
    page = _close_screen(walk)
    walk.picture("40 close of the day")
    hands = walk.hands
    hands.fill(page.count.field(2_000), "5")
    hands.fill(page.count.field(1_000), "4")
    hands.fill(page.count.field(500), "10")
    hands.fill(page.count.field(100), "10")
    hands.fill(page.count.checks, "0")
    hands.fill(page.count.batch, "0")
    hands.press("Tab")
    walk.picture("41 blind count")
    hands.click(page.act)
    hands.wait(lambda: _counted(page), "the count kept")
    expected = {one.method: one.expected_cents or 0 for one in (page.sheet.methods if page.sheet else ())}
    hands.fill(page.count.checks, _dollars(expected.get(PayMethod.CHECK, 0)))
    hands.fill(page.count.batch, _dollars(expected.get(PayMethod.CARD, 0)))
    hands.press("Tab")
    hands.click(page.act)
    hands.wait(lambda: _counted(page) and not page.count.changed_since_kept, "the second count kept")
    walk.picture("42 counted")


def _dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _counted(page: DayCloseScreen) -> bool:
    drawers = page.sheet.drawers if page.sheet is not None else ()
    return bool(drawers) and drawers[0].counted_cents is not None and not drawers[0].stale


def _locked(page: DayCloseScreen) -> bool:
    return page.sheet is not None and page.sheet.locked is not None


def lock_the_day(walk: Walk) -> None:
    """Somebody else checks the count, says why it differs, and locks the day's money."""
    page = _close_screen(walk)
    hands = walk.hands
    if page.difference.isVisible():
        hands.fill(page.difference, "Made-up count of the walk")
    walk.picture("43 checked by another")
    hands.click(page.act)
    hands.wait(lambda: _locked(page) or seen(AcknowledgePanel, within=page.side) is not None, "the lock")
    stop = seen(AcknowledgePanel, within=page.side)
    if stop is not None:
        hands.click(stop.reason.line)
        hands.write("They pay tomorrow")
        hands.press("Return")
    hands.wait(lambda: _locked(page), "the locked day")
    hands.rest(0.1)
    walk.picture("44 day locked")
    hands.click(page.print_button)
    panel = hands.find(PaperPanel)
    hands.wait(lambda: panel.shown(0) is not None, "the day sheet drawn")
    hands.rest(0.3)
    walk.picture("45 day sheet")
    hands.press("Return")
    hands.wait(lambda: seen(PaperPanel) is not panel, "the day sheet printed")
    walk.wait_for_papers(1)
