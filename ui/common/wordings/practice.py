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
    "practice.backup_time": "Not a time of day. Type hours and minutes, such as 12:30 or 17:30.",
    "practice.backup_too_many_times": "At most {most} times a day.",
    "practice.backup_alarm_order": "Red comes after the warning. Type more hours.",
    "practice.pack_password_length": "A password for the downtime pack has {least} to {most} characters.",
    "practice.pack_password_missing": "No password for the downtime pack is chosen yet.",
    "practice.pack_password_unusable": "This password has characters that cannot be typed everywhere.",
}
