"""The schema of the first release. Its statements stand in the file beside it and never change again."""

from pathlib import Path

from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    for statement in Path(__file__).with_suffix(".sql").read_text("utf-8").split("\n\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
