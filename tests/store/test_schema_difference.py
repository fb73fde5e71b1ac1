"""The tool that writes the newest step adds what rows do not mind, and refuses what they do."""

import pytest
import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from app.store.base import Base, DayColumn, FlagColumn, IdColumn, JsonColumn
from tests.support import schema_difference
from tests.support.schema_difference import ByHand, bridge, differences, joined, look, made_by, text_of

PARENT = "CREATE TABLE parent (id BLOB NOT NULL, CONSTRAINT pk_parent PRIMARY KEY (id)) STRICT"
CHILD = (
    "CREATE TABLE child (id BLOB NOT NULL, name TEXT NOT NULL, cents INTEGER NOT NULL,"
    " CONSTRAINT pk_child PRIMARY KEY (id), CONSTRAINT ck_child_some CHECK (cents != 0)) STRICT"
)
GUARD = "CREATE TRIGGER child_no_delete BEFORE DELETE ON child BEGIN SELECT RAISE(ABORT, 'no'); END"
RELEASED = [PARENT, CHILD, "CREATE INDEX ix_child_name ON child (name)", GUARD]


def _child(*more: sa.Column[object], name: str = "name") -> sa.Table:
    metadata = sa.MetaData(naming_convention=Base.metadata.naming_convention)
    sa.Table("parent", metadata, sa.Column("id", IdColumn(), primary_key=True), sqlite_strict=True)
    return sa.Table(
        "child",
        metadata,
        sa.Column("id", IdColumn(), primary_key=True),
        sa.Column(name, sa.Text, nullable=False, index=True, default=""),
        sa.Column("cents", sa.Integer, nullable=False),
        *more,
        sa.CheckConstraint("cents != 0", name="some"),
        sqlite_strict=True,
    )


def _bridged(
    monkeypatch: pytest.MonkeyPatch, table: sa.Table, guards: list[str]
) -> tuple[list[str], list[str]]:
    """Return the statements made, and what is left that they could not make alike."""
    tables = table.metadata.sorted_tables
    monkeypatch.setattr(schema_difference, "all_tables", lambda: tables)
    wanted = [text_of(CreateTable(one)) for one in tables]
    wanted += [text_of(CreateIndex(index)) for one in tables for index in one.indexes]
    whole = look(made_by([*wanted, *guards]))
    made = bridge(look(made_by(RELEASED)), whole)
    return made, differences(look(made_by([*RELEASED, *made])), whole)


def test_the_same_models_make_no_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _bridged(monkeypatch, _child(), [GUARD]) == ([], [])


def test_new_columns_come_with_the_value_that_older_rows_get(monkeypatch: pytest.MonkeyPatch) -> None:
    table = _child(
        sa.Column("seen", FlagColumn(), nullable=False, default=False),
        sa.Column("why", sa.Text, nullable=False, default="it's"),
        sa.Column("parts", JsonColumn(), nullable=False, default=list),
        sa.Column("day", DayColumn(), nullable=True),
        sa.Column("tries", sa.Integer, nullable=False, server_default="3"),
        sa.Column("parent_id", IdColumn(), sa.ForeignKey("parent.id"), nullable=True, index=True),
    )
    made, left = _bridged(monkeypatch, table, [GUARD])
    assert left == []
    database = made_by(RELEASED)
    database.execute("INSERT INTO child VALUES (x'01', 'Ann', 5)")
    for statement in made:
        database.execute(statement)
    found = database.execute("SELECT seen, why, parts, day, tries, parent_id FROM child").fetchall()
    assert found == [(0, "it's", "[]", None, 3, None)]
    assert not [one for one in made if "\n\n" in one], "an empty line parts the statements of a step"


def test_a_new_table_comes_with_its_indexes_and_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    table = _child()
    sa.Table(
        "letter",
        table.metadata,
        sa.Column("id", IdColumn(), primary_key=True),
        sa.Column("parent_id", IdColumn(), sa.ForeignKey("parent.id"), index=True),
        sqlite_strict=True,
    )
    guard = GUARD.replace("child", "letter")
    made, left = _bridged(monkeypatch, table, [GUARD, guard])
    assert left == []
    assert [one.split(" (")[0] for one in made[:2]] == [
        "CREATE TABLE letter",
        "CREATE INDEX ix_letter_parent_id ON letter",
    ]
    assert made[2:] == [guard]


def test_an_index_and_a_guard_that_changed_are_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    table = _child()
    index = next(iter(table.indexes))
    table.indexes.clear()
    sa.Index(index.name, table.c.name, table.c.cents)
    made, left = _bridged(monkeypatch, table, [GUARD.replace("'no'", "'never'")])
    assert left == []
    assert [one.split()[0] for one in made] == ["DROP", "CREATE", "DROP", "CREATE"]


def test_a_required_column_without_a_value_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ByHand, match=r"child\.email"):
        _bridged(monkeypatch, _child(sa.Column("email", sa.Text, nullable=False)), [GUARD])


@pytest.mark.parametrize(
    "change", ["renamed column", "type", "nullable", "unique", "check", "guard", "table"]
)
def test_what_touches_rows_is_left_to_be_written_by_hand(
    monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    table, guards = _child(), [GUARD]
    if change == "renamed column":
        table = _child(name="called")
    elif change == "type":
        table.c.name.type = sa.LargeBinary()
    elif change == "nullable":
        table.c.name.nullable = True
    elif change == "unique":
        table.append_constraint(sa.UniqueConstraint("name"))
    elif change == "check":
        table.append_constraint(sa.CheckConstraint("cents < 9", name="few"))
    elif change == "guard":
        guards = []
    else:
        table.metadata.remove(table.metadata.tables["parent"])
    _, left = _bridged(monkeypatch, table, guards)
    assert left


def test_the_file_of_a_step_ends_with_one_line_end() -> None:
    assert joined([]) == ""
    assert joined(["A", "B"]) == "A\n\nB\n"
