"""Texts of the practice's own data."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "practice.clinician_account": "Only a clinician's account can be joined to a provider.",
    "practice.colour": "Choose a colour from the list.",
    "practice.hours_order": "The end is before the beginning. Check both times.",
    "practice.minutes_step": "Lengths go in steps of five minutes.",
    "practice.name_taken": "This name is in use already. Choose another one.",
    "practice.policy_past": "A change counts from today or later. What was, stays.",
    "practice.policy_shape": "{name} does not have the form that is needed.",
    "practice.policy_unknown": "There is no rule of the name {name}.",
    "practice.room_in_service": "This room is in service already.",
    "practice.room_occupied": "A patient is in this room. Wait until it is empty.",
    "practice.tax_id": "Not a tax number. Type nine digits.",
    "practice.weekday": "Choose a day of the week.",
}
