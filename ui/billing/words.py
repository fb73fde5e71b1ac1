"""Money and the kinds of its movements in the words of the desk."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.billing.payments.views import PayMethod


def _tr(text: str) -> str:
    return QCoreApplication.translate("BillingWords", text)


def method_words(method: PayMethod | str) -> str:
    """Return how money came or went."""
    words = {
        "card": _tr("Card terminal"),
        "cash": _tr("Cash"),
        "check": _tr("Check"),
        "other": _tr("Other"),
    }
    return words.get(str(method), str(method))


def reference_words(method: PayMethod | str) -> str:
    """Return what the second field of a payment asks for."""
    words = {
        "card": _tr("Terminal approval code"),
        "cash": _tr("Cash given"),
        "check": _tr("Check number"),
    }
    return words.get(str(method), _tr("Reference"))


def stage_words(state: str) -> str:
    """Return where a visit stands, in the words of the board."""
    words = {
        "expected": _tr("Expected"),
        "arrived": _tr("Arrived"),
        "ready_for_room": _tr("Ready for room"),
        "rooming": _tr("Rooming"),
        "ready_for_provider": _tr("Ready for provider"),
        "with_provider": _tr("With provider"),
        "staff_work": _tr("Staff work"),
        "ready_for_checkout": _tr("Checkout"),
        "done": _tr("Done"),
        "left_without_being_seen": _tr("Left without being seen"),
    }
    return words.get(state, state.replace("_", " "))


def kind_words(kind: str) -> str:
    """Return what an entry of the account did."""
    words = {
        "charge": _tr("Visit charges"),
        "payment": _tr("Payment"),
        "payer_payment": _tr("Insurance payment"),
        "application": _tr("Credit applied"),
        "adjustment": _tr("Adjustment"),
        "refund": _tr("Refund"),
        "over_short": _tr("Over or short"),
        "deposit": _tr("Deposit"),
    }
    return words.get(kind, kind)
