"""Signs of a mood beside its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.components.feelings import NEUTRAL
from bot.components.signs import lexicon_of, signs

CALM = signs("where is my order", NEUTRAL)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("WHERE IS my order", 0),
        ("where is my order!!!", 1),
        ("where is my order?!", 2),
        ("where is my ordeeeer", 3),
        ("where is my order and the other one", 4),
        ("where is my order?", 5),
    ],
)
def test_what_is_loud_is_seen(text: str, place: int) -> None:
    assert signs(text, NEUTRAL)[place] > CALM[place]


def test_what_the_lexicon_finds_is_a_sign() -> None:
    found = lexicon_of("I am furious", "I am furious")
    assert signs("I am furious", found) != signs("I am furious", NEUTRAL)


def test_of_persian_in_latin_letters_the_decoded_text_is_looked_at_too() -> None:
    assert lexicon_of("dlkhor shdm", "خیلی عصبانی‌ام").label == "anger"


@given(st.text())
def test_signs_are_bounded(text: str) -> None:
    assert all(-1 <= sign <= 1 for sign in signs(text, lexicon_of(text, text)))
