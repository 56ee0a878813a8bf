"""An order source on a short lead: bounded in time, and left alone for a while when it is down.

    closed ──`FAILURES` failures in a row──► open for `REST_SECONDS` ──► one question passes
       ▲                                       ▲                              │
       └────────────── it is answered ─────────┼──────────────────────────────┤
                                               └──────────── it is not ───────┘

While it is open customers hear at once that the order system is down, instead of waiting for it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from handoff.adapters.orders.reader import give_up
from handoff.domain.people import Customer
from handoff.domain.shop.orders import Order, OrderAction, OrderChange
from handoff.services.errors import ActionRefused, OrderSystemDown
from handoff.services.ports.orders import DescribedOrders

# All of a lookup, with what is tried again and all pages. The bot's action waits half a second
# longer (`bot/actions/gateway.py`), and the customer's whole turn has five.
LOOKUP_SECONDS = 3.0

FAILURES = 3
REST_SECONDS = 5.0


class Unreadable(OrderSystemDown):
    """The order system answers, but one order of it makes no sense."""


class ProbedSource(DescribedOrders, Protocol):
    async def probe(self) -> None:
        """Raises OrderSystemDown unless the order system answers as it should."""
        ...


class Guard:
    """Lets questions pass, or keeps them off. `clock` tells seconds that never go back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures = 0
        self._rests_until = 0.0

    async def asked[T](self, question: Callable[[], Awaitable[T]]) -> T:
        """The answer. Raises OrderSystemDown."""
        if self._failures >= FAILURES:
            if self._clock() < self._rests_until:
                raise OrderSystemDown("it was down a moment ago")
            self._rests_until = self._clock() + REST_SECONDS  # this question alone finds out
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                answer = await question()
        except (Unreadable, ActionRefused):
            self._failures = 0
            raise
        except OrderSystemDown:
            self._failed()
            raise
        except TimeoutError:
            self._failed()
            give_up(f"no answer within {LOOKUP_SECONDS:g} seconds")
        self._failures = 0
        return answer

    def _failed(self) -> None:
        self._failures += 1
        self._rests_until = self._clock() + REST_SECONDS


class GuardedOrders:
    """Implements `OrderSource`. `clock` tells seconds that never go back."""

    def __init__(self, source: ProbedSource, clock: Callable[[], float]) -> None:
        self._source = source
        self._guard = Guard(clock)

    async def by_number(self, number: str) -> Order | None:
        return await self._guard.asked(lambda: self._source.by_number(number))

    async def of_customer(self, customer: Customer) -> Sequence[Order]:
        return await self._guard.asked(lambda: self._source.of_customer(customer))

    @property
    def numbers(self) -> str | None:
        return self._source.numbers

    @property
    def actions(self) -> frozenset[OrderAction]:
        return self._source.actions

    async def change(self, change: OrderChange) -> None:
        await self._guard.asked(lambda: self._source.change(change))

    async def probe(self) -> None:
        await self._guard.asked(self._source.probe)
