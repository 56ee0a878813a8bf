"""A WebSocket from the start: read in order, written in order, ended when nobody is at the other end."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import socketio
from aiohttp import web
from pydantic import BaseModel

from handoff.web.listener import Listener
from handoff.web.socketio.sockets import SocketServer
from tests.handoff.conftest import Written
from tests.handoff.waiting import PATIENCE
from tests.handoff.web.conftest import crowd
from tests.handoff.web.raw import RawSocket

NAMESPACE = "/echo"
SILENCE = 0.2  # seconds: when a ping comes, and what a pong may take


class Said(BaseModel):
    text: str


class Echo(socketio.AsyncNamespace):  # type: ignore[misc]  # the library ships no types
    """Answers as configured, once released."""

    def __init__(self, server: SocketServer) -> None:
        super().__init__(NAMESPACE)
        self._server = server
        self.let_go = asyncio.Event()
        self.may_leave = asyncio.Event()
        self.may_leave.set()
        self.sids: list[str] = []

    async def on_connect(self, sid: str, environ: Any, auth: Any = None) -> None:
        self.sids.append(sid)
        await self.enter_room(sid, "everybody")

    async def on_disconnect(self, _sid: str) -> None:
        await self.may_leave.wait()

    async def on_wait(self, _sid: str, text: str) -> Said:
        await self.let_go.wait()
        return Said(text=text)

    async def on_say(self, _sid: str, text: str) -> Said:
        self._server.broadcast("said", Said(text=text), namespace=NAMESPACE, room="everybody")
        return Said(text=text)

    async def on_nothing(self, _sid: str) -> None:
        """Is acked all the same."""

    async def on_break(self, _sid: str) -> None:
        raise RuntimeError("This handler is broken")


class House:
    def __init__(self, server: SocketServer, echo: Echo, port: int) -> None:
        self.server, self.echo = server, echo
        self.base = f"http://127.0.0.1:{port}"

    async def socket(self, http: aiohttp.ClientSession) -> RawSocket:
        socket = await RawSocket.open(http, self.base)
        await socket.connect(NAMESPACE)
        return socket


@pytest.fixture
async def house() -> AsyncIterator[House]:
    server = SocketServer(crowd())
    echo = Echo(server)
    server.register_namespace(echo)
    app = web.Application()
    server.attach(app)
    listener = Listener(app)
    yield House(server, echo, await listener.open("127.0.0.1", 0))
    echo.may_leave.set()
    await listener.stop()


async def test_an_event_that_waits_holds_up_no_other(
    house: House, http: aiohttp.ClientSession
) -> None:
    """Each is answered when its answer is there, under its own number."""
    socket = await house.socket(http)
    await socket.send(f'42{NAMESPACE},1["wait","slow"]')
    await socket.send(f'42{NAMESPACE},2["nothing"]')
    assert await socket.receive() == f"43{NAMESPACE},2[]"
    house.echo.let_go.set()
    assert await socket.receive() == f'43{NAMESPACE},1[{{"text":"slow"}}]'
    await socket.close()


async def test_what_is_pushed_before_an_ack_comes_before_it(
    house: House, http: aiohttp.ClientSession
) -> None:
    """One queue for both; an event without a number gets no ack."""
    socket = await house.socket(http)
    await socket.send(f'42{NAMESPACE},["say","one"]')
    await socket.send(f'42{NAMESPACE},5["say","دو"]')
    assert [await socket.receive() for _ in range(3)] == [
        f'42{NAMESPACE},["said",{{"text":"one"}}]',
        f'42{NAMESPACE},["said",{{"text":"دو"}}]',
        f'43{NAMESPACE},5[{{"text":"دو"}}]',
    ]
    await socket.close()


async def test_a_handler_that_breaks_ends_no_connection(
    house: House, http: aiohttp.ClientSession, written: Written
) -> None:
    """It is logged; what comes next is answered."""
    socket = await house.socket(http)
    await socket.send(f'42{NAMESPACE},1["break"]')
    await socket.send(f'42{NAMESPACE},2["nothing"]')
    assert await socket.receive() == f"43{NAMESPACE},2[]"
    assert [entry["event"] for entry in written.entries] == ["event.failed"]
    await socket.close()


async def test_whoever_comes_back_at_the_goodbye_is_let_in(
    house: House, http: aiohttp.ClientSession
) -> None:
    """Once everything that the first connection left behind is cleared away."""
    socket, other = await house.socket(http), await house.socket(http)
    house.echo.may_leave.clear()
    parting = asyncio.create_task(house.server.disconnect(house.echo.sids[0], NAMESPACE))
    assert await socket.receive() == f"41{NAMESPACE},"
    await socket.send(f"40{NAMESPACE},{{}}")
    house.echo.let_go.set()
    assert await other.call(NAMESPACE, "wait", "meanwhile") == {"text": "meanwhile"}
    house.echo.may_leave.set()
    assert (await socket.receive()).startswith(f'40{NAMESPACE},{{"sid":')
    await parting
    assert await socket.call(NAMESPACE, "wait", "again") == {"text": "again"}
    await socket.close()
    await other.close()


@pytest.mark.parametrize("answers", [True, False])
async def test_whoever_does_not_even_answer_a_ping_is_ended(
    house: House, http: aiohttp.ClientSession, *, answers: bool
) -> None:
    """The machine at the other end is gone, and nobody has told us."""
    house.server.eio.ping_interval = house.server.eio.ping_timeout = SILENCE
    socket = await house.socket(http)
    for _ in range(4):
        assert await socket.receive() == "2"
        if not answers:
            break
        await socket.send("3")
        await house.server.cut_slow_consumers()
    if answers:
        await socket.send(f'42{NAMESPACE},2["nothing"]')
        assert await socket.receive() == f"43{NAMESPACE},2[]"
        await socket.close()
        return
    async with asyncio.timeout(PATIENCE):
        while house.server.connections:
            await house.server.cut_slow_consumers()
            await asyncio.sleep(0.02)
    await socket.until_closed()
