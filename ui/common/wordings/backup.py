"""Texts of making, verifying and restoring backups."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "unavailable.backup_target_missing": "{file} is not there. Connect the drive, or choose another folder.",
    "unavailable.backup_into_itself": (
        "{file} is the folder of the practice itself. A backup there is lost with it; choose another "
        "drive or folder."
    ),
    "unavailable.backup_running": "Another backup to this folder is running. Try again when it is done.",
    "unavailable.backup_no_target": "No folder for backups is chosen. An owner chooses one under Practice.",
    "unavailable.backup_not_closed": (
        "{file} was not closed in order, so it was not copied. The next backup is made after the sign-in."
    ),
    "unavailable.backup_no_room": (
        "There is not enough room: {needed_mb} MB are needed and {free_mb} MB are free. Nothing was "
        "written; make room or choose another drive."
    ),
    "unavailable.backup_write_protected": (
        "{file} is write-protected: it can be read and not written. Slide the switch on the drive or card, "
        "or choose another."
    ),
    "unavailable.backup_not_verified": (
        "The backup was not verified: {file} came back from the drive otherwise than it was written. "
        "It was not kept. Use another drive."
    ),
    "unavailable.backup_not_found": (
        "{file} is not a backup. Choose the dated folder that holds manifest.json."
    ),
    "unavailable.backup_changed": (
        "{file} was not written with this practice's key, or was changed since. Nothing was restored; "
        "use another backup."
    ),
    "unavailable.backup_file_missing": (
        "{file} is missing from the backup. Nothing was restored; put it back, or use another backup."
    ),
    "unavailable.backup_file_damaged": (
        "{file} in the backup is damaged. Nothing was restored; use another backup."
    ),
    "unavailable.restore_unfinished": (
        "The backup is copied and verified, but {file} is not in its place yet. Check the drive and "
        "open the practice again; it goes on from there."
    ),
    "backup.copying": "Copying",
    "backup.reading_back": "Reading back",
    "backup.attachments": "Files of records",
    "backup.differs": "The copy differs from the practice in {what}.",
    "backup.cannot_open": "{file} in the backup cannot be opened.",
    "backup.file_unknown": "{file} lies in the backup and is no part of it.",
    "backup.attachment_left_out": (
        "A file of a record ({file}) is missing or damaged in the practice and is not in the backup. "
        "Everything else is."
    ),
    "backup.made_during_alarm": (
        "The backup is made and verified, and marked as made while an alarm is open. No older backup is "
        "removed until the alarm is settled: they may be all that is left of the right history."
    ),
    "backup.old_not_removed": "Older backups in {folder} could not all be removed. The new backup is whole.",
    "backup.target_network": (
        "{folder} lies on another computer. A backup on a drive that you can unplug is safer."
    ),
    "backup.target_synced": (
        "{folder} is copied elsewhere by another program, which may change files while they are "
        "written. A drive of your own is safer."
    ),
    "backup.target_same_drive": (
        "{folder} is on the same drive as the practice. If the drive fails, both are lost; use another drive."
    ),
}
