"""Signals to browsers: to those of this gateway at once, to the others' through Valkey.

Delivery on this gateway does not wait for Valkey and does not need it. A signal that is lost on
the way to another gateway shows there as a gap, and the reader's cursor heals it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import uuid4

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from handoff.adapters.codec import SIGNAL
from handoff.services.ports import Signal

log = structlog.get_logger()

_CHANNEL = "firuze:signals"
_ID_LENGTH = 32
_RETRY_SECONDS = 0.5


class ValkeyFanout:
    """Implements `Fanout`. `deliver` brings a signal to the browsers of this gateway."""

    def __init__(self, valkey: Redis, deliver: Callable[[Signal], Awaitable[None]]) -> None:
        self._valkey = valkey
        self._deliver = deliver
        self._me = uuid4().hex.encode()
        self._listener: asyncio.Task[None] | None = None

    async def publish(self, signal: Signal) -> None:
        await self._deliver(signal)
        try:
            await self._valkey.publish(_CHANNEL, self._me + SIGNAL.dump_json(signal))
        except RedisError as error:
            log.warning("fanout.unreachable", error=type(error).__name__)

    async def start(self) -> None:
        self._listener = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener

    async def _listen(self) -> None:
        while True:
            try:
                async with self._valkey.pubsub() as subscription:
                    await subscription.subscribe(_CHANNEL)
                    async for message in subscription.listen():
                        if message["type"] == "message":
                            await self._receive(message["data"])
            except RedisError as error:
                log.warning("fanout.lost", error=type(error).__name__)
                await asyncio.sleep(_RETRY_SECONDS)

    async def _receive(self, data: bytes) -> None:
        sender, payload = data[:_ID_LENGTH], data[_ID_LENGTH:]
        if sender == self._me:
            return
        try:
            await self._deliver(SIGNAL.validate_json(payload))
        except Exception:
            # One signal that cannot be delivered must not end the delivery of all others.
            log.exception("fanout.undeliverable")
