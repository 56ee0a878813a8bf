"""Examples that components read themselves."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot.components.examples import ROOT, digest_of, examples_below, table, tables_below

if TYPE_CHECKING:
    from pathlib import Path


def test_examples_are_read_without_their_marks(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "some.yml").write_text(
        "nlu:\n- intent: price\n  examples: |\n    - chande [ketab](product)?\n    - gheymat\n",
        encoding="utf-8",
    )
    assert examples_below(os.path.relpath(tmp_path, ROOT)) == ["chande ketab?", "gheymat"]


def test_a_row_of_a_table_is_told_if_it_is_short(tmp_path: Path) -> None:
    file = tmp_path / "en.tsv"
    file.write_text("text\tupset\tlabel\nit broke\t1\tfrustration\nlost\t1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 3: 2 cells instead of 3"):
        table(file)


def test_the_moods_are_whole() -> None:
    """Every row has a level and a label that the models know."""
    tables = tables_below("data/emotion")
    assert set(tables) == {"en", "fa", "finglish"}
    for rows in tables.values():
        assert {row["upset"] for row in rows} == {"0", "1", "2"}
        assert {row["label"] for row in rows} <= {
            "neutral",
            "joy",
            "frustration",
            "anger",
            "sadness",
            "fear",
        }


def test_a_digest_changes_with_the_content(tmp_path: Path) -> None:
    file, folder = tmp_path / "en.tsv", os.path.relpath(tmp_path, ROOT)
    file.write_text("text\n", encoding="utf-8")
    before = digest_of(folder)
    file.write_text("text\nmore\n", encoding="utf-8")
    assert digest_of(folder) != before
