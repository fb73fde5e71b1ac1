"""What the database itself refuses: the last line behind the guard and the unit of work.

One list, so that a migration that rebuilds a table can put its triggers back.
"""

APPEND_ONLY = (
    "audit",
    "audit_checkpoint",
    "audit_key",
    "ledger_entry",
    "ledger_line",
    "receipt",
    "drawer_count",
    "copay_decision",
    "day_close",
    "note_version",
    "note_signature",
    "note_addendum",
    "order_result",
    "administration",
    "section_review",
    "medication_review",
)


def _append_only(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]


AUDIT_IN_SEQUENCE = (
    "CREATE TRIGGER audit_in_sequence BEFORE INSERT ON audit"
    " WHEN NEW.sequence != coalesce((SELECT max(sequence) FROM audit), 0) + 1"
    " BEGIN SELECT RAISE(ABORT, 'audit is in sequence'); END"
)

SEARCH = (
    "CREATE VIRTUAL TABLE search_index USING fts5("
    "words, content='search_entry', content_rowid='number', prefix='2 3', tokenize='unicode61')",
    "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry"
    " BEGIN INSERT INTO search_index(rowid, words) VALUES (NEW.number, NEW.words); END",
    "CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN"
    " INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', OLD.number, OLD.words);"
    " INSERT INTO search_index(rowid, words) VALUES (NEW.number, NEW.words); END",
)


def statements(tables: set[str]) -> list[str]:
    """Return the statements that guard these tables."""
    made = [one for table in APPEND_ONLY if table in tables for one in _append_only(table)]
    return [*made, AUDIT_IN_SEQUENCE, *SEARCH]
