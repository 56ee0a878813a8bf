"""`/healthz`: the process lives. `/readyz`: everything it needs answers."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web


class Health:
    """`checks` by name: each says whether its server answers, and does not raise."""

    def __init__(self, checks: Mapping[str, Callable[[], Awaitable[bool]]]) -> None:
        self._checks = checks

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/healthz", self.alive), web.get("/readyz", self.ready)]

    async def alive(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(self, _: web.Request) -> web.Response:
        found = {name: "ok" if await check() else "down" for name, check in self._checks.items()}
        ready = all(state == "ok" for state in found.values())
        return web.json_response(
            {"status": "ok" if ready else "unready", "checks": found},
            status=200 if ready else 503,
        )
