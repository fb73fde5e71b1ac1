"""What is done with a person's second step: set up, proved, its codes renewed, removed.

It guards the program and not the file: the secret lies in the encrypted database, which a password alone
opens for whoever writes own code.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import ceil

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.acts import Command, Permission, action
from app.core.errors import NotFound, RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.security import totp
from app.security.model import SecondStep, SecondStepSecret
from app.security.recovery_codes import CODES, looks_like_code, place_of
from app.security.totp import Fit
from app.store.attempts import FREE_TRIES, LONGEST_WAIT_SECONDS
from app.store.recovery import plain_characters
from app.store.work import Work

_CARRIED = {"carried": True}  # a secret is in no hash that stays


class Outcome(StrEnum):
    """What came of a try: through, by which means; or why not."""

    AUTHENTICATOR = "authenticator"
    RECOVERY_CODE = "recovery_code"
    WRONG = "wrong"
    TAKEN = "taken"
    WAIT = "wait"


@dataclass(frozen=True)
class Tried:
    """How a try ended; `seconds` to wait before the next, `codes_left` recovery codes that still open."""

    outcome: Outcome
    seconds: int = 0
    codes_left: int = 0

    @property
    def through(self) -> bool:
        return self.outcome in (Outcome.AUTHENTICATOR, Outcome.RECOVERY_CODE)


def second_step_of(session: Session, person_id: Id) -> SecondStep | None:
    """Return the second step of a person, if there is one."""
    asked = sa.select(SecondStep).where(SecondStep.account_id == person_id, SecondStep.removed_at.is_(None))
    return session.scalars(asked.order_by(SecondStep.made_at.desc()).limit(1)).first()


def secret_of(session: Session, step: SecondStep) -> SecondStepSecret:
    """Return the secret of a second step."""
    return session.scalars(
        sa.select(SecondStepSecret).where(SecondStepSecret.second_step_id == step.id)
    ).one()


def wait_seconds(step: SecondStep, now: datetime) -> int:
    """Return how long the next try must wait: 2^n s from the fifth wrong one on, 15 minutes at most.

    A clock that was set back gives one try at once; the record shows that it was set back.
    """
    if step.wrong_tries < FREE_TRIES or step.wrong_at is None or now < step.wrong_at:
        return 0
    whole = min(1 << min(step.wrong_tries - FREE_TRIES + 1, 20), LONGEST_WAIT_SECONDS)
    return max(0, ceil(whole - (now - step.wrong_at).total_seconds()))


@dataclass(frozen=True, kw_only=True)
class SetUpSecondStep(Command):
    """A new authenticator with its ten recovery codes, proved by the code that it shows now.

    Without `codes_kept` none of them opens anything: nobody has said yet that they are on paper.
    """

    typed: str = field(metadata=_CARRIED, repr=False)
    secret: str = field(metadata=_CARRIED, repr=False)
    salt: str = field(metadata=_CARRIED, repr=False)
    hashes: tuple[str, ...] = field(metadata=_CARRIED, repr=False)
    codes_kept: bool = True


@action(Permission.OWN_SIGN_IN)
def set_up_second_step(work: Work, command: SetUpSecondStep) -> Tried:
    """Put the person's own second step in force. Raises RuleViolated: wrong code, or there is one already."""
    if second_step_of(work.session, work.actor.person_id) is not None:
        raise RuleViolated("", Message("security.second_step.there"))
    secret = bytes.fromhex(command.secret)
    found = totp.judge(secret, plain_characters(command.typed), work.now, 0)
    if found.fit is not Fit.RIGHT or len(secret) != totp.SECRET_BYTES or len(command.hashes) != CODES:
        raise RuleViolated("code", Message("security.second_step.not_proved"))
    step = work.add(
        SecondStep(
            account_id=work.actor.person_id,
            made_at=work.now,
            codes_made_at=work.now,
            last_counter=found.counter,
            used_codes=[] if command.codes_kept else list(range(CODES)),
        )
    )
    work.session.flush()
    hashes, salt = list(command.hashes), bytes.fromhex(command.salt)
    work.add(SecondStepSecret(second_step_id=step.id, secret=secret, salt=salt, hashes=hashes))
    return Tried(Outcome.AUTHENTICATOR, codes_left=CODES if command.codes_kept else 0)


@dataclass(frozen=True, kw_only=True)
class ProveSecondStep(Command):
    """What the person typed: six digits of the authenticator, or a recovery code."""

    typed: str = field(metadata=_CARRIED, repr=False)


@action(Permission.OWN_SIGN_IN)
def prove_second_step(work: Work, command: ProveSecondStep) -> Tried:
    """Judge a code of the person signed in; right or wrong, the record has the try. Raises NotFound."""
    step = _own(work)
    seconds = wait_seconds(step, work.now)
    if seconds:
        return _told(work, Tried(Outcome.WAIT, seconds))
    secret = secret_of(work.session, step)
    if looks_like_code(command.typed):
        place = place_of(command.typed, secret.salt, secret.hashes, step.used_codes)
        if place is None:
            return _told(work, _wrong(work, step, Outcome.WRONG))
        step.used_codes = [*step.used_codes, place]
        step.last_counter = min(step.last_counter, totp.counter_at(work.now))  # ahead if a clock was ahead
        return _told(work, _right(step, Outcome.RECOVERY_CODE))
    found = totp.judge(secret.secret, plain_characters(command.typed), work.now, step.last_counter)
    if found.fit is not Fit.RIGHT:
        return _told(work, _wrong(work, step, Outcome(str(found.fit))))
    step.last_counter = found.counter
    return _told(work, _right(step, Outcome.AUTHENTICATOR))


def _own(work: Work) -> SecondStep:
    step = second_step_of(work.session, work.actor.person_id)
    if step is None:
        raise NotFound("second_step", work.actor.person_id)
    return step


def _right(step: SecondStep, outcome: Outcome) -> Tried:
    step.wrong_tries, step.wrong_at = 0, None
    return Tried(outcome, codes_left=CODES - len(step.used_codes))


def _wrong(work: Work, step: SecondStep, outcome: Outcome) -> Tried:
    step.wrong_tries, step.wrong_at = step.wrong_tries + 1, work.now
    return Tried(outcome, wait_seconds(step, work.now))


def _told(work: Work, tried: Tried) -> Tried:
    work.detail(outcome=str(tried.outcome))
    return tried


@dataclass(frozen=True, kw_only=True)
class RenewRecoveryCodes(Command):
    """Ten new codes; those of before open nothing any more."""

    salt: str = field(metadata=_CARRIED, repr=False)
    hashes: tuple[str, ...] = field(metadata=_CARRIED, repr=False)


@action(Permission.OWN_SIGN_IN)
def renew_recovery_codes(work: Work, command: RenewRecoveryCodes) -> Tried:
    """Put new recovery codes of the person signed in into force. Raises NotFound."""
    step = _own(work)
    if len(command.hashes) != CODES:
        raise RuleViolated("", Message("security.second_step.not_proved"))
    secret = secret_of(work.session, step)
    secret.salt, secret.hashes = bytes.fromhex(command.salt), list(command.hashes)
    step.used_codes, step.codes_made_at = [], work.now
    return Tried(Outcome.AUTHENTICATOR, codes_left=CODES)


@dataclass(frozen=True, kw_only=True)
class RemoveOwnSecondStep(Command):
    """No authenticator any more; password and code were asked for just now. `why`: "sheet" where one was."""

    why: str = ""


@action(Permission.OWN_SIGN_IN)
def remove_own_second_step(work: Work, command: RemoveOwnSecondStep) -> None:
    """Remove the second step of the person signed in. Raises NotFound."""
    _remove(work, _own(work))
    work.detail(by=command.why or "self")


@dataclass(frozen=True, kw_only=True)
class RemoveSecondStep(Command):
    """Someone has lost the authenticator and the recovery codes."""

    person_id: Id


@action(Permission.MANAGE_STAFF)
def remove_second_step(work: Work, command: RemoveSecondStep) -> None:
    """Remove another person's second step: the password alone lets them in again. Raises NotFound."""
    if command.person_id == work.actor.person_id:
        raise RuleViolated("", Message("security.second_step.own_by_code"))
    step = second_step_of(work.session, command.person_id)
    if step is None:
        raise NotFound("second_step", command.person_id)
    _remove(work, step)
    work.detail(person_id=command.person_id, by="owner")


def _remove(work: Work, step: SecondStep) -> None:
    step.removed_at = work.now
    secret = secret_of(work.session, step)
    secret.secret, secret.salt, secret.hashes = b"", b"", []


def people_with_second_step(session: Session) -> frozenset[Id]:
    """Return who has a second step."""
    found: Sequence[Id] = session.scalars(
        sa.select(SecondStep.account_id).where(SecondStep.removed_at.is_(None))
    ).all()
    return frozenset(found)
