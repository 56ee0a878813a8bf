"""`/healthz`: the process lives. `/readyz`: everything it needs answers, and it is here to stay."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

CHECK_SECONDS = 3.0


class Health:
    """`checks` by name: each says whether its server answers, and does not raise."""

    def __init__(self, checks: Mapping[str, Callable[[], Awaitable[bool]]]) -> None:
        self._checks = checks
        self._leaving = False

    def leave(self) -> None:
        """From now on it is not ready, whatever answers: balancers send their clients elsewhere."""
        self._leaving = True

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/healthz", self.alive), web.get("/readyz", self.ready)]

    async def alive(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(self, _: web.Request) -> web.Response:
        answers = await asyncio.gather(*(_within_limit(check) for check in self._checks.values()))
        found = {
            name: "ok" if answer else "down"
            for name, answer in zip(self._checks, answers, strict=True)
        }
        well = all(state == "ok" for state in found.values())
        status = "draining" if self._leaving else "ok" if well else "unready"
        return web.json_response(
            {"status": status, "checks": found}, status=200 if status == "ok" else 503
        )


async def _within_limit(check: Callable[[], Awaitable[bool]]) -> bool:
    """A server that hangs is as good as down."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except TimeoutError:
        return False
