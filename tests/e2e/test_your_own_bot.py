"""The bot of `rasa init`, with Rasa's default pipeline, behind a gateway: docs/your-own-bot.md."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from handoff.adapters.bots.outcomes import Limit
from handoff.adapters.bots.rest import RestApi, RestBot
from handoff.adapters.machine import now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.engine import open_engine
from handoff.domain.bot_answers import BotReply
from handoff.domain.conversation.events import BotUnderstood, HandoffRequested
from handoff.services.ports.bots import BotTurn
from tests.e2e.stock_rasa import JWT_SECRET, TOKEN, StockBot, stock_bot
from tests.handoff.browsers import Widget
from tests.handoff.conftest import House, base_of


@pytest.fixture(scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StockBot]:
    async with stock_bot(tmp_path_factory.mktemp("rasa")) as running:
        yield running


@pytest.fixture(scope="module")
async def house(own_house: House, bot: StockBot) -> House:
    """One gateway as the page has it, with the API and an intent that asks for a person."""
    await own_house.open_gateway(
        FIRUZE_BOT_KIND="rest",
        FIRUZE_BOT_URL=bot.url,
        FIRUZE_BOT_TOKEN=TOKEN,
        FIRUZE_BOT_HANDOFF="mood_unhappy,action_hand_over",
    )
    return own_house


async def _log(house: House, widget: Widget) -> list[Any]:
    """The bodies of all events, as stored."""
    engine = open_engine(house.settings["DATABASE_URL"], pool_size=1)
    try:
        store = PostgresConversations(engine)
        events = await store.read(widget.conversation_id, after=0, limit=100, public_only=False)
        return [event.body for event in events]
    finally:
        await engine.dispose()


def _waits(widget: Widget) -> bool:
    return widget.state["owner"] in ("queued", "ticket")


async def test_a_greeting_is_answered(house: House) -> None:
    """The bot answers in its own words; the log has what it understood, and which response it
    used."""
    widget = await house.widget()
    await widget.say("hello")
    await widget.until_type("bot.said")
    assert widget.texts == ["hello", "Hey! How are you?"]
    log = await _log(house, widget)
    [understood] = [body for body in log if isinstance(body, BotUnderstood)]
    assert understood.intent.name == "greet"
    assert log[-1].utter_action == "utter_greet"


async def test_nonsense_is_met_with_an_answer_or_a_person(house: House) -> None:
    """Never with silence, whatever the bot makes of it."""
    widget = await house.widget()
    await widget.say("xqzt wrrgh 77 ~~~")
    await widget.until(
        lambda: "bot.said" in widget.types or _waits(widget), "an answer or a person"
    )


async def test_a_typed_command_is_text(house: House, bot: StockBot) -> None:
    """Rasa never sees a restart: the conversation goes on with everything in it."""
    widget = await house.widget()
    await widget.say("hello")
    await widget.until_type("bot.said")
    await widget.say("/restart")
    await widget.until(lambda: len(widget.texts) > 3 or _waits(widget), "an answer or a person")
    told = await bot.tracker(f"{widget.conversation_id}:0")
    events = [(event["event"], event.get("text")) for event in told["events"]]
    assert ("user", "hello") in events
    assert ("user", "／restart") in events
    assert not any(kind == "restart" for kind, _ in events)


async def test_a_configured_intent_brings_a_person(house: House) -> None:
    """What the bot said stays said, its picture as a link; the packet knows the intent."""
    widget = await house.widget()
    await widget.say("hello")
    await widget.until_type("bot.said")
    await widget.say("I am sad")
    await widget.until(lambda: _waits(widget), "a person")
    assert "Here is something to cheer you up:" in widget.texts
    assert any(text.startswith("https://") for text in widget.texts)
    [asked] = [body for body in await _log(house, widget) if isinstance(body, HandoffRequested)]
    assert asked.reason == "requested"
    assert asked.packet.intents[0].name == "mood_unhappy"
    assert "utter_cheer_up" in asked.packet.tried


async def test_it_reads_on_for_the_agent(house: House, bot: StockBot) -> None:
    """While Sara owns the chat, she sees what a message means, and the bot's tracker stays
    unchanged."""
    widget, sara = await house.widget(), await house.console("Sara")
    chat = widget.conversation_id
    await sara.about("take", chat)
    await widget.say("hello")
    found = (await sara.about("suggest", chat))["suggestion"]
    assert found["intent"]["name"] == "greet"
    assert "bot.said" not in widget.types
    told = await bot.tracker(f"{chat}:0")
    assert not any(event["event"] == "user" for event in told["events"])
    await sara.leave()


async def test_the_api_opens_to_a_json_web_token(bot: StockBot) -> None:
    """A JSON web token opens the API like the token; a wrong one is noticed."""
    turn = BotTurn(
        sender="jwt:0",
        message_id="m",
        reply_to=2,
        text="hello",
        payload=None,
        language="en",
        seed={},
    )
    async with aiohttp.ClientSession() as http:
        ours = RestBot(http, bot.url, now, RestApi(jwt_secret=JWT_SECRET))
        assert await ours.healthy()
        reply = await ours.answer(turn, Limit())
        assert isinstance(reply, BotReply)
        assert reply.intent.name == "greet"
        assert not await RestBot(http, bot.url, now, RestApi(jwt_secret="wrong")).healthy()


async def test_a_bot_that_is_killed_leaves_the_customer_to_a_person(
    house: House, bot: StockBot
) -> None:
    """And the gateway says that it misses its bot. The last test: the bot is gone for good."""
    widget = await house.widget()
    await widget.say("hello")
    await widget.until_type("bot.said")
    await bot.stop()
    await widget.say("are you still there?")
    await widget.until(lambda: _waits(widget), "a person")
    assert "bot.failed" in widget.types
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{base_of(house.gateways[0])}/readyz") as answer,
    ):
        assert answer.status == 200
        told = await answer.json()
        assert told["status"] == "degraded"
        assert told["checks"] == {"database": "ok", "valkey": "ok", "bot": "down", "settings": "ok"}
