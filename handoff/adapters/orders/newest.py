"""Lists of orders: each once, newest first, without those that make no sense."""

from collections.abc import Callable, Iterable
from typing import Any

import structlog

from handoff.adapters.shop_server.reader import Unreadable
from handoff.domain.shop.orders import Order

log = structlog.get_logger()


def newest_first(told: Iterable[Any], read: Callable[[Any], Order]) -> list[Order]:
    """One odd order should not hide the others from an agent; the log tells of it."""
    orders: dict[str, Order] = {}
    for row in told:
        try:
            order = read(row)
        except Unreadable as error:
            log.warning("orders.unreadable", reason=str(error))
            continue
        orders[order.number] = order
    return sorted(orders.values(), key=lambda order: order.card.placed_at, reverse=True)
