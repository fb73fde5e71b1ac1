"""A plugin of pytest: before an act of a test runs, hostile texts are sent through each of its text fields.

So each act is tried from states in which it works, without a list of valid commands that would go stale. The
verdicts go to the file of DAYBOOK_HOSTILE_OUT, a JSON list a line: act, field, whether it held something
before, text, outcome, detail. DAYBOOK_HOSTILE=mixed sends one text that holds a little of everything.
"""

from __future__ import annotations

import json
import os
from pathlib import Path as FilePath
from typing import Any

import pytest

from app.core.acts import Action
from tests.hostile.corpus import CORPUS, MIXED
from tests.hostile.fields import field_name, text_at, text_paths
from tests.hostile.probe import goes_through, probe
from tests.support.bare import BarePractice

_tried: set[tuple[str, str, bool]] = set()
"""Each field is tried once where it was empty, and once where it held something and so mattered."""


def pytest_configure(config: pytest.Config) -> None:
    out = os.environ.get("DAYBOOK_HOSTILE_OUT", "")
    if not out:
        return
    texts = {"mixed": MIXED} if os.environ.get("DAYBOOK_HOSTILE") == "mixed" else CORPUS
    plain = BarePractice.run

    def run(self: BarePractice, act: Action[Any, Any, Any], command: Any, *, actor: Any = None) -> Any:
        _try_all(self, act, command, actor or self.actor, texts, FilePath(out))
        return plain(self, act, command, actor=actor)

    BarePractice.run = run  # type: ignore[method-assign]


def _try_all(
    practice: BarePractice, act: Action[Any, Any, Any], command: Any, actor: Any, texts: Any, out: FilePath
) -> None:
    lines: list[str] = []
    fresh = {
        (act.name, field_name(path), bool(text_at(command, path).strip())): path
        for path in text_paths(command)
    }
    fresh = {tried: path for tried, path in fresh.items() if tried not in _tried}
    if not fresh or not goes_through(practice.around, actor, act, command):
        return
    _tried.update(fresh)
    for (_act, field, mattered), path in fresh.items():
        for name, text in texts.items():
            verdict = probe(practice.around, actor, act, command, path, text)
            lines.append(json.dumps([act.name, field, mattered, name, verdict.outcome, verdict.detail]))
    if lines:
        with out.open("a", encoding="utf-8") as stream:
            stream.write("\n".join(lines) + "\n")
