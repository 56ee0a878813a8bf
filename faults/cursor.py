"""A reader's cursor over one conversation (`client/src/log.ts`): first load and recovery are one
path, a gap in pushed events starts the same walk, known events are ignored."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from faults.line import NoAnswer, back_off
from faults.record import Json, ReaderLog

FIRST_RETRY, LAST_RETRY = 0.5, 15.0  # seconds


class ReaderCursor:
    """`fetch(after)` brings one page, or raises NoAnswer. Customers do not see every seq: `after`,
    the previous public event, shows them a gap."""

    def __init__(self, reading: ReaderLog, fetch: Callable[[int], Awaitable[Json]]) -> None:
        self.reading = reading
        self._fetch = fetch
        self._walking: asyncio.Task[None] | None = None
        self._again = False
        self._wake = asyncio.Event()

    def load(self) -> None:
        """Walks to the end of the log; if a walk is under way, once more after it."""
        self._again = True
        self._wake.set()
        if self._walking is None or self._walking.done():
            self._walking = asyncio.create_task(self._walk_until_done())

    def receive(self, events: Sequence[Json]) -> None:
        for event in events:
            if event["seq"] <= self.reading.cursor:
                continue
            if self._is_gap(event):
                self.load()
                return
            self.reading.show(event)

    def expect(self, head: int) -> None:
        """The server reports `head` as its last event."""
        if head > self.reading.cursor:
            self.load()

    async def stop(self) -> None:
        if self._walking is not None:
            self._walking.cancel()
            with suppress(asyncio.CancelledError):
                await self._walking

    def _is_gap(self, event: Json) -> bool:
        if self.reading.is_customer:
            return bool(event["after"] > self.reading.cursor)
        return bool(event["seq"] > self.reading.cursor + 1)

    async def _walk_until_done(self) -> None:
        attempt = 0
        while self._again:
            try:
                await self._walk()
                attempt = 0
            except NoAnswer:
                self._again = True
                await self._rest(back_off(attempt, FIRST_RETRY, LAST_RETRY))
                attempt += 1
        if self.reading.loaded_at is None:
            self.reading.loaded_at = time.time()

    async def _rest(self, pause: float) -> None:
        self._wake.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), pause)

    async def _walk(self) -> None:
        more = True
        while more:
            self._again = False
            page = await self._fetch(self.reading.cursor)
            for event in page["events"]:
                if event["seq"] > self.reading.cursor:
                    self.reading.show(event)
            more = page["more"]
