"""Texts of registering and of coverages."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "people.another_patient": "This belongs to another patient. Nothing was saved.",
    "people.birth_date_doubted": "That makes {years} years. Check the century.",
    "people.birth_date_future": "A birth date is never in the future. Check the year.",
    "people.birth_date_needed": "Type the birth date, or say how much of it is known.",
    "people.birth_date_too_old": "Nobody is older than {years} years. Check the century.",
    "people.birth_date_twice": "Type the whole birth date or a part of it, not both.",
    "people.case_incomplete": "The claim number and the day of the injury are needed here.",
    "people.coverage_order": "Each coverage needs its own place in the order.",
    "people.date_future": "This day is in the future. Check the year.",
    "people.death_date": "The day of death is before the birth date, or in the future.",
    "people.duplicate": "This may be the patient with MRN {mrn}. Open that chart, or say why not.",
    "people.duplicate_reason": "Say why this is another person.",
    "people.eligibility_method": "Say how the coverage was checked: by phone, portal or file.",
    "people.ends_before_it_begins": "The end is before the beginning. Check both days.",
    "people.language": "This language is not known. Choose one from the list.",
    "people.medicare_number": "Not a Medicare number. It has 11 letters and digits, as on the card.",
    "people.member_id_missing": "The member id is missing. Take it from the card.",
    "people.minor_without_guardian": "A minor needs a guardian or a reason why there is none.",
    "people.name_without_letters": "A name has letters. Type it as on the card.",
    "people.one_name_only": "There is only one name. Is that so?",
    "people.partial_date": "Not a date. Type 1958, 5/1958 or 5/2/1958.",
    "people.patient_has_visits": "This patient has visits, so the chart cannot be marked as an error.",
    "people.photo_size": "This picture is too large. At most {most} bytes fit.",
    "people.photo_type": "This is no picture that can be shown. Choose a JPEG or PNG file.",
    "people.subscriber_birth_date_missing": "The subscriber's birth date is missing. Payers ask for it.",
    "people.subscriber_needed": "Type the subscriber's name, or choose “self”.",
}
