#!/usr/bin/env python3
"""Sets Daybook up in this folder and runs it: `python3 run.py --help`.

Only the standard library is used, and only the syntax of Python 3.6, so that a Python which is too old
can still say what to install. The set-up is a virtual environment in `.venv` with exactly what
`requirements.lock` names. A stamp, written last, says for which lock, Python and folder it is complete;
without a matching stamp it is made anew, which repairs an interrupted set-up and a moved folder.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCK = HERE / "requirements.lock"
VENV = HERE / ".venv"
OLDEST, NEWEST = (3, 11), (3, 14)

COMMANDS = {
    "run": "open a practice: FILE, the one open last, or a new one (no command at all: the demo practice)",
    "demo": "walk one whole demo day through the real window; pictures, papers and a report go to out/",
    "test": "check style, types and contracts, then run the tests (--nightly: the long ones too)",
    "bench": "measure the program on a large made-up practice (--json FILE keeps the figures)",
    "build": "make the program that needs no Python (in dist/) and try it",
    "pictures": "take the pictures of the README anew",
    "daybook": "the command line: create, info, verify, import, print (daybook --help tells more)",
}
NEEDS_NO_WINDOW = {"daybook"}
DEMO = ["--demo"]

# What Qt loads on Linux and does not bring along: the library, and the Debian package that has it.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def call(command: list, env=None, cwd=None, quiet: bool = False) -> int:
    """The exit code of `command`; Ctrl+C reaches it first, and it may finish before we stop too."""
    sink = subprocess.DEVNULL if quiet else None
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=str(cwd) if cwd else None,
        env=env,
        stdin=subprocess.DEVNULL if quiet else None,
        stdout=sink,
        stderr=sink,
    )
    try:
        code = process.wait()
    except KeyboardInterrupt:
        try:
            process.wait(timeout=10)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            process.kill()
        raise
    return code if code >= 0 else 128 - code


# --- which Python ---------------------------------------------------------------------------------


def suits(version: tuple) -> bool:
    """Whether Daybook runs on this (major, minor)."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def other_python() -> str:
    """Another Python on this machine that suits, newest first, or an empty text."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        path = shutil.which(f"python3.{minor}")
        # A name on the path may be a launcher for a version that is not there: ask it.
        if path and call([path, "-c", f"import sys; assert sys.version_info[1] == {minor}"], quiet=True) == 0:
            return path
    return ""


def python_advice(version: tuple) -> str:
    """What to tell a person whose Python does not suit."""
    wrong = "old" if tuple(version[:2]) < OLDEST else "new"
    good = f"3.{NEWEST[1] - 1}"
    return (
        f"Daybook needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}; {version[0]}.{version[1]} is too {wrong}.\n"
        f"Install Python {good} (python.org, or your system's packages) and start again: python{good} run.py"
    )


# --- what the system must have --------------------------------------------------------------------


def is_there(library: str) -> bool:
    """Whether the loader finds this shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def can_make_venv() -> bool:
    """Whether this Python came with `venv` whole; Debian packs half of it apart."""
    return call([sys.executable, "-c", "import ensurepip, venv"], quiet=True) == 0


def missing_packages(command: str) -> list:
    """The Debian packages that `command` needs and this Linux lacks."""
    packages = []
    if command not in NEEDS_NO_WINDOW:
        packages = [package for library, package in LIBRARIES.items() if not is_there(library)]
    if (
        not is_ready()
        and not find_uv()
        and call([sys.executable, "-c", "import ensurepip, venv"], quiet=True)
    ):
        packages.append(f"python3.{sys.version_info[1]}-venv")
    return packages


def install_line(packages: list) -> str:
    return "apt-get install -y --no-install-recommends " + " ".join(packages)


def as_root() -> list:
    """What stands before a command that needs root here; None where we may not, for we never ask."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and call(["sudo", "-n", "true"], quiet=True) == 0:
        return ["sudo", "-n"]
    return None


def provide_system(command: str) -> None:
    """Installs what Linux lacks, or leaves with the line that does."""
    packages = missing_packages(command)
    if not packages:
        return
    before = as_root() if shutil.which("apt-get") else None
    if before is not None:
        say("Installing what Qt needs from this system: " + " ".join(packages))
        before = [*before, "env", "DEBIAN_FRONTEND=noninteractive"]
        call([*before, "apt-get", "update", "-qq"], quiet=True)
        call([*before, *install_line(packages).split(), "-qq"], quiet=True)
        packages = missing_packages(command)
    if packages:
        say("This system lacks libraries that Daybook needs. On Debian or Ubuntu, run this and start again:")
        say("  sudo apt-get update && sudo " + install_line(packages))
        raise SystemExit(1)


# --- the environment ------------------------------------------------------------------------------


def in_venv(name: str) -> Path:
    """The path of a program of the environment."""
    return VENV / "Scripts" / (name + ".exe") if os.name == "nt" else VENV / "bin" / name


def stamp() -> str:
    """What a complete environment is complete for: lock, Python and folder."""
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{lock}\n{sys.version}\n{VENV}\n"


def is_ready() -> bool:
    """Whether the environment is complete and stands where it was made."""
    mark = VENV / "ready"
    return mark.is_file() and in_venv("python").exists() and mark.read_text(encoding="utf-8") == stamp()


def find_uv() -> str:
    """The path of a working uv, which installs several times faster than pip, or an empty text."""
    path = shutil.which("uv")
    return path if path and call([path, "--version"], quiet=True) == 0 else ""


def clear_venv() -> None:
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(str(VENV))


def install_with_uv(uv: str, env: dict) -> bool:
    clear_venv()
    make = [uv, "venv", "--quiet", "--python", sys.executable, VENV]
    fill = [uv, "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode"]
    return not (call(make, env=env) or call([*fill, "--python", in_venv("python"), LOCK], env=env))


def install_with_pip(env: dict) -> bool:
    clear_venv()
    make = [sys.executable, "-m", "venv", VENV]
    fill = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--compile"]
    return not (
        call(make, env=env) or call([in_venv("python"), *fill, "--require-hashes", "-r", LOCK], env=env)
    )


def set_up(env: dict) -> None:
    """Makes the environment unless it is there and complete."""
    if is_ready():
        return
    say("Setting up Daybook in .venv (once; a minute or two) ...")
    uv = find_uv()
    # Where uv cannot (an old one, or a package index that only pip is told of), pip may.
    if not (uv and install_with_uv(uv, env)) and not install_with_pip(env):
        say("The set-up did not finish; the lines above say why. Start again to repeat it.")
        raise SystemExit(1)
    (VENV / "ready").write_text(stamp(), encoding="utf-8")


def environment() -> dict:
    """The environment of what we start: finds `app` and `ui`, keeps compiled bytecode."""
    env = dict(os.environ, PYTHONPATH=str(HERE))
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"):
        env.pop(name, None)
    return env


# --- the commands ---------------------------------------------------------------------------------


def has_display(env: dict) -> bool:
    """Whether a window can be shown to somebody."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def module(name: str, arguments: list, env: dict) -> int:
    """Runs a module of the project in the person's own folder, so that the paths they give are theirs."""
    return call([in_venv("python"), "-P", "-m", name, *arguments], env=env)


def walk(arguments: list, env: dict) -> int:
    if not has_display(env):
        env["QT_QPA_PLATFORM"] = "offscreen"
    out = [] if "--out" in arguments else ["--out", HERE / "out"]
    return module("ui.walk", [*out, *arguments], env)


def test(arguments: list, env: dict) -> int:
    """Every check, also after one has failed, so that one run tells all; the tests come last."""
    env.setdefault("QT_QPA_PLATFORM", "offscreen")
    python = in_venv("python")
    failed = []
    for name, command in (
        ("ruff check", [in_venv("ruff"), "check", "--quiet"]),
        ("ruff format", [in_venv("ruff"), "format", "--check", "--quiet"]),
        ("mypy", [python, "-m", "mypy"]),
        ("lint-imports", [in_venv("lint-imports"), "--no-cache"]),
        ("pytest", [python, "-m", "pytest", "-n", "2", *arguments]),
    ):
        say("== " + name)
        if call(command, cwd=HERE, env=env):
            failed.append(name)
    if failed:
        say("Failed: " + ", ".join(failed))
    return 1 if failed else 0


def dispatch(command: str, arguments: list, env: dict) -> int:
    if command == "test":
        return test(arguments, env)
    if command == "build":
        return call([in_venv("python"), HERE / "packaging" / "build.py", *arguments], cwd=HERE, env=env)
    if command == "bench":
        return module("tests.bench", arguments, env)
    if command == "daybook":
        return module("app.command_line", arguments, env)
    if command == "run" and has_display(env):
        return module("ui", arguments, env)
    if command == "run" and arguments != DEMO:
        say("Daybook's window needs a display. Without one: run.py demo, run.py daybook --help.")
        return 1
    if command == "run":
        arguments = []
    return walk(["--pictures", *arguments] if command == "pictures" else arguments, env)


def usage() -> str:
    rows = "".join(f"  {name:<10}{what}\n" for name, what in COMMANDS.items())
    return f"python3 run.py [COMMAND] [ARGUMENTS]\n\n{rows}\nThe first run sets everything up in .venv."


def main(argv: list) -> int:
    """The exit code of `run.py` with these arguments."""
    if argv and argv[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    command, arguments = (argv[0], argv[1:]) if argv else ("run", DEMO)
    if command not in COMMANDS:
        say(f"There is no command {command!r}.\n\n{usage()}")
        return 2
    if not suits(sys.version_info):
        python = other_python()
        if not python:
            say(python_advice(sys.version_info))
            return 1
        return call([python, str(HERE / "run.py"), *argv])
    env = environment()
    if sys.platform.startswith("linux"):
        provide_system(command)
    set_up(env)
    return dispatch(command, arguments, env)


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
