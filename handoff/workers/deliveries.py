"""Takes deliveries that are due and has them carried, a few at a time.

A delivery is taken under a lease which is renewed for as long as the mail server takes. A gateway that
dies stops renewing, and another one takes the delivery when the lease has passed.
"""

import asyncio
from datetime import datetime, timedelta

import structlog

from handoff.domain.deliveries import Delivery
from handoff.services.carrier import Carrier
from handoff.services.ports.clock import Clock
from handoff.services.ports.deliveries import DeliveryStore

log = structlog.get_logger()

LEASE = timedelta(seconds=30)
RENEWED_BELOW = timedelta(seconds=20)  # of a lease that are left
AT_ONCE = 8  # deliveries this gateway carries at the same time
STOP_SECONDS = 6.0  # what a stopping gateway waits for what it carries


class DeliveryWorker:
    """`run_once` is called by a loop, well within `RENEWED_BELOW`. Answers wait for `grace`."""

    def __init__(
        self, store: DeliveryStore, carrier: Carrier, clock: Clock, grace: timedelta
    ) -> None:
        self._store = store
        self._carrier = carrier
        self._clock = clock
        self._grace = grace
        self._running: dict[asyncio.Task[None], Delivery] = {}

    async def run_once(self) -> None:
        """Renews the leases of what is under way, and begins on what is due."""
        now = self._clock()
        await self._renew(now)
        room = AT_ONCE - len(self._running)
        if room > 0:
            for taken in await self._store.take_due(now, now + LEASE, room, self._grace):
                task = asyncio.create_task(self._carry(taken))
                self._running[task] = taken
                task.add_done_callback(self._running.pop)

    async def finish(self) -> None:
        """Waits for what was begun."""
        await asyncio.gather(*self._running)

    async def stop(self, within: float = STOP_SECONDS) -> None:
        """Lets what is under way come to its end. What takes longer is left to its lease: whether the
        mail server has it by now nobody here can know."""
        if self._running:
            await asyncio.wait(self._running, timeout=within)
        unfinished = list(self._running)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    async def _renew(self, now: datetime) -> None:
        short = {x.id: t for t, x in self._running.items() if x.due_at - now < RENEWED_BELOW}
        held = [self._running[task] for task in short.values()]
        for renewed in await self._store.renew(held, now + LEASE):
            task = short[renewed.id]
            if task in self._running:
                self._running[task] = renewed

    async def _carry(self, taken: Delivery) -> None:
        """One try. If its outcome cannot be written down, it is taken again after its lease."""
        try:
            await self._carrier.carry(taken)
        except Exception:
            log.exception("delivery.unsettled", id=taken.id, kind=taken.kind)
