"""Texts of code lists and of the import of other programs' data."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "codes.hcpcs.ended": "Code {code} ended on {day}.",
    "codes.hcpcs.unknown": "There is no HCPCS code {code}.",
    "codes.icd10cm.not_billable": "{code} is a heading. Choose a code below it.",
    "codes.icd10cm.unknown": "There is no code {code} in the release of {release}.",
    "codes.release_lapsed": (
        "The {set} list here is the edition of {release}; another one is in force on {day}. "
        "Check the codes before the claim goes out."
    ),
    "codes.table_damaged": "The list {file} is damaged. Install Daybook again; your data is safe.",
    "codes.table_missing": "The list {set} is missing. Install Daybook again; your data is safe.",
    "exchange.changed_since": "This came before with other content. It is held for a decision.",
    "exchange.encounter_without_date": "This visit has no date. It is kept in the original file only.",
    "exchange.fhir.file_read": "{file} is read.",
    "exchange.fhir.no_resource": "This entry holds nothing that can be read.",
    "exchange.fhir.reader_died": "Reading the file failed. Nothing of it was stored.",
    "exchange.fhir.reader_failed": "Reading the file failed. Nothing of it was stored.",
    "exchange.fhir.reference_unresolved": "This names a record that is not in the file.",
    "exchange.fhir.too_much_memory": "The file needs more memory than is allowed. Nothing of it was stored.",
    "exchange.decided_already": "Somebody has decided on this already.",
    "exchange.file_gone": "{file} is not there any more.",
    "exchange.kept_in_original": "Kept in the original file, not as data.",
    "exchange.not_begun": "Not begun.",
    "exchange.passed_over": "Passed over.",
    "exchange.written": "Stored.",
    "exchange.kept": "Kept in the original file, not as data.",
    "exchange.seems_here": "This patient seems to be here already. Decide before anything is stored.",
    "unavailable.reader": "The reader of files could not be started. Nothing was stored; try again.",
    "unavailable.pdf_unreadable": "This paper cannot be shown. Make it again.",
    "unavailable.printer_failed": "The printer did not take the job. Check it and print again.",
}
