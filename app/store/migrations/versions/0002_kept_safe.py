"""What keeping the file safe adds to the tables: the additions beside it, then what was written by hand."""

from pathlib import Path

from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    step = Path(__file__)
    for file in (step.with_suffix(".sql"), step.with_name(f"{step.stem}_by_hand.sql")):
        for statement in file.read_text("utf-8").split("\n\n") if file.exists() else ():
            if statement.strip():
                op.get_bind().exec_driver_sql(statement)
