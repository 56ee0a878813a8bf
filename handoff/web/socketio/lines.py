"""A WebSocket that carries Engine.IO frames: one loop that reads them, and one that writes them.

The library starts a task and a timeout for each frame it waits for, another two tasks for each event, and
a timeout around each frame that it takes from the queue. With those gone a message costs a fifth less of
the gateway's processor (docs/benchmarks.md). Silent connections are found by a look each second instead.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

import structlog
from aiohttp import WSMsgType
from engineio.async_drivers import aiohttp as driver
from engineio.exceptions import SocketIsClosedError, UnknownPacketError
from engineio.packet import Packet as Frame

log = structlog.get_logger()

_CLIENT_FRAMES = "12345"  # close, ping (when upgrading), pong, message, upgrade
_MESSAGE = "4"

type Handshake = Callable[[Any], Awaitable[None]]
type TakeFrame = Callable[[str, object], Awaitable[None]]


class BadPacket(Exception):
    """`code` says what is wrong with a packet or a frame."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class StrictWebSocket(driver.WebSocket):  # type: ignore[misc]  # the library ships no types
    """A WebSocket on which every frame is an Engine.IO frame; any other one ends it."""

    def __init__(self, handler: Any, server: Any, sending: dict["StrictWebSocket", float]) -> None:
        """`sending` tells since when this one has been sending a frame, by the loop's clock."""
        super().__init__(handler, server)
        self._sending = sending
        self.heard_at = asyncio.get_running_loop().time()

    async def send(self, message: str) -> None:
        self._sending[self] = asyncio.get_running_loop().time()
        try:
            await self._sock.send_str(message)
        finally:
            del self._sending[self]

    def abort(self) -> None:
        """Ends the connection at once; what it was sending fails."""
        transport = self.environ["aiohttp.request"].transport
        if transport is not None:
            transport.abort()

    async def wait(self) -> str:
        message = await self._sock.receive()
        self.heard_at = asyncio.get_running_loop().time()
        if message.type is WSMsgType.TEXT:
            return _checked(message.data)
        if message.type is WSMsgType.BINARY:
            _close("binary_refused")
        if message.type is WSMsgType.ERROR:  # too large, or not a frame of WebSocket at all
            _close("frame_refused")
        raise OSError("The connection is closed")


def _checked(text: str) -> str:
    """Raises OSError, which ends the connection in good order."""
    if text[:1] == _MESSAGE and "0" <= text[1:2] <= "9":
        return text  # a packet of Socket.IO, as nearly all are; the library need not look at it
    try:
        frame_of(text)
    except BadPacket as refusal:
        _close(refusal.code)
    return text


def frame_of(text: str) -> Frame:
    """The Engine.IO frame, of a type that clients send. Raises BadPacket."""
    if text[:1] == "b":  # base64 stands for binary
        raise BadPacket("binary_refused")
    if text[:1] not in _CLIENT_FRAMES or not text:
        raise BadPacket("bad_frame")
    try:
        return Frame(encoded_packet=text)
    except (ValueError, RecursionError):
        raise BadPacket("bad_frame") from None


def _close(code: str) -> NoReturn:
    log.info("refused", where="socket", code=code)
    raise OSError(code)


async def read_frames(connection: Any, websocket: StrictWebSocket, take: TakeFrame) -> None:
    """Gives each message to `take` and each other frame to the library's `connection`, in their order,
    until the connection ends."""
    try:
        while True:
            text = await websocket.wait()
            if text[0] == _MESSAGE:
                await take(connection.sid, text[1:])
            else:
                await connection.receive(Frame(encoded_packet=text))
    except (OSError, SocketIsClosedError, UnknownPacketError):
        return  # the end, said or not


async def write_frames(connection: Any, websocket: StrictWebSocket) -> None:
    """Writes what is put into the queue of `connection`, until that is None."""
    queue = connection.queue
    try:
        while (frame := await queue.get()) is not None:
            queue.task_done()
            await websocket.send(frame.encode())
    except (OSError, RuntimeError):
        log.debug("socket.gone")
    await websocket.close()
