"""Several customers who ask the bot at once: how many turns it takes a second, and how long each waits.

Every customer has one question in flight and asks the next one when it is answered, so a crowd of eight
keeps eight turns waiting for one bot.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import psutil

from bench.bot_paths import QUESTIONS, Ask, Rest, Talk
from bench.figures import Bar, Figure, beside, percentile
from bench.people import Caller
from bench.premises import processor_seconds

ROUNDS = 3

# What one bot must do on two cores, with this many customers at once.
MEASURED_CROWD = 8
TURNS = Bar(limit=80, of="value", at_least=True)  # a second
SLOWEST = Bar(limit=130, of="value")  # ms, p95


@dataclass
class _Side:
    """One path's measurements, round by round."""

    speeds: list[float] = field(default_factory=list)  # turns/s
    middles: list[float] = field(default_factory=list)  # ms
    slowest: list[float] = field(default_factory=list)  # ms, p95
    turns: int = 0
    bot: float = 0.0  # seconds of Rasa's processor
    gateway: float = 0.0  # seconds of the gateway's processor


@dataclass
class Crowd:
    """`callers` ask at once, by one path and then by the other."""

    talk: Talk
    rest: Rest
    callers: Sequence[Caller]
    bot: psutil.Process
    gateway: psutil.Process

    async def figures(self) -> list[Figure]:
        """Each customer asks every question in each round; the first round on each path warms up."""
        ours, floor = _Side(), _Side()
        async with AsyncExitStack() as stack:
            asks = [await stack.enter_async_context(self.talk.connected(c)) for c in self.callers]
            for number in range(ROUNDS + 1):
                direct = [self.rest.session() for _ in self.callers]
                await self._round(ours if number else _Side(), asks)
                await self._round(floor if number else _Side(), direct)
        return _figures(len(self.callers), ours, floor)

    async def _round(self, side: _Side, asks: Sequence[Ask]) -> None:
        used = [processor_seconds(self.bot), processor_seconds(self.gateway)]
        began = time.perf_counter()
        answered = await asyncio.gather(*map(_all_questions, asks))
        took = [milliseconds for customer in answered for milliseconds in customer]
        seconds = time.perf_counter() - began
        side.speeds.append(len(took) / seconds)
        side.middles.append(percentile(took, 0.5))
        side.slowest.append(percentile(took, 0.95))
        side.turns += len(took)
        side.bot += processor_seconds(self.bot) - used[0]
        side.gateway += processor_seconds(self.gateway) - used[1]


async def _all_questions(ask: Callable[[str], Awaitable[float]]) -> list[float]:
    return [await ask(question) for question in QUESTIONS]


def _figures(size: int, ours: _Side, floor: _Side) -> list[Figure]:
    crowd = f"{size} at once"
    turns, slowest = (TURNS, SLOWEST) if size == MEASURED_CROWD else (None, None)
    return [
        beside(f"{crowd}, turns", "/s", ours.speeds, floor.speeds, turns),
        beside(f"{crowd}, a turn, p50", "ms", ours.middles, floor.middles),
        beside(f"{crowd}, a turn, p95", "ms", ours.slowest, floor.slowest, slowest),
        _processor(f"{crowd}, Rasa, processor per turn", ours, ours.bot, floor, floor.bot),
        _processor(
            f"{crowd}, gateway, processor per turn", ours, ours.gateway, floor, floor.gateway
        ),
    ]


def _processor(name: str, ours: _Side, used: float, floor: _Side, used_there: float) -> Figure:
    """Over all rounds: the system counts in hundredths of a second, and a turn may take less. On the other
    path the gateway answers the bot's actions only."""
    value, least = used / ours.turns * 1000, used_there / floor.turns * 1000
    return Figure(
        name=name, unit="ms", value=value, floor=least, ratio=value / least if least else None
    )
