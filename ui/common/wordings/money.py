"""Texts of what is due, of payments and refunds, of checkout, and of the close of the day."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "billing.amount": "Type an amount from $0.01 to $50,000.",
    "billing.copay_rule_shape": "The rule {rule} is not complete. Check payers, visits, result and order.",
    "billing.credit_given_back": "This money was given back already. Reverse that first.",
    "billing.credit_needs_visit": "This is more than is owed. Choose the visit that the rest is for.",
    "billing.due.auto": "None due: billed to the automobile insurer",
    "billing.due.account": "What is owed on charges of earlier visits",
    "billing.due.charges": "The charges of this visit",
    "billing.due.copay_card": "Copay on the insurance card; not checked with the plan",
    "billing.due.copay_checked": "Copay from the eligibility check",
    "billing.due.copay_not_known": "The plan's copay is not known. Check eligibility.",
    "billing.due.no_copay_kind": "None due for this kind of visit",
    "billing.due.original_medicare": "None due now: deductible and 20% are billed after Medicare",
    "billing.due.post_op": "None due: within the global period of a procedure",
    "billing.due.preventive": "None due: preventive visit",
    "billing.due.qualified_medicare_beneficiary": "Take nothing: Qualified Medicare Beneficiary",
    "billing.due.workers_compensation": "None due: workers' compensation pays",
    "billing.later_day_locked": "The money of {day} is locked. Check the clock of this PC.",
    "billing.more_than_old_balance": "This is more than the older balance.",
    "billing.more_than_open": "At most {open} is open on this charge.",
    "billing.no_such_receipt": "There is no receipt with the number {number}.",
    "billing.not_a_check": "This receipt is not for a check.",
    "billing.not_a_payment": "This entry is not a payment that can be taken back.",
    "billing.not_reversible": "This entry cannot be reversed here.",
    "billing.qmb_no_cost_sharing": (
        "Take nothing: federal law forbids charging a Qualified Medicare Beneficiary for this visit."
    ),
    "billing.qmb_rule_is_law": (
        "Federal law forbids cost-sharing for Qualified Medicare Beneficiaries. "
        "This rule stays first and as it is."
    ),
    "billing.reference_card": "Type the approval code of the card terminal.",
    "billing.reference_check": "Type the number of the check.",
    "billing.refund_decided": "This refund was decided already.",
    "billing.refund_more_than_credit": "The patient's credit is {credit}.",
    "billing.refund_second_person": (
        "Someone else approves a refund that you asked for. Say why nobody else can."
    ),
    "billing.reversed_already": "This was reversed already.",
    "billing.tendered_too_little": "The cash given is less than the amount.",
    "billing.visit_of_another": "This visit belongs to another patient. Nothing was saved.",
    "billing.waiver_documented": "Name the paper that shows the hardship.",
    "frontdesk.checkout.another_patient": "This appointment belongs to another patient. Nothing was saved.",
    "frontdesk.checkout.copay_not_known": "Copay not known and not collected",
    "frontdesk.checkout.follow_up": "Follow-up not booked",
    "frontdesk.checkout.no_charge": "No charge yet",
    "frontdesk.checkout.no_level": "The clinician has not chosen the level",
    "frontdesk.checkout.not_collected": "{amount} not collected",
    "frontdesk.checkout.not_signed": "Note not signed",
    "frontdesk.checkout.order_open": "An order is still open",
    "frontdesk.checkout.charge_of_undone": "A charge is posted for an order that was not done: reverse it",
    "frontdesk.checkout.order_without_charge": "A completed order has no charge",
    "frontdesk.checkout.result_to_review": "A result is not reviewed yet",
    "frontdesk.checkout.shot_to_review": "A shot is not reviewed yet",
    "frontdesk.day_close.card_batch": "Type the batch total of the card terminal.",
    "frontdesk.day_close.count_again": "Money moved after the count. Count the drawer again.",
    "frontdesk.day_close.count_first": "Count the drawer first.",
    "frontdesk.day_close.difference_reason": "Say why the count differs.",
    "frontdesk.day_close.drawer_open": "The drawer of this day is open already.",
    "frontdesk.day_close.not_come": "{day} has not come yet.",
    "frontdesk.day_close.pieces": "Count each bill and coin once.",
    "frontdesk.day_close.still_checkout": "At checkout: {number}",
    "frontdesk.day_close.still_expected": "Still expected today: {number}",
    "frontdesk.day_close.still_in_rooms": "In rooms: {number}",
    "frontdesk.day_close.still_waiting": "Waiting: {number}",
    "frontdesk.day_close.two_people": (
        "One person counts and another checks. Say why the same person did both."
    ),
}
