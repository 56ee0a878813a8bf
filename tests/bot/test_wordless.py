"""Messages of emoji: a smile calls nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.wordless import is_emoji

if TYPE_CHECKING:
    from talking import Bot


@pytest.mark.parametrize("text", ["🙂", "😄😄", "👍🏽 !", "❤️"])
def test_an_emoji_alone_is_small_talk(bot: Bot, text: str) -> None:
    answer = bot.conversation("fa").say(text)
    assert answer.intent == "chitchat"
    assert answer.said == ["utter_chitchat"]


@pytest.mark.parametrize("text", ["😡😡", "😭"])
def test_a_sour_one_is_not(bot: Bot, text: str) -> None:
    """A light word would be wrong for it."""
    assert bot.conversation("en").say(text).said != ["utter_chitchat"]


@pytest.mark.parametrize("text", ["????", "ok 🙂", "۱۰۴۲ 🙂", "", "—"])
def test_words_numbers_and_marks_are_none(text: str) -> None:
    """They are read as they are."""
    assert not is_emoji(text)
