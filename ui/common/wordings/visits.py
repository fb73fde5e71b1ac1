"""Texts of the visit and its way through the practice."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "visits.already_in_room": "The patient is in this room already.",
    "visits.already_there": "The visit stands there already. Somebody else may have moved it.",
    "visits.check_in_first": "Check the patient in first.",
    "visits.identity_at_check_in": "Confirm name and birth date with the patient first.",
    "visits.no_such_move": "A visit cannot go from {was} to {to}.",
    "visits.no_such_room": "There is no room “{room}”. Type a room number as on its door.",
    "visits.not_a_no_show": "Only a visit marked as no-show can be taken back so.",
    "visits.not_expected": "Only a visit that is still expected can be checked in.",
    "visits.not_yet_late": "The time of this visit has not come yet, so it is no no-show.",
    "visits.note_too_long": "The hand-off note is too long. At most {most} characters fit.",
    "visits.nothing_to_undo": "There is nothing to undo on this visit.",
    "visits.room_needed": "Type the room first.",
    "visits.room_not_to_clean": "This room does not wait to be cleaned.",
    "visits.room_occupied": "Room {room} is taken. Choose another one.",
    "visits.room_out_of_service": "Room {room} is out of service. Choose another one.",
    "visits.room_to_clean": "Room {room} still has to be cleaned.",
    "visits.say_why": "Say why the visit goes back.",
    "visits.too_late_to_undo": "Ten seconds are over. Move the visit by its own key instead.",
    "visits.was_seen": "This patient was seen, so the visit cannot be cancelled or marked as no-show.",
}
