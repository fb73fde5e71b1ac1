"""The store key, which opens a practice, and the keys derived from it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from enum import StrEnum
from types import TracebackType
from typing import NoReturn, Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.store.causes import Cause, trouble

KEY_BYTES = 32
MAC_BYTES = 32
_HEX_DIGITS = frozenset("0123456789abcdef")


class KeyUse(StrEnum):
    """The labels of HKDF-SHA256 (RFC 5869): each use has its own key, which tells nothing of the others."""

    DATABASE = "daybook/1/database"
    SLOT_SET = "daybook/1/slot-set"
    ANCHOR = "daybook/1/anchor"
    BACKUP = "daybook/1/backup"


class StoreKey:
    """The 32 random bytes that open one practice; never shown, copied by pickling, or compared in the open.

    `wipe` overwrites this copy when the practice is locked. Copies that libraries made while they worked
    are beyond the reach of Python.
    """

    __slots__ = ("_bytes",)

    def __init__(self, content: bytes | bytearray) -> None:
        if len(content) != KEY_BYTES:
            raise ValueError("a store key has 32 bytes")  # never says which bytes
        self._bytes = bytearray(content)

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(KEY_BYTES))

    def database_key_hex(self) -> str:
        """Return the raw key for `PRAGMA key = "x'…'"`: exactly 64 hex digits.

        A shorter one would silently be taken for a passphrase, hence the check here, where nothing can
        have been lost yet; its failure does not show the key.
        """
        digits = self._derive(KeyUse.DATABASE).hex()
        if len(digits) != 2 * KEY_BYTES or not _HEX_DIGITS.issuperset(digits):
            raise RuntimeError("the database key is not 64 hex digits")
        return digits

    def slot_set_key(self) -> bytes:
        return self._derive(KeyUse.SLOT_SET)

    def anchor_key(self) -> bytes:
        return self._derive(KeyUse.ANCHOR)

    def backup_key(self) -> bytes:
        return self._derive(KeyUse.BACKUP)

    def reveal(self) -> bytes:
        """Return the key itself, for wrapping it in a slot and nothing else."""
        self._require()
        return bytes(self._bytes)

    def copy(self) -> StoreKey:
        """Return a second key with a life of its own, for a holder that wipes its copy at another time."""
        return StoreKey(self.reveal())

    def wipe(self) -> None:
        """Overwrite the key with zeros; afterwards every use is refused."""
        self._bytes[:] = bytes(len(self._bytes))
        self._bytes = bytearray()

    @property
    def wiped(self) -> bool:
        return not self._bytes

    def _derive(self, use: KeyUse) -> bytes:
        self._require()
        # No salt: the store key is uniformly random already (RFC 5869, 3.1).
        derivation = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=use.value.encode())
        return derivation.derive(bytes(self._bytes))

    def _require(self) -> None:
        if self.wiped:
            raise trouble(Cause.KEY_WIPED)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wipe()

    def __repr__(self) -> str:
        return "StoreKey(wiped)" if self.wiped else "StoreKey(hidden)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StoreKey):
            return NotImplemented
        return hmac.compare_digest(self._bytes, other._bytes)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> NoReturn:
        raise TypeError("a store key is never pickled")

    def __copy__(self) -> NoReturn:
        raise TypeError("a store key is copied by its own method only")

    def __deepcopy__(self, memo: object) -> NoReturn:
        raise TypeError("a store key is copied by its own method only")


def authentication_code(key: bytes, message: bytes) -> bytes:
    """Return the HMAC-SHA256 of `message`, 32 bytes."""
    return hmac.new(key, message, hashlib.sha256).digest()


def is_authentic(key: bytes, message: bytes, code: bytes) -> bool:
    """Tell in constant time whether `code` is the HMAC-SHA256 of `message`."""
    return hmac.compare_digest(authentication_code(key, message), code)
