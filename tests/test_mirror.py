"""Tests mirror the tree: a module has its test module, or it is said what tests it instead."""

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest

from stack.checkout import this_checkout

ROOT = this_checkout().root
PACKAGES = ("bench", "bot", "cli", "demo", "faults", "handoff", "simulation", "stack")
REACHED: list[dict[str, Any]] = tomllib.loads((ROOT / "tests/mirror.toml").read_text("utf-8"))[
    "reached"
]
LISTED = [module for group in REACHED for module in group["modules"]]


def _modules() -> list[str]:
    """Every module, but for those that gather others and for migrations, which are tested as a chain."""
    return sorted(
        file.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if ".venv" not in file.parts and "versions" not in file.parts
        if file.name != "__init__.py"
    )


def _imported_by(file: Path) -> set[str]:
    """The modules that a test module imports, as files."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {f"{name.replace('.', '/')}.py" for name in names}


IMPORTED = {
    package: set().union(*map(_imported_by, (ROOT / "tests" / package).rglob("test_*.py")))
    for package in PACKAGES
}


def _is_tested(module: str) -> bool:
    """By a test module of its name in its place, or by one of its package's that imports it."""
    path = Path(module)
    named = ROOT / "tests" / path.parent / f"test_{path.name}"
    return named.exists() or module in IMPORTED[path.parts[0]]


@pytest.mark.parametrize("module", _modules())
def test_a_module_has_its_tests_or_says_what_tests_it(module: str) -> None:
    """Write `tests/<its path>/test_<its name>.py`, or add it to tests/mirror.toml with a reason."""
    assert _is_tested(module) or module in LISTED


@pytest.mark.parametrize("module", LISTED)
def test_an_exception_is_still_one(module: str) -> None:
    """The module is there, and has got no test module of its own meanwhile."""
    assert (ROOT / module).exists()
    assert not _is_tested(module)


def test_an_exception_is_listed_once_with_what_tests_it() -> None:
    assert sorted(set(LISTED)) == sorted(LISTED)
    for group in REACHED:
        assert group["why"].endswith(".")
        assert [place for place in group["by"] if not (ROOT / place).exists()] == []
