"""What tests of the edge need: sockets by hand, and the proof that the server is well."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from redis.asyncio import Redis

from handoff.web.addresses import ClientNetworks
from handoff.web.socketio.crowd import Crowd
from tests.handoff.browsers import Console
from tests.handoff.conftest import House
from tests.handoff.web.raw import RawSocket


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def raw(
    http: aiohttp.ClientSession, open_house: House, valkey: Redis
) -> AsyncIterator[RawSocket]:
    """A socket without a namespace yet. An emptied Valkey has forgotten who came before."""
    socket = await RawSocket.open(http, open_house.base, headers={"Origin": open_house.base})
    yield socket
    await socket.close()


@pytest.fixture
async def raw_visitor(raw: RawSocket, open_house: House) -> RawSocket:
    """A customer's socket, connected by hand."""
    widget = await open_house.widget()
    answer = await raw.connect("/visitor", {"token": widget.token})
    assert answer.startswith('40/visitor,{"sid"')
    return raw


def crowd() -> Crowd:
    """Room for everybody in a test."""
    return Crowd(ClientNetworks([]), per_network=100)


async def answers_normally(house: House) -> bool:
    """A new customer is served as if nothing had happened."""
    widget = await house.widget()
    ack = await widget.say("are you still there?")
    await widget.until_type("bot.said")
    await widget.leave()
    return bool(ack["ok"])


@pytest.fixture(scope="module")
async def agent(open_house: House) -> AsyncIterator[Console]:
    """One agent for the whole module, who changes nothing."""
    console = await open_house.console("Sara")
    yield console
    await console.leave()


@pytest.fixture
async def staff_socket(
    http: aiohttp.ClientSession, open_house: House, agent: Console
) -> AsyncIterator[RawSocket]:
    """An agent's socket, connected by hand."""
    headers = {"Cookie": f"firuze_session={agent.cookie}", "Origin": open_house.base}
    socket = await RawSocket.open(http, open_house.base, headers=headers)
    assert (await socket.connect("/staff")).startswith('40/staff,{"sid"')
    yield socket
    await socket.close()


@pytest.fixture(scope="module")
async def lead(open_house: House) -> AsyncIterator[Console]:
    """One supervisor for the whole module."""
    console = await open_house.console("Leila", role="supervisor")
    yield console
    await console.leave()
