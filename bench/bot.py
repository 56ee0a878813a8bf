"""A bot turn: through the gateway, and directly over Rasa's own REST channel.

Both paths reach one Rasa with one model. A turn through the gateway is what a customer waits for:
the message is committed, the bot asked, its answer committed and pushed. A turn on the REST
channel is one HTTP request. Crowds of customers who all ask at once follow (`bot_crowd.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from statistics import median

import aiohttp
import psutil

from bench.bot_crowd import Crowd
from bench.bot_paths import QUESTIONS, Ask, Rest, Talk
from bench.figures import Bar, Figure, Result, Stopwatch, beside, percentile
from bench.people import Caller, open_town
from bench.premises import Premises, open_premises, processor_seconds
from stack.screen import Screen
from stack.setup.environments import install_bot
from stack.setup.training import train_bot

EARLY = 10  # the turn that late ones are compared with

CREDENTIALS = "bot.channel.FiruzeChannel:\nrest:\n"


async def measure_bot(
    screen: Screen, *, conversations: int, late: int, samples: int, crowds: Sequence[int]
) -> Result:
    """Takes `conversations` of ten turns alternately on both paths, then `samples` turns at about
    the `late`-th of a conversation, alternating with as many tenth turns of new conversations, then
    has `crowds` of so many customers ask at once, on one path after the other."""
    watch = Stopwatch()
    async with open_premises(screen) as premises:
        rasa, gateway = await _open_bot(premises, screen)
        async with open_town(premises) as town:
            callers = iter(await town.callers([()] * (conversations + samples + 1)))
            talkers = await town.callers([()] * max(crowds, default=0))
        talk = Talk(premises)
        async with aiohttp.ClientSession() as http, screen.step("Turns", "both paths alternate"):
            rest = Rest(premises, http)
            before = processor_seconds(rasa)
            figures = await _short(talk, rest, callers, conversations)
            used = processor_seconds(rasa) - before
            turns = 2 * conversations * EARLY  # on both paths
            per_turn = Figure(name="Rasa, processor per turn", unit="ms", value=used / turns * 1000)
            figures += [per_turn, *await _long(talk, rest, callers, late, samples)]
            for size in crowds:
                crowd = Crowd(talk, rest, talkers[:size], rasa, gateway)
                figures += await crowd.figures()
    return Result(
        benchmark="bot",
        floor="the same turns by HTTP on the REST channel of the same Rasa, one session throughout",
        parameters={
            "conversations": conversations,
            "late": late,
            "samples": samples,
            "clients": ", ".join(map(str, crowds)),
        },
        figures=figures,
        seconds=watch.seconds,
    )


async def _open_bot(premises: Premises, screen: Screen) -> tuple[psutil.Process, psutil.Process]:
    """Starts actions, Rasa with both channels, and the gateway; returns Rasa's process and the
    gateway's."""
    await install_bot(premises.checkout, screen)
    await train_bot(premises.checkout, screen)
    credentials = premises.folder / "credentials.yml"
    credentials.write_text(CREDENTIALS, encoding="utf-8")
    bot = premises.stack.bot()
    command = [str(credentials) if word == "credentials.yml" else word for word in bot.command]
    async with screen.step("Bot", "Rasa loads its model"):
        await premises.start(premises.stack.actions())
        rasa = await premises.start(replace(bot, command=command))
        gateway = await premises.start_gateway(with_bot=True)
    return rasa, gateway


async def _short(
    talk: Talk, rest: Rest, callers: Iterator[Caller], conversations: int
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
    talk: Talk, rest: Rest, callers: Iterator[Caller], late: int, samples: int
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


async def _grow(talk: Talk, caller: Caller, direct: Ask, turns: int) -> None:
    """Lets a customer talk for `turns` turns on both paths."""
    async with talk.connected(caller) as ask:
        for text in islice(cycle(QUESTIONS), turns):
            await ask(text)
            await direct(text)
