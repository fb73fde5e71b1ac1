"""What the medical assistant does in the walk: room, vitals, histories, orders with their results."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget

from app.chart.vitals.views import Measure
from app.frontdesk.views import BoardRow, Group
from ui.common.acknowledge import AcknowledgePanel
from ui.patient.chart_frame import ChartFrame
from ui.patient.visit.order_panels import ResultPanel
from ui.patient.visit.orders_section import OrdersSection
from ui.patient.visit.page import VisitPage
from ui.patient.visit.prepare_panel import PreparePanel
from ui.patient.visit.review_panel import ReviewPanel
from ui.patient.visit.section import VisitSection
from ui.patient.visit.shot_panel import ShotPanel
from ui.patient.visit.vitals_section import VitalsSection
from ui.walk.hands import Nothing, Stuck, seen
from ui.walk.walking import Walk

S = TypeVar("S", bound=VisitSection)
WELL = ("120/80", "72", "16", "98.6", "98")
FEVER = ("124/78", "96", "18", "100.9", "97")
HIGH = ("148/94", "80", "16", "98.2", "98")
_PREFIX = "Room "


def free_rooms(walk: Walk) -> list[str]:
    """Return the numbers of the rooms that are ready, as the board's rooms say."""
    return [one.name.removeprefix(_PREFIX) for one in walk.today.rooms_view.rooms if one.state == "ready"]


def room_with_vitals(
    walk: Walk, row: BoardRow, room: str, values: tuple[str, ...], *, picture: str = ""
) -> None:
    """R, the room, Enter; then the five vital signs with Tab, and Enter."""
    hands = walk.hands
    with walk.task("room and five vitals", 28):
        walk.choose(row)
        today = walk.today
        hands.press("R")
        hands.wait(lambda: today.side.currentWidget() is today.room_panel, "the rooming")
        hands.write(room, words=False)
        if picture:
            walk.picture(f"{picture} rooming")
        hands.press("Return")
        hands.wait(
            lambda: walk.frame.current == "patients" or seen(AcknowledgePanel) is not None, "the vitals"
        )
        _go_on_for_a_reason(walk)
        section = section_of(walk, VitalsSection)
        hands.wait(lambda: section.vitals is not None, "the vitals strip")
        if not section.strip.fields[Measure.BLOOD_PRESSURE].line.hasFocus():
            hands.click(section.strip.fields[Measure.BLOOD_PRESSURE].line)
        for number, value in enumerate(values):
            if number:
                hands.press("Tab")
            hands.write(value, words=False)
        if picture:
            hands.rest(0.4)
            walk.picture(f"{picture} vitals typed")
        hands.press("Return")
        hands.wait(lambda: not section.strip.form.dirty or section.stop is not None, "the vitals saved")
        _go_on_for_a_reason(walk)
    hands.wait(lambda: not section.strip.form.dirty, "the vitals saved")
    walk.counts.roomed += 1
    if picture:
        walk.picture(f"{picture} vitals saved")


def _go_on_for_a_reason(walk: Walk) -> None:
    """Answer a soft stop with a reason, as one does who looked at it."""
    stop = seen(AcknowledgePanel)
    if stop is None:
        return
    walk.hands.click(stop.reason.line)
    walk.hands.write("Seen and right")
    walk.hands.press("Return")
    walk.hands.rest(0.1)


def section_of(walk: Walk, kind: type[S]) -> S:
    """Return the section of the visit that is in sight."""
    found = walk.hands.wait(lambda: _section(kind), f"the section {kind.__name__}")
    if not isinstance(found, kind):
        raise Stuck("another section is in sight")
    return found


def _section(kind: type[S]) -> S | None:
    page = seen(VisitPage)
    return page.section if page is not None and isinstance(page.section, kind) else None


def open_section(walk: Walk, which: str, kind: type[S]) -> S:
    """Open a section of the chart in sight by its Ctrl key."""
    chart = walk.hands.find(ChartFrame)
    ids = chart.section_ids()
    if which not in ids:
        raise Stuck(f"this chart has no section {which}")
    walk.hands.press(f"Ctrl+{ids.index(which) + 1}")
    section = section_of(walk, kind)
    walk.hands.rest(0.15)
    return section


def review_all(walk: Walk, *, picture: str = "") -> bool:
    """F6, Enter: everything that was shown is as it was. False where there is nothing to sign."""
    hands = walk.hands
    with walk.task("histories, medications, allergies reviewed, no change", 3):
        hands.press("F6")
        panel = hands.find(ReviewPanel)
        hands.wait(lambda: bool(panel.states), "what is reviewed")
        if picture:
            walk.picture(picture)
        if not panel.sign.isEnabled():
            hands.click(hands.find(QWidget, "leave_review", within=panel))
            raise Nothing("there is nothing in this chart that may be found unchanged")
        hands.press("Return")
        hands.wait(lambda: seen(ReviewPanel) is None, "the review signed")
    return True


def rapid_test(walk: Walk, words: str, answer: str, *, picture: str = "") -> None:
    """A rapid test in the room: ordered and swabbed in one act, then its result; all by keys."""
    hands = walk.hands
    section = open_section(walk, "orders", OrdersSection)
    hands.wait(lambda: section.catalog is not None, "what can be ordered")
    with walk.task("rapid test, order to result", 9):
        hands.press("L")
        _order_and_swab(walk, words)
        if picture:
            walk.picture(f"{picture} order")
        hands.press("Return")
        _end_of(walk, PreparePanel)
        panel = hands.find(ResultPanel)
        walk.later(6)
        for _value in panel.values:
            hands.press(answer[0])
        _prove(walk, panel)
        if picture:
            walk.picture(f"{picture} result")
        hands.press("Return")
        _end_of(walk, ResultPanel)
    if picture:
        walk.picture(f"{picture} resulted")


def _order_and_swab(walk: Walk, words: str) -> None:
    """Choose the test, say that all criteria apply, and that the swab was taken of the right patient."""
    hands = walk.hands
    panel = hands.find(PreparePanel)
    hands.write(words)
    hands.wait(lambda: panel.item.popup is not None and panel.item.popup.isVisible(), "the test in the list")
    hands.press("Return")
    hands.wait(lambda: panel.item.choice is not None, "the test chosen")
    if panel.criteria.boxes:
        hands.press("Space", "Tab")
    hands.press("Space")
    if not panel.collect.value():
        raise Stuck("the box of the collection was not under the cursor")


def _prove(walk: Walk, panel: ResultPanel) -> None:
    """Tick the control; type lot and expiry where no kit stands open yet."""
    hands = walk.hands
    hands.press("Space")
    if not panel.control.value():
        raise Stuck("the box of the control was not under the cursor")
    if not panel.form.fields["kit_lot"].value():
        hands.press("Return")
        hands.write("SL2409")
        hands.press("Tab")
        hands.write("12/2027")


def give_vaccine(walk: Walk, words: str, scan: str, maker: str, *, picture: str = "") -> None:
    """A vaccine under its standing order; counted from the row of the order: scan, site, two identifiers."""
    hands = walk.hands
    section = open_section(walk, "orders", OrdersSection)
    hands.wait(lambda: section.catalog is not None, "what can be ordered")
    hands.press("L")
    panel = hands.find(PreparePanel)
    hands.write(words)
    hands.press("Return")
    hands.wait(lambda: panel.item.choice is not None, "the vaccine chosen")
    hands.press("Space", "Return")
    _end_of(walk, PreparePanel)
    hands.find(ShotPanel)
    hands.press("Esc")
    hands.wait(lambda: seen(ShotPanel) is None, "the row of the order")
    with walk.task("give a vaccine", 8):
        hands.press("N")
        shot = hands.find(ShotPanel)
        hands.write(scan)
        hands.press("Return")
        if shot.maker.line.hasFocus():
            hands.write(maker)
            hands.press("Return")
        hands.press("l", "Return", "Space")
        if picture:
            walk.picture(picture)
        hands.press("Return")
        _end_of(walk, ShotPanel)


def _end_of(walk: Walk, kind: type[QWidget]) -> None:
    """Wait until the panel is gone, with a reason where it asks for one."""
    hands = walk.hands
    hands.wait(
        lambda: seen(kind) is None or seen(AcknowledgePanel) is not None, f"the end of {kind.__name__}"
    )
    _go_on_for_a_reason(walk)
    hands.wait(lambda: seen(kind) is None, f"the end of {kind.__name__}")


def hand_over(walk: Walk) -> None:
    """F8: ready for the clinician."""
    walk.hands.press("F8")
    walk.hands.rest(0.15)


def waiting(walk: Walk) -> list[BoardRow]:
    """Return who waits for a room: those who need a mask first, as the board has them."""
    rows = [row for row in walk.rows(Group.WAITING) if row.facts.visit_id is not None]
    return sorted(rows, key=lambda row: not (row.facts.mask_needed and not row.facts.mask_given))
