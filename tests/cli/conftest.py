"""The command line as a real process."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

CommandLine = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command_line() -> CommandLine:
    """Runs `python -m cli` in this checkout with settings of the test's own."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        mine = {name: value for name, value in os.environ.items() if "FIRUZE" not in name}
        return subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            cwd=ROOT,
            env=mine | {"DATABASE_URL": "", "REDIS_URL": ""} | variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
