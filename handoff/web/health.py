"""`/healthz`: the process lives. `/readyz`: whether a balancer should send people here.

status     HTTP   when
ok         200    every part answers
degraded   200    a part is down that people can do without: the bot, or Valkey
unready    503    a part is down without which nothing can be promised: the database
draining   503    the gateway is about to end

It also tells how far the reactions to events are, in the whole installation, and how busy the bots are, as far as
this gateway knows.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

import structlog
from aiohttp import web

from handoff.domain.desk.bot_load import BotLoad
from handoff.services.ports.subscriptions import Progress
from handoff.web.endpoints import Endpoints, get
from handoff.web.http_io import json_reply
from handoff.web.protocol.base import Outbound
from handoff.web.protocol.waits import BotsNow

log = structlog.get_logger()

CHECK_SECONDS = 3.0
_SERVING = ("ok", "degraded")


Check = Callable[[], Awaitable[bool]]


class Alive(Outbound):
    status: Literal["ok"] = "ok"


class Ready(Outbound):
    """`checks` are the parts by name; `reactions` says how far each is, and is empty while the database
    is away; `bots` what this gateway has waiting for them."""

    status: Literal["ok", "degraded", "unready", "draining"]
    checks: dict[str, Literal["ok", "down"]]
    reactions: dict[str, Progress]
    bots: BotsNow


class Health(Endpoints):
    """Parts by name. Each check says whether its server answers, and does not raise.

    Without one of `needed` the gateway is unready; without one of `helpful` it is degraded.
    """

    def __init__(
        self,
        needed: Mapping[str, Check],
        helpful: Mapping[str, Check],
        reactions: Callable[[], Awaitable[Mapping[str, Progress]]],
        bots: Callable[[], BotLoad],
    ) -> None:
        self._bots = bots
        self._reactions = reactions
        self._needed = frozenset(needed)
        self._checks = {**needed, **helpful}
        self._leaving = False

    def leave(self) -> None:
        """Makes the gateway unready from now on, whatever answers: balancers send their clients elsewhere."""
        self._leaving = True

    @get("/healthz", caller="anybody", gives=Alive)
    async def alive(self, _: web.Request) -> Alive:
        """The process lives."""
        return Alive()

    @get("/readyz", caller="anybody", gives=Ready, also={503: Ready})
    async def ready(self, _: web.Request) -> web.Response:
        """Whether a balancer should send people here: 503 while it should not."""
        answers = await asyncio.gather(*(_within_limit(check) for check in self._checks.values()))
        found: dict[str, Literal["ok", "down"]] = {
            name: "ok" if answer else "down"
            for name, answer in zip(self._checks, answers, strict=True)
        }
        status = self._status({name for name, state in found.items() if state == "down"})
        told = Ready(
            status=status,
            checks=found,
            reactions=await self._progress(),
            bots=BotsNow.of(self._bots()),
        )
        return json_reply(told, 200 if status in _SERVING else 503)

    async def _progress(self) -> dict[str, Progress]:
        """Nothing while the database is away."""
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                return dict(await self._reactions())
        except Exception as error:  # noqa: BLE001 - the checks say what is down
            log.warning("reactions.unknown", error=type(error).__name__)
            return {}

    def _status(self, down: set[str]) -> Literal["ok", "degraded", "unready", "draining"]:
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
