"""Where a message falls apart into clauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.components.clauses import MOST, clauses, turns


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("where is my order?", []),
        ("hi! where is my order?", ["where is my order"]),
        ("hello there", []),
        (
            "where is my order? and do you wrap gifts?",
            ["where is my order", "and do you wrap gifts"],
        ),
        (
            "the lamp is broken, but I like the shade",
            ["the lamp is broken", "but I like the shade"],
        ),
        ("salt and pepper", []),
        ("it costs 12.50 with the box", []),
        ("the box is wet\nwhat do I do", ["the box is wet", "what do I do"]),
        ("سفارشم نرسیده. راستی شعبه دارید تو کرج؟", ["سفارشم نرسیده", "راستی شعبه دارید تو کرج"]),
        ("سفارشم نرسیده هنوز ولی کتابش قشنگ بود", ["سفارشم نرسیده هنوز", "ولی کتابش قشنگ بود"]),
        ("جعبه‌ش قشنگه فقط درش شکسته", ["جعبه‌ش قشنگه", "فقط درش شکسته"]),
        ("the box is nice though its lid is gone", ["the box is nice", "though its lid is gone"]),
        ("هم دیر اومد هم شکسته بود", ["هم دیر اومد", "هم شکسته بود"]),
        ("من هم همین رو میخوام", []),
        ("", []),
    ],
)
def test_clauses_end_where_another_thought_begins(text: str, parts: list[str]) -> None:
    found = clauses(text)
    assert [part for part in found if part in parts] == parts
    assert bool(found) == bool(parts)


def test_a_clause_that_takes_something_back_begins_with_its_word() -> None:
    assert turns("But the lid is gone")
    assert turns("فقط درش شکسته")
    assert not turns("and the lid is fine")
    assert not turns("butter is fine")


@given(st.text())
def test_there_are_few_and_they_are_of_the_message(text: str) -> None:
    found = clauses(text)
    assert len(found) <= MOST
    assert all(word in text for part in found for word in part.split())
