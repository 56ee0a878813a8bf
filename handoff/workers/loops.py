"""Loops that never end: each does its pass, then waits for a nudge or its period."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from handoff.services.ports import CacheDown

log = structlog.get_logger()


class Loop:
    """Calls `run_once` at least every `period` seconds, and sooner when nudged."""

    def __init__(self, name: str, run_once: Callable[[], Awaitable[None]], period: float) -> None:
        self._name = name
        self._run_once = run_once
        self._period = period
        self._nudged = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def nudge(self) -> None:
        self._nudged.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._forever(), name=self._name)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _forever(self) -> None:
        while True:
            self._nudged.clear()
            try:
                await self._run_once()
            except (CacheDown, OSError) as error:
                # A server that is away comes back; the loop must be there when it does.
                log.warning("loop.waits", loop=self._name, error=type(error).__name__)
                await asyncio.sleep(self._period)
            except Exception:
                log.exception("loop.failed", loop=self._name)
                await asyncio.sleep(self._period)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._nudged.wait(), self._period)
