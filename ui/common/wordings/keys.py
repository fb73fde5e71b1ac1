"""Texts of changing the store key, of PINs, of the keyring of a PC, and of retiring one."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "rekey.copying": "Encrypting anew",
    "unavailable.rekey_no_room": (
        "The practice is written once more beside the old file, and there is not enough room: {needed_mb} "
        "MB are needed and {free_mb} MB are free. Nothing was changed."
    ),
    "unavailable.rekey_not_verified": (
        "The new file came back from the drive otherwise than it was written. It was not kept; the "
        "practice is as it was. Check the drive."
    ),
    "unavailable.rekey_unfinished": (
        "The new file is whole, but {file} is not in its place yet. Check the drive and open the practice "
        "again; it goes on from there. Whoever has no password then gets a code from an owner."
    ),
    "unavailable.rekey_history_in_doubt": (
        "The record of who did what does not agree with its anchors. An owner looks at that first; a new "
        "file would hide it."
    ),
    "pin.digits_only": "A PIN has digits only.",
    "pin.length": "A PIN has {least} to {most} digits.",
    "pin.too_simple": "This PIN is among the first that are tried. Choose digits without a pattern.",
    "pin.is_date": "This looks like a date, and dates are tried first. Choose other digits.",
    "unavailable.pin_wrong": "That is not the PIN. Tries left before the password is needed: {left}.",
    "unavailable.pin_gone": "The PIN has ended. Use your password.",
    "pin.length_on_pc": "A PIN that stays on this PC has at least {least} digits.",
    "unavailable.keyring": "The keyring of this PC did not take it. Nothing was kept; use your password.",
    "retire.name_differs": "That is not the name of this practice.",
    "retire.same_drive": (
        "{folder} is on a drive of this PC, which is to be erased or given away: the only copy of the "
        "practice would go with it. Nothing was removed. Choose a drive that you unplug and keep."
    ),
}
