"""The password of a command: from a prompt or one line of standard input, never from the arguments."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.command_line.words import say
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.practice_file import Practice, open_practice

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


@contextmanager
def signed_in(file: Path, user: str, from_stdin: bool) -> Iterator[Practice]:
    """Open a practice for one command and close it again, whatever happens."""
    practice = open_practice(file, user, read_password(from_stdin))
    try:
        yield practice
    finally:
        practice.close()
