"""A bot turn: through the gateway, and directly over Rasa's own REST channel.

Both paths reach one Rasa with one model. A turn through the gateway is what a customer waits for:
the message is committed, the bot asked, its answer committed and pushed. A turn on the REST
channel is one HTTP request.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import cycle, islice
from statistics import median
from typing import Any
from uuid import uuid4

import aiohttp
import psutil
import socketio

from bench.bare import VISITOR
from bench.figures import Bar, Figure, Result, Stopwatch, beside, percentile
from bench.people import Caller, open_town
from bench.premises import Premises, open_premises, processor_seconds
from stack.free_ports import LOOPBACK
from stack.screen import Screen
from stack.setup.environments import install_bot
from stack.setup.training import train_bot

PATIENCE = 60.0  # seconds for one turn
EARLY = 10  # the turn that late ones are compared with

CREDENTIALS = "bot.channel.FiruzeChannel:\nrest:\n"

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


async def measure_bot(screen: Screen, *, conversations: int, late: int, samples: int) -> Result:
    """Takes `conversations` of ten turns alternately on both paths, then `samples` turns at about
    the `late`-th of a conversation, alternating with as many tenth turns of new conversations."""
    watch = Stopwatch()
    async with open_premises(screen) as premises:
        rasa = await _open_bot(premises, screen)
        async with open_town(premises) as town:
            callers = iter(await town.callers([()] * (conversations + samples + 1)))
        talk = _Talk(premises)
        async with aiohttp.ClientSession() as http, screen.step("Turns", "both paths alternate"):
            rest = _Rest(premises, http)
            before = processor_seconds(rasa)
            figures = await _short(talk, rest, callers, conversations)
            used = processor_seconds(rasa) - before
            turns = 2 * conversations * EARLY  # on both paths
            per_turn = Figure(name="Rasa, processor per turn", unit="ms", value=used / turns * 1000)
            figures += [per_turn, *await _long(talk, rest, callers, late, samples)]
    return Result(
        benchmark="bot",
        floor="the same turns by HTTP on the REST channel of the same Rasa, one session throughout",
        parameters={"conversations": conversations, "late": late, "samples": samples},
        figures=figures,
        seconds=watch.seconds,
    )


async def _open_bot(premises: Premises, screen: Screen) -> psutil.Process:
    """Starts actions, Rasa with both channels, and the gateway; returns Rasa's process."""
    await install_bot(premises.checkout, screen)
    await train_bot(premises.checkout, screen)
    credentials = premises.folder / "credentials.yml"
    credentials.write_text(CREDENTIALS, encoding="utf-8")
    bot = premises.stack.bot()
    command = [str(credentials) if word == "credentials.yml" else word for word in bot.command]
    async with screen.step("Bot", "Rasa loads its model"):
        await premises.start(premises.stack.actions())
        rasa = await premises.start(replace(bot, command=command))
        await premises.start_gateway(with_bot=True)
    return rasa


@dataclass
class _Rest:
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


class _Talk:
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
                raise RuntimeError(f"Not an answer of the bot to {text!r}: {body['type']}")


async def _short(
    talk: _Talk, rest: _Rest, callers: Iterator[Caller], conversations: int
) -> list[Figure]:
    ours: list[float] = []
    floors: list[float] = []
    for caller in islice(callers, conversations):
        direct = rest.session()
        async with talk.connected(caller) as ask:
            for text in islice(cycle(QUESTIONS), EARLY):
                ours.append(await ask(text))
                floors.append(await direct(text))
    ours, floors = ours[EARLY:] or ours, floors[EARLY:] or floors  # the first one warms up
    return [
        beside("a turn, p50", "ms", ours, floors, Bar(limit=1.3)),
        Figure(
            name="a turn, p95",
            unit="ms",
            value=percentile(ours, 0.95),
            floor=percentile(floors, 0.95),
            ratio=percentile(ours, 0.95) / percentile(floors, 0.95),
        ),
    ]


async def _long(
    talk: _Talk, rest: _Rest, callers: Iterator[Caller], late: int, samples: int
) -> list[Figure]:
    """Alternates late and early turns, each late one right after an early one."""
    old = next(callers)
    old_direct = rest.session()
    await _grow(talk, old, old_direct, late - samples // 2)
    early, lately, early_direct, late_direct = [], [], [], []
    for text, young in zip(cycle(QUESTIONS), islice(callers, samples), strict=False):
        direct = rest.session()
        await _grow(talk, young, direct, EARLY - 1)
        async with talk.connected(young) as ask:
            early.append(await ask(text))
        async with talk.connected(old) as ask:
            lately.append(await ask(text))
        early_direct.append(await direct(text))
        late_direct.append(await old_direct(text))
    ratio = median(a / b for a, b in zip(lately, early, strict=True))
    stock = median(a / b for a, b in zip(late_direct, early_direct, strict=True))
    return [
        beside(f"turn {EARLY}", "ms", early, early_direct),
        beside(f"turn {late}", "ms", lately, late_direct),
        Figure(
            name=f"turn {late} ÷ turn {EARLY}",
            unit="",
            value=ratio,
            floor=stock,
            bar=Bar(limit=1.2, of="value"),
        ),
    ]


async def _grow(talk: _Talk, caller: Caller, direct: Ask, turns: int) -> None:
    """Lets a customer talk for `turns` turns on both paths."""
    async with talk.connected(caller) as ask:
        for text in islice(cycle(QUESTIONS), turns):
            await ask(text)
            await direct(text)
