"""The program that needs no Python is made and works."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.nightly
def test_the_built_program_opens_the_demo_practice_and_makes_a_summary(repo: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(repo / "packaging" / "build.py")],
        cwd=repo,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Daybook --self-check: exit 0" in done.stdout
