"""Texts of what the store, the keys and the accounts refuse or find."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "unavailable.file_missing": "{file} is not there. Check the name; nothing was created.",
    "unavailable.file_is_folder": "{file} is a folder, not a practice file.",
    "unavailable.file_empty": (
        "{file} is empty, so it is not the practice. Restore the file from a backup; it was left as it is."
    ),
    "unavailable.file_truncated": (
        "{file} is cut off: a part is missing. Restore it from a backup; it was left as it is."
    ),
    "unavailable.file_plain": (
        "{file} is a database without encryption, so it is not a practice of Daybook. It was left as it is."
    ),
    "unavailable.file_foreign": "{file} is not a practice of Daybook. It was left as it is.",
    "unavailable.file_unreadable": "{file} cannot be read. Check the drive and your rights to the file.",
    "unavailable.file_exists": "{file} is there already. Nothing was overwritten; choose another name.",
    "unavailable.folder_missing": "The folder for {file} is not there. Make it first.",
    "unavailable.folder_far": (
        "{file} lies on another machine ({folder}). Two PCs could write it at once. "
        "Put the practice in a folder of this PC; a backup may lie there."
    ),
    "unavailable.folder_synced": (
        "{file} lies in a folder that another program copies to the cloud ({folder}), also in the middle "
        "of a change. Put the practice in a folder that nothing copies; a backup may lie there."
    ),
    "unavailable.in_use": "In use by Daybook on this PC. Close it there first.",
    "unavailable.not_writable": "{file} cannot be written here. Check your rights to the folder.",
    "unavailable.sheet_not_saved": "It could not be saved there. Choose another place.",
    "unavailable.key_derivation": (
        "This PC has too little free memory to protect a password. Close other programs and try again."
    ),
    "unavailable.disk_full": "The disk is full. Nothing was changed; make room and try again.",
    "unavailable.write_failed": "{file} could not be written. Nothing was changed; check the drive.",
    "unavailable.keys_missing": (
        "{file} is missing. The practice cannot be opened without it; put it back beside the "
        "practice file, or restore a backup. The recovery sheet does not stand for it."
    ),
    "unavailable.keys_damaged": (
        "{file} and its second copy are damaged. Restore them from a backup. The recovery sheet does not "
        "stand for them."
    ),
    "unavailable.keys_changed": (
        "The key files were changed by someone who did not hold the key. Restore them from a backup."
    ),
    "unavailable.keys_older": (
        "The key files are older than the practice. Put the newest ones back, restore a backup, or let an "
        "owner use the recovery sheet."
    ),
    "unavailable.slot_damaged": (
        "Your slot in the key files is damaged. Restore a backup; an owner can use the recovery sheet."
    ),
    "unavailable.wrong_password": "That sign-in name and password do not open this practice.",
    "unavailable.wrong_recovery_key": (
        "This sheet does not open this practice. It belongs to another one, or a newer sheet took its place."
    ),
    "unavailable.no_recovery_key": "There is no recovery key to use or to confirm.",
    "unavailable.no_owner": "There is no such owner in this practice.",
    "unavailable.newer": (
        "A newer Daybook has written this practice. Install that version; the file was left as it is."
    ),
    "unavailable.wrongly_keyed": (
        "These keys do not open {file}: it belongs to another practice, or its first page is "
        "damaged. It was left as it is."
    ),
    "unavailable.database_damaged": (
        "The practice file is damaged. Restore it from a backup; it was left as it is."
    ),
    "unavailable.no_longer_active": "This account is no longer active. Ask the owner.",
    "unavailable.wait": "Too many wrong tries. Wait {seconds} seconds.",
    "unavailable.key_wiped": "The practice is locked. Sign in again.",
    "unavailable.attachment_missing": (
        "The file kept with this record is missing. The record itself is whole. "
        "A restore of a backup from before brings the file back: ask the owner (Practice, Backups)."
    ),
    "unavailable.attachment_damaged": (
        "The file kept with this record is damaged. The record itself is whole. "
        "A restore of a backup from before brings the file back: ask the owner (Practice, Backups)."
    ),
    "security.login_not_usable": "A sign-in name has 1 to 64 letters, digits or signs, and no blanks.",
    "security.name_not_usable": "A name has 1 to 200 characters that can be shown.",
    "security.login_taken": "Someone has this sign-in name already.",
    "security.role_missing": "Choose at least one role.",
    "security.password.common": (
        "This password is on the list of common ones. Choose another: several words that only you "
        "put together."
    ),
    "security.password.own_name": (
        "This password is mostly a name that everybody here knows. Choose another."
    ),
    "security.password.pattern": "This password repeats or follows the keyboard. Choose another.",
    "security.password.too_long": "A password has at most 128 characters.",
    "security.password.too_short": (
        "A password has at least 12 characters. Several words are easy to remember."
    ),
    "security.password.unusable": (
        "This password has characters that cannot be typed everywhere. Choose another."
    ),
    "store.recovery_key.group_wrong": "Group {group} of line {line} is not what the sheet says.",
    "store.recovery_key.length": "The key on the sheet has four lines of ten characters.",
    "store.recovery_key.line_wrong": "This is not what the sheet says. Mistyped: line {lines}.",
    "store.slots.login_taken": "Someone has this sign-in name already.",
    "store.slots.login_unusable": "A sign-in name has 1 to 64 letters, digits or signs, and no blanks.",
    "store.slots.name_unusable": "A name has 1 to 200 characters that can be shown.",
    "store.slots.no_slot": "This person has no key slot.",
    "store.slots.too_many_people": "There are too many people in the key files.",
    "practice.zone_unknown": "There is no such time zone. Write it like America/New_York.",
    "audit.gap": "Rows {first} to {last} of the record of who did what are missing.",
    "audit.changed": (
        "Row {sequence} of the record does not continue row {before}: one of the two was changed."
    ),
    "audit.columns_differ": (
        "Row {sequence} of the record says one thing and is filed under another: who, when, which "
        "patient or which record."
    ),
    "audit.checkpoint_wrong": (
        "Rows {first} to {sequence} of the record do not agree with their checkpoint: one of them, or "
        "the checkpoint, was rewritten."
    ),
    "audit.checkpoint_without_row": (
        "There is a checkpoint for row {sequence} of the record, and the row is missing."
    ),
    "audit.checkpoint_missing": "The checkpoint that belongs to row {sequence} of the record is missing.",
    "audit.unreadable": (
        "Rows {first} to {last} of the record cannot be read: their page in the file is damaged."
    ),
    "audit.record_differs": (
        "A record in table {table} is not what the record of who did what says last (row {sequence}): "
        "column {column}, id {id}."
    ),
    "audit.record_missing": (
        "A record of table {table} is gone, id {id}. Row {sequence} of the record of who did what "
        "tells of it."
    ),
    "audit.record_unknown": "A record in table {table} was put there without an act, id {id}.",
    "audit.record_of_unknown_table": (
        "Row {sequence} of the record of who did what tells of a table that does not exist: {table}."
    ),
    "audit.load_count": (
        "Row {sequence} of the record of who did what brought {rows} records into table {table}; "
        "{found} are there."
    ),
    "audit.load_differs": (
        "One of the {rows} records that row {sequence} of the record of who did what brought into "
        "table {table} was changed without an act."
    ),
    "audit.more": "And {count} more findings of this kind.",
    "audit.anchor_unproved": (
        "What is kept of the record outside the practice file was not written with this practice's key."
    ),
    "audit.anchor_database_behind": (
        "The practice file is older than it was when it was last used: its record ends at row {head}, and "
        "row {sequence} was there. Rows missing: {missing}."
    ),
    "audit.anchor_other_history": (
        "The practice file has another history than when it was last used: row {sequence} of its record is "
        "not the row that was there. It ends at row {head}."
    ),
    "audit.anchor_rows_added": (
        "Work was added to the record while the practice was closed: row {sequence} closed it, and rows "
        "follow that no sign-in began. Rows more: {more}."
    ),
    "audit.anchor_restored": (
        "This file was restored from the backup of {made_at}. Work after that backup is not in it. An owner "
        "accepts that, once."
    ),
    "audit.anchor_missing": (
        "The file {file} beside the practice was gone and was written anew on {at}. It shows whether the "
        "practice file is the newest one. If nobody removed it, look who can get at the folder, and compare "
        "the head of the record with the last day sheet on paper."
    ),
    "audit.reason_missing": "Say in words why this is the right history.",
    "file.table_unreadable": (
        "Table {table} cannot be read to its end: a part of the file is damaged. Restore it from a backup: "
        "Practice, Backups."
    ),
    "audit.proving_chain": "Proving the record of who did what, row by row",
    "audit.comparing_records": "Comparing each record with what was recorded of it last",
    "audit.reading_pages": "Reading every page of the file",
    "file.page_damaged": "A part of the file cannot be read. Restore it from a backup: Practice, Backups.",
    "file.inconsistent": (
        "A part of the file cannot be read, or does not fit the rest. Restore it from a backup: Practice, "
        "Backups."
    ),
    "file.check_failed": (
        "The file could not be checked to its end, for a part of it cannot be read. Restore it from a "
        "backup: Practice, Backups."
    ),
    "file.reference_broken": (
        "A record in table {table} names another one that is not there. Restore a backup from before: "
        "Practice, Backups."
    ),
    "core.command_reused": "This was sent before with other content. Nothing was done.",
}
