"""Questions about the hours of a day, and what follows them: with a real Rasa and real actions.

At the shop it is Sunday, 22 November 2026 (1 Azar 1405), three minutes past two; it is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from internal_api import InternalApi
    from talking import Bot


@pytest.fixture(autouse=True)
def _open_shop(shop: InternalApi) -> None:
    shop.reset()


@pytest.mark.parametrize(
    ("question", "said", "begins"),
    [
        ("are you open on Friday?", "utter_hours_day_closed", "No. We're closed on Friday, 27 Nov"),
        ("are you closed on Friday?", "utter_hours_day_closed", "Yes. We're closed on Friday"),
        ("are you open tomorrow?", "utter_hours_day_open", "Yes. We're open tomorrow, 23 November"),
        ("what time do you close tomorrow?", "utter_hours_day_open", "We're open tomorrow"),
        ("are you open on Thursday at 2pm?", "utter_hours_at_closed", "No. We're closed on Thurs"),
        ("are you open on Thursday at 5pm?", "utter_hours_at_open", "Yes. We're open on Thursday"),
        ("are you open on Fridays?", "utter_hours_usual_closed", "No. We're closed on Fridays."),
        ("are you open on 11 February?", "utter_hours_day_holiday", "No. We're closed on Thursday"),
        ("are you open right now?", "utter_hours_open", "Yes. We're open right now, until 20:00"),
        ("what are your opening hours?", "utter_hours_open", "We're open right now, until 20:00"),
    ],
)
def test_the_day_that_was_asked_is_answered(
    bot: Bot, question: str, said: str, begins: str
) -> None:
    """Yes or no only to a question for it, and about the day of the question, not about now."""
    answer = bot.conversation("en").say(question)
    assert answer.said == [said]
    assert answer.text.startswith(begins)


@pytest.mark.parametrize(
    ("question", "said", "begins"),
    [
        ("جمعه بازید؟", "utter_hours_day_closed", "نه، جمعه ۶ آذر تعطیلیم"),
        ("جمعه‌ها تعطیلید؟", "utter_hours_usual_closed", "بله، جمعه‌ها تعطیلیم"),
        ("فردا تا ساعت چند هستید؟", "utter_hours_day_open", "فردا، ۲ آذر، از ساعت ۹ تا ۲۰ بازیم"),
        ("۲۲ بهمن بازین؟", "utter_hours_day_holiday", "نه، پنجشنبه ۲۲ بهمن به مناسبت روز"),
        ("فردا ساعت ۹ شب هستید؟", "utter_hours_at_closed", "نه، فردا، ۲ آذر، ساعت ۲۱ بسته‌ایم"),
        ("jome bazid?", "utter_hours_day_closed", "نه، جمعه ۶ آذر تعطیلیم"),
    ],
)
def test_in_persian_too(bot: Bot, question: str, said: str, begins: str) -> None:
    """In the Persian calendar, with Persian digits."""
    answer = bot.conversation("fa").say(question)
    assert answer.said == [said]
    assert answer.text.startswith(begins)


@pytest.mark.parametrize(
    ("language", "question", "then", "answers"),
    [
        (
            "en",
            "are you open on Thursday?",
            ["and Friday?", "what about saturday at 2pm?", "and next week?"],
            ["utter_hours_day_closed", "utter_hours_at_open", "utter_hours_week"],
        ),
        (
            "fa",
            "پنجشنبه بازید؟",
            ["جمعه چی؟", "شنبه ساعت ۲ چطور؟", "و هفتهٔ بعد؟"],
            ["utter_hours_day_closed", "utter_hours_at_open", "utter_hours_week"],
        ),
        (
            "fa",
            "panjshanbe bazid?",
            ["jome chi?", "pas shanbe?"],
            ["utter_hours_day_closed", "utter_hours_day_open"],
        ),
    ],
)
def test_a_day_alone_asks_the_same_again(
    bot: Bot, language: str, question: str, then: list[str], answers: list[str]
) -> None:
    """A follow-up keeps the topic, and says neither yes nor no to what was not asked."""
    talk = bot.conversation(language)
    talk.say(question)
    for line, said in zip(then, answers, strict=True):
        answer = talk.say(line)
        assert (answer.intent, answer.said) == ("store_hours", [said])
        assert not answer.text.startswith(("Yes", "No", "بله", "نه"))


def test_a_day_alone_opens_no_topic_of_its_own(bot: Bot) -> None:
    """Without a question before it, it is read as any other message."""
    talk = bot.conversation("en")
    assert talk.say("and Friday?").intent != "store_hours"


def test_a_day_in_a_question_of_its_own_is_no_follow_up(bot: Bot) -> None:
    """What has words of its own is a matter of its own, also right after a question about hours."""
    talk = bot.conversation("en")
    talk.say("are you open on Thursday?")
    assert talk.say("I want my money back by Friday").intent != "store_hours"


def test_a_shop_at_the_prime_meridian(bot: Bot, shop: InternalApi) -> None:
    """Its times have no offset, and end in Z."""
    shop.hours |= {"now": "2026-11-22T14:03:00Z", "closes_at": "2026-11-22T20:00:00Z"}
    assert bot.conversation("en").say("are you open right now?").said == ["utter_hours_open"]
    assert bot.conversation("en").say("are you open on Friday?").said == ["utter_hours_day_closed"]
