"""Times of the day, as customers type them."""

from __future__ import annotations

import pytest

from bot.components.clock_times import times_in
from bot.spelling import normalise
from tests.hostile import processor_seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("can I come at 2pm", ["14:00"]),
        ("can I come at 2", ["14:00"]),
        ("is 10 am fine?", ["10:00"]),
        ("from 9:15 to 18:45", ["09:15", "18:45"]),
        ("at 12 am or at 12 pm", ["00:00", "12:00"]),
        ("at 8 in the evening", ["20:00"]),
        ("at 21", ["21:00"]),
        ("17:00 in the afternoon", ["17:00"]),
        ("ساعت ۵ عصر میام", ["17:00"]),
        ("ساعت پنج و نیم", ["17:30"]),
        ("ساعت ۱۲ ظهر", ["12:00"]),
        ("۱۱ ظهر", ["11:00"]),
        ("۱ ظهر", ["13:00"]),
        ("۸ شب هستید؟", ["20:00"]),
        ("۹ صبح", ["09:00"]),
        ("saat 4 asr", ["16:00"]),
        ("saat panj miam", ["17:00"]),
        ("AT SIX PM", ["18:00"]),
        ("at ſix pm", []),
        ("I have 2 books and 12 pens", []),
        ("order 1042", []),
        ("at 1042", []),
        ("on 2026-11-22", []),
        ("at 25:10", []),
        ("ساعت ۹۹", []),
        ("at 9.30", []),
        ("the 2nd of May", []),
        ("what can I do in the evening", []),
        ("هشت صبح وقت دارم", ["08:00"]),
        ("هفت غروب", ["19:00"]),
        ("یک شب", []),
        ("سه شب", []),
        ("hello", []),
    ],
)
def test_what_clock_shows_it(text: str, expected: list[str]) -> None:
    """The bot knows an hour by its minutes, the part of the day, or the word before it."""
    assert [told.value for told in times_in(normalise(text))] == expected


def test_the_place_of_a_time_is_that_in_the_typed_text() -> None:
    """The word before and the part of the day belong to it."""
    typed = "فردا ساعت ۵ عصر میام"
    (told,) = times_in(normalise(typed))
    assert typed[told.start : told.end] == "ساعت ۵ عصر"


@pytest.mark.parametrize("bait", ["at ", "12", "12:", "ساعت ", "1 ", "at 1 in the "])
def test_hostile_text_takes_linear_time(bait: str) -> None:
    """Ten thousand characters of the beginnings of times are read in a blink."""
    assert processor_seconds(lambda: times_in(bait * (10_000 // len(bait))), 0.5) < 0.5
