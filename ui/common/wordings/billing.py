"""Texts of charges and of the ledger."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "billing.charge_posted": "This charge is posted. Correct it by a reversal.",
    "billing.claim.code_twice": "A code stands here twice. Check the units instead.",
    "billing.claim.diagnosis_twice": "A diagnosis stands here twice.",
    "billing.claim.example_price": "The fee for {code} is an example. Type the fee of your practice.",
    "billing.claim.no_diagnosis": "There is no diagnosis yet. The clinician chooses it when signing.",
    "billing.claim.no_level": "The level of the visit is missing. The clinician chooses it when signing.",
    "billing.claim.no_pointer": "A charge names no diagnosis. Type the letters of those it is for.",
    "billing.claim.pointer_without_diagnosis": "A charge names a diagnosis that is not on the list.",
    "billing.claim.two_levels": "There are two levels for one visit. Keep one of them.",
    "billing.code_unknown": "This code is not in the list. Check it, or add it to the fee schedule.",
    "billing.no_charges": "There are no charges to post.",
    "billing.no_price": "This code has no fee yet. Add it to the fee schedule.",
    "billing.not_a_level": "This code is no level of a visit.",
    "billing.not_posted": "This charge is not posted yet.",
    "billing.code_shape": "{code} does not look like a code of this set. Check its letters and digits.",
    "billing.day_locked": "The money of {day} is locked. Post it on a later day.",
    "billing.day_not_current": "Money is posted on the day that is open, and {day} is not.",
    "billing.level_is_clinicians": "The clinician chooses the level of the visit.",
    "billing.modifier_shape": "A modifier has two letters or digits, such as 25.",
    "billing.modifiers_too_many": "At most {most} modifiers fit.",
    "billing.no_location": "The practice has no location to post this at. Add one under Practice.",
    "billing.pointer_shape": "Type the letters of the diagnoses, such as A B.",
    "billing.price": "Type a fee, such as 168 or 24.50.",
}
