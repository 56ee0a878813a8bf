"""docs/subsystems/bot.md and docs/your-own-bot.md: what they show is what the gateway sends and takes."""

import ast
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

import aiohttp
import yaml
from aiohttp import web

from handoff.adapters.bots.firuze import RasaBot
from handoff.adapters.bots.outcomes import Limit
from handoff.adapters.bots.rest import RestBot
from handoff.adapters.machine import now
from handoff.domain.bot_answers import BotReply
from handoff.services.ports.bots import BotTurn
from tests.docs.pages import the_example
from tests.handoff.serving import serving

CHANNEL, OWN_BOT = "docs/subsystems/bot.md", "docs/your-own-bot.md"
REQUEST = json.loads(the_example(CHANNEL, "json", '"sender"'))
ANSWER = json.loads(the_example(CHANNEL, "json", '"messages"'))
# What order numbers look like is the gateway's setting; the rest of a question is of its turn.
TURN = BotTurn(reply_to=7, **{name: REQUEST[name] for name in REQUEST if name != "order_numbers"})


@asynccontextmanager
async def _bot(path: str, answer: Any, asked: list[Any]) -> AsyncIterator[str]:
    """A bot that has one answer; what it is asked is kept. Its address."""

    async def turn(request: web.Request) -> web.Response:
        asked.append(await request.json())
        return web.json_response(answer)

    app = web.Application()
    app.router.add_post(path, turn)
    async with serving(app) as url:
        yield url


async def test_the_gateway_asks_and_is_answered_as_the_page_shows() -> None:
    """Every field of the question is sent, every field of the answer arrives."""
    asked: list[Any] = []
    async with (
        _bot("/webhooks/firuze/turn", ANSWER, asked) as url,
        aiohttp.ClientSession() as http,
    ):
        reply = await RasaBot(http, url, "secret", REQUEST["order_numbers"]).answer(TURN, Limit())
    assert asked == [REQUEST]
    assert isinstance(reply, BotReply)
    shown = ANSWER["messages"][0]
    (said,) = reply.messages
    assert (said.text, said.utter_action) == (shown["text"], shown["utter_action"])
    assert said.card is not None
    assert asdict(said.card) == shown["card"]
    assert [button.payload for button in said.buttons] == [b["payload"] for b in shown["buttons"]]
    assert reply.intent.name == ANSWER["intent"]["name"]
    assert [intent.name for intent in reply.ranking] == [i["name"] for i in ANSWER["ranking"]]
    assert [entity.value for entity in reply.entities] == [e["value"] for e in ANSWER["entities"]]
    assert reply.slots == ANSWER["slots"]
    assert reply.emotion.label == ANSWER["emotion"]["label"]


async def _reason(custom: Any) -> str | None:
    """Why a bot wants a person who says `custom` on Rasa's REST channel."""
    answer = [{"recipient_id": "1", "text": "I'll get a colleague.", "custom": custom}]
    async with (
        _bot("/webhooks/rest/webhook", answer, []) as url,
        aiohttp.ClientSession() as http,
    ):
        reply = await RestBot(http, url, now).answer(TURN, Limit())
    assert isinstance(reply, BotReply)
    return reply.handoff


async def test_an_action_of_your_own_bot_can_ask_for_a_person() -> None:
    """The page's Python does so."""
    call = ast.parse(the_example(OWN_BOT, "python", "dispatcher")).body[0]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    given = {word.arg: ast.literal_eval(word.value) for word in call.value.keywords}
    assert await _reason(given["json_message"]) == given["json_message"]["handoff"]["reason"]


async def test_a_response_of_your_own_bot_can_ask_for_a_person() -> None:
    """The page's YAML does so."""
    domain = yaml.safe_load(the_example(OWN_BOT, "yaml", "responses"))
    (response,) = domain["responses"]["utter_hand_over"]
    assert await _reason(response["custom"]) == response["custom"]["handoff"]["reason"]
