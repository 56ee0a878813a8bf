"""An order source that is asked through a guard."""

from collections.abc import Callable, Sequence
from typing import Protocol

from handoff.adapters.shop_server.guard import ORDERS, Guard
from handoff.domain.people import Customer
from handoff.domain.shop.orders import Order, OrderAction, OrderChange
from handoff.services.ports.orders import DescribedOrders


class ProbedSource(DescribedOrders, Protocol):
    async def probe(self) -> None:
        """Raises ServerDown unless the order system answers as it should."""
        ...


class GuardedOrders:
    """Implements `OrderSource`. `clock` tells seconds that never go back."""

    def __init__(self, source: ProbedSource, clock: Callable[[], float]) -> None:
        self._source = source
        self._guard = Guard(ORDERS, clock)

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
