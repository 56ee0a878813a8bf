"""The only way in to the bot: one turn per request, errors as errors.

    GET  /webhooks/firuze/       200 {"status": "ok"} if a message is read now, else 503
    POST /webhooks/firuze/turn   bearer secret; the body and answer are in docs/subsystems/bot.md
    POST /webhooks/firuze/read   bearer secret; only what the bot understands: no dialogue, no memory

Errors are `{"error": {"code", "message"}}`: 401 unauthorized, 400 bad_request, 500 bot_error,
502 empty_reply. What failed inside is logged under an id; only the id goes out.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
import uuid
from collections import OrderedDict
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Request, response

from bot.action_calls import KeptOpen
from bot.answers import composed, understood
from bot.articles.folder import articles_folder
from bot.articles.refresh import keep_fresh
from bot.components.encoder import encoder
from bot.pipeline import read_text, warm_pipeline
from bot.reader import Reader, ReadingFailed
from bot.turns import (
    BotFailed,
    Message,
    Turn,
    TurnError,
    read_body,
    run_turn,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage
    from sanic import Sanic
    from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)
_ANSWERS_KEPT = 2000
_PULSE = "hello"
SECRET_VARIABLE = "FIRUZE_BOT_SECRET"  # noqa: S105 - the name of a variable


class FiruzeChannel(InputChannel):
    """Rasa input channel for Firuze's gateway, at `/webhooks/firuze/`."""

    def __init__(self, secret: str) -> None:
        self._expected = f"Bearer {secret}".encode()
        self._answered: OrderedDict[str, tuple[str, dict[str, Any]]] = OrderedDict()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # of senders
        self._reader: Reader | None = None  # until a model is loaded
        self._actions: KeptOpen | None = None  # likewise
        self._indexing: asyncio.Task[None] | None = None  # where there is an encoder

    @classmethod
    def name(cls) -> str:
        return "firuze"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> FiruzeChannel:
        """The secret comes from the environment, so that no file holds it."""
        secret = os.environ.get(SECRET_VARIABLE, "")
        if not secret:
            raise RasaException(f"set {SECRET_VARIABLE} to the secret the gateway uses")
        return cls(secret)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """`on_new_message` is not used: it hides failures."""
        routes = Blueprint("firuze_channel")

        async def turn(request: Request) -> HTTPResponse:  # Sanic marks it, so it is no method
            return await self.answer(request, self._take_turn)

        async def read(request: Request) -> HTTPResponse:
            return await self.answer(request, self._read)

        async def health(request: Request) -> HTTPResponse:
            return await self._health()

        async def start(app: Sanic, _: Any) -> None:
            self._begin(app)
            if encoder() is not None:
                self._indexing = asyncio.create_task(keep_fresh(articles_folder()))

        async def stop(app: Sanic, _: Any) -> None:
            if self._indexing is not None:
                self._indexing.cancel()
                await asyncio.wait([self._indexing])  # it ends the process that builds
            if self._reader is not None:
                self._reader.close()
            if self._actions is not None:
                await self._actions.close()

        routes.listener(start, "after_server_start")
        routes.listener(stop, "after_server_stop")
        routes.add_route(health, "/", methods=["GET"])
        routes.add_route(turn, "/turn", methods=["POST"])
        routes.add_route(read, "/read", methods=["POST"])
        return routes

    def _begin(self, app: Sanic) -> None:
        agent: Agent = app.ctx.agent
        if agent.is_ready():
            self._reader = Reader(warm_pipeline(agent))
            self._reader.open()
            if agent.processor.action_endpoint is not None:
                self._actions = KeptOpen.of(agent.processor.action_endpoint)
                agent.processor.action_endpoint = self._actions

    @property
    def reader(self) -> Reader:
        """Raises `BotFailed` while no model is loaded."""
        if self._reader is None:
            raise BotFailed("no model is loaded")
        return self._reader

    async def answer(
        self, request: Request, work: Callable[[Request], Awaitable[dict[str, Any]]]
    ) -> HTTPResponse:
        """What `work` makes of the request, or the error that kept it from ending well."""
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, self._expected):
            return _refused("unauthorized", "wrong or missing bearer secret", 401)
        try:
            return response.json(await work(request))
        except BotFailed as error:
            return _failed(error)
        except TurnError as error:
            return _refused(error.code, str(error), error.status)
        except Exception as error:  # noqa: BLE001 - Rasa can raise anything; the caller gets a 500
            return _failed(error)

    async def _take_turn(self, request: Request) -> dict[str, Any]:
        """A gateway that asks while another one's question is being answered gets the same answer."""
        turn = read_body(request.body, Turn)
        async with self._turns.setdefault(turn.sender, asyncio.Lock()):
            if self._answered.get(turn.sender, ("", None))[0] != turn.message_id:
                tracker, output = await run_turn(request.app.ctx.agent, self.reader, turn)
                self._keep(turn, composed(tracker, output.messages, turn.language))
            return self._answered[turn.sender][1]

    def _keep(self, turn: Turn, answer: dict[str, Any]) -> None:
        """The last answer of each sender: a gateway that died before it could store it asks again."""
        self._answered[turn.sender] = (turn.message_id, answer)
        self._answered.move_to_end(turn.sender)
        while len(self._answered) > _ANSWERS_KEPT:
            self._answered.popitem(last=False)

    async def _read(self, request: Request) -> dict[str, Any]:
        message = read_body(request.body, Message)
        shape = message.order_numbers
        return understood(await read_text(self.reader, message.text, order_numbers=shape))

    async def _health(self) -> HTTPResponse:
        """Takes the way of any message, so that a bot which answers here answers customers."""
        try:
            await read_text(self.reader, _PULSE)
        except (BotFailed, ReadingFailed) as error:
            return _refused("not_ready", str(error), 503)
        return response.json({"status": "ok"})


def _failed(error: Exception) -> HTTPResponse:
    reference = uuid.uuid4().hex
    logger.error("turn failed, reference %s", reference, exc_info=error)
    return _refused("bot_error", f"the bot failed; reference {reference}", 500)


def _refused(code: str, message: str, status: int) -> HTTPResponse:
    return response.json({"error": {"code": code, "message": message}}, status=status)
