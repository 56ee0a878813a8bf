"""Customers, and order sources at real servers."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import pytest

from handoff.adapters.machine import new_id
from handoff.adapters.orders.file import WooShop
from handoff.adapters.orders.guarded import GuardedOrders
from handoff.adapters.orders.sources import open_orders
from handoff.domain.people import Customer
from handoff.domain.shop.orders import Order, OrderAction, OrderChange
from handoff.services.ports.orders import OrderSource
from tests.handoff.adapters.orders.shop_server import (
    KEY,
    SECRET,
    ShopServer,
    WooCommerce,
    woo_order,
)


def customer(**facts: Any) -> Customer:
    known: dict[str, Any] = {
        "id": new_id(),
        "external_id": None,
        "name": "John",
        "email": None,
        "phone": None,
        "language": "en",
        "created_at": datetime.now(UTC),
    }
    return Customer(**(known | facts))


async def change_of(source: OrderSource, number: str, kind: OrderAction) -> OrderChange:
    """The wish to change the order as it is now."""
    order: Order | None = await source.by_number(number)
    assert order is not None
    return OrderChange(kind=kind, order=order, reason="damaged", key="conversation:7")


@pytest.fixture
async def shop() -> AsyncIterator[ShopServer]:
    """WooCommerce with the one order of its documentation."""
    async with ShopServer(WooCommerce(woo_order())).listening() as server:
        yield server


OpenWoo = Callable[..., Any]


@pytest.fixture
async def open_woo(shop: ShopServer) -> AsyncIterator[OpenWoo]:
    """Opens the source of that shop, with changes to its orders file."""
    async with AsyncExitStack() as stack:

        async def opened(**changes: Any) -> GuardedOrders:
            told = {"source": "woocommerce", "url": shop.url, "key": KEY, "secret": SECRET}
            described = WooShop.model_validate(told | changes)
            return await stack.enter_async_context(open_orders(described, lambda: "EUR"))

        yield opened


@pytest.fixture
async def woo(open_woo: OpenWoo) -> GuardedOrders:
    source: GuardedOrders = await open_woo()
    return source
