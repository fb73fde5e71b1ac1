"""What run.py decides before anything is installed."""

import sys
from pathlib import Path

import pytest

import run


class Calls:
    """Stands for the programs that run.py starts: keeps each command, answers with a code."""

    def __init__(self) -> None:
        self.made: list[list[str]] = []
        self.fails: set[str] = set()

    def __call__(
        self, command: list[object], env: object = None, cwd: object = None, quiet: bool = False
    ) -> int:
        words = [str(word) for word in command]
        self.made.append(words)
        return 1 if self.fails & {Path(word).name for word in words} else 0

    def starting(self, *names: str) -> list[list[str]]:
        return [words for words in self.made if set(names) <= {Path(word).name for word in words}]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    made = Calls()
    monkeypatch.setattr(run, "call", made)
    return made


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A project folder with a lock and no environment."""
    monkeypatch.setattr(run, "HERE", tmp_path)
    monkeypatch.setattr(run, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    (tmp_path / "requirements.lock").write_text("one==1\n")
    return tmp_path


def finish(folder: Path) -> None:
    """A complete environment, as the last step of a set-up leaves it."""
    python = run.in_venv("python")
    python.parent.mkdir(parents=True)
    python.touch()
    (run.VENV / "ready").write_text(run.stamp(), encoding="utf-8")


@pytest.mark.parametrize(
    ("version", "suits"),
    [((3, 10), False), ((3, 11), True), ((3, 12), True), ((3, 13), True), ((3, 14), True), ((3, 15), False)],
)
def test_which_python_suits(version: tuple[int, int], suits: bool) -> None:
    assert run.suits(version) is suits


@pytest.mark.parametrize(("version", "word"), [((3, 9, 2), "old"), ((3, 15, 0), "new")])
def test_a_python_that_does_not_suit_is_named_with_what_to_install(
    version: tuple[int, ...], word: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run.sys, "version_info", version)
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    assert run.main(["test"]) == 1
    said = capsys.readouterr().err
    assert f"{version[0]}.{version[1]} is too {word}" in said
    assert "Install Python 3.13" in said


def test_another_python_that_suits_is_used(monkeypatch: pytest.MonkeyPatch, calls: Calls) -> None:
    monkeypatch.setattr(run.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(run.shutil, "which", lambda name: f"/bin/{name}" if name != "python3.14" else None)
    calls.fails = {"python3.13"}  # a launcher on the path, with nothing behind it
    assert run.main(["test", "-x"]) == 0
    assert calls.made[-1] == ["/bin/python3.12", str(run.HERE / "run.py"), "test", "-x"]


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--help"]) == 0
    said = capsys.readouterr().out
    for name in ("run", "demo", "test", "bench", "build", "pictures", "daybook"):
        assert f"\n  {name} " in said


def test_an_unknown_command_is_wrong_use(calls: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["fly"]) == 2
    assert "'fly'" in capsys.readouterr().err
    assert calls.made == []


def test_a_missing_library_is_found_by_loading_it() -> None:
    assert not run.is_there("libdaybook-of-nowhere.so.9")


def test_missing_libraries_become_one_line_to_copy(
    folder: Path, monkeypatch: pytest.MonkeyPatch, calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "is_there", lambda name: name not in ("libEGL.so.1", "libxcb-cursor.so.0"))
    monkeypatch.setattr(run, "as_root", lambda: None)
    with pytest.raises(SystemExit) as left:
        run.provide_system("run")
    assert left.value.code == 1
    said = capsys.readouterr().err
    assert "sudo apt-get install -y --no-install-recommends libegl1 libxcb-cursor0\n" in said
    assert calls.starting("apt-get") == []


def test_missing_libraries_are_installed_where_we_may(
    folder: Path, monkeypatch: pytest.MonkeyPatch, calls: Calls
) -> None:
    monkeypatch.setattr(
        run, "is_there", lambda name: name != "libEGL.so.1" or bool(calls.starting("libegl1"))
    )
    monkeypatch.setattr(run, "as_root", lambda: ["sudo", "-n"])
    monkeypatch.setattr(run.shutil, "which", lambda name: f"/bin/{name}")
    run.provide_system("run")
    assert [words[:5] for words in calls.starting("apt-get")] == [
        ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    ] * 2


def test_the_command_line_needs_no_window_libraries(
    folder: Path, monkeypatch: pytest.MonkeyPatch, calls: Calls
) -> None:
    monkeypatch.setattr(run, "is_there", lambda name: False)
    assert run.missing_packages("daybook") == []
    assert "libegl1" in run.missing_packages("run")


def test_a_python_without_venv_wants_its_package(
    folder: Path, monkeypatch: pytest.MonkeyPatch, calls: Calls
) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    calls.fails = {"import ensurepip, venv"}
    assert run.missing_packages("daybook") == [f"python3.{sys.version_info[1]}-venv"]


def test_a_complete_environment_is_left_alone(folder: Path, calls: Calls) -> None:
    finish(folder)
    run.set_up({})
    assert calls.made == []


def test_an_interrupted_set_up_is_repeated(folder: Path, calls: Calls) -> None:
    finish(folder)
    (run.VENV / "ready").unlink()
    (run.VENV / "half").touch()
    assert not run.is_ready()
    assert run.install_with_pip({})
    assert not (run.VENV / "half").exists()


def test_a_changed_lock_makes_the_environment_anew(folder: Path) -> None:
    finish(folder)
    run.LOCK.write_text("one==2\n")
    assert not run.is_ready()


def test_a_moved_folder_makes_the_environment_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finish(folder)
    moved = folder / "moved"
    moved.mkdir()
    monkeypatch.setattr(run, "VENV", (folder / ".venv").rename(moved / ".venv"))
    assert not run.is_ready()


def test_an_environment_whose_python_is_gone_is_made_anew(folder: Path) -> None:
    finish(folder)
    run.in_venv("python").unlink()
    assert not run.is_ready()


def test_pip_serves_where_uv_fails(folder: Path, monkeypatch: pytest.MonkeyPatch, calls: Calls) -> None:
    monkeypatch.setattr(run, "find_uv", lambda: "/bin/uv")
    made = []
    monkeypatch.setattr(run, "install_with_uv", lambda uv, env: False)
    monkeypatch.setattr(run, "install_with_pip", lambda env: made.append("pip") or run.VENV.mkdir() is None)
    run.set_up({})
    assert made == ["pip"]
    assert (run.VENV / "ready").read_text(encoding="utf-8") == run.stamp()


def test_a_failed_set_up_leaves_no_stamp(folder: Path, monkeypatch: pytest.MonkeyPatch, calls: Calls) -> None:
    monkeypatch.setattr(run, "find_uv", lambda: "")
    calls.fails = {"pip"}
    with pytest.raises(SystemExit):
        run.set_up({})
    assert not (run.VENV / "ready").exists()


def test_children_keep_compiled_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    env = run.environment()
    assert "PYTHONDONTWRITEBYTECODE" not in env
    assert env["PYTHONPATH"] == str(run.HERE)


def test_without_a_display_the_demo_day_is_walked(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.sys, "platform", "linux")
    env = {"DISPLAY": ""}
    run.dispatch("run", run.DEMO, env)
    assert calls.made[-1][2:] == ["-m", "ui.walk", "--out", str(run.HERE / "out")]
    assert env["QT_QPA_PLATFORM"] == "offscreen"


@pytest.mark.parametrize(
    ("argv", "starts"),
    [([], ["--demo"]), (["run"], []), (["run", "a.daybook"], ["a.daybook"])],
)
def test_with_a_display_a_window_opens_on_the_demo_or_a_practice(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, folder: Path, argv: list[str], starts: list[str]
) -> None:
    finish(folder)
    monkeypatch.setattr(run.sys, "platform", "linux")
    monkeypatch.setattr(run, "provide_system", lambda command: None)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert run.main(argv) == 0
    assert calls.made[-1][2:] == ["-m", "ui", *starts]


def test_a_practice_needs_a_display(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run.sys, "platform", "linux")
    assert run.dispatch("run", ["a.daybook"], {}) == 1
    assert calls.made == []
    assert "needs a display" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "arguments", "starts"),
    [
        ("daybook", ["info", "a.daybook"], ["-m", "app.command_line", "info", "a.daybook"]),
        ("bench", ["--json", "f"], ["-m", "tests.bench", "--json", "f"]),
        ("demo", ["--out", "here"], ["-m", "ui.walk", "--out", "here"]),
        ("pictures", ["--out", "p"], ["-m", "ui.walk", "--pictures", "--out", "p"]),
    ],
)
def test_each_command_starts_its_module(
    calls: Calls, command: str, arguments: list[str], starts: list[str]
) -> None:
    run.dispatch(command, arguments, {"DISPLAY": ":0"})
    assert calls.made[-1][2:] == starts


def test_all_checks_run_though_one_fails(calls: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    calls.fails = {"mypy"}
    assert run.test(["--nightly", "-x"], {}) == 1
    assert calls.made[-1][2:] == ["pytest", "-n", "2", "--nightly", "-x"]
    assert "Failed: mypy\n" in capsys.readouterr().err


def test_a_signal_becomes_the_code_that_a_shell_gives() -> None:
    assert run.call([sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"]) == 143
