"""Finishes erasures that were begun, and erases what has been kept for long enough, in small batches."""

from datetime import timedelta

from handoff.services.erasures import Erasures
from handoff.services.ports.clock import Clock

BATCHES = 20  # of one pass; the next pass goes on


class RetentionWorker:
    """`kept_for` is how long conversations are kept after the last that happened in them; None: until
    somebody erases them."""

    def __init__(self, erasures: Erasures, clock: Clock, kept_for: timedelta | None) -> None:
        self._erasures = erasures
        self._clock = clock
        self._kept_for = kept_for

    async def run_once(self) -> None:
        await self._erasures.finish()
        if self._kept_for is None:
            return
        quiet_since = self._clock() - self._kept_for
        for _ in range(BATCHES):
            if not await self._erasures.forget(quiet_since):
                return
