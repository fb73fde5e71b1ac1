"""Texts of what the practice's own facts must obey."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "practice.weekday": "There is no such day of the week.",
    "practice.hours_order": "Each time must be later than the one before it.",
    "practice.minutes_step": "A visit lasts a multiple of 5 minutes, as the calendar draws it.",
    "practice.colour": "Choose one of the colors of the calendar.",
    "practice.tax_id": "Not an employer number. Type nine digits, such as 12-3456789.",
    "practice.room_occupied": "A patient is in this room. Take it out of service once it is empty.",
    "practice.room_in_service": "This room is in service already.",
    "practice.policy_past": "Days gone by keep the rules they had. Choose today or a later day.",
    "practice.policy_unknown": "“{name}” is not a part of this table.",
    "practice.policy_shape": "“{name}” does not have the form that this table needs.",
    "practice.policy_sign": "“{name}” cannot be that small. Type a larger number.",
    "practice.name_taken": "There is one of this name already. Choose another name.",
    "practice.clinician_account": "A clinician's column belongs to someone who signs in. Choose the account.",
}
