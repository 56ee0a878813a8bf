"""Outgoing messages (`client/src/outbox.ts`): in order, one at a time, resent with the same
`client_id` until they are acked or permanently refused."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from faults.line import PASSING, NoAnswer, back_off
from faults.record import Json, SentMessage

FIRST_RETRY, LAST_RETRY = 0.5, 15.0  # seconds


class Outbox:
    """`send` delivers one letter and returns the answer, or raises NoAnswer."""

    def __init__(self, send: Callable[[SentMessage], Awaitable[Json]]) -> None:
        self._send = send
        self._waiting: deque[SentMessage] = deque()
        self._wake = asyncio.Event()
        self._attempt = 0
        self._running = False

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, letter: SentMessage) -> None:
        self._waiting.append(letter)
        self._wake.set()

    def resume(self) -> None:
        """Connected: send what is waiting."""
        self._running = True
        self._attempt = 0
        self._wake.set()

    def pause(self) -> None:
        """Disconnected: keep what is there."""
        self._running = False

    async def keep(self) -> None:
        """Sends until cancelled."""
        while True:
            if not (self._running and self._waiting):
                self._wake.clear()
                await self._wake.wait()
                continue
            letter = self._waiting[0]
            delay = await self._try(letter)
            if letter.is_settled:
                self._waiting.popleft()
                self._attempt = 0
            else:
                await self._rest(delay)

    async def _try(self, letter: SentMessage) -> float:
        """Sends once. Returns the wait that a rate limit asks for, in seconds, or 0."""
        try:
            answer = await self._send(letter)
        except NoAnswer:
            return 0.0
        if answer["ok"]:
            letter.acked, letter.acked_at = answer["seq"], time.time()
        elif answer["error"]["code"] not in PASSING:
            letter.refused = answer["error"]["code"]
        else:
            return float(answer["error"].get("data", {}).get("retry_after", 0))
        return 0.0

    async def _rest(self, asked: float) -> None:
        """Waits until the time of the next attempt, or until the next connect."""
        pause = max(asked, back_off(self._attempt, FIRST_RETRY, LAST_RETRY))
        self._attempt += 1
        self._wake.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), pause)
