"""Texts of bringing a practice of an earlier Daybook up to date."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "unavailable.upgrade_no_room": (
        "This practice was kept by an earlier Daybook. Before it is brought up to date a backup is "
        "made, and there is not enough room in {file}: {needed_mb} MB are needed and {free_mb} MB are "
        "free. Nothing was changed; make room and sign in again."
    ),
    "unavailable.upgrade_no_backup": (
        "This practice was kept by an earlier Daybook. Before it is brought up to date a backup is "
        "made, and {file} could not be written or came back otherwise. Nothing was changed; check the "
        "drive and sign in again."
    ),
    "unavailable.upgrade_not_writable": (
        "This practice was kept by an earlier Daybook and must be brought up to date, but {file} "
        "cannot be written. Nothing was changed; check your rights to the folder and sign in again."
    ),
    "unavailable.upgrade_failed": (
        "{file} was kept by an earlier Daybook and could not be brought up to date. What was begun "
        "was undone; the practice is as it was. Sign in again, and if it stays so, use the earlier "
        "Daybook."
    ),
    "upgrade.step": "Bringing the practice up to date",
    "upgrade.done": (
        "This practice was kept by an earlier Daybook and is up to date now. A backup of it as it was "
        "lies in {folder}."
    ),
}
