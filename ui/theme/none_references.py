"""A guard against a fault of the Qt binding on Python 3.11.

PySide6 6.12 gives back one reference to None too many whenever a function without a result is called
(measured: 100 calls of `QPainter.setPen` take 100 references). Since Python 3.12 None is immortal and this
does nothing; on 3.11 the count reaches zero within minutes of painting and the interpreter aborts.
"""

from __future__ import annotations

import ctypes
import sys

_ENOUGH = 1 << 40


def keep_none_alive() -> None:
    """Give None and the two truth values more references than a binding can lose (Python 3.11 only).

    True and False lose theirs more slowly, but a long run ended in "deallocating True or False".
    """
    for constant in (None, True, False):
        if sys.version_info < (3, 12) and sys.getrefcount(constant) < _ENOUGH:
            count = ctypes.c_ssize_t.from_address(id(constant))
            count.value += 2 * _ENOUGH
