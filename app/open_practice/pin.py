"""A PIN for the person signed in: set in a session, kept in the memory of this process."""

from collections.abc import Callable

from app.open_practice.open_file import OpenFile
from app.security.pin import PinUnlock, require_pin
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
        require_pin(pin)
        self._prove(password)
        file = self._file
        person = file.ring.slots.by_person(file.actor.person_id)
        login = person.label.login if person else ""
        kept = PinUnlock(pin_owner(file.ring.slots, login), file.key, pin, cost=cost)
        file.record("pin_set")
        return kept

    def dropped(self, why: str) -> None:
        """Record that the person's PIN ended: "by_person"."""
        self._file.record("pin_dropped", why=why)
