"""Connections by hand: half a request, half a body, many of them, and one that takes no answer."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_network

import pytest
from aiohttp import web

from handoff.web.addresses import ClientNetworks
from handoff.web.door import Door, Room
from handoff.web.http_io import bodies_in_time, errors
from handoff.web.listener import Listener
from tests.handoff.conftest import House, Written
from tests.handoff.waiting import PATIENCE, eventually

LIMIT = 1.0  # seconds for a request in these tests
HALF_A_REQUEST = b"POST /api/visitor/session HTTP/1.1\r\nHost: help.shop.example\r\nContent-Le"
HALF_A_BODY = (
    b"POST /api/visitor/session HTTP/1.1\r\nHost: help.shop.example\r\n"
    b'Content-Type: application/json\r\nContent-Length: 4000\r\n\r\n{"language":'
)
WHOLE = b"GET /healthz HTTP/1.1\r\nHost: help.shop.example\r\n\r\n"


@dataclass
class Line:
    """A TCP connection on which a test writes HTTP itself."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    opened_at: float = field(default_factory=time.monotonic)

    async def ends(self, within: float) -> bytes:
        """What came until the server ended it; fails if it does not end in time."""
        try:
            async with asyncio.timeout(within):
                return await self.reader.read()
        except ConnectionResetError:
            return b""

    async def is_open(self) -> bool:
        """Whether a request is answered on it."""
        try:
            self.writer.write(WHOLE)
            async with asyncio.timeout(PATIENCE):
                return (await self.reader.readline()).startswith(b"HTTP/1.1 200")
        except ConnectionError:
            return False


@asynccontextmanager
async def line(port: int, first: bytes = b"") -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(first)
        yield Line(reader, writer)
    finally:
        writer.transport.abort()
        with suppress(ConnectionError):
            await writer.wait_closed()


@asynccontextmanager
async def lines(count: int, port: int, first: bytes = b"") -> AsyncIterator[list[Line]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(line(port, first)) for _ in range(count)]


@pytest.fixture
async def port(closed_house: House) -> int:
    """The port of a gateway that waits for a request no longer than `LIMIT`."""
    return (await closed_house.open_gateway(FIRUZE_REQUEST_SECONDS=LIMIT)).port


@pytest.fixture
async def patient_port(closed_house: House) -> int:
    """The port of a gateway that waits longer than a busy machine takes to refuse a request."""
    return (await closed_house.open_gateway()).port


async def test_half_sent_requests_are_gone_while_a_visitor_is_served(
    closed_house: House, port: int
) -> None:
    """Three hundred of them, within the limit; nobody else notices."""
    widget = await closed_house.widget()
    async with lines(300, port, HALF_A_REQUEST) as halves:
        assert (await widget.say("am I alone?"))["ok"]
        await asyncio.gather(*(half.ends(within=LIMIT + 5) for half in halves))
        assert (await widget.say("still here"))["ok"]
        await widget.until_type("bot.said")


async def test_headers_that_trickle_do_not_gain_time(port: int) -> None:
    """A letter now and then keeps no connection."""
    async with line(port, b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ") as slow:

        async def trickle() -> None:
            while True:
                slow.writer.write(b"x")
                await asyncio.sleep(LIMIT / 10)

        trickling = asyncio.create_task(trickle())
        await slow.ends(within=LIMIT + 5)
        trickling.cancel()


async def test_half_sent_bodies_are_refused_in_time(port: int) -> None:
    """The status says why, and the connection ends."""
    async with lines(50, port, HALF_A_BODY) as halves:
        answers = await asyncio.gather(*(half.ends(within=LIMIT + 10) for half in halves))
    assert all(answer.startswith(b"HTTP/1.1 408 ") for answer in answers)
    assert all(b'"request_too_slow"' in answer for answer in answers)


async def test_a_body_that_breaks_off_is_one_line_in_the_log(port: int, written: Written) -> None:
    """No traceback, and nothing of what was in it."""
    async with line(port, HALF_A_BODY) as broken:
        await broken.writer.drain()

    async def told() -> bool:
        return bool(written.codes)

    await eventually(told, "a line")
    assert written.codes == ["bad_request"]
    assert "Traceback" not in written.everything


async def test_a_connection_that_is_kept_alive_ends_when_it_is_not_used(port: int) -> None:
    """It serves one request after the other until then; half of another one does not prolong it."""
    async with line(port) as idle, line(port) as half:
        assert await idle.is_open()
        assert await half.is_open()
        half.writer.write(HALF_A_REQUEST)
        await idle.ends(within=LIMIT + 5)
        await half.ends(within=LIMIT + 5)


@pytest.mark.parametrize(
    "malformed",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: my secret sorrow\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01my secret sorrow\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nmy secret sorrow\r\n\r\n",
        b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
async def test_malformed_requests_leave_neither_their_words_nor_an_address_in_the_log(
    patient_port: int, written: Written, malformed: bytes
) -> None:
    """A code at most, whatever the library would say."""
    async with line(patient_port, malformed) as bad:
        async with asyncio.timeout(PATIENCE):
            assert b" 400 " in await bad.reader.readline()
    assert "sorrow" not in written.everything
    assert "127.0.0.1" not in written.everything
    assert "Traceback" not in written.everything


async def test_one_network_gets_so_many_connections(closed_house: House) -> None:
    """Beyond that it is refused until one of its connections ends; a proxy that is trusted is not
    counted, for many networks stand behind it."""
    here = await closed_house.open_gateway(
        FIRUZE_CONNECTIONS_PER_NETWORK=10, FIRUZE_TRUSTED_PROXIES="10.0.0.0/8"
    )
    trusting = await closed_house.open_gateway(FIRUZE_CONNECTIONS_PER_NETWORK=10)
    most = 10 * 10  # this machine's own addresses are nobody's network
    async with lines(most - 1, here.port) as first:
        async with line(here.port) as last, line(here.port) as one_too_many:
            assert await first[0].is_open()
            assert await last.is_open()
            assert not await one_too_many.is_open()

        async def room_again() -> bool:
            async with line(here.port) as another:
                return await another.is_open()

        await eventually(room_again, "room for another one")
    async with lines(most + 1, trusting.port) as all_of_them:
        assert await all_of_them[-1].is_open()


@asynccontextmanager
async def listening(door: Door) -> AsyncIterator[int]:
    """A server behind this door that answers with more than fits into buffers."""

    async def flood(_: web.Request) -> web.Response:
        return web.Response(body=b"x" * 50_000_000)

    async def well(_: web.Request) -> web.Response:
        return web.Response(text="well")

    app = web.Application(middlewares=[errors, bodies_in_time(LIMIT)])
    app.add_routes([web.get("/flood", flood), web.get("/healthz", well)])
    listener = Listener(app, door, LIMIT)
    yield await listener.open("127.0.0.1", 0)
    await listener.stop()


async def test_there_are_no_more_connections_than_descriptors() -> None:
    """Further connections are refused, whoever makes them; open ones go on."""
    door = Door(ClientNetworks([ip_network("127.0.0.0/8")]), Room(total=3, per_network=10))
    async with listening(door) as port, lines(3, port) as inside:
        assert await inside[2].is_open()
        async with line(port) as one_too_many:
            assert not await one_too_many.is_open()
        assert await inside[0].is_open()
    assert door.connections == 0


async def test_a_client_that_takes_no_answer_is_cut_off() -> None:
    """It ends once buffers are full; a slow reader is left alone."""
    door = Door(ClientNetworks([]), Room(total=10, per_network=10), take_seconds=LIMIT)
    asks = b"GET /flood HTTP/1.1\r\nHost: a\r\n\r\n"
    async with listening(door) as port, line(port, asks) as stuck, line(port, asks) as slow:

        async def one_is_left() -> bool:
            await door.cut_stuck()
            await slow.reader.read(1_000_000)
            return door.connections == 1

        await eventually(one_is_left, "the end of the stuck one")
        assert stuck.opened_at + LIMIT < time.monotonic()
        assert await slow.reader.read(10)
