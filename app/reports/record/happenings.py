"""Which acts and events are of which sort. What nobody sorted is a change, or "something else"."""

from collections.abc import Mapping

import sqlalchemy as sa

from app.reports.record.views import Happening
from app.store.audit import AuditRow

H = Happening

EVENTS: Mapping[str, Happening] = {
    **dict.fromkeys(
        (
            *("sign_in", "sign_in_failed", "recovery_sign_in", "pin_unlock", "pc_slot_sign_in"),
            "code_sign_in",
            *("sign_out", "second_step_left", "lock", "unlock", "switch_user"),
        ),
        H.SIGN_IN,
    ),
    "view": H.LOOKED,
    "load": H.IMPORTED,
    "import": H.IMPORTED,
    "refused": H.REFUSED,
    "asked": H.ASKED,
    "override": H.OVERRIDDEN,
    "print": H.PRINTED,
    "export": H.EXPORTED,
    "downtime_pack": H.EXPORTED,
    **dict.fromkeys(("break_glass", "break_glass_begun", "break_glass_ended"), H.BREAK_GLASS),
    **dict.fromkeys(
        (
            "recovery_used",
            "recovery_confirmed",
            "recovery_replaced",
            "password_set",
            "password_changed",
            "password_reset",
            "password_cost_changed",
            "slot_removed",
            "store_key_changed",
            "pc_retired",
            "pin_set",
            "pin_dropped",
            "pin_removed",
            "pc_slot_made",
            "pc_slot_removed",
        ),
        H.KEYS,
    ),
    **dict.fromkeys(
        (
            *("backup", "backup_failed", "backup_copied", "backup_checked", "backup_rehearsed"),
            *("restore", "rehearsal", "rehearsal_failed", "pack_failed"),
        ),
        H.BACKUP,
    ),
    **dict.fromkeys(
        ("verify", "verified", "history_accepted", "anchor_missing", "migration", "clock_jump"), H.CHECKED
    ),
}
"""Events that are no act of a person in a room. An act's own row has the event "act"."""

ACTS: Mapping[str, Happening] = {
    "people.record_search": H.SEARCHED,
    **dict.fromkeys(
        (
            "chart.notes.sign_note",
            "chart.notes.sign_again",
            "chart.notes.cosign_note",
            "chart.notes.add_addendum",
            "frontdesk.sign_and_hand_over",
            "frontdesk.add_to_signed",
            "orders.sign_order",
            "orders.prescriptions.sign_prescription",
        ),
        H.SIGNED,
    ),
    **dict.fromkeys(
        (
            "billing.payments.reverse_payment",
            "billing.adjustments.reverse_entry",
            "billing.charges.reverse_charge",
            "chart.allergies.withdraw_allergy",
            "chart.history.withdraw_history",
            "chart.immunizations.withdraw_immunization",
            "chart.medications.withdraw_medication",
            "chart.problems.withdraw_problem",
            "chart.vitals.withdraw_vital",
            "frontdesk.undo_check_in",
            "people.contact_in_error",
            "people.coverage_in_error",
            "people.patient_in_error",
            "people.signature_in_error",
            "schedule.undo_booking",
            "schedule.undo_cancel",
            "schedule.undo_move",
            "visits.enter_visit_in_error",
            "visits.undo_move",
            "visits.undo_no_show",
        ),
        H.UNDONE,
    ),
    **dict.fromkeys(
        (
            "people.break_glass.break_glass",
            "people.break_glass.end_break_glass",
            "people.break_glass.end_left_open",
            "people.break_glass.review_break_glass",
        ),
        H.BREAK_GLASS,
    ),
    **dict.fromkeys(("documents.record_print", "documents.record_audit_print"), H.PRINTED),
    "reports.record.record_export": H.EXPORTED,
    **dict.fromkeys(("exchange.import_bundle", "exchange.decide_held", "demo.load_history"), H.IMPORTED),
}
"""Acts that are more than a change."""

ROOMS: Mapping[str, Happening] = {"security": H.STAFF}
"""Rooms whose acts are all of one sort, unless the act itself is sorted."""

TAKEN_OUT: Mapping[str, Happening] = {"documents.downtime_pack": H.EXPORTED}
"""Questions whose answer leaves the house unseen, in a file: none of them is a look."""

_ACT, _VIEW = "act", "view"


def happening_of(event: str, act: str) -> Happening:
    """Return the sort of a line."""
    if event == _VIEW and act in TAKEN_OUT:
        return TAKEN_OUT[act]
    if event != _ACT:
        return EVENTS.get(event, H.OTHER)
    return ACTS.get(act) or ROOMS.get(act.split(".")[0], H.CHANGED)


def is_of(happening: Happening) -> sa.ColumnElement[bool]:
    """Return the condition that a line is of this sort, as `happening_of` says."""
    events = [event for event, sort in EVENTS.items() if sort is happening]
    acts = [act for act, sort in ACTS.items() if sort is happening]
    begins = [AuditRow.act.startswith(f"{room}.") for room, sort in ROOMS.items() if sort is happening]
    of_act = sa.and_(AuditRow.event == _ACT, sa.or_(AuditRow.act.in_(acts), *begins))
    if happening is H.CHANGED:
        rooms = [AuditRow.act.startswith(f"{room}.") for room in ROOMS]
        of_act = sa.and_(AuditRow.event == _ACT, AuditRow.act.not_in(list(ACTS)), sa.not_(sa.or_(*rooms)))
    elif happening is H.OTHER:
        return AuditRow.event.not_in([_ACT, *EVENTS])
    out = [act for act, sort in TAKEN_OUT.items() if sort is happening]
    taken = sa.and_(AuditRow.event == _VIEW, AuditRow.act.in_(out))
    if happening is H.LOOKED:
        return sa.and_(AuditRow.event.in_(events), AuditRow.act.not_in(list(TAKEN_OUT)))
    return sa.or_(AuditRow.event.in_(events), of_act, taken)
