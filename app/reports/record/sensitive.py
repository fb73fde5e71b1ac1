"""What of the record shows the inside of a chart: for those only who may see charts.

The record holds each change with what stood there before and after, so whoever reads it could read every
chart. Who reads the record without the permission to see charts (an owner who does the billing, an auditor)
sees that a field of the chart changed, when and by whom, and not what it says. Tables are listed where they
are *not* clinical: one that nobody listed counts as chart.
"""

from collections.abc import Mapping

_OFFICE = frozenset(
    {
        *("practice_settings", "location", "provider", "room", "visit_type", "policy_table", "account"),
        *("ledger_entry", "ledger_line", "fee_schedule", "drawer", "drawer_count", "day_close", "receipt"),
        *("copay_decision", "refund", "patient_identifier", "contact", "coverage", "eligibility_check"),
        *("signature_on_file", "visit_state_change", "block", "text_review", "printed_paper", "backup_plan"),
        *("one_time_code", "second_step", "break_glass"),
        *("patient", "appointment", "visit", "charge"),
    }
)
_CLINICAL_FIELDS: Mapping[str, frozenset[str]] = {
    "patient": frozenset({"what_matters", "access_needs", "deceased"}),
    "appointment": frozenset({"reason", "note", "overlap_reason", "cancel_reason"}),
    "visit": frozenset({"reason", "handoff_note", "checklist", "imported", "mask_needed", "mask_given"}),
    "visit_state_change": frozenset({"reason"}),
    "charge": frozenset({"code", "wording", "modifiers", "pointers", "ended_reason"}),
    "copay_decision": frozenset({"reason"}),
    "eligibility_check": frozenset({"note"}),
}
_SECRET = frozenset({"key", "password", "wrapped"})
_OFFICE_ROOMS = (
    "billing.",
    "people.",
    "practice.",
    "security.",
    "reports.",
    "frontdesk.day_close.",
)


def is_clinical(table: str, field: str) -> bool:
    """Say whether what a field says belongs to the chart."""
    return table not in _OFFICE or field in _CLINICAL_FIELDS.get(table, ())


def is_clinical_act(act: str) -> bool:
    """Say whether the reason given for an act may say something of the chart.

    Why somebody did not come, or comes another day, may: in the line of the act as in the appointment itself.
    """
    return bool(act) and not act.startswith(_OFFICE_ROOMS)


def is_secret(field: str) -> bool:
    """Say whether nobody is shown what a field says: keys of files, kept passwords."""
    return field in _SECRET
