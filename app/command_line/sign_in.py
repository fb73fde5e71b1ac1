"""The password of a command: from a prompt or one line of standard input, never from the arguments."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.command_line.importing import stoppable
from app.command_line.words import said, say
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.practice_file import Due, Practice, open_practice

_LONGEST_LINE = 4096


def read_password(from_stdin: bool, *, twice: bool = False) -> str:
    """Return the password. Raises RuleViolated when two prompts differ or nothing was given."""
    if from_stdin:
        password = sys.stdin.readline(_LONGEST_LINE).rstrip("\r\n")
    else:
        password = getpass.getpass(say("command.password") + " ")
        if twice and getpass.getpass(say("command.password_again") + " ") != password:
            raise RuleViolated("password", Message("command.passwords_differ"))
    if not password:
        raise RuleViolated("password", Message("command.password_missing"))
    return password


def read_code(from_stdin: bool) -> str:
    """Return the code of the authenticator, or a recovery code: prompted for, or the next line."""
    if from_stdin:
        return sys.stdin.readline(_LONGEST_LINE).rstrip("\r\n")
    return getpass.getpass(say("command.second_step") + " ")


class TellingSteps:
    """Says on standard error what is being done, a line each tenth of it."""

    def __init__(self) -> None:
        self._last = ("", -1)

    def __call__(self, done: int, total: int, what: Message | None) -> None:
        told = (said(what) if what else "", 10 * done // total if total else 0)
        if told != self._last:
            self._last = told
            print(say("command.so_far", what=told[0], percent=10 * told[1]), file=sys.stderr)


@contextmanager
def signed_in(file: Path, user: str, from_stdin: bool) -> Iterator[Practice]:
    """Open a practice for one command and close it again, whatever happens.

    One of an earlier Daybook is brought up to date first; standard error tells how far that is, and Ctrl+C
    stops it while it is still a backup.
    """
    password = read_password(from_stdin)
    with stoppable(TellingSteps()) as progress:
        practice = open_practice(file, user, password, progress=progress)
    try:
        if practice.second_step.due is Due.CODE:
            practice.second_step.prove(read_code(from_stdin))
        if practice.upgraded is not None:
            print(say("upgrade.done", folder=practice.upgraded.backup), file=sys.stderr)
        progress.check()  # asked to stop while there was nothing that stops
        yield practice
    finally:
        practice.close()
