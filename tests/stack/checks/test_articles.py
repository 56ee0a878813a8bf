"""`./firuze check` on articles: how many there are, or everything that is wrong."""

from pathlib import Path

import pytest

from stack.checks.articles import check_articles
from stack.errors import CliError

GOOD = "---\nlanguage: en\ntitle: Gift cards\n---\nValid for two years.\n"


def test_good_articles_are_counted(tmp_path: Path) -> None:
    """A folder that is not there holds none."""
    (tmp_path / "gift-cards.md").write_text(GOOD, "utf-8")
    assert check_articles(tmp_path) == 1
    assert check_articles(tmp_path / "nowhere") == 0


def test_every_fault_is_told_by_file_and_line(tmp_path: Path) -> None:
    """Not only the first."""
    (tmp_path / "a.md").write_text(GOOD.replace("en", "fr"), "utf-8")
    (tmp_path / "b.md").write_text(GOOD.replace("title: Gift cards\n", ""), "utf-8")
    with pytest.raises(CliError) as refused:
        check_articles(tmp_path)
    assert "a.md, line 2: language: it is en or fa" in str(refused.value)
    assert "b.md, line 2: title: this key is missing" in str(refused.value)
    assert str(tmp_path) not in str(refused.value)
