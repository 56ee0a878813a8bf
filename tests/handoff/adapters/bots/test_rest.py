"""Rasa's standard REST channel, played by a real server: the real Rasa is in tests/e2e."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from handoff.adapters.bots.outcomes import Limit
from handoff.adapters.bots.rest import RestApi, RestBot, json_web_token
from handoff.adapters.machine import now
from handoff.domain.bot_answers import BotFailure, BotReply, Button
from handoff.domain.cards import CouponCard, ProductCard
from handoff.domain.understanding import Entity, Intent, MessageReading
from handoff.services.ports.bots import BotTurn
from tests.handoff.conftest import Written
from tests.handoff.serving import serving

TURN = BotTurn(
    sender="0192-a:3",
    message_id="0193",
    reply_to=7,
    text="hello",
    payload=None,
    language="fa",
    seed={"customer_name": "Nika", "customer_verified": True, "remembered": {}},
)
TOKEN = "token-of-the-tests"

Json = Any


def user(intent: str, confidence: float = 0.9) -> Json:
    told = {"name": intent, "confidence": confidence}
    return {
        "event": "user",
        "text": "hello",
        "parse_data": {
            "intent": told,
            "intent_ranking": [told, {"name": "other", "confidence": 0.05}],
            "entities": [{"entity": "city", "value": "Yazd", "start": 1, "end": 5, "role": None}],
        },
    }


def action(name: str) -> Json:
    return {"event": "action", "name": name, "policy": None, "confidence": 1.0}


class Rasa:
    """Answers with `messages`, and where it has an API with `tracker`."""

    def __init__(self) -> None:
        self.url = ""
        self.messages: Json = [{"recipient_id": "x", "text": "Hey!"}]
        self.tracker: Json = {"events": [], "slots": {}}
        self.parsed: Json = {}
        self.questions: list[Json] = []
        self.paths: list[str] = []

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Rasa"]:
        app = web.Application()
        app.add_routes(
            [
                web.get("/webhooks/rest/", self._status),
                web.post("/webhooks/rest/webhook", self._webhook),
                web.get("/status", self._api),
                web.get("/conversations/{sender}/tracker", self._api),
                web.post("/model/parse", self._parse),
            ]
        )
        async with serving(app) as self.url:
            yield self

    async def _status(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _webhook(self, request: web.Request) -> web.Response:
        self.questions.append(await request.json())
        if isinstance(self.messages, web.Response):
            return self.messages
        return web.json_response(self.messages)

    async def _api(self, request: web.Request) -> web.Response:
        self.paths.append(request.path)
        if request.query.get("token") != TOKEN:
            return web.json_response({"code": 401}, status=401)
        if isinstance(self.tracker, web.Response):
            return self.tracker
        return web.json_response(self.tracker)

    async def _parse(self, request: web.Request) -> web.Response:
        self.questions.append(await request.json())
        if request.query.get("token") != TOKEN:
            return web.json_response({"code": 401}, status=401)
        return web.json_response(self.parsed)


@pytest.fixture
async def rasa() -> AsyncIterator[Rasa]:
    async with Rasa().listening() as rasa:
        yield rasa


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def bot(rasa: Rasa, http: aiohttp.ClientSession) -> RestBot:
    return RestBot(http, rasa.url + "/", now)


@pytest.fixture
def reading_bot(rasa: Rasa, http: aiohttp.ClientSession) -> RestBot:
    api = RestApi(token=TOKEN, handoff=frozenset({"wants_agent", "action_hand_over"}))
    return RestBot(http, rasa.url, now, api)


async def _reply(bot: RestBot, turn: BotTurn = TURN) -> BotReply:
    reply = await bot.answer(turn, Limit())
    assert isinstance(reply, BotReply)
    return reply


async def test_rasa_is_asked_as_its_channel_wants_it(rasa: Rasa, bot: RestBot) -> None:
    """Sender and message, and what a bot may care to know as metadata."""
    await bot.answer(TURN, Limit())
    assert rasa.questions == [
        {
            "sender": "0192-a:3",
            "message": "hello",
            "metadata": {
                "language": "fa",
                "third_language": None,
                "message_id": "0193",
                "customer_name": "Nika",
                "customer_verified": True,
            },
        }
    ]
    assert rasa.paths == [], "an API that is not configured is not asked"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("/restart", "／restart"),
        (" \n/restart ", "／restart"),
        ("\u2003/request_human{}", "／request_human{}"),
        ("//x", "／/x"),
        ("12/03, either/or", "12/03, either/or"),
    ],
)
async def test_what_is_typed_is_never_a_command(
    rasa: Rasa, bot: RestBot, text: str, sent: str
) -> None:
    """Rasa strips a message and takes a leading slash for an intent; other slashes are text."""
    await bot.answer(replace(TURN, text=text), Limit())
    assert rasa.questions[0]["message"] == sent


async def test_a_button_s_payload_is_sent_as_it_is(rasa: Rasa, bot: RestBot) -> None:
    """It comes from the gateway's own log, never from a browser."""
    await bot.answer(replace(TURN, text="Yes", payload='/affirm{"x": 1}'), Limit())
    assert rasa.questions[0]["message"] == '/affirm{"x": 1}'


async def test_everything_rasa_can_say_is_told(rasa: Rasa, bot: RestBot) -> None:
    """Text, buttons, pictures, files, custom payloads with a text; buttons that are links."""
    rasa.messages = [
        {"text": "Which one?", "buttons": [{"title": "A", "payload": "/a", "type": "postback"}]},
        {"image": "https://shop.example/a.jpg"},
        {"attachment": "https://shop.example/a.pdf"},
        {"custom": {"text": "From an action", "colour": "green"}},
        {"text": "Read", "buttons": [{"title": "Rules", "url": "https://shop.example/r"}]},
        {"custom": {"colour": "green"}},
        {"custom": ["odd"]},
        {"attachment": {"odd": True}},
        {"text": "  "},
    ]
    reply = await _reply(bot)
    assert [(said.text, said.buttons) for said in reply.messages] == [
        ("Which one?", (Button(title="A", payload="/a"),)),
        ("https://shop.example/a.jpg", ()),
        ("https://shop.example/a.pdf", ()),
        ("From an action", ()),
        ("Read\nRules: https://shop.example/r", ()),
    ]
    assert (reply.intent, reply.handoff) == (Intent(name="", confidence=0.0), None)


async def test_a_custom_payload_may_bring_a_card(rasa: Rasa, bot: RestBot) -> None:
    """With words or without; one that does not hold is nothing."""
    rasa.messages = [
        {"custom": {"card": {"kind": "coupon", "title": "Sorry", "code": "S-10"}}},
        {"custom": {"text": "Look", "card": {"kind": "product", "title": "The Blind Owl"}}},
        {"custom": {"card": {"kind": "product", "title": ""}}},
    ]
    reply = await _reply(bot)
    assert [(said.text, said.card) for said in reply.messages] == [
        ("", CouponCard(title="Sorry", code="S-10")),
        ("Look", ProductCard(title="The Blind Owl")),
    ]


async def test_an_empty_answer_says_nothing(rasa: Rasa, bot: RestBot) -> None:
    """Which the domain takes for a failure: Rasa hides its own behind an empty list."""
    rasa.messages = []
    assert (await _reply(bot)).messages == ()


@pytest.mark.parametrize(
    ("custom", "reason"),
    [
        ({"handoff": {"reason": "complaint"}}, "complaint"),
        ({"handoff": {"reason": "order_system_down", "to": "sales"}}, "order_system_down"),
        ({"handoff": {"reason": "needs_a_plumber"}}, "requested"),
        ({"handoff": {}}, "requested"),
        ({"handoff": True}, "requested"),
        ({"handoff": "complaint"}, "complaint"),
        ({"handoff": False}, None),
        ({"handoff": None}, None),
        ({}, None),
        ("handoff", None),
    ],
)
async def test_a_custom_payload_may_ask_for_a_person(
    rasa: Rasa, bot: RestBot, custom: Json, reason: str | None
) -> None:
    """With one of our reasons, or any other: then it is as if the customer had asked."""
    rasa.messages = [{"text": "One moment"}, {"custom": custom}]
    reply = await _reply(bot)
    assert reply.handoff == reason
    assert [said.text for said in reply.messages] == ["One moment"]


async def test_the_tracker_tells_how_the_bot_read_the_message(
    rasa: Rasa, reading_bot: RestBot
) -> None:
    """Intent, ranking, entities, slots, and the responses by name; of this message, not of those
    before."""
    rasa.tracker = {
        "slots": {"city": "Yazd", "empty": None, "requested_slot": "x", "n": 3},
        "active_loop": {"name": "city_form"},
        "events": [
            user("wants_agent"),
            action("utter_old"),
            user("greet"),
            {"event": "slot", "name": "wants_agent", "value": "x"},
            action("utter_greet"),
            {"event": "bot", "text": "Hey!", "metadata": {"utter_action": "utter_greet"}},
            action("action_listen"),
        ],
    }
    reply = await _reply(reading_bot)
    assert reply.intent == Intent(name="greet", confidence=0.9)
    assert [intent.name for intent in reply.ranking] == ["greet", "other"]
    assert reply.entities == (Entity(entity="city", value="Yazd", start=1, end=5),)
    assert reply.slots == {"city": "Yazd", "n": 3}
    assert reply.in_form, "a new segment now would forget what it has asked for"
    assert [said.utter_action for said in reply.messages] == ["utter_greet"]
    assert reply.handoff is None
    assert rasa.paths == ["/conversations/0192-a:3/tracker"]


@pytest.mark.parametrize(
    "events",
    [
        [user("wants_agent"), action("utter_ok")],
        [user("greet"), action("action_hand_over"), action("action_listen")],
    ],
)
async def test_a_configured_intent_or_action_asks_for_a_person(
    rasa: Rasa, reading_bot: RestBot, events: Json
) -> None:
    """Either is matched by its name."""
    rasa.tracker = {"events": events, "slots": {}, "active_loop": {}}
    reply = await _reply(reading_bot)
    assert (reply.handoff, reply.in_form) == ("requested", False)


@pytest.mark.parametrize(
    "tracker",
    [
        web.Response(status=500),
        web.Response(body=b"<html>"),
        web.Response(body=b'{"events": 7}'),
    ],
)
async def test_an_answer_counts_without_its_reading(
    rasa: Rasa, reading_bot: RestBot, written: Written, tracker: web.Response
) -> None:
    """What the bot said is said; that it could not be read is in the log, without the token."""
    rasa.tracker = tracker
    reply = await _reply(reading_bot)
    assert [said.text for said in reply.messages] == ["Hey!"]
    assert "bot.unread" in written.everything
    assert TOKEN not in written.everything


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (web.Response(status=500), "bot_error"),
        (web.Response(status=404), "bot_error"),
        (web.Response(body=b""), "bad_answer"),
        (web.Response(body=b"<html>"), "bad_answer"),
        (web.Response(body=b'{"text": "no list"}'), "bad_answer"),
        (web.Response(body=b'[{"text": 7}]'), "bad_answer"),
        (web.Response(body=b'[{"text": "\\u0000"}]'), "bad_answer"),
    ],
)
async def test_a_bad_answer_is_a_failure_with_a_code(
    rasa: Rasa, bot: RestBot, written: Written, answer: web.Response, code: str
) -> None:
    """Never an exception, never silence; logged without what the customer wrote."""
    rasa.messages = answer
    assert await bot.answer(replace(TURN, text="my secret matter"), Limit()) == BotFailure(
        code=code
    )
    assert written.codes == [code]
    assert "secret matter" not in written.everything


async def test_a_bot_that_is_down_is_unreachable(http: aiohttp.ClientSession) -> None:
    """So that the pool asks another one."""
    async with Rasa().listening() as rasa:
        bot = RestBot(http, rasa.url, now)
        assert await bot.healthy()
    assert not await bot.healthy()
    assert await bot.answer(TURN, Limit()) == BotFailure(code="unreachable")


async def test_health_asks_the_api_where_there_is_one(
    rasa: Rasa, http: aiohttp.ClientSession, reading_bot: RestBot
) -> None:
    """A wrong token is noticed at once, not at the first handoff."""
    assert await reading_bot.healthy()
    assert not await RestBot(http, rasa.url, now, RestApi(token="wrong")).healthy()


def test_the_json_web_token_is_what_rasa_wants() -> None:
    """HS256, a user with the role admin, and an end."""
    signed, _, signature = json_web_token("secret", 1_900_000_000).rpartition(".")
    header, claims = (json.loads(base64.urlsafe_b64decode(p + "==")) for p in signed.split("."))
    assert header == {"alg": "HS256", "typ": "JWT"}
    assert claims == {"user": {"username": "firuze", "role": "admin"}, "exp": 1_900_000_000}
    mac = hmac.new(b"secret", signed.encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(signature + "=") == mac


async def test_a_message_is_read_by_the_api(rasa: Rasa, reading_bot: RestBot) -> None:
    """Text that looks like a Rasa command is text here too."""
    rasa.parsed = user("ask_city")["parse_data"]
    told = await reading_bot.read("0192-a:3", "/restart")
    assert told == MessageReading(
        intent=Intent(name="ask_city", confidence=0.9),
        ranking=(
            Intent(name="ask_city", confidence=0.9),
            Intent(name="other", confidence=0.05),
        ),
        entities=(Entity(entity="city", value="Yazd", start=1, end=5),),
    )
    assert rasa.questions == [{"text": "\uff0frestart"}]


async def test_without_the_api_nothing_is_read_and_nothing_asked(
    rasa: Rasa, bot: RestBot, written: Written
) -> None:
    """That is how the bot is set up, so it makes no noise."""
    assert await bot.read("0192-a:3", "hello") is None
    assert rasa.questions == []
    assert written.entries == []


async def test_an_api_that_refuses_reads_nothing(
    rasa: Rasa, http: aiohttp.ClientSession, written: Written
) -> None:
    """It is logged, without the text."""
    stranger = RestBot(http, rasa.url, now, RestApi(token="wrong"))
    assert await stranger.read("0192-a:3", "hello") is None
    (entry,) = written.entries
    assert (entry["event"], entry["reason"]) == ("bot.unread", "HTTP 401")
