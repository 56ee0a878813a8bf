"""The line before a bot: real turns at a bot with one core, on a real port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import aiohttp
import pytest

from handoff.adapters.bots.firuze import RasaBot
from handoff.adapters.bots.pool import BotPool
from handoff.domain.bot_answers import BotFailure, BotReply
from handoff.services.ports.bots import BotTurn
from tests.handoff.scripted_bot import SECRET, ScriptedBot

pytestmark = pytest.mark.alone

AT_ONCE = 8
LIMIT = 0.6  # seconds
PACE = 0.1  # so that the eighth turn inside the bot is answered after its limit, counted from the question
TIMEOUT = BotFailure(code="timeout")


class Crowd:
    """Customers who ask all at once, by the names of their conversations."""

    def __init__(self, pool: BotPool) -> None:
        self.pool = pool
        self.answered: list[str] = []

    async def ask(self, *names: str) -> list[BotReply | BotFailure]:
        return await asyncio.gather(*map(self._ask, names))

    async def _ask(self, name: str) -> BotReply | BotFailure:
        with self.pool.line_up(name) as place:
            while not await place.reached(within=LIMIT):
                pass
            outcome = await place.answer(_turn(name))
        self.answered.append(name)
        return outcome


def _turn(name: str) -> BotTurn:
    return BotTurn(
        sender=f"{name}:0",
        message_id=name,
        reply_to=2,
        text=name,
        payload=None,
        language="en",
        seed={},
    )


def _names(number: int) -> list[str]:
    return [f"c{nth}" for nth in range(number)]


def _pool(http: aiohttp.ClientSession, *bots: ScriptedBot, at_once: int = AT_ONCE) -> BotPool:
    named = [(bot.url, RasaBot(http, bot.url, SECRET)) for bot in bots]
    return BotPool(named, at_once, LIMIT)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def crowd(http: aiohttp.ClientSession, bot: ScriptedBot) -> Crowd:
    return Crowd(_pool(http, bot))


async def test_a_busy_bot_is_not_a_broken_one(crowd: Crowd, bot: ScriptedBot) -> None:
    """All are answered, in the order in which they came, although most waited for longer than the limit; the bot
    never had more turns than it may have."""
    bot.pace = PACE
    names = _names(30)
    outcomes = await crowd.ask(*names)
    assert all(isinstance(outcome, BotReply) for outcome in outcomes)
    assert crowd.answered == names
    assert bot.most_at_once == AT_ONCE


async def test_how_many_wait_and_how_long_is_known(crowd: Crowd, bot: ScriptedBot) -> None:
    """Those with the bot do not count; the longest wait is remembered when nobody waits any more."""
    bot.pace = PACE
    names = _names(AT_ONCE + 5)
    asking = asyncio.create_task(crowd.ask(*names))
    await bot.until_asked(AT_ONCE)
    assert crowd.pool.load().waiting == 5
    await asking
    load = crowd.pool.load()
    assert load.waiting == 0
    assert timedelta(seconds=4 * PACE) < load.longest < timedelta(seconds=5)


async def test_nobody_waits_for_a_bot_that_hangs(crowd: Crowd, bot: ScriptedBot) -> None:
    """Those with the bot time out after the limit; those in line get the same verdict at once."""
    bot.hold()
    began = asyncio.get_running_loop().time()
    outcomes = await crowd.ask(*_names(AT_ONCE + 20))
    assert outcomes == [TIMEOUT] * (AT_ONCE + 20)
    assert asyncio.get_running_loop().time() - began < 2 * LIMIT
    assert len(bot.turns) == AT_ONCE


async def test_a_bot_that_hangs_after_some_answers_is_found_out(
    crowd: Crowd, bot: ScriptedBot
) -> None:
    """The limit then runs from its last answer."""
    answered = await crowd.ask("first")
    bot.hold()
    assert isinstance(answered[0], BotReply)
    assert await crowd.ask("second") == [TIMEOUT]


async def test_those_in_line_move_on_to_a_bot_that_works(http: aiohttp.ClientSession) -> None:
    """The turns that the hanging bot was given are lost to it; the others' customers are answered."""
    async with AsyncExitStack() as stack:
        hangs, works = [
            await stack.enter_async_context(ScriptedBot().listening()) for _ in range(2)
        ]
        hangs.hold()
        crowd = Crowd(_pool(http, hangs, works, at_once=2))
        outcomes = await crowd.ask(*_names(24))
        assert outcomes.count(TIMEOUT) == len(hangs.turns) == 2
        assert len(works.turns) == 22


async def test_who_leaves_the_line_makes_room(crowd: Crowd, bot: ScriptedBot) -> None:
    """A turn that is given up takes no place, whether it waits or is with the bot."""
    bot.hold()
    tasks = [asyncio.create_task(crowd.ask(name)) for name in _names(AT_ONCE + 2)]
    await bot.until_asked(AT_ONCE)
    for given_up in (tasks[0], tasks[-1]):
        given_up.cancel()
    await bot.until_asked(AT_ONCE + 1)
    assert crowd.pool.load().waiting == 0
    bot.release()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(list) == AT_ONCE
