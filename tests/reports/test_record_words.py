"""Each act, look, event, table and field of the program has a word; what has none is shown and marked."""

from __future__ import annotations

import ast
import importlib
import pkgutil

import pytest

import app
from app.core.acts import ACTIONS, QUERIES
from app.documents.papers import PaperKind
from app.reports.record import words
from app.reports.record.happenings import ACTS, EVENTS, happening_of
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


def events_written() -> set[str]:
    """Every event that the program writes: `event="..."`, `record("...")` and their like, as literals."""
    found: set[str] = set()
    for path in python_files("app", "ui"):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            said = [one.value for one in node.keywords if one.arg == "event"]
            if name in ("record", "close", "CameIn", "_entry") and node.args:
                said.append(node.args[0])
            elif name in ("_change_keys", "change_keys") and len(node.args) > 1:
                said.append(node.args[1])
            found |= {
                one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
    return found


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_each_act_has_a_word(name: str) -> None:
    assert name in words.catalog()["act"]


@pytest.mark.parametrize("name", sorted(name for name, one in QUERIES.items() if one.recorded))
def test_each_look_at_a_chart_has_a_word(name: str) -> None:
    assert name in words.catalog()["look"]


def test_each_event_has_a_word_and_a_sort() -> None:
    written = events_written()
    assert {"view", "record", "refused", "load", "backup", "restore", "recovery_used"} <= written
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
    assert happening_of("moon_landing", "") is Happening.OTHER


def test_tables_said_to_be_no_chart_exist() -> None:
    tables = set(Base.metadata.tables)
    assert _OFFICE - tables == set()
    for table, fields in _CLINICAL_FIELDS.items():
        assert fields <= set(Base.metadata.tables[table].columns.keys())
