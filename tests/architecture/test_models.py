"""Every item model of ui stands Qt's own model tester, which knows the mistakes that crash views."""

import ast
import re

from tests.architecture.source import python_files, tree

QT_MODEL = re.compile(r"^Q(Abstract(Item|Table|List|Proxy)|SortFilterProxy|IdentityProxy|StandardItem)Model$")
TESTER = re.compile(r"\b(qtmodeltester|QAbstractItemModelTester)\b")


def base_names(node: ast.ClassDef) -> set[str]:
    """The last name of each base: `QtCore.QAbstractTableModel` and `RecordModel[Row]` count as written."""
    whole = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
    return {ast.unparse(base).split(".")[-1] for base in whole}


def model_classes(trees: list[ast.Module]) -> set[str]:
    """Names of the classes that are item models, also by way of another class of ours."""
    classes = {
        node.name: base_names(node)
        for one in trees
        for node in ast.walk(one)
        if isinstance(node, ast.ClassDef)
    }
    models: set[str] = set()
    while True:
        more = {
            name for name, bases in classes.items() if any(QT_MODEL.match(b) or b in models for b in bases)
        }
        if more == models:
            return models
        models = more


def test_the_scan_finds_models_at_any_distance() -> None:
    bases = {"A": "QtCore.QAbstractTableModel", "B": "A[int]", "C": "B", "D": "QWidget"}
    text = "\n".join(f"class {name}({base}): pass" for name, base in bases.items())
    assert model_classes([ast.parse(text)]) == {"A", "B", "C"}


def test_every_model_is_tested_by_the_model_tester() -> None:
    tested = " ".join(
        text
        for path in python_files("tests")
        if "architecture" not in path.parts and TESTER.search(text := path.read_text(encoding="utf-8"))
    )
    models = model_classes([tree(path) for path in python_files("ui")])
    untested = {name for name in models if not re.search(rf"\b{name}\b", tested)}
    assert untested == set()
