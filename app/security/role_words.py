"""Which of a person's roles is said where there is room for one."""

from collections.abc import Iterable

from app.core.acts import Role


def role_word(roles: Iterable[Role]) -> str:
    """Return the role that the sign-in screen shows: the clinical or desk role rather than "owner"."""
    return str(next((role for role in roles if role is not Role.OWNER), Role.OWNER))
