"""Every message that the rooms of app can raise has its words, and the words use the parameters it has."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest

from app.core.findings import Message
from ui.common.words import all_texts, words_for

APP = Path(__file__).parents[2] / "app"
# These rooms speak on paper or on the command line, from their own catalogs.
ELSEWHERE = ("documents", "command_line")
# A reference may be spoken of by its id in a report only, never to staff.
Found = tuple[str, str]


def trees() -> dict[str, ast.Module]:
    paths = [path for path in APP.rglob("*.py") if path.relative_to(APP).parts[0] not in ELSEWHERE]
    return {path.relative_to(APP).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def template(node: ast.expr) -> tuple[str, str] | None:
    """Return (text before, name of the parameter) of f"prefix.{name}" or of a bare name."""
    if isinstance(node, ast.Name):
        return "", node.id
    if isinstance(node, ast.JoinedStr) and len(node.values) == 2:
        before, value = node.values
        if (
            isinstance(before, ast.Constant)
            and isinstance(value, ast.FormattedValue)
            and isinstance(value.value, ast.Name)
        ):
            return str(before.value), value.value.id
    return None


def makers(tree: ast.Module) -> Iterator[tuple[str, int, str, str]]:
    """Yield (function, position, name, prefix) of functions that make messages of a given id."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
        for inner in ast.walk(node):
            if isinstance(inner, ast.Call) and called(inner) == "Message" and inner.args:
                made = template(inner.args[0])
                if made is not None and made[1] in names:
                    yield node.name, names.index(made[1]), made[1], made[0]


def message_ids() -> set[Found]:
    """Return (file, id) of each message that app makes from a text that stands in its code."""
    found: set[Found] = set()
    for file, tree in trees().items():
        known = {name: (position, word, prefix) for name, position, word, prefix in makers(tree)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = called(node)
            if name == "Message":
                found |= {(file, text) for text in literals(node, 0, "")}
            elif name == "Unavailable" and len(node.args) == 1:
                found |= {(file, f"unavailable.{text}") for text in literals(node, 0, "")}
            elif name in known:
                position, word, prefix = known[name]
                found |= {(file, prefix + text) for text in literals(node, position, word)}
    return found


def literals(node: ast.Call, position: int, word: str) -> Iterator[str]:
    """Yield the texts that stand at a position of a call, both of "a" if x else "b"."""
    given = [node.args[position]] if position < len(node.args) else []
    given += [keyword.value for keyword in node.keywords if word and keyword.arg == word]
    for each in given:
        parts = [each.body, each.orelse] if isinstance(each, ast.IfExp) else [each]
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def test_the_scan_finds_messages() -> None:
    assert ("core/errors.py", "core.stale") in message_ids()
    assert len(message_ids()) > 50


def test_every_message_has_its_words() -> None:
    missing = sorted(f"{file}: {text}" for file, text in message_ids() if text not in all_texts())
    assert missing == []


@pytest.mark.parametrize("message", sorted(all_texts()))
def test_words_are_plain(message: str) -> None:
    text = all_texts()[message]
    assert text == text.strip()
    assert not re.search(r"!|\be-?mail us\b|please", text, re.IGNORECASE)
    assert "{" not in text or re.search(r"\{\w+\}", text)
    assert words_for(Message(message)) != message


def test_times_are_said_as_the_rest_of_the_window_says_them() -> None:
    busy = Message("schedule.provider_busy", {"start": time(9, 5), "end": time(13, 30)})
    assert words_for(busy) == "The provider has another appointment from 9:05 AM to 1:30 PM."
