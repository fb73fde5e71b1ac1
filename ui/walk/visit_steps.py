"""What the clinician does in the walk: the note, level and diagnoses at signing, orders signed."""

from __future__ import annotations

from app.frontdesk.views import BoardRow, Group
from ui.patient.visit.note_section import NoteSection
from ui.patient.visit.orders_section import OrdersSection
from ui.patient.visit.sign_panel import SignPanel
from ui.walk.hands import Stuck, seen
from ui.walk.room_steps import open_section
from ui.walk.walking import Walk

TEXT = " Seen and examined. Plan talked over; questions answered. "


def to_see(walk: Walk) -> list[BoardRow]:
    """Return who is in a room and has not gone to checkout."""
    return [row for row in walk.rows(Group.IN_ROOMS) if row.facts.visit_id is not None]


def open_visit(walk: Walk, row: BoardRow) -> None:
    """Open the chart of a row by Enter."""
    walk.choose(row)
    walk.hands.press("Return")
    walk.hands.wait(lambda: walk.frame.current == "patients", "the chart")
    walk.hands.rest(0.15)


def sign_note(walk: Walk, diagnosis: str, *, picture: str = "", level: str = "3") -> None:
    """Write the note, find the diagnosis, sign with level and diagnosis, hand to checkout."""
    hands = walk.hands
    section = open_section(walk, "note", NoteSection)
    hands.wait(lambda: section.start is not None or section.mine is not None, "the note")
    if not section.card.isVisible():
        raise Stuck("the note of this visit is signed already")
    hands.click(section.editor.area)
    hands.press("Ctrl+End")
    hands.write(TEXT)
    if not section.candidates():
        _add_diagnosis(walk, section, diagnosis)
    if picture:
        walk.picture(f"{picture} note")
    with walk.task("sign with level and diagnoses, hand to checkout", 8):
        hands.press("Ctrl+Return")
        panel = hands.find(SignPanel)
        hands.press(level)
        if not panel.chosen:
            hands.press("A")
        if picture:
            walk.picture(f"{picture} sign")
        hands.press("Return")
        hands.wait(lambda: seen(SignPanel) is not panel, "the note signed")
    hands.rest(0.7)  # keys rest for a moment after the jump
    walk.counts.signed += 1


def _add_diagnosis(walk: Walk, section: NoteSection, words: str) -> None:
    hands = walk.hands
    hands.click(section.search.line)
    hands.write(words)
    hands.wait(lambda: section.search.popup is not None and section.search.popup.isVisible(), "diagnoses")
    hands.press("Return")
    hands.wait(lambda: bool(section.diagnoses), "the diagnosis")


def sign_orders(walk: Walk, *, picture: str = "") -> None:
    """Review the results and sign what waits, in Orders and tests."""
    section = open_section(walk, "orders", OrdersSection)
    walk.hands.rest(0.2)
    if picture:
        walk.picture(picture)
    if section.waiting_card.isVisible() and section.sign_all.isVisible():
        walk.hands.click(section.sign_all)
        walk.hands.wait(lambda: not section.waiting, "the orders signed")
    for _ in range(4):
        if not any(one.acts and one.acts[0][0] == "review" for one in section.list.lines or ()):
            break
        walk.hands.press("N")
        walk.hands.rest(0.25)
