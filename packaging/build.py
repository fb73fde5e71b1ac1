"""Makes the program that needs no Python, in dist/daybook, and tries it: `python3 run.py build`.

PyInstaller freezes for the system it runs on. The finished program is then started without a display, in an
empty home folder, and must open the demo practice, sign in, open a chart and make a summary.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
PROGRAM = REPO / "dist" / "daybook"
MUST_NOT_SHIP = re.compile(r"DarkGarden|libreadline|libgdbm")
LIMIT_SECONDS = 600


def freeze() -> None:
    """Runs PyInstaller; leaves with its exit code where it fails."""
    folders = ["--distpath", REPO / "dist", "--workpath", REPO / "build"]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *folders]
    done = subprocess.run(
        [*map(str, command), str(REPO / "packaging" / "daybook.spec")], cwd=REPO, check=False
    )
    if done.returncode:
        raise SystemExit(done.returncode)


def unwanted() -> list[str]:
    """Files in the built program that may not be passed on under our terms."""
    return [path.name for path in PROGRAM.rglob("*") if MUST_NOT_SHIP.search(path.name)]


def megabytes() -> float:
    files = (path for path in PROGRAM.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files) / 1e6


def without_python(home: str) -> dict[str, str]:
    """The environment of a PC that has never seen this project."""
    kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG")
    env = {name: os.environ[name] for name in kept if name in os.environ}
    return env | {"HOME": home, "USERPROFILE": home, "APPDATA": home, "QT_QPA_PLATFORM": "offscreen"}


def self_check(*command: str) -> tuple[int, str]:
    """Exit code and output of the built program, started with nothing of ours around it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        done = subprocess.run(
            [str(PROGRAM / command[0]), *command[1:]],
            cwd=home,
            env=without_python(home),
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
    return done.returncode, done.stdout + done.stderr


def main() -> int:
    """The exit code: 0 when the program was made and works."""
    begun = time.monotonic()
    freeze()
    print(f"Made {PROGRAM.relative_to(REPO)}: {megabytes():.0f} MB in {time.monotonic() - begun:.0f} s")
    if bad := unwanted():
        print("These files may not ship: " + ", ".join(bad), file=sys.stderr)
        return 1
    for command in (("Daybook", "--self-check"), ("daybook-command", "--help")):
        code, said = self_check(*command)
        print(f"{' '.join(command)}: exit {code}")
        if code:
            print(said, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
