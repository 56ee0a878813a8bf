"""`/healthz`: the process lives. `/readyz`: whether a balancer should send people here.

status     HTTP   when
ok         200    every part answers
degraded   200    a part is down that people can do without: the bot, or Valkey
unready    503    a part is down without which nothing can be promised: the database
draining   503    the gateway is about to end
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

CHECK_SECONDS = 3.0
_SERVING = ("ok", "degraded")


Check = Callable[[], Awaitable[bool]]


class Health:
    """Parts by name. Each check says whether its server answers, and does not raise.

    Without one of `needed` the gateway is unready; without one of `helpful` it is degraded.
    """

    def __init__(self, needed: Mapping[str, Check], helpful: Mapping[str, Check]) -> None:
        self._needed = frozenset(needed)
        self._checks = {**needed, **helpful}
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
        status = self._status({name for name, state in found.items() if state == "down"})
        return web.json_response(
            {"status": status, "checks": found}, status=200 if status in _SERVING else 503
        )

    def _status(self, down: set[str]) -> str:
        if self._leaving:
            return "draining"
        if down & self._needed:
            return "unready"
        return "degraded" if down else "ok"


async def _within_limit(check: Check) -> bool:
    """A server that hangs is as good as down."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except TimeoutError:
        return False
