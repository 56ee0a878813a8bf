"""Opens the order source that an orders file describes."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from handoff.adapters.orders.file import ShopSystem, WooShop
from handoff.adapters.orders.guarded import GuardedOrders
from handoff.adapters.orders.http_orders import HttpOrders
from handoff.adapters.orders.woocommerce import WooOrders
from handoff.adapters.shop_server.reader import open_session


@asynccontextmanager
async def open_orders(
    shop: ShopSystem, currency: Callable[[], str]
) -> AsyncIterator[GuardedOrders]:
    """The order source, with connections of its own; `currency` says that of orders telling none."""
    async with open_session() as http:
        source = (
            WooOrders(shop, http) if isinstance(shop, WooShop) else HttpOrders(shop, http, currency)
        )
        yield GuardedOrders(source, time.monotonic)
