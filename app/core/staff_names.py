"""What a person's name suggests for sign-in and board; whoever makes the account may change it."""

import re
import unicodedata


def _words(name: str) -> list[str]:
    """Return the words of a name without what follows its comma: "Ruth Day, MD" is Ruth and Day."""
    return name.split(",")[0].split()


def suggested_login(name: str) -> str:
    """Return a sign-in name from a person's name: "Ruth Day, MD" is ruth."""
    found = _words(name)
    plain = unicodedata.normalize("NFKD", found[0]).encode("ascii", "ignore").decode() if found else ""
    return re.sub(r"[^a-z0-9]", "", plain.lower())


def suggested_short(name: str, *, doctor: bool) -> str:
    """Return the name for the board: "Dr. Day" for a physician, "Ruth D." otherwise."""
    found = _words(name)
    if not found:
        return ""
    if doctor:
        return f"Dr. {found[-1]}"
    return f"{found[0]} {found[-1][0]}." if len(found) > 1 else found[0]
