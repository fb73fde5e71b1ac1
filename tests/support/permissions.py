"""The table of who may do what; `python -m tests.support.permissions` writes it anew for a person to read."""

import importlib
from pathlib import Path

from app.core.acts import ACTIONS, QUERIES, Role

REPO = Path(__file__).resolve().parents[2]
TABLE = REPO / "tests/security/permissions.txt"
_SHORT = {
    Role.OWNER: "own",
    Role.PHYSICIAN: "phy",
    Role.NP_PA: "npa",
    Role.RN: "rn ",
    Role.LPN: "lpn",
    Role.MEDICAL_ASSISTANT: "ma ",
    Role.FRONT_DESK: "fd ",
    Role.BILLER: "bil",
    Role.AUDITOR: "aud",
    Role.WALL_BOARD: "wal",
}


def import_everything() -> None:
    """Import every module of `app`, so that every action and query has registered itself."""
    for module in sorted((REPO / "app").rglob("*.py")):
        name = ".".join(module.relative_to(REPO).with_suffix("").parts)
        if not name.endswith("__main__") and ".versions." not in name:
            importlib.import_module(name.removesuffix(".__init__"))


def shipped() -> dict[str, object]:
    """Return every action and query of the program by its name, those of tests left out."""
    import_everything()
    return {name: act for name, act in sorted({**ACTIONS, **QUERIES}.items()) if _is_ours(act)}


def _is_ours(act: object) -> bool:
    function = getattr(act, "function", None)
    return str(getattr(function, "__module__", "")).startswith("app.")


def line(name: str, allowed: set[Role]) -> str:
    """Return one line of the table: the act, and under each role whether it may."""
    marks = "  ".join("yes" if role in allowed else " - " for role in _SHORT)
    return f"{name:<52}{marks}".rstrip()


def heading() -> str:
    return f"{'':<52}{'  '.join(_SHORT.values())}".rstrip()


def by_the_policy() -> list[str]:
    """Return the table as the policy gives it."""
    from app.security.policy import RolePolicy
    from tests.support.bare import BarePractice

    policy = RolePolicy()
    lines = [heading()]
    for name, act in shipped().items():
        permission = act.permission  # type: ignore[attr-defined]
        allowed = {role for role in Role if policy.allows(BarePractice.person(role), permission)}
        lines.append(line(name, allowed))
    return lines


if __name__ == "__main__":
    TABLE.write_text("\n".join(by_the_policy()) + "\n", encoding="utf-8")
