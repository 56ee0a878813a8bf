"""A connection that takes nothing must not keep its backlog in memory, nor hold up the others."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import socketio
from aiohttp import web
from pydantic import BaseModel

from handoff.web.socketio.sockets import BACKLOG_FRAMES, SocketServer
from tests.handoff.serving import serving
from tests.handoff.waiting import PATIENCE
from tests.handoff.web.conftest import crowd

NAMESPACE, ROOM = "/news", "readers"
BIG = "x" * 100_000  # a few dozen of them fill what the system keeps for a connection


class News(BaseModel):
    text: str


class Readers(socketio.AsyncNamespace):  # type: ignore[misc]  # the library ships no types
    async def on_connect(self, sid: str, environ: Any, auth: Any = None) -> None:
        await self.enter_room(sid, ROOM)


@dataclass
class Press:
    """A server that tells news, and its readers."""

    server: SocketServer
    base: str

    def tell(self, text: str) -> None:
        self.server.broadcast("news", News(text=text), namespace=NAMESPACE, room=ROOM)

    @property
    def connected(self) -> int:
        return len(self.server.eio.sockets)


@asynccontextmanager
async def press(send_seconds: float) -> AsyncIterator[Press]:
    server = SocketServer(crowd(), send_seconds=send_seconds)
    server.register_namespace(Readers(NAMESPACE))
    app = web.Application()
    server.attach(app)
    async with serving(app) as url:
        yield Press(server, url)


@asynccontextmanager
async def sleeper(base: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Connects, joins, and then reads nothing more."""

    def small(info: Any) -> socket.socket:
        connection = socket.socket(info[0], info[1])
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        return connection

    connector = aiohttp.TCPConnector(socket_factory=small)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.ws_connect(f"{base}/socket.io/?EIO=4&transport=websocket", max_msg_size=0) as line,
    ):
        await line.receive_str()
        await line.send_str(f"40{NAMESPACE},")
        assert (await line.receive_str()).startswith(f"40{NAMESPACE},")
        yield line


@asynccontextmanager
async def reader(base: str, seen: asyncio.Queue[str]) -> AsyncIterator[None]:
    client = socketio.AsyncClient(reconnection=False)
    client.on("news", lambda news: seen.put_nowait(news["text"]), namespace=NAMESPACE)
    await client.connect(
        base, namespaces=[NAMESPACE], transports=["websocket"], wait_timeout=PATIENCE
    )
    yield
    await client.disconnect()


async def until_cut(there: Press, left: int) -> None:
    """Looks at the backlogs, as the gateway's loop does, until `left` connections are left."""
    async with asyncio.timeout(PATIENCE):
        while there.connected > left:
            await there.server.cut_slow_consumers()
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("frames", "send_seconds"),
    [(BACKLOG_FRAMES * 2, 1000.0), (200, 0.2)],
    ids=["too many frames wait", "one frame takes too long"],
)
async def test_who_takes_nothing_is_cut_and_others_read_on(
    frames: int, send_seconds: float
) -> None:
    """The slow one loses its connection; a quick one gets every frame in order."""
    seen: asyncio.Queue[str] = asyncio.Queue()
    async with press(send_seconds) as there, sleeper(there.base) as line:
        async with reader(there.base, seen):
            for number in range(frames):
                there.tell(f"{number} {BIG if number < 100 else ''}")
                told = await asyncio.wait_for(seen.get(), PATIENCE)
                assert told.split()[0] == str(number)
            await until_cut(there, left=1)
        await until_closed(line)


async def until_closed(line: aiohttp.ClientWebSocketResponse) -> None:
    async with asyncio.timeout(PATIENCE):
        while not line.closed:
            await line.receive()
