"""The threat model names tests that there are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`([a-z0-9_/]+\.(?:py|test\.ts))`", PAGE)))


@pytest.mark.parametrize("name", NAMED)
def test_every_test_that_the_page_names_is_there(name: str) -> None:
    """A threat whose test has moved would look as if it were tried."""
    folder = ROOT if name.startswith("client/") else ROOT / "tests"
    assert (folder / name).is_file()


def test_the_page_names_tests() -> None:
    """The search above finds them."""
    assert len(NAMED) > 30
