"""The greeting before a matter."""

from __future__ import annotations

import pytest

from bot.components.greetings import without_greeting
from bot.spelling import normalise


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("hi, is the lamp in stock", "is the lamp in stock"),
        ("Good evening! my parcel is wet", "my parcel is wet"),
        ("سلام وقت بخیر. خسته نباشید، ساعت کاریتون چیه", "ساعت کاریتون چیه"),
        ("salam khaste nabashid kojaye shahrid", "kojaye shahrid"),
        ("hidden fees at checkout", "hidden fees at checkout"),
        ("سلامتی همه چیزه", "سلامتی همه چیزه"),
        ("my hello kitty mug", "my hello kitty mug"),
    ],
)
def test_it_goes(text: str, rest: str) -> None:
    assert without_greeting(normalise(text)) == normalise(rest)


@pytest.mark.parametrize("text", ["hi", "hello again", "hello Sara", "سلام", "سلام خوبی", "dorood"])
def test_a_greeting_alone_stays(text: str) -> None:
    assert without_greeting(normalise(text)) == normalise(text)
