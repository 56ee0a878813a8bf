"""What the stages make together."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from functools import partial

import aiohttp
import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.domain.errors import InvalidInput
from handoff.wiring.gateway import Parts
from handoff.wiring.reactions import types_of_reactions
from tests.handoff.conftest import House
from tests.handoff.wired import wired

type Build = Callable[..., Parts]


@pytest.fixture
async def build(open_house: House, engine: AsyncEngine, valkey: Redis) -> AsyncIterator[Build]:
    async with aiohttp.ClientSession() as http:
        yield partial(wired, open_house, engine, valkey, http)


async def test_wiring_starts_nothing(build: Build) -> None:
    """The gateway decides when its loops begin: no task runs before."""
    before = asyncio.all_tasks()
    build()
    assert asyncio.all_tasks() == before


async def test_two_gateways_of_one_process_share_nothing(build: Build) -> None:
    """No part stands in a module: every call makes parts of its own."""
    here, there = (build() for _ in range(2))
    for part in ("fanout", "audit", "workers", "loops", "health", "sockets", "door", "public"):
        assert getattr(here, part) is not getattr(there, part)


async def test_every_loop_is_known_by_a_name_of_its_own(build: Build) -> None:
    """Logs name the loop that waits or fails."""
    loops = build().loops
    names = Counter(loop.name for loop in (*loops.work, *loops.housekeeping))
    assert set(names.values()) == {1}
    assert {"duties", "routing", "deliveries"} <= set(names)


async def test_operators_are_shown_the_reactions_that_run(build: Build) -> None:
    """The list for looking from outside has the names of the subscriptions that a gateway reads."""
    progress = await build().workers.reactions.progress()
    assert set(progress) == set(types_of_reactions())


async def test_mail_settings_that_contradict_each_other_are_refused(build: Build) -> None:
    """A mail server without a sender cannot be meant."""
    with pytest.raises(InvalidInput):
        build(FIRUZE_SMTP_URL="smtp://localhost:25")
