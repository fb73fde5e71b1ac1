"""The day sheet (DUTIES A4): receivables, payments by method, the drawer, and who counted and checked.

The first 12 characters of the audit head stand on it, so that an old set of files put back in place of the
present one shows on paper (SAFETY, "The record of who did what").
"""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.page import WIDTH, Document, Furniture, Paper
from app.documents.painters import Columns
from app.documents.pen import DANGER
from app.documents.sheet import (
    FIGURES,
    SECONDARY,
    SMALL,
    SMALL_FIGURES,
    SMALL_HEAD,
    STRONG,
    STRONG_FIGURES,
    Cell,
    Text,
)
from app.documents.views import DaySheet, DrawerCount
from app.documents.words import Words

AUDIT_HEAD_SHOWN = 12
_SUMS = Columns((WIDTH - 150, 150), right=frozenset({1}))
_PIECES = Columns((WIDTH - 280, 130, 150), right=frozenset({1, 2}))
_PAYMENTS = Columns((62, 62, WIDTH - 296, 98, 74), right=frozenset({4}))
_VISITS = Columns((62, 176, 74, 74, WIDTH - 386), right=frozenset({2, 3}))


def render(view: DaySheet, words: Words) -> bytes:
    """Return the PDF of a day sheet."""
    return compose(view, words).pdf


def compose(view: DaySheet, words: Words) -> Paper:
    """Return the day sheet with its page count and what could not be printed."""
    title = words.text("day_sheet.title")
    day = words.headline("day_sheet.day", day=view.day)
    about = words.text("day_sheet.about", day=view.day)
    page = Document(words, Furniture(title, view.practice, view.document_id, about=about))
    page.letterhead(title, [text for text in (day, view.place) if text])
    _receivables(page, view)
    if view.drawer is not None:
        _drawer(page, view.drawer)
    else:
        page.sheet.heading(words.text("day_sheet.drawer"))
        page.sheet.paragraph(words.text("day_sheet.not_counted"))
    _signatures(page, view)
    _money_list(page, view)
    _visits(page, view)
    return page.finish()


def _sum_rows(words: Words, sums: Sequence[tuple[str, int]], last: bool = True) -> list[list[Text | Cell]]:
    rows: list[list[Text | Cell]] = [[label, _money(words, amount)] for label, amount in sums]
    if last:
        label, amount = sums[-1]
        rows[-1] = [Cell(label, STRONG), Cell(_money(words, amount), STRONG_FIGURES)]
    return rows


def _money(words: Words, cents: int) -> str:
    return words.formats.write("money", cents)


def _receivables(page: Document, view: DaySheet) -> None:
    words = page.words
    paid = [
        (words.text("day_sheet.paid_by", method=words.text(f"pay_method.{p.method}")), -p.amount)
        for p in view.patient_payments
    ]
    sums = [
        (words.text("day_sheet.opening"), view.opening),
        (words.text("day_sheet.charges"), view.charges),
        *paid,
        (words.text("day_sheet.insurance"), -view.insurance_payments),
        (words.text("day_sheet.adjustments"), -view.adjustments),
        (words.text("day_sheet.refunds"), view.refunds),
    ]
    if view.closing is not None:
        sums.append((words.text("day_sheet.closing"), view.closing))
    page.sheet.heading(words.text("day_sheet.receivables"))
    rows = _sum_rows(words, sums, last=view.closing is not None)
    page.sheet.table(_SUMS, None, rows, style=FIGURES, padding=1.5)
    if view.closing is None:
        page.sheet.space(4)
        page.sheet.paragraph(words.text("day_sheet.closing_hidden"), SECONDARY)
    if not view.balances:
        page.sheet.space(8)
        with page.sheet.framed(DANGER):
            page.sheet.paragraph(words.text("day_sheet.out_of_balance"), STRONG)


def _drawer(page: Document, drawer: DrawerCount) -> None:
    words, sheet = page.words, page.sheet
    sheet.heading(words.text("day_sheet.drawer"))
    head = [words.text(f"day_sheet.piece_{part}") for part in ("value", "count", "amount")]
    pieces: list[list[Text | Cell]] = [
        [_money(words, value), words.formats.write("number", count), _money(words, value * count)]
        for value, count in drawer.pieces
        if count
    ]
    sheet.table(_PIECES, head, pieces, style=SMALL_FIGURES, head_style=SMALL_HEAD, padding=0.5)
    sums = [
        (words.text("day_sheet.counted"), drawer.counted),
        (words.text("day_sheet.expected"), drawer.expected),
        (words.text(f"day_sheet.{_over_short(drawer.over_short)}"), drawer.over_short),
        (words.text("day_sheet.float"), drawer.float_amount),
        (words.text("day_sheet.checks"), drawer.checks),
        (words.text("day_sheet.deposit"), drawer.deposit),
    ]
    sheet.space(6)
    sheet.table(_SUMS, None, _sum_rows(words, sums), style=FIGURES, padding=1.5)
    if drawer.reason:
        sheet.space(4)
        sheet.paragraph(words.rich("day_sheet.reason", reason=drawer.reason))
    sheet.space(4)
    sheet.paragraph(_batch(words, drawer), SECONDARY)
    if drawer.same_person:
        sheet.space(4)
        sheet.paragraph(words.rich("day_sheet.same_person", reason=drawer.same_person))


def _over_short(difference: int) -> str:
    if difference == 0:
        return "exact"
    return "over" if difference > 0 else "short"


def _batch(words: Words, drawer: DrawerCount) -> str:
    if drawer.card_batch is None:
        return words.text("day_sheet.batch_not_compared", expected=drawer.card_expected)
    return words.text("day_sheet.batch", batch=drawer.card_batch, expected=drawer.card_expected)


def _signatures(page: Document, view: DaySheet) -> None:
    words, sheet = page.words, page.sheet
    sheet.heading(words.text("day_sheet.signatures"))
    rows: list[list[Text | Cell]] = []
    for role, name in (("counted_by", view.counted_by), ("checked_by", view.checked_by)):
        rows.append([words.text(f"day_sheet.{role}"), name or words.text("day_sheet.nobody_yet")])
    if view.locked_at is not None:
        rows.append([words.text("day_sheet.locked"), words.text("day_sheet.locked_at", at=view.locked_at)])
    rows.append(
        [words.text("day_sheet.audit_head"), Cell(view.audit_head[:AUDIT_HEAD_SHOWN], STRONG_FIGURES)]
    )
    sheet.table(Columns((176, WIDTH - 176)), None, rows, padding=1.5)
    sheet.space(22)
    line = "_" * 32
    sheet.pair(
        [(words.text("day_sheet.sign_counted", line=line), SMALL)],
        [(words.text("day_sheet.sign_checked", line=line), SMALL)],
    )


def _money_list(page: Document, view: DaySheet) -> None:
    """List the payments of the day; their sum is what was collected."""
    if not view.payments:
        return
    words = page.words
    page.sheet.heading(words.text("day_sheet.payments"))
    head = [words.text(f"day_sheet.payment_{part}") for part in ("time", "receipt", "patient", "method")]
    rows: list[list[Text | Cell]] = [
        [
            words.formats.write("time", one.at),
            one.receipt,
            words.text("day_sheet.visit_named", name=one.patient, mrn=one.mrn) if one.mrn else "",
            words.text(f"day_sheet.kind_{one.kind}", method=words.text(f"pay_method.{one.method}")),
            _money(words, one.amount),
        ]
        for one in view.payments
    ]
    rows.append(["", "", Cell(words.text("day_sheet.collected"), STRONG), "", _strong(words, view.collected)])
    head.append(words.text("day_sheet.payment_amount"))
    page.sheet.table(_PAYMENTS, head, rows, style=SMALL_FIGURES, head_style=SMALL_HEAD)


def _strong(words: Words, cents: int) -> Cell:
    return Cell(_money(words, cents), STRONG_FIGURES)


def _visits(page: Document, view: DaySheet) -> None:
    if not view.visits:
        return
    words = page.words
    page.sheet.heading(words.text("day_sheet.visits"))
    head = [words.text(f"day_sheet.visit_{part}") for part in ("time", "patient", "charges", "paid", "note")]
    rows: list[list[Text | Cell]] = [
        [
            words.formats.write("time", visit.at),
            words.text("day_sheet.visit_named", name=visit.patient, mrn=visit.mrn),
            _money(words, visit.charges),
            "" if visit.paid is None else _money(words, visit.paid),
            visit.note,
        ]
        for visit in view.visits
    ]
    if view.elsewhere:
        rows.append(["", words.text("day_sheet.elsewhere"), "", _money(words, view.elsewhere), ""])
    if view.payments:
        charges = sum(visit.charges for visit in view.visits)
        total = Cell(words.text("day_sheet.visits_total"), STRONG)
        rows.append(["", total, _strong(words, charges), _strong(words, view.collected), ""])
    page.sheet.table(_VISITS, head, rows, style=SMALL_FIGURES, head_style=SMALL_HEAD)
