"""The shop's order system."""

from collections.abc import Sequence
from typing import Protocol

from handoff.domain.people import Customer
from handoff.domain.shop.orders import Order, OrderAction, OrderChange


class OrderSource(Protocol):
    @property
    def actions(self) -> frozenset[OrderAction]:
        """What `change` can do here."""
        ...

    async def by_number(self, number: str) -> Order | None:
        """Raises OrderSystemDown."""
        ...

    async def of_customer(self, customer: Customer) -> Sequence[Order]:
        """Newest first. Raises OrderSystemDown."""
        ...

    async def change(self, change: OrderChange) -> None:
        """Does it, or finds it done: asked twice, the order is changed once.

        Raises:
            ActionRefused: the order system will not do it.
            OrderSystemDown: it cannot be reached; perhaps it was done nevertheless.
        """
        ...


class DescribedOrders(OrderSource, Protocol):
    """An order source as it is wired: with what is known of it from its description."""

    @property
    def numbers(self) -> str | None:
        """What its orders' numbers look like, as an expression of RE2; None if nobody has said."""
        ...
