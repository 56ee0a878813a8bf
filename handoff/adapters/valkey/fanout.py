"""Signals to and from other gateways, through one channel of Valkey.

This is transport only: what a gateway does with a signal is decided by its publications. A signal
that is lost on the way shows at the other gateway as a gap, and the reader's cursor heals it.

A gateway that is alone sends nothing. Valkey answers each signal with the number of its listeners;
a gateway that hears only itself stops sending until it hears another one. A gateway that begins to
listen sends a hello, which is a signal without content.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from uuid import uuid4

import structlog
from pydantic import ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from handoff.adapters.codec import SIGNAL
from handoff.services.signals import Signal

log = structlog.get_logger()

_CHANNEL = "firuze:signals"
_ID_LENGTH = 32
_RETRY_SECONDS = 0.5
_FLUSH_SECONDS = 1.0  # what a stopping gateway grants its last signals

_TOGETHER = 100  # signals on one way to Valkey

# Signals that wait for Valkey; of a longer outage the cursors take care.
BACKLOG = 5000


class ValkeyFanout:
    """`receive` is called with each signal of another gateway, in the order in which that gateway
    sent them, and does not raise."""

    def __init__(self, valkey: Redis, receive: Callable[[Signal], None]) -> None:
        self._valkey = valkey
        self._receive = receive
        self._me = uuid4().hex.encode()
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue(BACKLOG)
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self._alone = False
        self._company = 0  # how often there was reason to believe that others listen

    def send(self, signal: Signal) -> None:
        """Queues a signal for the other gateways, if there are any."""
        if not self._alone:
            self._put(SIGNAL.dump_json(signal))

    def _put(self, content: bytes) -> None:
        try:
            self._outgoing.put_nowait(self._me + content)
        except asyncio.QueueFull:
            log.warning("fanout.dropped", backlog=BACKLOG)

    async def start(self) -> None:
        self._tasks = (asyncio.create_task(self._send()), asyncio.create_task(self._listen()))

    async def stop(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_FLUSH_SECONDS):
                await self.sent()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def sent(self) -> None:
        """Returns when no signal waits for Valkey any more."""
        await self._outgoing.join()

    async def _send(self) -> None:
        """One batch after the other: signals keep their order on the way."""
        while True:
            batch = [await self._outgoing.get()]
            while not self._outgoing.empty() and len(batch) < _TOGETHER:
                batch.append(self._outgoing.get_nowait())
            try:
                await self._publish(batch)
            except (RedisError, OSError) as error:
                log.warning("fanout.unreachable", error=type(error).__name__, signals=len(batch))
            finally:
                for _ in batch:
                    self._outgoing.task_done()

    async def _publish(self, batch: Sequence[bytes]) -> None:
        async with self._valkey.pipeline(transaction=False) as together:
            for message in batch:
                together.publish(_CHANNEL, message)
            before = self._company
            listeners = await together.execute()
        # The answer does not count gateways that came while it was on its way.
        self._alone = max(listeners) <= 1 and self._company == before

    async def _listen(self) -> None:
        while True:
            try:
                async with self._valkey.pubsub() as subscription:
                    await subscription.subscribe(_CHANNEL)
                    async for message in subscription.listen():
                        if message["type"] == "subscribe":
                            self._hear_of_others()
                            self._put(b"")
                        elif message["type"] == "message":
                            self._take(message["data"])
            except (RedisError, OSError) as error:
                log.warning("fanout.lost", error=type(error).__name__)
                await asyncio.sleep(_RETRY_SECONDS)

    def _hear_of_others(self) -> None:
        self._company += 1
        self._alone = False

    def _take(self, data: bytes) -> None:
        sender, payload = data[:_ID_LENGTH], data[_ID_LENGTH:]
        if sender == self._me:
            return
        self._hear_of_others()
        if not payload:
            return
        try:
            signal = SIGNAL.validate_json(payload)
        except ValidationError as error:
            # From another release, or not ours. What is in it is not for the log.
            log.warning("fanout.unreadable", problems=error.error_count())
        else:
            self._receive(signal)
