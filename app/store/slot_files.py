"""`FILE.keys` and `FILE.keys.2`: reading both copies, opening with one, and mending the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.core.errors import Unavailable
from app.core.ids import Id
from app.store.causes import Cause, trouble
from app.store.files import PracticePaths, atomic_write, read_bounded
from app.store.kdf import password_bytes
from app.store.keys import StoreKey
from app.store.one_time_code import OneTimeCode
from app.store.recovery import RecoveryKey
from app.store.slot_text import MOST_BYTES, NewerForm, SealedSet, read_sealed, seal
from app.store.slots import SlotSet, Unwrapping, unwrap_person, unwrap_recovery


class CopyState(StrEnum):
    """How one copy was found. `CHANGED`: sound in form, yet not written by anyone who held the key."""

    SOUND = "sound"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    DAMAGED = "damaged"
    OLDER = "older"
    CHANGED = "changed"


@dataclass(frozen=True)
class Copy:
    """One of the two files as read; `sealed` is None where there was nothing sound to read."""

    path: Path
    state: CopyState
    sealed: SealedSet | None = None


@dataclass(frozen=True)
class KeyFiles:
    """Both copies as read, before anybody has signed in."""

    copies: tuple[Copy, ...]

    @property
    def shown(self) -> SlotSet:
        """The newest readable set, for the sign-in screen and the version checks; not authenticated yet."""
        return self.candidates[0].slots

    @property
    def candidates(self) -> list[SealedSet]:
        """The different sets to try, newest first."""
        different: dict[bytes, SealedSet] = {}
        for copy in self.copies:
            if copy.sealed is not None:
                different.setdefault(copy.sealed.raw, copy.sealed)
        return sorted(different.values(), key=lambda sealed: -sealed.slots.version)


@dataclass(frozen=True)
class CopyTrouble:
    """A copy to be mended: the file's name and how it was found."""

    file_name: str
    state: CopyState


@dataclass(frozen=True)
class Unlocked:
    """An open practice: its key, who opened it (None: the recovery key), and the authenticated set.

    `troubles` are for the audit and for `repair`. Whoever holds this wipes the store key at the end.
    """

    store_key: StoreKey
    person_id: Id | None
    sealed: SealedSet
    troubles: tuple[CopyTrouble, ...]

    @property
    def slots(self) -> SlotSet:
        return self.sealed.slots


def read_keys(paths: PracticePaths) -> KeyFiles:
    """Read both copies, changing nothing.

    Raises Unavailable: keys missing (naming the first file), keys damaged (no sound copy), file unreadable,
    newer (a form that only a later program knows).
    """
    copies = tuple(_read_copy(path) for path in (paths.keys, paths.keys2))
    if not any(copy.sealed for copy in copies):
        raise trouble(_none_readable({copy.state for copy in copies}), paths.keys.name)
    return KeyFiles(copies)


def require_program(slots: SlotSet, *, program: str, schema: int) -> None:
    """Refuse a practice that a later program has written, before any database call.

    `program` is this program's version, `schema` the newest schema it knows. Raises Unavailable (newer).
    """
    if slots.schema > schema or _numbers(slots.least_program) > _numbers(program):
        raise trouble(Cause.NEWER, needs=slots.least_program, program=program)


def require_version(slots: SlotSet, least_version: int) -> None:
    """Refuse a set older than the one the database remembers. Raises Unavailable (keys older)."""
    if slots.version < least_version:
        raise trouble(Cause.KEYS_OLDER, found=slots.version, known=least_version)


def unlock(files: KeyFiles, login: str, password: str, *, least_version: int = 0) -> Unlocked:
    """Open the practice with a person's password; success is the sign-in.

    Raises Unavailable: wrong password (also for an unknown login), slot damaged, keys changed (no copy was
    written by someone who held the key), keys older than `least_version`. What the database knows is
    checked once it is open, with `require_version`. A slot of a one-time code opens with no password.
    """
    unlocked = _unlock_person(files, login, password_bytes(password), Cause.WRONG_PASSWORD)
    try:
        require_version(unlocked.slots, least_version)
    except Unavailable:
        unlocked.store_key.wipe()
        raise
    return unlocked


def unlock_with_code(files: KeyFiles, login: str, code: OneTimeCode) -> Unlocked:
    """Open the practice with a person's one-time code; whether its time is over is for the caller.

    Raises Unavailable: wrong code (also where no code was made), slot damaged, keys changed.
    """
    return _unlock_person(files, login, code.secret(), Cause.WRONG_CODE)


def _unlock_person(files: KeyFiles, login: str, secret: bytes, wrong: Cause) -> Unlocked:
    by_code = wrong is Cause.WRONG_CODE

    def attempt(slots: SlotSet) -> StoreKey | Unwrapping:
        person = slots.by_login(login)
        if person is None or (person.slot.until is not None) != by_code:
            return Unwrapping.WRONG_SECRET
        return unwrap_person(slots, person, secret)

    store_key, sealed, troubles = _open(files, attempt, wrong)
    person = sealed.slots.by_login(login)
    return Unlocked(store_key, person.label.person_id if person else None, sealed, troubles)


def unlock_with_recovery(files: KeyFiles, recovery_key: RecoveryKey) -> Unlocked:
    """Open the practice with the recovery key, even with an older set; its use forces a new key.

    Raises Unavailable: no recovery key, wrong recovery key, slot damaged, keys changed.
    """
    if all(sealed.slots.recovery is None for sealed in files.candidates):
        raise trouble(Cause.NO_RECOVERY_KEY)

    def attempt(slots: SlotSet) -> StoreKey | Unwrapping:
        recovery = slots.recovery
        if recovery is None:
            return Unwrapping.WRONG_SECRET
        return unwrap_recovery(slots, recovery, recovery_key.reveal())

    store_key, sealed, troubles = _open(files, attempt, Cause.WRONG_RECOVERY_KEY)
    return Unlocked(store_key, None, sealed, troubles)


def unlock_with_key(files: KeyFiles, store_key: StoreKey, person_id: Id) -> Unlocked:
    """Come in as a person whose secret this process has proved before (a PIN): the key is at hand.

    Raises Unavailable: keys changed (no copy is of this key), wrong password (the person has no slot now).
    """
    authentic = [sealed for sealed in files.candidates if sealed.is_authentic(store_key)]
    if not authentic:
        raise trouble(Cause.KEYS_CHANGED)
    if authentic[0].slots.by_person(person_id) is None:
        raise trouble(Cause.WRONG_PASSWORD)
    return Unlocked(store_key, person_id, authentic[0], _troubles(files, authentic))


def repair(unlocked: Unlocked, paths: PracticePaths) -> tuple[CopyTrouble, ...]:
    """Write the authenticated set over each copy in trouble and return which; for after all checks."""
    for found in unlocked.troubles:
        atomic_write(paths.file.with_name(found.file_name), unlocked.sealed.raw)
    return unlocked.troubles


def write_set(paths: PracticePaths, slots: SlotSet, store_key: StoreKey) -> None:
    """Write both copies, one after the other; cut between the two, the newer one wins at the next sign-in.

    Only afterwards may the database remember the new version: the other way round a cut would leave a
    practice that refuses its own keys. Raises Unavailable as `atomic_write`.
    """
    raw = seal(slots, store_key)
    atomic_write(paths.keys, raw)
    atomic_write(paths.keys2, raw)


def _read_copy(path: Path) -> Copy:
    try:
        raw = read_bounded(path, MOST_BYTES)
        if raw is None:
            return Copy(path, CopyState.MISSING)
        return Copy(path, CopyState.SOUND, read_sealed(raw))
    except NewerForm:
        raise trouble(Cause.NEWER, path.name) from None
    except OSError:
        return Copy(path, CopyState.UNREADABLE)
    except ValueError:
        return Copy(path, CopyState.DAMAGED)


def _none_readable(states: set[CopyState]) -> Cause:
    if states == {CopyState.MISSING}:
        return Cause.KEYS_MISSING
    return Cause.FILE_UNREADABLE if CopyState.UNREADABLE in states else Cause.KEYS_DAMAGED


_Attempt = Callable[[SlotSet], StoreKey | Unwrapping]


def _open(
    files: KeyFiles, attempt: _Attempt, wrong: Cause
) -> tuple[StoreKey, SealedSet, tuple[CopyTrouble, ...]]:
    """Try the sets, newest first, and settle on the newest authentic one, which the secret must open.

    So a password that only an older copy still knows does not open, unless the newer copy is a forgery.
    """
    outcomes: dict[bytes, StoreKey | Unwrapping] = {}
    for sealed in files.candidates:
        outcome = outcomes[sealed.raw] = attempt(sealed.slots)
        if isinstance(outcome, StoreKey):
            break
    else:
        raise _refusal(outcomes.values(), wrong)
    try:
        authentic = [sealed for sealed in files.candidates if sealed.is_authentic(outcome)]
        if not authentic:
            raise trouble(Cause.KEYS_CHANGED)
        _require_opens(outcomes.get(authentic[0].raw) or attempt(authentic[0].slots), wrong)
    except BaseException:
        outcome.wipe()
        raise
    return outcome, authentic[0], _troubles(files, authentic)


def _require_opens(outcome: StoreKey | Unwrapping, wrong: Cause) -> None:
    if isinstance(outcome, Unwrapping):
        raise _refusal([outcome], wrong)


def _refusal(outcomes: Iterable[StoreKey | Unwrapping], wrong: Cause) -> Unavailable:
    return trouble(Cause.SLOT_DAMAGED if Unwrapping.DAMAGED in outcomes else wrong)


def _troubles(files: KeyFiles, authentic: list[SealedSet]) -> tuple[CopyTrouble, ...]:
    found = []
    for copy in files.copies:
        state = copy.state
        if copy.sealed is not None and copy.sealed not in authentic:
            state = CopyState.CHANGED
        elif copy.sealed is not None and copy.sealed != authentic[0]:
            state = CopyState.OLDER
        if state is not CopyState.SOUND:
            found.append(CopyTrouble(copy.path.name, state))
    return tuple(found)


def _numbers(version: str) -> list[int]:
    numbers = [int(part) for part in version.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers
