"""Opening a practice without a password: with its recovery sheet, or a person's one-time code."""

from dataclasses import replace
from pathlib import Path

from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.core.progress import Progress
from app.open_practice.upgrading import database_brought_up
from app.practice_file import PROGRAM_VERSION, CameIn, Practice, Setting, look_at
from app.security.passwords import require_password
from app.security.recovering import Inside, enter_with_sheet, recovered_slots
from app.security.role_words import role_word
from app.security.sign_in import Door, enter_with_code, hold
from app.security.views import OwnerView
from app.store.files import PracticeLock
from app.store.kdf import DEFAULT, KdfCost
from app.store.one_time_code import read_code
from app.store.recovery import LineCheck as LineCheck
from app.store.recovery import RecoveryKeyMistyped as RecoveryKeyMistyped
from app.store.recovery import check_line as check_line
from app.store.recovery import lines_of_whole as lines_of_whole
from app.store.recovery import parse
from app.store.slots import PersonLabel
from app.store.upgrading import of_this_schema


def recovery_owners(file: Path, typed: str, setting: Setting | None = None) -> tuple[OwnerView, ...]:
    """Return the owners who may come in with the key on this recovery sheet; nothing of it stays open.

    Raises RecoveryKeyMistyped, which names the wrong lines, and Unavailable (wrong recovery key, wait).
    """
    setting = setting or Setting.here()
    key, door = parse(typed), look_at(file)
    lock = hold(door.paths)
    try:
        inside = enter_with_sheet(door, key, setting.clock.now)
        inside.unlocked.store_key.wipe()
        return inside.owners
    finally:
        key.wipe()
        lock.close()


def recover_practice(
    file: Path,
    typed: str,
    person_id: Id,
    password: str,
    setting: Setting | None = None,
    *,
    cost: KdfCost = DEFAULT,
    progress: Progress | None = None,
) -> Practice:
    """Open a practice with its recovery sheet as one of its owners, whose password it replaces. Slow.

    The use enters the record before the keys change. Cut off anywhere, the same sheet opens again, until a
    new one is in force (`recovery_due`). Raises what `recovery_owners` does, and RuleViolated for a password
    that is too weak.
    """
    setting = setting or Setting.here()
    key, door = parse(typed), look_at(file)
    lock = hold(door.paths)
    try:
        inside = enter_with_sheet(door, key, setting.clock.now)
        try:
            return _come_in(door, lock, inside, person_id, password, setting, cost, progress)
        except BaseException:
            inside.unlocked.store_key.wipe()
            raise
    except BaseException:
        lock.close()
        raise
    finally:
        key.wipe()


def _come_in(
    door: Door,
    lock: PracticeLock,
    inside: Inside,
    person_id: Id,
    password: str,
    setting: Setting,
    cost: KdfCost,
    progress: Progress | None,
) -> Practice:
    owner = inside.owner(person_id)
    require_password(password, owner.login, door.practice_name)
    label = PersonLabel(owner.person_id, owner.login, owner.short_name, role_word(owner.roles))
    upgraded = database_brought_up(
        door.paths, inside.unlocked, setting, PROGRAM_VERSION, owner.person_id, progress
    )
    slots = of_this_schema(recovered_slots(inside, label, password, cost))
    unlocked = replace(inside.unlocked, person_id=owner.person_id)
    came_in = CameIn("recovery_used", inside.told(owner))
    practice = Practice(lock, unlocked, door.paths, setting, came_in)
    practice.upgraded = upgraded
    try:
        practice.staff.come_in_anew(owner, slots)
    except BaseException:
        practice.close()
        raise
    return practice


def check_code(file: Path, login: str, typed: str, setting: Setting | None = None) -> None:
    """Try a person's one-time code before they are asked for a password; nothing stays open.

    Raises RuleViolated for a slip of the finger, which is no try; Unavailable: wrong code, expired, wait.
    """
    setting = setting or Setting.here()
    code, door = read_code(typed), look_at(file)
    lock = hold(door.paths)
    try:
        enter_with_code(door, login, code, setting.clock.now).store_key.wipe()
    finally:
        lock.close()


def open_with_code(
    file: Path,
    login: str,
    typed: str,
    password: str,
    setting: Setting | None = None,
    *,
    cost: KdfCost = DEFAULT,
) -> Practice:
    """Open a practice with a one-time code, as the person whose password this becomes. Slow.

    There is no way in with a code but by choosing a password: the code is used up with it. Cut off before,
    the same code opens again. Raises what `check_code` does, and RuleViolated for a password too weak.
    """
    setting = setting or Setting.here()
    code, door = read_code(typed), look_at(file)
    require_password(password, login, door.practice_name)
    if code.text() in password.upper():
        raise RuleViolated("password", Message("security.password.is_code"))
    lock = hold(door.paths)
    try:
        unlocked = enter_with_code(door, login, code, setting.clock.now)
        practice = Practice(lock, unlocked, door.paths, setting, CameIn("code_sign_in"))
    except BaseException:
        lock.close()
        raise
    try:
        practice.staff.come_in_by_code(password, cost)
    except BaseException:
        practice.close()
        raise
    return practice
