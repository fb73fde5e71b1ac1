"""How much work a wrong password costs: deriving the key of who is signed in, measured on this PC."""

from __future__ import annotations

from app.core.errors import Unavailable
from app.open_practice.open_file import OpenFile
from app.store.kdf import DEFAULT, KdfCost, calibrate
from app.store.slots import rewrap


class Strength:
    """The cost of the person's own slot, and a new one. Each measures for themselves: it takes a password."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    @property
    def cost(self) -> KdfCost:
        """What deriving the key from the person's password costs now."""
        person = self._file.ring.slots.by_person(self._file.actor.person_id)
        return person.slot.cost if person is not None else DEFAULT

    def measure(self) -> KdfCost:
        """Return what it may cost on this PC (0.5 to 1 s). Slow, about two seconds."""
        return calibrate()

    def renew(self, password: str, cost: KdfCost) -> None:
        """Wrap the person's slot anew at this cost, with the same password. Slow: keys are derived.

        Raises Unavailable: wrong password, wait, and as `change_keys`.
        """
        file = self._file
        file.require_second_step()
        if not cost.acceptable:
            raise ValueError("cost of key derivation out of bounds")
        person_id = file.actor.person_id
        file.ring.prove(person_id, password, file.setting.clock.now)
        told = {"memory_mib": cost.memory_kib // 1024, "passes": cost.passes}
        with file.ring.changing:
            try:
                slots = rewrap(file.ring.slots, file.key, person_id, password, cost)
            except MemoryError as error:
                raise Unavailable("key_derivation") from error
            file.change_keys(slots, "password_cost_changed", **told)
