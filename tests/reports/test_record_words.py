"""Each act, look, event, table and field of the program has a word; what has none is shown and marked."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable

import pytest

import app
from app.core.acts import ACTIONS, QUERIES
from app.documents.papers import PaperKind
from app.reports.record import words
from app.reports.record.happenings import ACTS, EVENTS, TAKEN_OUT, happening_of
from app.reports.record.images import _OF_THE_STORE
from app.reports.record.sensitive import _CLINICAL_FIELDS, _OFFICE
from app.reports.record.views import Happening
from app.store.base import Base, Record
from tests.architecture.source import python_files, tree

for _module in pkgutil.walk_packages(app.__path__, "app."):
    if not _module.name.endswith("__main__") and ".migrations.versions" not in _module.name:
        importlib.import_module(_module.name)


def audited() -> dict[str, type[Record]]:
    kinds = [mapper.class_ for mapper in Base.registry.mappers]
    return {kind.__tablename__: kind for kind in kinds if issubclass(kind, Record) and kind.__audited__}


_IN_CALLS = ("record", "close", "CameIn", "_entry", "event")
_LATER = {"_change_keys": 1, "change_keys": 1, "_told": 2}
"""Which place of a call an event stands in."""


def _defaults(node: ast.AST) -> list[ast.expr | None]:
    """What stands for an event where nobody names one."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "event":
        return [node.value]
    if not isinstance(node, ast.FunctionDef):
        return []
    named = [*node.args.posonlyargs, *node.args.args]
    given = zip(named[len(named) - len(node.args.defaults) :], node.args.defaults, strict=True)
    only = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    return [value for name, value in (*given, *only) if name.arg == "event"]


def _literals(values: Iterable[ast.expr | None]) -> set[str]:
    """The words that values are, or may be ("a" if so else "b")."""
    found: set[str] = set()
    for value in values:
        parts = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
        found |= {one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found


def events_written() -> set[str]:
    """Every event that the program writes: `event="..."`, `record("...")` and their like, as literals."""
    found: set[str] = set()
    for path in python_files("app", "ui"):
        for node in ast.walk(tree(path)):
            found |= _literals(_defaults(node))
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            said = [one.value for one in node.keywords if one.arg == "event"]
            place = 0 if name in _IN_CALLS else _LATER.get(name, len(node.args))
            found |= _literals([*said, *node.args[place : place + 1]])
    return found


_NAMED_RIGHTS = ("NotPermitted", "require", "require_owner")
_NAME_OF_AN_ACT = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def rights_named() -> set[str]:
    """Every name under which something is refused and that is neither an act's nor a question's own."""
    found: set[str] = set()
    for path in python_files("app"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                found |= _literals(node.args) if name in _NAMED_RIGHTS else set()
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_ACT":
                found |= _literals([node.value])
    return {one for one in found if _NAME_OF_AN_ACT.fullmatch(one)}


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_each_act_has_a_word(name: str) -> None:
    assert name in words.catalog()["act"]


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_each_question_has_a_word(name: str) -> None:
    """One that is not recorded as such may tell whom it saw, and may be refused: both name it."""
    assert name in words.catalog()["look"]


def test_what_is_refused_under_a_name_of_its_own_has_a_word() -> None:
    named = rights_named()
    assert {"practice.restore", "practice.accept_history", "schedule.overbook", "security.verify"} <= named
    assert [
        one for one in sorted(named) if words.what("refused", one) == words.say("unnamed", name=one)
    ] == []


def test_each_event_has_a_word_and_a_sort() -> None:
    written = events_written()
    assert {"view", "record", "refused", "load", "backup", "restore", "recovery_used"} <= written
    assert {"backup_failed", "rehearsal_failed", "sign_in", "clock_jump"} <= written
    assert written - set(words.catalog()["event"]) == set()
    assert written - set(EVENTS) - {"act", "record"} == set()


def test_each_table_of_the_record_has_a_word_and_no_word_is_left_over() -> None:
    assert set(audited()) - set(words.catalog()["table"]) == set()
    assert set(words.catalog()["table"]) - set(Base.metadata.tables) == set()


def test_each_field_reads_as_words() -> None:
    fields = {one for kind in audited().values() for one in kind.__table__.columns.keys()} - _OF_THE_STORE  # noqa: SIM118
    for field in fields:
        word = words.field_word(field)
        assert "_" not in word and word[0].isupper(), field
    assert set(words.catalog()["field"]) - fields == set()


def test_each_paper_and_each_sort_has_a_word() -> None:
    assert {str(kind) for kind in PaperKind} <= set(words.catalog()["paper"])
    assert {str(one) for one in Happening} == set(words.catalog()["happening"])


def test_what_has_no_word_is_shown_with_its_name() -> None:
    assert words.what("act", "garden.water_plants") == "Without a name here: garden.water_plants"
    assert words.what("view", "garden.plants") == "Without a name here: garden.plants"
    assert words.what("moon_landing", "") == "Without a name here: moon_landing"
    assert words.table_word("plant") == "Without a name here: plant"
    assert words.field_word("leaf_count") == "Leaf count"


def test_no_word_shows_a_raw_name() -> None:
    told = [text for group in ("act", "look", "event", "table") for text in words.catalog()[group].values()]
    assert [text for text in told if "_" in text or "." in text or not text[0].isupper()] == []


def test_acts_that_are_sorted_exist() -> None:
    assert set(ACTS) - set(ACTIONS) == set()


def test_sorts_of_lines() -> None:
    assert happening_of("act", "frontdesk.check_in") is Happening.CHANGED
    assert happening_of("act", "chart.notes.sign_note") is Happening.SIGNED
    assert happening_of("act", "security.add_account") is Happening.STAFF
    assert happening_of("act", "people.record_search") is Happening.SEARCHED
    assert happening_of("act", "documents.record_print") is Happening.PRINTED
    assert happening_of("view", "chart.chart_summary") is Happening.LOOKED
    assert happening_of("refused", "chart.notes.sign_note") is Happening.REFUSED
    assert happening_of("view", "documents.downtime_pack") is Happening.EXPORTED
    assert happening_of("downtime_pack", "") is Happening.EXPORTED
    assert happening_of("moon_landing", "") is Happening.OTHER


def test_questions_that_are_taken_out_exist() -> None:
    assert set(TAKEN_OUT) - set(QUERIES) == set()


def test_tables_said_to_be_no_chart_exist() -> None:
    tables = set(Base.metadata.tables)
    assert _OFFICE - tables == set()
    for table, fields in _CLINICAL_FIELDS.items():
        assert fields <= set(Base.metadata.tables[table].columns.keys())
