"""Many sockets, and sockets that do not say for whom they are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest

from handoff.web.socketio.crowd import CONNECTS
from handoff.web.visitor.passes import SOCKETS_PER_CONVERSATION
from tests.handoff.conftest import House
from tests.handoff.waiting import eventually
from tests.handoff.web.raw import RawSocket

LIMIT = 1.0  # seconds for a socket to enter a namespace


@pytest.fixture
async def house(closed_house: House) -> House:
    await closed_house.open_gateway(FIRUZE_REQUEST_SECONDS=LIMIT)
    return closed_house


@asynccontextmanager
async def sockets(
    count: int, http: aiohttp.ClientSession, base: str, address: str | None = None
) -> AsyncIterator[list[RawSocket]]:
    headers = {"X-Forwarded-For": address} if address else {}
    async with AsyncExitStack() as stack:
        opened = []
        for _ in range(count):
            opened.append(await RawSocket.open(http, base, headers=headers))
            stack.push_async_callback(opened[-1].close)
        yield opened


async def test_sockets_that_enter_no_namespace_are_gone_while_a_visitor_is_served(
    house: House, http: aiohttp.ClientSession
) -> None:
    """Answering pings does not help them; a socket that has entered stays."""
    widget = await house.widget()
    async with sockets(100, http, house.base) as silent:
        async with asyncio.timeout(LIMIT + 8):
            await asyncio.gather(*(socket.until_closed() for socket in silent))
    assert (await widget.say("still here"))["ok"]


async def test_polling_sessions_that_nobody_polls_are_gone(
    house: House, http: aiohttp.ClientSession
) -> None:
    """They hold no connection, but they would hold memory."""
    polling = f"{house.base}/socket.io/?EIO=4&transport=polling"
    sids = []
    for _ in range(20):
        async with http.get(polling) as answer:
            sids.append((await answer.text()).split('"')[3])

    async def gone(sid: str) -> None:
        url = f"{polling}&sid={sid}"
        while True:
            async with http.post(url, data="3") as answer:
                if answer.status == 400:
                    return
            await asyncio.sleep(0.1)

    async with asyncio.timeout(LIMIT + 8):
        await asyncio.gather(*(gone(sid) for sid in sids))


async def test_a_socket_tries_to_enter_only_so_often(
    house: House, http: aiohttp.ClientSession
) -> None:
    """Guessing at tokens needs a new connection every few guesses, and those are counted."""
    async with sockets(1, http, house.base) as (socket,):
        for _ in range(CONNECTS):
            assert "token_invalid" in await socket.connect("/visitor", {"token": "a guess"})
        await socket.send('40/visitor,{"token":"another"}')
        await socket.until_closed()


async def test_a_socket_enters_a_namespace_once(house: House, http: aiohttp.ClientSession) -> None:
    """Otherwise one connection could act as many readers."""
    widget = await house.widget()
    async with sockets(1, http, house.base) as (socket,):
        assert "sid" in await socket.connect("/visitor", {"token": widget.token})
        await socket.send(f'40/visitor,{{"token":"{widget.token}"}}')
        await socket.until_closed()


async def test_a_socket_that_was_shown_out_does_not_linger(
    house: House, http: aiohttp.ClientSession
) -> None:
    """Once its customer has left, its connection ends as that of a stranger does."""
    widget = await house.widget()
    async with sockets(1, http, house.base) as (socket,):
        assert "sid" in await socket.connect("/visitor", {"token": widget.token})
        assert await widget.sign_out() == 204
        assert await socket.receive() == "41/visitor,"
        await socket.until_closed()


async def test_one_network_gets_so_many_sockets(
    closed_house: House, http: aiohttp.ClientSession
) -> None:
    """Counted by what trusted proxies tell, polls and WebSockets alike; other networks do not
    notice, and neither do those who are in."""
    gateway = await closed_house.open_gateway(FIRUZE_CONNECTIONS_PER_NETWORK=10)
    base = f"http://127.0.0.1:{gateway.port}"
    crowded, elsewhere = "2a00:1450:4001:81b::%x", "2a00:1450:4001:81c::1"
    widget = await closed_house.widget(address=crowded % 1)
    async with sockets(9, http, base, crowded % 2):
        url = f"{base}/socket.io/?EIO=4&transport=polling"
        async with http.get(url, headers={"X-Forwarded-For": crowded % 3}) as answer:
            told = await answer.json()
            assert (answer.status, told["error"]["code"]) == (429, "rate_limited")
            assert told["error"]["data"]["retry_after"] > 0
        async with http.get(url, headers={"X-Forwarded-For": elsewhere}) as answer:
            assert answer.status == 200
        assert (await widget.say("still here"))["ok"]


async def test_one_conversation_has_so_many_sockets(
    closed_house: House, http: aiohttp.ClientSession
) -> None:
    """More tabs than anybody has; once one is closed, another one comes in."""
    await closed_house.open_gateway()
    widget = await closed_house.widget()
    token = {"token": widget.token}
    async with sockets(SOCKETS_PER_CONVERSATION, http, closed_house.base) as tabs:
        *allowed, one_too_many = tabs
        for tab in allowed:
            assert "sid" in await tab.connect("/visitor", token)
        assert "rate_limited" in await one_too_many.connect("/visitor", token)
        await allowed[0].close()

        async def comes_in() -> bool:
            async with sockets(1, http, closed_house.base) as (another,):
                return "sid" in await another.connect("/visitor", token)

        await eventually(comes_in, "room for another one")
        assert (await widget.say("still here"))["ok"]
