"""The two ways of a bot turn that are compared: through the gateway, and on Rasa's own REST channel."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import aiohttp
import socketio

from bench.bare import VISITOR
from bench.people import Caller
from bench.premises import Premises
from stack.free_ports import LOOPBACK

PATIENCE = 60.0  # seconds for one turn

QUESTIONS = (
    "Hello there",
    "How long does delivery take?",
    "What is your return policy?",
    "Where is your shop?",
    "How can I pay?",
    "Are you a bot?",
    "Thank you very much",
)

type Ask = Callable[[str], Awaitable[float]]


@dataclass
class Rest:
    """Rasa's standard REST channel."""

    premises: Premises
    http: aiohttp.ClientSession

    def session(self) -> Ask:
        """Begins a new conversation. `Ask` returns a turn's milliseconds."""
        sender = str(uuid4())
        url = f"http://{LOOPBACK}:{self.premises.stack.ports.bot}/webhooks/rest/webhook"

        async def ask(text: str) -> float:
            began = time.perf_counter()
            async with self.http.post(url, json={"sender": sender, "message": text}) as answer:
                said = await answer.json()
            took = (time.perf_counter() - began) * 1000
            if not said:
                raise RuntimeError(f"The bot said nothing to {text!r} on the REST channel")
            return took

        return ask


class Talk:
    """The widget's path: Socket.IO to the gateway."""

    def __init__(self, premises: Premises) -> None:
        self._base = premises.stack.address

    @asynccontextmanager
    async def connected(self, caller: Caller) -> AsyncIterator[Ask]:
        """Connects as `caller`. `Ask` returns milliseconds from the message to the bot's answer."""
        heard: asyncio.Queue[tuple[float, Any]] = asyncio.Queue()

        async def on_events(push: Any) -> None:
            for event in push["events"]:
                heard.put_nowait((time.perf_counter(), event))

        async with aiohttp.ClientSession() as http:
            socket = socketio.AsyncClient(reconnection=False, http_session=http)
            socket.on("events", on_events, namespace=VISITOR)
            await socket.connect(
                self._base,
                auth={"token": caller.token},
                namespaces=[VISITOR],
                transports=["websocket"],
                wait_timeout=PATIENCE,
            )
            try:
                yield lambda text: _turn(socket, heard, text)
            finally:
                await socket.disconnect()


async def _turn(
    socket: socketio.AsyncClient, heard: "asyncio.Queue[tuple[float, Any]]", text: str
) -> float:
    began = time.perf_counter()
    given = {"client_id": str(uuid4()), "text": text}
    ack = await socket.call("say", given, namespace=VISITOR, timeout=PATIENCE)
    if not ack["ok"]:
        raise RuntimeError(f"say was refused: {ack['error']['code']}")
    while True:
        at, event = await asyncio.wait_for(heard.get(), PATIENCE)
        match event["body"]:
            case {"type": "bot.said", "reply_to": reply_to} if reply_to == ack["seq"]:
                return (at - began) * 1000
            case {"type": "customer.said"}:
                continue
            case {"type": "bot.said"}:  # a second bubble of the previous turn
                continue
            case body:
                raise RuntimeError(f"Not an answer of the bot to {text!r}: {body}")
