"""The bot behind the channel's contract: good answers are read, every bad one is an outcome."""

from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from aiohttp import web

from handoff.adapters.bots.firuze import RasaBot
from handoff.adapters.bots.outcomes import Limit
from handoff.domain.bot_answers import BotFailure, BotMessage, BotReply, Button
from handoff.domain.cards import CouponCard
from handoff.domain.understanding import Emotion, Entity, Intent, MessageReading
from handoff.services.ports.bots import BotTurn
from tests.handoff.conftest import Written
from tests.handoff.scripted_bot import SECRET, Json, ScriptedBot, reading, reply

TURN = BotTurn(
    sender="0192:3",
    message_id="0193",
    reply_to=7,
    text="سفارش ۱۰۴۲ کجاست؟",
    payload=None,
    language="fa",
    seed={"customer_name": "Nika", "customer_verified": True},
)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def backend(bot: ScriptedBot, http: aiohttp.ClientSession) -> RasaBot:
    return RasaBot(http, bot.url + "/", SECRET, "[A-Z]{2}[0-9]+")


async def test_the_bot_is_asked_by_the_contract(bot: ScriptedBot, backend: RasaBot) -> None:
    """All that the channel needs to know goes out, and nothing else."""
    await backend.answer(TURN, Limit())
    assert bot.turns == [
        {
            "sender": "0192:3",
            "message_id": "0193",
            "text": "سفارش ۱۰۴۲ کجاست؟",
            "payload": None,
            "language": "fa",
            "third_language": None,
            "order_numbers": "[A-Z]{2}[0-9]+",
            "seed": {"customer_name": "Nika", "customer_verified": True, "remembered": {}},
        }
    ]


async def test_a_good_answer_is_read_whole(bot: ScriptedBot, backend: RasaBot) -> None:
    """Messages, buttons, card, reading and the wish for a person arrive; unknown fields do not."""
    bot.answer = lambda _: {
        **reply(intent="order_status", handoff="order_system_down", emotion=("anger", 0.4)),
        "messages": [
            {
                "text": "Here it is",
                "buttons": [{"title": "Yes", "payload": "/affirm"}],
                "utter_action": "utter_order",
                "card": {"kind": "coupon", "title": "Sorry", "code": "S-10", "size": 3},
                "colour": "green",
            }
        ],
        "entities": [{"entity": "order_number", "value": 1042, "start": 6, "end": 10}],
        "slots": {"order_number": "1042"},
        "in_form": True,
    }
    intent = Intent(name="order_status", confidence=0.93)
    assert await backend.answer(TURN, Limit()) == BotReply(
        intent=intent,
        ranking=(intent,),
        entities=(Entity(entity="order_number", value="1042", start=6, end=10),),
        slots={"order_number": "1042"},
        in_form=True,
        emotion=Emotion(label="anger", score=0.4),
        messages=(
            BotMessage(
                text="Here it is",
                buttons=(Button(title="Yes", payload="/affirm"),),
                utter_action="utter_order",
                card=CouponCard(title="Sorry", code="S-10"),
            ),
        ),
        handoff="order_system_down",
    )


async def test_a_card_that_does_not_hold_is_left_out(bot: ScriptedBot, backend: RasaBot) -> None:
    """The words around it are told; a message that was nothing else is none."""
    broken = {"kind": "product", "title": "x", "link": "javascript:alert(1)"}
    told = reply("Here it is", "")
    for message in told["messages"]:
        message["card"] = broken
    bot.answer = lambda _: told
    answer = await backend.answer(TURN, Limit())
    assert isinstance(answer, BotReply)
    assert [(message.text, message.card) for message in answer.messages] == [("Here it is", None)]


async def test_an_unknown_reason_to_hand_over_counts_as_a_fault_of_the_bot(
    bot: ScriptedBot, backend: RasaBot
) -> None:
    """The customer gets a person, whatever a newer bot calls its trouble."""
    bot.answer = lambda _: reply("Hm", handoff="moon_phase")
    answer = await backend.answer(TURN, Limit())
    assert isinstance(answer, BotReply)
    assert answer.handoff == "bot_error"


def _status(status: int) -> Callable[[Json], web.Response]:
    return lambda _: web.json_response({"error": {"code": "x"}}, status=status)


def _raw(body: bytes) -> Callable[[Json], web.Response]:
    return lambda _: web.Response(body=body, content_type="application/json")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (_status(500), "bot_error"),
        (_status(502), "bot_error"),
        (_status(401), "bot_error"),
        (_raw(b""), "bad_answer"),
        (_raw(b"{broken"), "bad_answer"),
        (_raw(b"\xff\xfe"), "bad_answer"),
        (_raw(b"[]"), "bad_answer"),
        (lambda _: reply(), "bad_answer"),
        (lambda _: {**reply("hi"), "intent": None}, "bad_answer"),
        (lambda _: {**reply("hi"), "emotion": {"label": "hunger", "score": 1}}, "bad_answer"),
        (lambda _: reply("a NUL \x00 which no database takes"), "bad_answer"),
        (_raw(b'{"messages":[{"text":"x"}],"intent":{"name":"a","confidence":NaN}}'), "bad_answer"),
        (
            _raw(b'{"messages":[{"text":"x"}],"intent":{"name":"a"},"slots":{"n":Infinity}}'),
            "bad_answer",
        ),
    ],
)
async def test_a_bad_answer_is_a_failure_with_a_code(
    bot: ScriptedBot,
    backend: RasaBot,
    written: Written,
    answer: Callable[[Json], Json | web.Response],
    code: str,
) -> None:
    """Never an exception, never silence; logged without what the customer wrote."""
    bot.answer = answer
    assert await backend.answer(TURN, Limit()) == BotFailure(code=code)
    assert written.codes == [code]
    assert TURN.text not in written.everything


async def test_a_wrong_secret_is_a_failure(bot: ScriptedBot, http: aiohttp.ClientSession) -> None:
    """The channel refuses, the gateway takes note."""
    backend = RasaBot(http, bot.url, "wrong")
    assert await backend.answer(TURN, Limit()) == BotFailure(code="bot_error")
    assert bot.refused == 1


async def test_a_bot_that_is_slow_times_out(bot: ScriptedBot, backend: RasaBot) -> None:
    """After five seconds the customer is not made to wait any longer."""
    bot.hold()
    assert await backend.answer(TURN, Limit()) == BotFailure(code="timeout")
    bot.release()


async def test_a_bot_that_is_down_is_unreachable_and_comes_back(
    http: aiohttp.ClientSession,
) -> None:
    """Down, up again on the same port: failure, unhealthy; answer, healthy."""
    bot = ScriptedBot()
    async with bot.listening():
        backend = RasaBot(http, bot.url, SECRET)
        assert await backend.healthy()
        port = int(bot.url.rpartition(":")[2])
    assert await backend.answer(TURN, Limit()) == BotFailure(code="unreachable")
    assert not await backend.healthy()
    async with bot.listening(port):
        assert isinstance(await backend.answer(TURN, Limit()), BotReply)
        assert await backend.healthy()


async def test_a_message_is_only_read(bot: ScriptedBot, backend: RasaBot) -> None:
    """Outside of any turn: intent, entities and mood, and no dialogue."""
    bot.reading = lambda _: reading("order_status", emotion=("anger", 0.7), order_number="1042")
    told = await backend.read("0192:3", "where is 1042?!")
    assert told == MessageReading(
        intent=Intent(name="order_status", confidence=0.93),
        ranking=(Intent(name="order_status", confidence=0.93),),
        entities=(Entity(entity="order_number", value="1042", start=0, end=1),),
        emotion=Emotion(label="anger", score=0.7),
    )
    assert bot.texts == ["where is 1042?!"]
    assert bot.turns == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (web.Response(status=500), "HTTP 500"),
        (web.Response(text="<html>"), "ValidationError"),
        (web.json_response({"intent": 1}), "ValidationError"),
    ],
)
async def test_a_failed_reading_is_none_and_logged(
    bot: ScriptedBot, backend: RasaBot, written: Written, answer: web.Response, reason: str
) -> None:
    """The log entry leaves out what the customer wrote."""
    bot.reading = lambda _: answer
    assert await backend.read("0192:3", "my secret") is None
    (entry,) = written.entries
    assert (entry["event"], entry["reason"], entry["sender"]) == ("bot.unread", reason, "0192:3")
    assert "secret" not in written.everything


async def test_a_bot_that_is_away_reads_nothing(http: aiohttp.ClientSession) -> None:
    """No error reaches the caller."""
    assert await RasaBot(http, "http://127.0.0.1:9", SECRET).read("0192:3", "hello") is None
