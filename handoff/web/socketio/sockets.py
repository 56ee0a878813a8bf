"""The Socket.IO server, strict at its edge: a packet that is not what our clients send is refused
by closing its connection, with a code in the log and nothing of what was in the packet.

The library alone would log a traceback, leave the connection half open, keep any number of binary
attachments in memory, and let a client emit the events `connect` and `disconnect`.
"""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import socketio
import structlog
from aiohttp import web
from engineio.async_drivers import aiohttp as driver
from engineio.packet import MESSAGE
from engineio.packet import Packet as Frame
from pydantic import BaseModel
from socketio.packet import ACK, CONNECT, DISCONNECT, EVENT, Packet

from handoff.web.http_io import Handler
from handoff.web.socketio.crowd import Crowd
from handoff.web.socketio.lines import (
    BadPacket,
    Handshake,
    StrictWebSocket,
    read_frames,
    write_frames,
)
from handoff.web.socketio.own_words import OwnWords

log = structlog.get_logger()

SOCKET_PATH = "/socket.io"  # where the widget and the console connect
DEFAULT = "/"  # the namespace that clients enter who name none

# Frames of a browser are small; a larger one closes the connection.
FRAME_BYTES = 100_000

# Frames that wait for a slow consumer, and seconds that one of them may take to be taken.
BACKLOG_FRAMES = 1000
SEND_SECONDS = 10.0
# A browser that hears nothing for both together knows that it is cut off, and says so 1.5 s later; a
# ping an interval is what that costs.
PING_SECONDS = 4
PONG_SECONDS = 4

# A gateway that leaves sends its clients away over this time, so that they do not all knock
# elsewhere at once, and lets what each has asked for come to its end, but no longer than this.
LEAVING_SECONDS = 1.0
ANSWER_SECONDS = 3.0

_RESERVED = frozenset({"connect", "disconnect", "connect_error"})  # never a client's events


class _TextPacket(Packet):  # type: ignore[misc]  # the library ships no types
    """Nothing that we send is binary: the library need not look for it in every value."""

    uses_binary_events = False


class SocketServer(socketio.AsyncServer):  # type: ignore[misc]  # the library ships no types
    """Namespaces are registered as usual. `broadcast` takes the place of `emit`."""

    def __init__(
        self,
        crowd: Crowd,
        *,
        send_seconds: float = SEND_SECONDS,
        paths: Sequence[str] = (SOCKET_PATH,),
    ) -> None:
        """`send_seconds` is what one frame may take to be taken; `paths` are where the server answers."""
        self.crowd = crowd
        self.paths = tuple(paths)
        self.own_words = OwnWords()
        self._send_seconds = send_seconds
        self._sending: dict[StrictWebSocket, float] = {}
        self._reading: set[StrictWebSocket] = set()
        self._answering: set[asyncio.Task[None]] = set()
        super().__init__(
            async_mode="aiohttp",
            serializer=_TextPacket,
            cors_allowed_origins=[],  # left alone: who may ask is for `web/visitor/sites.py` to say
            max_http_buffer_size=FRAME_BYTES,
            ping_interval=PING_SECONDS,
            ping_timeout=PONG_SECONDS,
            logger=False,
            engineio_logger=_library_log(),
        )
        self._at_work: Counter[str] = Counter()  # events that are being answered, by connection
        self._idle: dict[str, asyncio.Event] = {}  # those whose end waits for their answers
        self._parting: dict[str, asyncio.Event] = {}  # connections whose namespace is being left
        self.namespaces = ()  # those that are registered, and not the default one, which asks nothing
        self.eio._async = {  # noqa: SLF001
            **self.eio._async,  # noqa: SLF001
            "websocket": lambda handler, _: StrictWebSocket(
                partial(self._serve, handler), self.eio, self._sending
            ),
            "translate_request": _environment,
        }

    async def _handle_eio_connect(self, eio_sid: str, environ: Any) -> Any:
        self.crowd.enter(eio_sid, environ["aiohttp.request"])
        return await super()._handle_eio_connect(eio_sid, environ)

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> Any:
        self.crowd.leave(eio_sid)
        return await super()._handle_eio_disconnect(eio_sid, reason)

    async def disconnect(self, sid: str, namespace: str | None = None, **more: Any) -> None:
        """Ends a namespace's connection; its session ends soon, unless it enters another one."""
        eio_sid = self.manager.eio_sid_from_sid(sid, namespace or DEFAULT)
        if eio_sid is None:
            return
        parted = self._parting[eio_sid] = asyncio.Event()
        try:
            await super().disconnect(sid, namespace, **more)
        finally:
            parted.set()
            self._parting.pop(eio_sid, None)
        self._settle(eio_sid)

    def _settle(self, eio_sid: str) -> None:
        known = any(
            self.manager.sid_from_eio_sid(eio_sid, namespace) is not None
            for namespace in self.namespace_handlers
        )
        self.crowd.settle(eio_sid, known=known)

    @web.middleware
    async def with_room(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """A middleware: opens no session for a network that has too many. Raises TooManyAttempts."""
        if request.path.startswith(self.paths) and "sid" not in request.query:
            self.crowd.demand_room(request)
        return await handler(request)

    async def end_strangers(self) -> None:
        """Ends sessions that are in no namespace after some time."""
        for eio_sid in self.crowd.overdue():
            log.info("refused", where="socket", code="no_namespace")
            await self._end(eio_sid)

    async def _serve(self, handler: Handshake, websocket: StrictWebSocket) -> None:
        """Serves a connection that is a WebSocket from the start; `handler` is the library's method of
        that connection, and serves one that has begun with polls."""
        connection = handler.__self__  # type: ignore[attr-defined]  # a bound method
        if connection.connected:
            await handler(websocket)
            return
        connection.connected = connection.upgraded = True
        writing = asyncio.create_task(write_frames(connection, websocket))
        self._reading.add(websocket)
        try:
            await read_frames(connection, websocket, self._handle_eio_message)
        finally:
            self._reading.discard(websocket)
            connection.queue.put_nowait(None)  # ends the writer
            await writing
            reason = self.eio.reason.TRANSPORT_CLOSE
            await connection.close(wait=False, abort=True, reason=reason)

    async def _handle_eio_message(self, eio_sid: str, data: object) -> None:
        try:
            packet = _packet(data)
            await self._dispatch(eio_sid, packet)
        except BadPacket as refusal:
            log.info("refused", where="socket", code=refusal.code)
            await self._end(eio_sid)

    def attach_all(self, app: web.Application) -> None:
        """Answers on every path."""
        for path in self.paths:
            self.attach(app, path.strip("/"))

    def connection_of(self, sid: str, namespace: str) -> Any:
        """The library's Engine.IO connection under a namespace's own id; None once it is gone."""
        return self.eio.sockets.get(self.manager.eio_sid_from_sid(sid, namespace))

    def anybody(self, namespace: str, room: str, *, but: str | None = None) -> bool:
        """Whether any socket, `but` left out, is in `room`."""
        inside = self.manager.get_participants(namespace, room)
        return any(sid != but for sid, _ in inside)

    def broadcast(
        self,
        event: str,
        body: BaseModel,
        *,
        namespace: str,
        room: str | list[str],
        but: str | None = None,
    ) -> None:
        """Puts an event into the queues of all who are in `room`, or in any of them, but for one socket.

        `emit` does the same by a task for each of them, and waits for those.
        """
        data = f'["{event}",{body.model_dump_json()}]'
        frame = Frame(MESSAGE, f"{EVENT}{_prefix(namespace)}{data}")
        for sid, eio_sid in self.manager.get_participants(namespace, room):
            if sid == but:
                continue
            connection = self.eio.sockets.get(eio_sid)
            if connection is not None and not connection.closed:
                connection.queue.put_nowait(frame)

    async def cut_slow_consumers(self) -> None:
        """Ends connections that have not taken what was sent: they come back and sync."""
        for eio_sid, connection in list(self.eio.sockets.items()):
            if connection.queue.qsize() > BACKLOG_FRAMES:
                log.info("refused", where="socket", code="slow_consumer")
                await self._end(eio_sid)
        now = asyncio.get_running_loop().time()
        for websocket, since in list(self._sending.items()):
            if since < now - self._send_seconds:
                log.info("refused", where="socket", code="slow_consumer")
                websocket.abort()
        silent = now - self.eio.ping_interval - self.eio.ping_timeout
        for websocket in [reader for reader in self._reading if reader.heard_at < silent]:
            websocket.abort()  # not even a pong

    @property
    def connections(self) -> int:
        return len(self.eio.sockets)

    async def see_off(self) -> None:
        """Ends every connection in good order: what was asked is answered first, and clients come
        back at another gateway."""
        leaving = list(self.eio.sockets)
        random.shuffle(leaving)
        async with asyncio.TaskGroup() as goodbyes:
            for number, eio_sid in enumerate(leaving):
                pause = LEAVING_SECONDS * number / len(leaving)
                goodbyes.create_task(self._see_off(eio_sid, pause))
        await self.shutdown()  # the library's own watch over connections

    async def _see_off(self, eio_sid: str, pause: float) -> None:
        await asyncio.sleep(pause)
        if self._at_work[eio_sid]:
            self._idle[eio_sid] = asyncio.Event()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle[eio_sid].wait(), ANSWER_SECONDS)
        await self._end(eio_sid)

    async def _answer(self, eio_sid: str, sid: str, packet: Packet) -> None:
        """Has an event answered by its namespace, and sends the ack if one was asked for."""
        self._at_work[eio_sid] += 1
        try:
            namespace = self.namespace_handlers[packet.namespace or DEFAULT]
            answer = await namespace.trigger_event(packet.data[0], sid, *packet.data[1:])
            if packet.id is not None:
                content = answer.model_dump_json() if isinstance(answer, BaseModel) else ""
                address = f"{ACK}{_prefix(packet.namespace or DEFAULT)}{packet.id}"
                frame = Frame(MESSAGE, f"{address}[{content}]")
                connection = self.eio.sockets.get(eio_sid)
                if connection is not None and not connection.closed:
                    connection.queue.put_nowait(frame)
        except Exception:
            log.exception("event.failed", namespace=packet.namespace)
        finally:
            self._at_work[eio_sid] -= 1
            if not self._at_work[eio_sid]:
                del self._at_work[eio_sid]
                if eio_sid in self._idle:
                    self._idle[eio_sid].set()

    async def _end(self, eio_sid: str) -> None:
        """Ends the connection without waiting for a client that may never read again."""
        connection = self.eio.sockets.get(eio_sid)
        if connection is not None:
            await connection.close(wait=False, reason=self.eio.reason.SERVER_DISCONNECT)
            await connection.queue.put(None)  # wakes the writer, which closes the WebSocket
            self.eio.sockets.pop(eio_sid, None)

    async def _dispatch(self, eio_sid: str, packet: Packet) -> None:
        match packet.packet_type:
            case x if x == CONNECT:
                await self._enter(eio_sid, packet)
            case x if x == DISCONNECT:
                await self._handle_disconnect(eio_sid, packet.namespace)
                self._settle(eio_sid)
            case x if x == EVENT:
                sid = self._connected(eio_sid, packet.namespace)
                answering = asyncio.Task(
                    self._answer(eio_sid, sid, packet),
                    loop=asyncio.get_running_loop(),
                    eager_start=True,  # up to its first wait, mostly for the commit
                )
                if not answering.done():
                    self._answering.add(answering)
                    answering.add_done_callback(self._answering.discard)
            case x if x == ACK:
                pass  # nothing that we send asks for one
            case _:
                raise BadPacket("bad_packet")

    async def _enter(self, eio_sid: str, packet: Packet) -> None:
        namespace = packet.namespace or DEFAULT
        if eio_sid in self._parting:
            await self._parting[eio_sid].wait()  # the goodbye goes out before everything is undone
        if self.manager.sid_from_eio_sid(eio_sid, namespace) is not None:
            raise BadPacket("already_connected")
        if not self.crowd.may_try(eio_sid):
            raise BadPacket("too_many_connects")
        if namespace not in self.namespace_handlers:
            log.info("refused", where="socket", code="unknown_namespace")
        await self._handle_connect(eio_sid, packet.namespace, packet.data)
        self._settle(eio_sid)

    def _connected(self, eio_sid: str, namespace: str | None) -> str:
        """The namespace's own id of this connection. Raises BadPacket."""
        sid: str | None = self.manager.sid_from_eio_sid(eio_sid, namespace or DEFAULT)
        if sid is None or not self.manager.is_connected(sid, namespace or DEFAULT):
            raise BadPacket("not_connected")
        return sid


def _prefix(namespace: str) -> str:
    """How a packet names its namespace: the default one is not named."""
    return "" if namespace == DEFAULT else f"{namespace},"


def _packet(data: object) -> Packet:
    """The packet in a text frame. Raises BadPacket."""
    if isinstance(data, bytes):
        raise BadPacket("binary_refused")
    if not isinstance(data, str):  # Engine.IO has read it as JSON: no type of packet before it
        raise BadPacket("bad_packet")
    if data[:1] in ("5", "6"):  # events and acks with binary attachments
        raise BadPacket("binary_refused")
    try:
        packet = _TextPacket(encoded_packet=data)
    except (ValueError, TypeError, IndexError, RecursionError):
        raise BadPacket("bad_packet") from None
    if packet.packet_type == EVENT:
        _require_event(packet.data)
    return packet


def _require_event(data: object) -> None:
    """An event is a list that begins with its name."""
    if not isinstance(data, list) or not data or not isinstance(data[0], str):
        raise BadPacket("bad_packet")
    if data[0] in _RESERVED:
        raise BadPacket("reserved_event")


def _library_log() -> logging.Logger:
    """Engine.IO's own log, without its lines about bad requests: those quote the sender, and are
    in our log by their code."""
    library = logging.getLogger("engineio.strict")
    library.setLevel(logging.ERROR)
    library.addFilter(_only_exceptions)
    return library


def _only_exceptions(record: logging.LogRecord) -> bool:
    return record.exc_info is not None


def _environment(request: web.Request) -> dict[str, Any]:
    """The environment as the library makes it, but with a body that `polls.py` may have read already."""
    environment: dict[str, Any] = driver.translate_request(request)
    return {**environment, "wsgi.input": _Body(request)}


class _Body:
    def __init__(self, request: web.Request) -> None:
        self._request = request

    async def read(self, length: int = -1) -> bytes:
        body = await self._request.read()
        return body if length < 0 else body[:length]
