"""Lists of orders: each once, newest first, without those that make no sense."""

from collections.abc import Callable, Iterable
from typing import Any

from handoff.adapters.orders.guarded import Unreadable
from handoff.domain.shop.orders import Order


def newest_first(told: Iterable[Any], read: Callable[[Any], Order]) -> list[Order]:
    """One odd order should not hide the others from an agent; the log tells of it."""
    orders: dict[str, Order] = {}
    for row in told:
        try:
            order = read(row)
        except Unreadable:
            continue
        orders[order.number] = order
    return sorted(orders.values(), key=lambda order: order.card.placed_at, reverse=True)
