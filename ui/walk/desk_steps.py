"""What the front desk does in the walk: book, register, check in, walk-ins, no-shows, money, rooms."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.frontdesk.views import BoardRow, Group
from ui.billing.billing_screen import BillingScreen
from ui.billing.checkout_screen import CheckoutScreen
from ui.billing.payment_panel import PaymentPanel
from ui.calendar.calendar_screen import CalendarScreen
from ui.common.acknowledge import AcknowledgePanel
from ui.common.check_rows import CheckList, CheckRow
from ui.common.fields import CheckField, DateField, Field
from ui.common.form import Form
from ui.common.paper_handouts import HandoutChoice
from ui.common.paper_panel import PaperPanel
from ui.common.paper_reprint import ReprintPanel
from ui.patient.register_panel import RegisterPanel
from ui.walk.hands import Nothing, Stuck, seen
from ui.walk.walking import Walk

NEW_PATIENT = {
    "last_name": "Delacroix",
    "first_name": "Amelie",
    "birth_date": "4/17/1988",
    "mobile": "937-555-0142",
    "street": "22 Linden Court",
    "city": "Riverside",
    "state": "OH",
}


def find_by_palette(walk: Walk, words: str) -> None:
    """Find a patient by words and open the chart: Ctrl+K, the words, Enter."""
    with walk.task("find a patient, open the chart", 7) as counted:
        walk.hands.press("Ctrl+K")
        walk.hands.write(words)
        palette = walk.frame.palette_overlay
        walk.hands.wait(lambda: palette.isVisible() and _has_results(walk), "what was found")
        walk.picture("05 find")
        walk.hands.press("Return")
        walk.hands.wait(lambda: walk.frame.current == "patients", "the chart")
        counted.text = len(words)
    walk.picture("06 chart of the desk")


def _has_results(walk: Walk) -> bool:
    walk.hands.rest(0.25)
    return True


def book(walk: Walk, patient: str, when: str, reason: str, *, picture: bool = False) -> None:
    """Book by keyboard in the calendar: the patient, the words for the time, the first opening, Enter."""
    hands = walk.hands
    screen = walk.go("calendar")
    if not isinstance(screen, CalendarScreen):
        raise Stuck("the calendar is not there")
    hands.rest(0.15)
    with walk.task("book an appointment in words", 6):
        hands.press("Ctrl+B")
        panel = screen.book_panel
        hands.wait(lambda: panel.isVisible() and panel.kind.value() is not None, "the booking panel")
        hands.write(patient)
        hands.wait(lambda: panel.patient.popup is not None and panel.patient.popup.isVisible(), "the patient")
        hands.press("Return")
        hands.wait(lambda: panel.patient.choice is not None, "the patient chosen")
        if not panel.when.line.hasFocus():
            hands.click(panel.when.line)
        hands.write(when)
        hands.press("Return")
        hands.wait(lambda: bool(panel.openings.slots) and _in(panel.openings), "openings")
        hands.press("Return")
        hands.wait(lambda: panel.slot is not None, "an opening taken")
        if picture:
            walk.picture("03 book")
        if not panel.go.hasFocus():
            hands.click(panel.go)
        else:
            hands.press("Return")
        hands.wait(lambda: screen.side.currentWidget() is not panel, "the booking")
    walk.counts.booked += 1
    if reason and picture:
        walk.picture("04 booked")


def _in(widget: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and widget.isAncestorOf(focus)


def register(walk: Walk, told: dict[str, str]) -> None:
    """Register a new patient in Patients."""
    hands = walk.hands
    walk.go("patients")
    hands.rest(0.1)
    walk.picture("07 patients")
    hands.press("Ctrl+N")
    panel = hands.find(RegisterPanel)
    for name, text in told.items():
        field = field_of(panel.form, name)
        hands.fill(field, text)
        if isinstance(field, DateField):
            hands.press("Tab")
    hands.rest(0.4)
    walk.picture("08 register")
    button = panel.register_only if panel.register_only.isVisible() else panel.act
    hands.click(button)
    hands.wait(lambda: not _alive(panel) or not panel.isVisible(), "the new patient's chart")
    walk.counts.registered += 1


def field_of(form: Form, name: str) -> Field:
    """Return a field of a form."""
    return form.fields[name]


def _alive(widget: QWidget) -> bool:
    return shiboken6.isValid(widget)


def walk_in(walk: Walk, patient: str, reason: str, *, cough: bool = False, picture: str = "") -> None:
    """Take a walk-in: appointment and visit in one act."""
    hands = walk.hands
    today = walk.today
    hands.press("Ctrl+W")
    panel = today.walk_in_panel
    hands.wait(lambda: panel.isVisible() and panel.kind.value() is not None, "the walk-in panel")
    hands.wait(lambda: panel.provider.value() is not None, "the clinicians")
    hands.write(patient)
    hands.wait(lambda: panel.patient.popup is not None and panel.patient.popup.isVisible(), "the patient")
    hands.press("Return")
    hands.wait(lambda: panel.patient.choice is not None, "the patient chosen")
    hands.fill(panel.reason, reason)
    if cough:
        hands.tick(panel.signs[1][1])
    if picture:
        walk.picture(picture)
    hands.press("Ctrl+Return")
    hands.wait(lambda: today.side.currentWidget() is today.panel, "the walk-in on the board")
    walk.counts.walk_ins += 1


def check_in(walk: Walk, row: BoardRow, *, signs: Sequence[str] = (), picture: str = "") -> None:
    """Check somebody in: the row, A, Enter; with what is answered about fever, cough and rash."""
    hands = walk.hands
    today = walk.today
    before = len(walk.rows(Group.EXPECTED))
    with walk.task("check in, nothing changed" if not signs else "check in, with a sign", 4):
        walk.choose(row)
        hands.press("A")
        panel = today.check_in_panel
        hands.wait(lambda: today.side.currentWidget() is panel, "the check-in")
        for sign in signs:
            hands.tick(_sign(panel, sign))
        if picture:
            walk.picture(picture)
        if signs:
            hands.click(panel.go)
        else:
            hands.press("Return")
        hands.wait(lambda: len(walk.rows(Group.EXPECTED)) < before, "the arrival on the board")
    walk.counts.checked_in += 1


def _sign(panel: object, sign: str) -> CheckField:
    found = getattr(panel, sign)
    if not isinstance(found, CheckField):
        raise Stuck(f"there is no question about {sign}")
    return found


def no_show(walk: Walk, row: BoardRow) -> None:
    """Mark somebody as not come: the row, N."""
    before = len(walk.rows(Group.EXPECTED))
    walk.choose(row)
    walk.hands.press("N")
    walk.hands.wait(lambda: len(walk.rows(Group.EXPECTED)) < before, "the no-show on the board")
    walk.counts.no_shows += 1


def take_payment(walk: Walk, row: BoardRow, key: str, reference: str, *, picture: str = "") -> bool:
    """Collect what is due from a row by $: amount filled in, method key, Enter."""
    hands = walk.hands
    with walk.task("collect a copay, receipt", 5):
        walk.choose(row)
        hands.press("$")
        panel = hands.find(PaymentPanel)
        hands.wait(lambda: panel.money.due is not None, "what is due")
        if not panel.money.cents:
            hands.press("Esc")
            raise Nothing("nothing is due from this row")
        hands.press(key)
        if reference and panel.money.reference.isVisible():
            hands.click(panel.money.reference.line)
            hands.write(reference)
        if picture:
            walk.picture(picture)
        hands.press("Return")
        hands.wait(lambda: not _alive(panel) or not panel.isVisible(), "the payment taken")
    walk.wait_for_papers(1)
    walk.counts.payments += 1
    return True


def check_out(walk: Walk, row: BoardRow, method: str, reference: str, *, picture: str = "") -> None:
    """Check somebody out: the row, D, the payment, Ctrl+Enter; what is open gets a reason."""
    hands = walk.hands
    walk.choose(row)
    hands.press("D")
    hands.wait(lambda: walk.frame.current == "billing", "the checkout")
    screen = walk.frame.screen_of("billing")
    if not isinstance(screen, BillingScreen):
        raise Stuck("Billing is not there")
    page = screen.checkout
    hands.wait(lambda: page.view is not None and page.money.due is not None, "the visit at checkout")
    hands.rest(0.1)
    money = page.money
    if money.cents:
        hands.choose(money.method, method)
        if reference and money.reference.isVisible():
            hands.fill(money.reference, reference)
        if money.given.isVisible():
            hands.fill(money.given, str(-(-money.cents // 100)))
        walk.counts.payments += 1
    if picture:
        walk.picture(picture)
        add_handout(walk, page, "strep")
        preview_summary(walk, page)
    hands.click(page.go_on)
    hands.wait(
        lambda: page.view is None or page.side.currentWidget() is not page.panel, "the end of the visit"
    )
    stop = seen(AcknowledgePanel, within=page.side)
    if stop is not None:
        hands.click(stop.reason.line)
        hands.write("Will be done today")
        if picture:
            walk.picture(f"{picture} with a reason")
        hands.press("Return")
    hands.wait(lambda: page.view is None, "the end of the visit")
    hands.wait(lambda: walk.frame.current == "today", "the board")
    hands.wait(lambda: _has_left(walk, row), "the board brought up to date")
    walk.wait_for_papers(2 if picture else 1)
    walk.counts.checked_out += 1


def reprint(walk: Walk, row: BoardRow) -> None:
    """Print a paper of somebody who is done again, from the chart: Ctrl+P, 1."""
    hands = walk.hands
    walk.choose(row)
    hands.press("Return")
    hands.wait(lambda: walk.frame.current == "patients", "the chart")
    hands.rest(0.2)
    with walk.task("reprint a summary or receipt", 2):
        hands.press("Ctrl+P")
        panel = hands.find(ReprintPanel)
        hands.wait(lambda: bool(panel.lines), "what was printed")
        walk.picture("34 print again")
        hands.press("1")
        hands.wait(lambda: seen(ReprintPanel) is not panel, "the paper printed again")
    walk.wait_for_papers(1)


def add_handout(walk: Walk, page: CheckoutScreen, words: str) -> None:
    """Choose a handout that goes home with the papers of the visit, in the patient's language."""
    hands = walk.hands
    hands.click(line_of(page.papers, "handout"))
    panel = hands.find(HandoutChoice)
    hands.rest(0.2)
    hands.write(words)
    hands.rest(0.2)
    walk.picture("32 choose a handout")
    hands.press("Return")
    hands.wait(lambda: seen(HandoutChoice) is not panel, "the handout chosen")


def preview_summary(walk: Walk, page: CheckoutScreen) -> None:
    """Look at the after-visit summary, and save it as PDF."""
    hands = walk.hands
    hands.click(line_of(page.papers, "summary"))
    panel = hands.find(PaperPanel)
    hands.wait(lambda: panel.shown(0) is not None, "the summary drawn")
    hands.rest(0.3)
    walk.picture("33 after-visit summary")
    hands.press("Ctrl+S")
    hands.wait(lambda: seen(PaperPanel) is not panel, "the summary saved")
    walk.wait_for_papers(1)


def line_of(papers: CheckList, key: str) -> QWidget:
    """Return the line of a list that has this key."""
    found = next((one for one in papers.findChildren(CheckRow) if one.line.id == key), None)
    if found is None:
        raise Stuck(f"there is no line {key}")
    return found


def _has_left(walk: Walk, row: BoardRow) -> bool:
    return all(one.id != row.id for one in walk.rows(Group.CHECKOUT))


def clean_rooms(walk: Walk, *, picture: str = "") -> int:
    """Make every room that waits for it ready again, in the view of the rooms."""
    hands = walk.hands
    today = walk.today
    hands.choose(today.views, "Rooms")
    hands.wait(lambda: today.rooms_view.isVisible(), "the rooms")
    hands.rest(0.1)
    if picture:
        walk.picture(picture)
    cleaned = 0
    for _ in range(12):
        button = next((one for one in _ready_buttons(today.rooms_view)), None)
        if button is None:
            break
        hands.click(button)
        hands.rest(0.15)
        cleaned += 1
    hands.choose(today.views, "Flow")
    hands.rest(0.05)
    return cleaned


def _ready_buttons(view: QWidget) -> list[QAbstractButton]:
    found = view.findChildren(QAbstractButton)
    return [
        one for one in found if one.isVisible() and one.isEnabled() and one.objectName().startswith("ready")
    ]
