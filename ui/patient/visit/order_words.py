"""Orders, results and shots in the words of the visit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from app.core.acts import Permission
from app.orders.prescriptions.views import PrescriptionState, PrescriptionView
from app.orders.views import Authority, OrderKind, OrderState, OrderView, ResultView, ShotView
from ui.common.chip import ChipText
from ui.common.fields import day_text
from ui.common.vital_words import unit_words
from ui.patient.visit.visit_words import said, words
from ui.theme.tokens import Tone

SHOTS = (OrderKind.INJECTION, OrderKind.VACCINE)


def order_chip(order: OrderView) -> ChipText:
    """Return where an order stands, as everybody who works on it reads it."""
    if order.state is OrderState.PENDED:
        name = order.clinician or words("a clinician")
        return ChipText(said("Waits for {name}", name=name), Tone.WARNING)
    if order.state is OrderState.ORDERED:
        texts = {
            OrderKind.TEST: words("To collect"),
            OrderKind.INJECTION: words("To give"),
            OrderKind.VACCINE: words("To give"),
        }
        return ChipText(texts.get(order.kind, words("To do")), Tone.INFO)
    return {
        OrderState.COLLECTED: ChipText(words("To result"), Tone.INFO),
        OrderState.COMPLETED: ChipText(words("To review"), Tone.VIOLET),
        OrderState.REVIEWED: ChipText(words("Reviewed"), Tone.ACCENT),
        OrderState.REFUSED: ChipText(words("Refused")),
        OrderState.NOT_DONE: ChipText(words("Not done")),
        OrderState.CANCELLED: ChipText(words("Cancelled")),
    }[order.state]


def order_act(order: OrderView, may: Callable[[Permission], bool]) -> tuple[str, str]:
    """Return the next act of an order for this person as (id, words); ("", "") where there is none."""
    if order.needs_signature and may(Permission.SIGN_ORDER):
        return "sign", words("Sign")
    if order.state is OrderState.ORDERED and may(Permission.COMPLETE_ORDER):
        if order.kind is OrderKind.TEST:
            return "collect", words("Collect")
        return ("give", words("Give")) if order.kind in SHOTS else ("complete", words("Done"))
    if order.state is OrderState.COLLECTED and may(Permission.COMPLETE_ORDER):
        return "result", words("Result")
    if order.state is OrderState.COMPLETED and may(Permission.SIGN_ORDER):
        return "review", words("Review")
    return "", ""


def authority_line(order: OrderView) -> str:
    """Return on whose word an order stands."""
    if order.authority is Authority.STANDING:
        number, _, version = order.authority_words.partition(", ")
        return said(
            "{name}: standing order {number}, version {version}, criteria met",
            name=order.name,
            number=number,
            version=version,
        )
    if order.authority is Authority.VERBAL:
        text = "{name}: said by {clinician}, read back"
        if order.signed_at is None:
            text = "{name}: said by {clinician}, read back, to co-sign today"
        return said(text, name=order.name, clinician=order.clinician)
    return ""


def authority_lines(orders: Sequence[OrderView]) -> list[str]:
    """Return on whose word the orders stand, those under one authority in one line."""
    found: dict[str, list[str]] = {}
    for order in orders:
        text = authority_line(order).removeprefix(f"{order.name}: ")
        if text:
            found.setdefault(text, []).append(order.name)
    return [f"{', '.join(names)}: {text}" for text, names in found.items()]


def result_words(result: ResultView) -> str:
    """Return "Strep A antigen: positive (abnormal)" for each value."""
    return "; ".join(
        f"{line.name}: {line.value} {unit_words(line.unit)}".strip() + _flag(line.interpretation)
        for line in result.values
    )


def _flag(letter: str) -> str:
    texts = {
        "A": words("abnormal"),
        "H": words("high"),
        "L": words("low"),
        "HH": words("critical, high"),
        "LL": words("critical, low"),
    }
    return f" ({texts[letter]})" if letter in texts else ""


def proof_words(result: ResultView) -> str:
    """Return what proves a result."""
    return said(
        "lot {lot}, expires {day}, control valid, {name}",
        lot=result.kit_lot,
        day=day_text(result.kit_expires),
        name=result.by,
    )


def shot_words(shot: ShotView) -> str:
    """Return what was given where, or why not."""
    if shot.outcome.value != "given":
        text = "refused: {reason}" if shot.outcome.value == "refused" else "not given: {reason}"
        return said(text, reason=shot.reason)
    return said(
        "{product} {dose} {unit}, {site}, {route}, lot {lot}, {name}",
        product=shot.product,
        dose=shot.dose or "",
        unit=unit_words(shot.dose_unit),
        site=shot.site,
        route=shot.route,
        lot=shot.lot,
        name=shot.by,
    )


def order_detail(order: OrderView) -> str:
    """Return the grey line below an order: what came of it, else its details and why."""
    parts = [order.details, order.reason, order.ended_reason]
    if order.results:
        parts = [result_words(order.results[-1]), proof_words(order.results[-1])]
        parts += [
            _corrected(result_words(old), now.correction_reason) for old, now in pairwise(order.results)
        ]
    elif order.shots:
        parts = [shot_words(order.shots[-1])]
        parts += [_corrected(shot_words(old), now.correction_reason) for old, now in pairwise(order.shots)]
    parts.append(authority_line(order).removeprefix(f"{order.name}: "))
    parts.append(words("private from guardian") if order.private_from_guardian else "")
    return " · ".join(part for part in parts if part)


def _corrected(old: str, why: str) -> str:
    return said("corrected ({why}), before: {old}", why=why, old=old)


def prescription_words(one: PrescriptionView) -> str:
    """Return a prescription as it is read back."""
    return said(
        "{drug}, {sig}, {quantity} {unit}, {refills} refills",
        drug=one.drug,
        sig=one.sig,
        quantity=one.quantity,
        unit=one.quantity_unit,
        refills=one.refills,
    )


def prescription_chip(one: PrescriptionView) -> ChipText:
    return {
        PrescriptionState.PREPARED: ChipText(words("To sign"), Tone.WARNING),
        PrescriptionState.SIGNED: ChipText(words("To send"), Tone.INFO),
        PrescriptionState.SENT: ChipText(words("Sent"), Tone.ACCENT),
        PrescriptionState.CANCELLED: ChipText(words("Cancelled")),
    }[one.state]
