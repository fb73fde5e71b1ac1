"""The sizes in the guide: they tell when a file or a function has become two."""

from tests.architecture.source import functions, python_files, short


def share_under(limit: int, sizes: list[int]) -> float:
    return sum(size < limit for size in sizes) / len(sizes)


def largest(sized: dict[str, int]) -> str:
    """The ten largest, as lines of a report."""
    return "\n".join(
        f"{size:5} {name}" for name, size in sorted(sized.items(), key=lambda pair: -pair[1])[:10]
    )


def test_files_of_the_program_are_short() -> None:
    files = {
        short(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files("app", "ui", "packaging", "run.py")
        if path.stat().st_size
    }
    assert share_under(400, list(files.values())) >= 0.95, largest(files)
    assert max(files.values()) <= 600, largest(files)


def test_files_of_the_tests_are_short() -> None:
    files = {
        short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files("tests")
    }
    assert max(files.values()) <= 600, largest(files)


def test_functions_of_the_program_are_short() -> None:
    sized = dict(
        pair for path in python_files("app", "ui", "packaging", "run.py") for pair in functions(path)
    )
    assert share_under(35, list(sized.values())) >= 0.95, largest(sized)
