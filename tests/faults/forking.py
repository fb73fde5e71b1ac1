"""A trial runs in a child: whatever it does to itself, the campaign goes on with the next one."""

from __future__ import annotations

import os
import pickle
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")
LONGEST_SECONDS = 120.0


class Died(Exception):
    """The child ended without an answer: a signal, or it hung and was ended."""


def in_child(work: Callable[[], T], longest: float = LONGEST_SECONDS) -> T:
    """Return what `work` returns in a forked child. Raises Died; an exception there comes back as it is.

    The caller has no threads and no database open: a fork takes neither along whole.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _answer(work, writer)
    os.close(writer)
    try:
        answer = read_all(reader, longest)
    finally:
        os.close(reader)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)  # what is done has said so; what hangs would hang for ever
        _, status = os.waitpid(child, 0)
    if not answer:
        raise Died(f"no answer, status {status}")
    good, value = pickle.loads(answer)
    if not good:
        raise value
    return value  # type: ignore[no-any-return]


def _answer(work: Callable[[], Any], writer: int) -> None:
    """Work, say what came of it, and end without anything that belongs to the parent."""
    try:
        said = (True, work())
    except BaseException as error:
        said = (False, error)
    try:
        answer = pickle.dumps(said)
    except Exception as error:
        answer = pickle.dumps((False, RuntimeError(f"no answer to pickle: {type(error).__name__}, {said!r}")))
    with os.fdopen(writer, "wb") as stream:
        stream.write(answer)
    os._exit(0)


def read_all(reader: int, longest: float) -> bytes:
    """Return all that comes through a pipe until its end, or what came within `longest` seconds."""
    until, parts = time.monotonic() + longest, []
    while (left := until - time.monotonic()) > 0:
        if select.select([reader], [], [], left)[0]:
            part = os.read(reader, 1 << 20)
            if not part:
                break
            parts.append(part)
    return b"".join(parts)
