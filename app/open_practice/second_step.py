"""The second step of who is signed in: due or not, set up, proved, renewed, removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.core.acts import Action
from app.core.errors import RuleViolated, Unavailable
from app.core.findings import Message
from app.documents.mark import qr_code
from app.documents.sign_in_slips import CodesPaper, render_codes
from app.documents.words import words_for
from app.open_practice.open_file import OpenFile
from app.practice.policy import policy
from app.security import totp
from app.security.recovery_codes import CODES, hash_of, looks_like_code, new_codes, new_salt
from app.security.second_steps import (
    Outcome,
    ProveSecondStep,
    RemoveOwnSecondStep,
    RenewRecoveryCodes,
    SetUpSecondStep,
    Tried,
    prove_second_step,
    remove_own_second_step,
    renew_recovery_codes,
    second_step_of,
    secret_of,
    set_up_second_step,
)
from app.store.causes import Cause, trouble
from app.store.recovery import plain_characters
from app.store.work import Work


class Due(StrEnum):
    """What stands between the password and the work: nothing, a code, or the setting up."""

    NOTHING = ""
    CODE = "code"
    SET_UP = "set_up"


@dataclass(frozen=True)
class StepState:
    """How the person's own second step stands, for the window."""

    there: bool
    demanded: bool
    codes_left: int = 0


@dataclass
class PendingSecondStep:
    """An authenticator while it is being set up, in memory only. `squares`: the QR code, True is dark."""

    typed_secret: str = field(repr=False)
    squares: list[list[bool]] = field(repr=False)
    codes: tuple[str, ...] = field(repr=False)
    secret: bytes = field(repr=False)


class SecondSteps:
    """What the person signed in does with their second step."""

    def __init__(self, file: OpenFile, prove_password: Callable[[str], None], *, by_sheet: bool) -> None:
        """`by_sheet`: they came in by the recovery sheet, which stands for everything that was lost."""
        self._file, self._prove_password = file, prove_password
        self._failed: list[str] = []
        self._unkept: tuple[str, ...] = ()
        if by_sheet and self.state.there:
            self._act(remove_own_second_step, RemoveOwnSecondStep(why="recovery_sheet"))
        self.due = self._due()
        file.second_step_due = self.due is not Due.NOTHING

    def _due(self) -> Due:
        file = self._file
        with Session(file.database.reader) as session:
            there = second_step_of(session, file.actor.person_id) is not None
            rules = policy(file.reading(session), "sign_in")["second_step"]
        if not there:
            return Due.SET_UP if self._is_demanded(rules) else Due.NOTHING
        return Due.NOTHING if self._is_fresh(rules) else Due.CODE

    def _is_demanded(self, rules: dict[str, Any]) -> bool:
        return bool({str(role) for role in self._file.actor.roles} & set(rules["roles"]))

    def _is_fresh(self, rules: dict[str, Any]) -> bool:
        """Whether this process asked not long ago, so that an unlock does not ask again."""
        setting = self._file.setting
        proved = setting.second_steps.get(self._file.actor.person_id)
        if proved is None or rules["at_every_unlock"]:
            return False
        hours = timedelta(hours=float(rules["asked_again_after_hours"]))
        return proved <= setting.clock.now() < proved + hours

    @property
    def state(self) -> StepState:
        """How the person's second step stands."""
        with Session(self._file.database.reader) as session:
            step = second_step_of(session, self._file.actor.person_id)
            rules = policy(self._file.reading(session), "sign_in")["second_step"]
        left = CODES - len(step.used_codes) if step else 0
        return StepState(step is not None, self._is_demanded(rules), left)

    # -- proving --------------------------------------------------------------------------------------------

    def prove(self, typed: str) -> Tried:
        """Take a code of the authenticator, or a recovery code; from then on the work may begin.

        Raises Unavailable: second step wrong (its message says what to do), wait (`seconds`).
        """
        tried: Tried = self._act(prove_second_step, ProveSecondStep(typed=typed))
        if not tried.through:
            raise self._refusal(tried, typed)
        self._through()
        return tried

    def _through(self) -> None:
        file = self._file
        self._failed.clear()
        file.setting.second_steps[file.actor.person_id] = file.setting.clock.now()
        self.due, file.second_step_due = Due.NOTHING, False

    def _refusal(self, tried: Tried, typed: str) -> Unavailable:
        file = self._file
        if tried.outcome is Outcome.WAIT:
            return trouble(Cause.WAIT, file.paths.file.name, seconds=tried.seconds)
        if tried.outcome is Outcome.TAKEN:
            return self._wrong("security.second_step.taken", tried)
        if looks_like_code(typed):
            return self._wrong("security.second_step.recovery_wrong", tried)
        minutes = self._minutes_off(typed)
        if minutes is None:
            return self._wrong("security.second_step.wrong", tried)
        which = "security.second_step.ahead" if minutes > 0 else "security.second_step.behind"
        return self._wrong(which, tried, minutes=abs(minutes))

    def _wrong(self, message: str, tried: Tried, **params: int) -> Unavailable:
        now = self._file.setting.clock.now().astimezone(self._file.around.zone)
        told: dict[str, datetime | int] = {"clock": now, "seconds": tried.seconds, **params}
        return Unavailable(Cause.SECOND_STEP_WRONG.value, Message(message, told))

    def _minutes_off(self, typed: str) -> int | None:
        plain = plain_characters(typed)
        if plain not in self._failed:
            self._failed = [*self._failed[-1:], plain]
        with Session(self._file.database.reader) as session:
            step = second_step_of(session, self._file.actor.person_id)
            if step is None:
                return None
            return totp.minutes_off(
                secret_of(session, step).secret, self._failed, self._file.setting.clock.now()
            )

    # -- setting up -----------------------------------------------------------------------------------------

    def begin(self) -> PendingSecondStep:
        """Draw a secret and ten recovery codes, in memory only."""
        file, secret = self._file, totp.new_secret()
        person = file.ring.slots.by_person(file.actor.person_id)
        text = totp.setup_text(secret, person.label.login if person else "", file.practice_name)
        return PendingSecondStep(totp.typed_secret(secret), qr_code(text), new_codes(), secret)

    def set_up(
        self, pending: PendingSecondStep, typed: str, password: str = "", *, codes_kept: bool = True
    ) -> None:
        """Put it in force, proved by the code that the authenticator shows. Slow.

        Without `codes_kept` its recovery codes open nothing until `keep_codes`.

        The password is asked for, so that nobody does this at a desk left open; not where it was typed just
        now, because a role demands the second step. Raises RuleViolated (wrong code), Unavailable.
        """
        if self.due is not Due.SET_UP:
            self._file.require_second_step()
            self._prove_password(password)
        salt, hashes = _hashed(pending.codes)
        secret = pending.secret.hex()
        command = SetUpSecondStep(typed=typed, secret=secret, salt=salt, hashes=hashes, codes_kept=codes_kept)
        self._act(set_up_second_step, command)
        self._unkept = () if codes_kept else pending.codes
        self._through()

    def renew_codes(self, password: str, typed: str) -> tuple[str, ...]:
        """Return ten new recovery codes, in force from now on. Slow. Raises Unavailable."""
        codes = self.draw_codes(password, typed)
        self.keep_codes()
        return codes

    def draw_codes(self, password: str, typed: str) -> tuple[str, ...]:
        """Return ten new recovery codes, in force once `keep_codes` says that they are on paper. Slow.

        Until then, and where the window locks before, those of before open. Raises Unavailable.
        """
        self._ask_both(password, typed)
        self._unkept = new_codes()
        return self._unkept

    def keep_codes(self) -> None:
        """The person has kept the codes that were drawn: from now on they alone open."""
        codes, self._unkept = self._unkept, ()
        if codes:
            salt, hashes = _hashed(codes)
            self._act(renew_recovery_codes, RenewRecoveryCodes(salt=salt, hashes=hashes))

    def codes_paper(self, codes: tuple[str, ...]) -> bytes:
        """Return recovery codes as a PDF, for the person to print."""
        file = self._file
        made_at = file.setting.clock.now().astimezone(file.around.zone)
        paper = CodesPaper(file.practice_name, file.actor.name, codes, made_at)
        return render_codes(paper, words_for("en"))

    def remove(self, password: str, typed: str) -> None:
        """Remove the person's own second step. Slow.

        Raises Unavailable, and RuleViolated where a role demands one.
        """
        if self.state.demanded:
            raise RuleViolated("", Message("security.second_step.demanded"))
        self._ask_both(password, typed)
        self._act(remove_own_second_step, RemoveOwnSecondStep())
        self._file.setting.second_steps.pop(self._file.actor.person_id, None)

    def _ask_both(self, password: str, typed: str) -> None:
        self._file.require_second_step()
        self._prove_password(password)
        self.prove(typed)

    def _act(self, act: Action[Any, Any, Any], command: Any) -> Any:
        """Run an act of the person's own; these alone come before the second step is proved."""
        with Work(self._file.actor, self._file.around) as work:
            return act(work, command)


def _hashed(codes: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    salt = new_salt()
    return salt.hex(), tuple(hash_of(code, salt) for code in codes)
