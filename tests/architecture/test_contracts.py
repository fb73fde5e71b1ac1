"""The contracts in pyproject.toml hold, and each of them would notice."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import REPO, python_files, short, tree

LINT = [
    sys.executable,
    "-P",
    "-c",
    "from importlinter.cli import lint_imports_command; lint_imports_command()",
]


def lint(folder: Path) -> tuple[int, str]:
    """Exit code and report of import-linter for the project in `folder`."""
    done = subprocess.run(
        [*LINT, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "COLUMNS": "300", "PATH": "", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house with our contracts: a few rooms, nothing wrong."""
    shutil.copy(REPO / "pyproject.toml", tmp_path)
    for package in (
        *("app", "app/core", "app/store", "app/people", "app/visits", "app/documents"),
        *("ui", "ui/common", "ui/today", "ui/calendar"),
    ):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for name, text in {
        "app/store/engine.py": "import sqlcipher3, sqlalchemy",
        "app/people/model.py": "import sqlalchemy\nfrom app.store import engine",
        "app/people/rules.py": "from app.people import model",
        "app/people/views.py": "",
        "app/people/actions.py": "from app.people import model, rules",
        "app/visits/model.py": "from app.people.model import sqlalchemy",
        "app/documents/page.py": "import reportlab.pdfgen\nfrom app.people import views",
        "ui/common/desk.py": "import PySide6.QtCore",
        "ui/today/board.py": "from ui.common import desk\nfrom app.people import actions, views",
    }.items():
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    return tmp_path


def test_the_project_keeps_its_contracts() -> None:
    code, report = lint(REPO)
    assert code == 0, report


def test_a_small_house_in_order_passes(house: Path) -> None:
    code, report = lint(house)
    assert code == 0, report


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("app/helpers/__init__.py", "", "- app.helpers"),
        ("ui/widgets/__init__.py", "", "- ui.widgets"),
        (
            "app/people/actions.py",
            "import app.visits.model",
            "app.people is not allowed to import app.visits",
        ),
        ("ui/common/desk.py", "import ui.today.board", "ui.common is not allowed to import ui.today"),
        ("ui/calendar/week.py", "import ui.today.board", "ui.calendar is not allowed to import ui.today"),
        ("app/people/views.py", "import PySide6.QtGui", "app is not allowed to import PySide6"),
        ("app/people/views.py", "import ui.today.board", "app is not allowed to import ui"),
        ("app/people/actions.py", "import reportlab.pdfgen", "app is not allowed to import reportlab"),
        ("ui/today/board.py", "import reportlab.pdfgen", "ui is not allowed to import reportlab"),
        ("app/people/actions.py", "import sqlcipher3.dbapi2", "app is not allowed to import sqlcipher3"),
        ("app/people/actions.py", "import alembic", "app is not allowed to import alembic"),
        ("ui/today/board.py", "import sqlalchemy.orm", "ui is not allowed to import sqlalchemy"),
        ("ui/today/board.py", "import app.store.engine", "ui is not allowed to import app.store.engine"),
        ("ui/today/board.py", "import app.people.model", "ui is not allowed to import app.people.model"),
        ("ui/today/board.py", "import app.people.rules", "ui is not allowed to import app.people.rules"),
        ("app/people/rules.py", "import sqlalchemy", "app.people.rules is not allowed to import sqlalchemy"),
        ("app/people/views.py", "import app.people.actions", "app.people.views is not allowed to import"),
    ],
)
def test_a_wrong_turn_is_noticed(house: Path, file: str, text: str, says: str) -> None:
    (house / file).parent.mkdir(exist_ok=True)
    (house / file).write_text(text + "\n", encoding="utf-8")
    code, report = lint(house)
    assert code == 1, report
    assert says in report


def imported(path: Path) -> list[str]:
    """The full name of each module that this file imports."""
    names: list[str] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return names


def test_core_imports_only_the_standard_library() -> None:
    foreign = [
        f"{short(path)}: {name}"
        for path in python_files("app/core")
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not f"{name}.".startswith("app.core.")
    ]
    assert foreign == []
