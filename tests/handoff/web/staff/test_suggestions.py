"""Suggestions over real sockets: to the owner's console, from whichever gateway, and nowhere else."""

import asyncio

import pytest
from aiohttp import web

from tests.handoff.browsers import Console, Json, Widget
from tests.handoff.conftest import House, Written
from tests.handoff.scripted_bot import ScriptedBot, reading


class Chat:
    """A customer and Sara, who owns the chat and has said hello."""

    def __init__(self, widget: Widget, sara: Console) -> None:
        self.widget, self.sara = widget, sara

    @property
    def id(self) -> str:
        return self.widget.conversation_id

    async def suggestion(self) -> Json | None:
        answer = await self.sara.about("suggest", self.id)
        assert answer["ok"], answer
        suggestion: Json | None = answer["suggestion"]
        return suggestion


@pytest.fixture
async def chat(closed_house: House) -> Chat:
    """The customer on one gateway, Sara on another."""
    here, there = await closed_house.open_gateway(), await closed_house.open_gateway()
    widget = await closed_house.widget(here, language="en")
    sara = await closed_house.console("Sara", there)
    chat = Chat(widget, sara)
    await sara.about("take", chat.id)
    await sara.watch(chat.id)
    await sara.say(chat.id, "Hello, I'm Sara.")
    return chat


async def test_the_owner_gets_what_fits_the_customers_words(chat: Chat, bot: ScriptedBot) -> None:
    """Made where the agent is; the bot's dialogue is not asked."""
    bot.reading = lambda _: reading("delivery_time", emotion=("fear", 0.2))
    seq = (await chat.widget.say("when will it be here?"))["seq"]
    assert await chat.suggestion() == {
        "reply_to": seq,
        "language": "en",
        "intent": {"name": "delivery_time", "confidence": 0.93},
        "emotion": {"label": "fear", "score": 0.2, "words": [], "valence": 0.0, "arousal": 0.0},
        "opening": [],
        "replies": [{"kind": "words", "text": "Two days.", "late": False}],
        "article": {"topic": "delivery_time", "text": {"en": "Two days.", "fa": "دو روز."}},
        "steps": [{"do": "return_to_bot", "team": None}],
    }
    assert bot.texts == ["when will it be here?"]
    assert bot.turns == []


async def test_a_persian_customer_is_answered_in_persian(chat: Chat, bot: ScriptedBot) -> None:
    """The language is that of their last words."""
    bot.reading = lambda _: reading("delivery_time")
    await chat.widget.say("کی می‌رسه؟")
    found = await chat.suggestion()
    assert found is not None
    assert (found["language"], found["replies"][0]["text"]) == ("fa", "دو روز.")


async def test_hours_are_told_in_the_shops_time(chat: Chat, bot: ScriptedBot) -> None:
    """The gateway sends facts; the console has the words."""
    bot.reading = lambda _: reading("store_hours")
    await chat.widget.say("when are you open?")
    found = await chat.suggestion()
    assert found is not None
    (hours,) = found["replies"]
    assert (hours["kind"], hours["timezone"]) == ("hours", "Asia/Tehran")
    assert hours["week"][5] == {"day": 5, "intervals": [["09:00", "13:00"], ["16:00", "20:00"]]}
    assert hours["opening"]["now"].endswith("+03:30")


async def test_nothing_of_it_reaches_the_customer(chat: Chat, bot: ScriptedBot) -> None:
    """Neither as a push, nor with a sync, nor for the asking: only what the agent then sends."""
    bot.reading = lambda _: reading("delivery_time")
    await chat.widget.say("when will it be here?")
    assert await chat.suggestion() is not None
    refused = await chat.widget.call("suggest", {"conversation_id": chat.id})
    assert refused["error"]["code"] == "unknown_event"
    await chat.sara.say(chat.id, "On Thursday.")
    await chat.widget.until(lambda: "On Thursday." in chat.widget.texts, "the reply")
    again = Widget(chat.widget.base)
    await again.open(token=chat.widget.token)
    assert again.texts == chat.widget.texts
    assert again.texts == ["Hello, I'm Sara.", "when will it be here?", "On Thursday."]
    await again.leave()
    assert "Two days." not in str(chat.widget.pushes)


async def test_nobody_else_is_advised(chat: Chat, closed_house: House, bot: ScriptedBot) -> None:
    """A supervisor who looks on neither, and for them the bot reads nothing."""
    mina = await closed_house.console("Mina", role="supervisor")
    await mina.watch(chat.id)
    await chat.widget.say("when will it be here?")
    refused = await mina.about("suggest", chat.id)
    assert refused["error"]["code"] == "not_owner"
    assert bot.texts == []


async def test_the_bots_late_answer_is_the_suggestion(
    closed_house: House, bot: ScriptedBot
) -> None:
    """It was kept from the customer; the owner may send it."""
    await closed_house.open_gateway()
    widget, sara = await closed_house.widget(), await closed_house.console("Sara")
    chat = Chat(widget, sara)
    bot.hold()
    seq = (await widget.say("when will it be here?"))["seq"]
    await bot.until_asked(1)
    await sara.about("take", chat.id)
    await sara.watch(chat.id)
    bot.release()
    log = sara.logs[chat.id]
    await sara.until(lambda: log[-1]["body"]["type"] == "bot.suppressed", "the late answer")
    found = await chat.suggestion()
    assert found is not None
    assert found["reply_to"] == seq
    words = {"kind": "words", "text": "You said: when will it be here?", "late": True}
    assert found["replies"] == [words]


async def test_a_failing_bot_is_no_suggestion(
    chat: Chat, bot: ScriptedBot, written: Written
) -> None:
    """No error for the agent, no handoff, no turn: a log line."""
    bot.reading = lambda _: web.Response(status=500)
    await chat.widget.say("are you there?")
    head = chat.widget.cursor
    assert await chat.suggestion() is None
    assert chat.widget.cursor == head
    assert bot.turns == []
    assert "bot.unread" in written.everything


async def test_a_slow_bot_delays_no_message(chat: Chat, bot: ScriptedBot) -> None:
    """While it is asked, both sides are delivered."""
    await chat.widget.say("are you there?")
    bot.hold()
    asking = asyncio.create_task(chat.suggestion())
    await bot.until_read(1)
    await chat.widget.say("still?")
    await chat.sara.until(lambda: "still?" in chat.sara.texts(chat.id), "the customer's words")
    await chat.sara.say(chat.id, "Yes.")
    await chat.widget.until(lambda: "Yes." in chat.widget.texts, "the agent's words")
    bot.release()
    await asking
