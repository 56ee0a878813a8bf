"""What the stages make together."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from functools import partial

import aiohttp
import pytest
from pydantic import ValidationError
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.domain.errors import InvalidInput
from handoff.settings import TAKEN_PATHS
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


async def test_the_paths_that_are_taken_are_those_that_are_served(build: Build) -> None:
    """Existing widgets get none of them: not one route of the gateway is missing in the list, or gone."""
    resources = build(FIRUZE_DEMO=True).public.router.resources()
    served = {resource.canonical.split("/")[1] for resource in resources}
    assert served - {""} == TAKEN_PATHS


@pytest.mark.parametrize(
    "path", ["/files", "/portraits/x", "/rate/", "/talk/socket.io", "/by-link/x", "/widget.js"]
)
async def test_existing_widgets_get_no_path_of_the_gateways_own(build: Build, path: str) -> None:
    """Nor one that browsers would read as another; a name that only begins alike is free."""
    for refused in (path, f"/.{path}", f"/..{path}"):
        with pytest.raises(ValidationError, match="a path that is free"):
            build(FIRUZE_RASA_PATH=refused)
    assert "/shopping/socket.io" in build(FIRUZE_RASA_PATH="/shopping/socket.io").sockets.paths
