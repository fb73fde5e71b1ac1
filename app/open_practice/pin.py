"""A PIN for the person signed in: set in a session, kept in the memory of this process."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import NotPermitted
from app.open_practice.open_file import OpenFile
from app.practice.policy import policy
from app.security.os_keyring import available, keep_slot, read_slot, remove_slot
from app.security.pin import PinOwner, PinUnlock, require_pin
from app.security.pin_entry import pin_owner
from app.store.kdf import DEFAULT, KdfCost


class Pins:
    """Makes the PIN of who is signed in. Who holds it wipes it when it is to end."""

    def __init__(self, file: OpenFile, prove: Callable[[str], None]) -> None:
        """`prove` asks for the password: a PIN set at an unlocked desk would be a way in for others."""
        self._file, self._prove = file, prove

    def set(self, pin: str, password: str, *, cost: KdfCost = DEFAULT) -> PinUnlock:
        """Return a way to unlock with this PIN. Slow: never on the GUI thread.

        Raises RuleViolated for a PIN that is too easy; Unavailable (wrong password, wait).
        """
        self._file.require_second_step()
        require_pin(pin)
        self._prove(password)
        file = self._file
        kept = PinUnlock(self._owner(), file.key, pin, cost=cost)
        file.record("pin_set")
        return kept

    @property
    def may_stay(self) -> bool:
        """Whether a PIN may be kept on this PC after Daybook was closed: by policy, and with a keyring."""
        return bool(self._policy()["allowed"]) and available()

    def stay(self, pin: str, *, cost: KdfCost = DEFAULT) -> None:
        """Keep the PIN on this PC after Daybook was closed, as half of a slot. Slow: a key is derived.

        Raises RuleViolated (a PIN too short for that), NotPermitted (policy) and Unavailable (keyring).
        """
        if not self._policy()["allowed"]:
            raise NotPermitted("practice.keep_pin")
        file, days = self._file, int(self._policy()["days"])
        now = file.setting.clock.now()
        keep_slot(self._owner(), file.key, pin, now, days, file.setting.state_folder, cost=cost)
        file.record("pc_slot_made", days=days)

    def leave(self) -> None:
        """Remove what this PC keeps of the person's PIN, if anything; the record has it."""
        file, now = self._file, self._file.setting.clock.now()
        owner, folder = self._owner(), file.setting.state_folder
        slot = read_slot(owner.practice_id, owner.login, folder, now)
        if slot is not None:
            remove_slot(slot, folder)
            file.record("pc_slot_removed")

    def _owner(self) -> PinOwner:
        file = self._file
        person = file.ring.slots.by_person(file.actor.person_id)
        return pin_owner(file.ring.slots, person.label.login if person else "")

    def _policy(self) -> Mapping[str, Any]:
        with Session(self._file.database.reader) as session:
            found: Mapping[str, Any] = policy(self._file.reading(session), "keys")["keyring"]
        return found

    def remove(self) -> None:
        """Record that the person removed their PIN, and remove what this PC keeps of it."""
        self._file.record("pin_removed")
        self.leave()
