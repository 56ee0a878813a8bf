"""A proxy between the gateway and the real bot that can hold its answers back."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import aiohttp
from aiohttp import web

from tests.handoff.serving import serving
from tests.handoff.waiting import PATIENCE


class HoldingProxy:
    """Forwards everything to `target`; while `held`, turns wait on their way back."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._http: aiohttp.ClientSession | None = None
        self._passing = asyncio.Event()
        self._passing.set()
        self._kept = asyncio.Event()
        self.url = ""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds answers back until the block ends; the gateway gives a turn up after 5 seconds."""
        self._passing.clear()
        self._kept.clear()
        try:
            yield
        finally:
            self._passing.set()

    async def has_an_answer(self) -> None:
        """Returns once an answer is held back."""
        async with asyncio.timeout(PATIENCE):
            await self._kept.wait()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["HoldingProxy"]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._forward)
        async with serving(app) as self.url, aiohttp.ClientSession() as self._http:
            yield self

    async def _forward(self, request: web.Request) -> web.Response:
        assert self._http is not None
        headers = {
            name: value
            for name, value in request.headers.items()
            if name in {"Authorization", "Content-Type"}
        }
        try:
            async with self._http.request(
                request.method,
                f"{self._target}{request.path}",
                data=await request.read(),
                headers=headers,
            ) as response:
                body, status = await response.read(), response.status
        except aiohttp.ClientConnectionError:
            assert request.transport is not None
            request.transport.close()  # as if nobody listened
            return web.Response()
        if request.path.endswith("/turn"):
            self._kept.set()
            await self._passing.wait()
        return web.Response(body=body, status=status, content_type="application/json")
