"""A port on which an application is served, with a door that can be closed before it ends."""

import asyncio
from typing import Any

import structlog
from aiohttp import web

from handoff.web.door import Door
from handoff.web.http_io import REQUEST_SECONDS

log = structlog.get_logger()

# What requests that are being answered get once the listener stops.
_LAST_ANSWERS_SECONDS = 2.0

_BACKLOG = 1024  # connections that wait to be accepted

# What is read of a body that nobody wants, so that the answer reaches who sends it.
_LINGER_SECONDS = 2.0


class Listener:
    """`door` stands before the protocol that serves a connection. A connection that has sent no whole
    request after `request_seconds` is cut, and one that is kept alive without sending another."""

    def __init__(
        self,
        app: web.Application,
        door: Door | None = None,
        request_seconds: float = REQUEST_SECONDS,
    ) -> None:
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=_Log(),
            keepalive_timeout=request_seconds,
            lingering_time=_LINGER_SECONDS,
            shutdown_timeout=_LAST_ANSWERS_SECONDS,
        )
        self._door = door
        self._server: asyncio.Server | None = None

    async def open(self, host: str, port: int) -> int:
        """Listens; returns the port, a free one for 0. Raises OSError."""
        await self._runner.setup()
        make = self._runner.server
        if make is None:
            raise RuntimeError("A runner that was set up has a server")
        loop = asyncio.get_running_loop()
        factory = self._door.before(make) if self._door is not None else make
        self._server = await loop.create_server(factory, host, port, backlog=_BACKLOG)
        return int(self._server.sockets[0].getsockname()[1])

    async def close_door(self) -> None:
        """Nobody new comes in, and connections that are kept alive end with their next answer;
        what is being answered, and WebSockets, go on."""
        if self._server is not None:
            self._server.close()
        if self._runner.server is not None:
            self._runner.server.pre_shutdown()

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        await self._runner.cleanup()


class _Log:
    """What aiohttp says of requests that it could not read or serve, without who sent them: its
    lines name the client's address, and for a malformed request hold what was in it."""

    def debug(self, *_: Any, **__: Any) -> None:
        """Nothing worth a line."""

    def exception(self, *_: Any, exc_info: Any = None, **__: Any) -> None:
        malformed = isinstance(exc_info, web.HTTPException) or type(exc_info).__module__.startswith(
            "aiohttp.http"
        )
        if malformed:
            log.info("refused", where="http", code="bad_request")
        else:
            log.error("http.failed", exc_info=exc_info)

    error = warning = exception
