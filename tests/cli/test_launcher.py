"""The launcher is POSIX shell, finds a uv that works, and becomes the command line."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT

SHELL = shutil.which("dash") or "/bin/sh"

UV = """#!/bin/sh
[ "$1" = --version ] && { echo "uv VERSION (made up)"; exit 0; }
echo "$@" >> "$(dirname "$0")/asked"
END
"""

PYTHON = """#!/bin/sh
echo "in $(pwd) with $FIRUZE_UV: $*"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a space in its name that holds the launcher and a Python that tells its call."""
    root = tmp_path / "my shop"
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    shutil.copy(ROOT / "firuze", root / "firuze")
    write_program(python, PYTHON)
    return root


def write_program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def uv(folder: Path, version: str = "0.13.9", ending: str = "exit 0") -> Path:
    return write_program(folder / "uv", UV.replace("VERSION", version).replace("END", ending))


def launch(
    launcher: Path, *arguments: str, first_on_path: Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    path = f"{first_on_path}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [SHELL, launcher, *arguments],
        cwd="/",
        env={**os.environ, "PATH": path, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_is_posix_shell() -> None:
    subprocess.run([SHELL, "-n", ROOT / "firuze"], check=True)


def test_through_a_chain_of_links_from_anywhere(checkout: Path, tmp_path: Path) -> None:
    """It becomes the command line, in the checkout, with every argument as it was given."""
    given = uv(tmp_path / "bin")
    (tmp_path / "near").symlink_to("my shop/firuze")
    (tmp_path / "far").symlink_to(tmp_path / "near")
    done = launch(tmp_path / "far", "user", "add", "a b", first_on_path=given.parent)
    assert done.stdout == f"in {checkout} with {given}: -m cli user add a b\n"
    assert done.stderr == ""


def test_tools_for_development_come_with_test_alone(checkout: Path, tmp_path: Path) -> None:
    given = uv(tmp_path / "bin")
    launch(checkout / "firuze", "demo", first_on_path=given.parent)
    launch(checkout / "firuze", "test", first_on_path=given.parent)
    demo, test = (given.parent / "asked").read_text().splitlines()
    assert "--frozen --inexact --no-dev" in demo
    assert "--frozen --inexact --dev" in test


@pytest.mark.parametrize("useless", ["a shim that finds nothing", "too old"])
def test_a_uv_that_is_of_no_use_is_passed_over(
    checkout: Path, tmp_path: Path, useless: str
) -> None:
    if useless == "too old":
        uv(tmp_path / "bin", version="0.4.30")
    else:
        write_program(
            tmp_path / "bin" / "uv", "#!/bin/sh\necho 'uv: command not found'\nexit 127\n"
        )
    own = uv(checkout / ".uv")
    done = launch(checkout / "firuze", "version", first_on_path=tmp_path / "bin")
    assert f"with {own}:" in done.stdout


def test_what_uv_says_is_shown_when_it_fails(checkout: Path, tmp_path: Path) -> None:
    given = uv(tmp_path / "bin", ending="echo 'error: no route to the index' >&2; exit 2")
    done = launch(checkout / "firuze", "demo", first_on_path=given.parent)
    assert done.returncode == 1
    assert "error: no route to the index" in done.stderr
    assert "could not be prepared" in done.stderr
    assert done.stdout == ""


def test_another_projects_environment_does_not_leak_in(checkout: Path, tmp_path: Path) -> None:
    given = uv(
        tmp_path / "bin", ending='env | grep -E "^(VIRTUAL_ENV|UV_PROJECT|PYTHON)" >&2; exit 0'
    )
    done = launch(
        checkout / "firuze",
        "version",
        first_on_path=given.parent,
        VIRTUAL_ENV="/elsewhere",
        UV_PROJECT_ENVIRONMENT="/elsewhere",
        PYTHONPATH="/elsewhere",
    )
    assert "/elsewhere" not in done.stderr
