"""What is read of a long message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.excerpt import BEGINNING, END, excerpt

_LONGEST = BEGINNING + END + 10


@given(st.text(max_size=BEGINNING + END))
def test_a_usual_message_is_read_whole(message: str) -> None:
    assert excerpt(message).text == message


@given(st.lists(st.text(min_size=1, max_size=30), min_size=60).map(" ".join))
def test_what_is_read_is_bounded_and_of_the_message(message: str) -> None:
    """Whatever is written, its first and its last words are read."""
    part = excerpt(message)
    assert len(part.text) <= max(_LONGEST, 0)
    assert message.startswith(part.text[: part.tail_at].removesuffix(" … "))
    assert message.endswith(part.text[part.tail_at :])


def test_words_are_not_cut() -> None:
    message = " ".join(f"word{number}" for number in range(1000))
    assert set(excerpt(message).text.split()) - {"…"} <= set(message.split())


@pytest.mark.parametrize("unit", ["@", "a@", "ب", "订"])
def test_a_text_without_a_space_is_cut_all_the_same(unit: str) -> None:
    assert len(excerpt(unit * 4000).text) <= _LONGEST


def test_places_are_those_of_the_whole_message() -> None:
    """An entity of the end stands where the customer has typed it."""
    message = "Order 7001 " + "and more " * 300 + "my number is 1042"
    part = excerpt(message)
    entities = [
        {"value": number, "start": part.text.index(number), "end": part.text.index(number) + 4}
        for number in ("7001", "1042")
    ]
    for entity in part.places_in_message(entities):
        assert message[entity["start"] : entity["end"]] == entity["value"]
