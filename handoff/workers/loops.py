"""Loops: each does its pass, then waits for a nudge or its period, until it is stopped."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from handoff.services.errors import Outage

log = structlog.get_logger()

STOP_SECONDS = 2.0  # what a pass gets to end by itself once its loop is stopped


class Loop:
    """Calls `run_once` at least every `period` seconds, and sooner when `nudged` is set."""

    def __init__(
        self,
        name: str,
        run_once: Callable[[], Awaitable[None]],
        period: float,
        nudged: asyncio.Event | None = None,
    ) -> None:
        self.name = name
        self._run_once = run_once
        self._period = period
        self._nudged = nudged or asyncio.Event()
        self._ended = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def nudge(self) -> None:
        self._nudged.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._until_ended(), name=self.name)

    async def stop(self) -> None:
        """The pass that runs is the last one; it is cut off after `STOP_SECONDS`."""
        self._ended.set()
        self._nudged.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=STOP_SECONDS)
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _until_ended(self) -> None:
        while not self._ended.is_set():
            self._nudged.clear()
            try:
                await self._run_once()
            except (Outage, OSError) as error:
                # A server that is away comes back; the loop must be there when it does.
                log.warning("loop.waits", loop=self.name, error=type(error).__name__)
                await self._pause(self._ended)
            except Exception:
                log.exception("loop.failed", loop=self.name)
                await self._pause(self._ended)
            await self._pause(self._nudged)

    async def _pause(self, until: asyncio.Event) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(until.wait(), self._period)
