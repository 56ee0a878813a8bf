"""A connection that reconnects, like the browsers' (`client/src/connection.ts`)."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp
import socketio
from socketio.exceptions import SocketIOError

from faults.record import Json

ANSWER_SECONDS = 8.0
CONNECT_SECONDS = 8.0
FIRST_PAUSE, LAST_PAUSE = 0.5, 5.0  # seconds between attempts to connect

# The library logs a cut connection as an error; here it is intended.
logging.getLogger("engineio.client").setLevel(logging.CRITICAL)

# Transient refusals: the same request may succeed later.
PASSING = frozenset({"rate_limited", "unavailable", "internal"})


class NoAnswer(Exception):
    """There was no connection, it was cut, or the answer took too long."""


def back_off(attempt: int, first: float, last: float) -> float:
    """Seconds to wait after this many failures in a row."""
    return min(last, first * 2.0 ** min(attempt, 16))


class Line:
    """One Socket.IO namespace. `on_push` receives the pushes; `on_up` runs after each connect."""

    def __init__(self, base: str, namespace: str, chance: random.Random) -> None:
        self._base = base
        self._namespace = namespace
        self._chance = chance
        self.http = aiohttp.ClientSession(
            headers={"Origin": base}, cookie_jar=aiohttp.CookieJar(unsafe=True)
        )
        self.auth: Json = {}
        self.headers: dict[str, str] = {}
        self.on_push: Callable[[str, Json], None] = lambda *_: None
        self.on_up: Callable[[], Awaitable[None]] = _nothing
        self.on_down: Callable[[], None] = lambda: None
        self.connects = 0
        self.refused: str | None = None  # the code of a refusal for good: no more attempts
        self._socket: Any = None
        self._gone: asyncio.Future[None] | None = None

    @property
    def is_up(self) -> bool:
        return self._gone is not None and not self._gone.done()

    async def request(self, event: str, payload: Json) -> Json:
        """Returns the answer, accepted or refused. Raises NoAnswer."""
        gone = self._gone
        if gone is None or gone.done():
            raise NoAnswer
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.emit(
                event, payload, namespace=self._namespace, callback=_setting(answer)
            )
        except (SocketIOError, OSError):
            raise NoAnswer from None
        either: set[asyncio.Future[Any]] = {answer, gone}
        await asyncio.wait(either, timeout=ANSWER_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise NoAnswer
        return answer.result()

    async def keep(self) -> None:
        """Connects, again and again, until cancelled."""
        attempt = 0
        try:
            while self.refused is None:
                if await self._connect():
                    attempt = 0
                    self.connects += 1
                    await self._while_up()
                pause = back_off(attempt, FIRST_PAUSE, LAST_PAUSE)
                await asyncio.sleep(pause * self._chance.uniform(0.5, 1.5))
                attempt += 1
        finally:
            await self._hang_up()
            await self.http.close()

    async def _connect(self) -> bool:
        self._socket = socketio.AsyncClient(reconnection=False, http_session=self.http)
        gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def left(*_: object) -> None:
            if not gone.done():
                gone.set_result(None)

        async def pushed(event: str, data: Json) -> None:
            if not gone.done():
                self.on_push(event, data)

        async def turned_away(told: Any = None) -> None:
            self.refused = _lasting(told)

        self._socket.on("connect_error", turned_away, namespace=self._namespace)
        self._socket.on("disconnect", left, namespace=self._namespace)
        self._socket.on("*", pushed, namespace=self._namespace)
        try:
            async with asyncio.timeout(CONNECT_SECONDS + 1):
                await self._socket.connect(
                    self._base,
                    auth=self.auth,
                    headers=self.headers,
                    namespaces=[self._namespace],
                    transports=["websocket"],
                    wait_timeout=CONNECT_SECONDS,
                )
        except (SocketIOError, OSError, aiohttp.ClientError, TimeoutError):
            await self._hang_up()
            return False
        self._gone = gone
        return True

    async def _while_up(self) -> None:
        gone = self._gone
        if gone is None:
            return
        loading = asyncio.ensure_future(self.on_up())
        await asyncio.wait({gone})
        self.on_down()
        loading.cancel()
        with suppress(asyncio.CancelledError, NoAnswer):
            await loading
        await self._hang_up()

    async def _hang_up(self) -> None:
        self._gone = None
        if self._socket is not None:
            with suppress(SocketIOError, OSError, aiohttp.ClientError, TimeoutError):
                async with asyncio.timeout(2):
                    await self._socket.disconnect()
            self._socket = None


def _lasting(told: Any) -> str | None:
    """The code of a permanent refusal."""
    data = told.get("data") if isinstance(told, dict) else None
    code = data.get("code") if isinstance(data, dict) else None
    return None if code is None or code in PASSING else str(code)


def _setting(answer: "asyncio.Future[Json]") -> Callable[..., None]:
    def came(*args: Any) -> None:
        if not answer.done():
            answer.set_result(args[0])

    return came


async def _nothing() -> None:
    """Does nothing, until somebody sets another handler."""
