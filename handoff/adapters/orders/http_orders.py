"""Any order system that answers GET with JSON, and perhaps takes changes by POST, by addresses and
paths from the orders file."""

from collections.abc import Callable, Sequence
from typing import Any, get_args
from urllib.parse import quote
from zoneinfo import ZoneInfo

import aiohttp
from yarl import URL

from handoff.adapters.orders.cards import Dialect, Told, order
from handoff.adapters.orders.file import HttpShop, ParcelFields, PostTemplate, number_shape
from handoff.adapters.orders.newest import newest_first
from handoff.adapters.shop_server.paths import at
from handoff.adapters.shop_server.reader import JsonReader, ServerDown, Unreadable
from handoff.domain.people import Customer
from handoff.domain.shop.orders import Order, OrderAction, OrderChange, normal_number
from handoff.services.errors import ActionRefused

_ALL: tuple[OrderAction, ...] = get_args(OrderAction)


class HttpOrders:
    """Implements `OrderSource`. `currency` says that of orders which tell none."""

    def __init__(
        self, shop: HttpShop, http: aiohttp.ClientSession, currency: Callable[[], str]
    ) -> None:
        self._shop = shop
        self.numbers = shop.numbers
        self._is_number = number_shape(shop.numbers or ".+")
        self._reader = JsonReader(http, shop.headers)
        self._currency = currency
        self._dialect = Dialect(
            states=shop.statuses, steps=shop.all_steps, zone=ZoneInfo(shop.timezone)
        )

    async def by_number(self, number: str) -> Order | None:
        if not number.strip("./") or not self._is_number(number):
            return None  # no number; or one that would change the address, as `..` does
        content = await self._asked(self._shop.order, number=number)
        told = at(content, self._shop.order_at)
        for found in told if isinstance(told, list) else [told]:
            if normal_number(str(at(found, self._shop.fields.number))) == number:
                return self._order(found)
        return None

    async def of_customer(self, customer: Customer) -> Sequence[Order]:
        """The orders of a customer whom the shop vouched for."""
        if customer.external_id is None:
            return ()
        told: list[Any] = []
        if self._shop.orders_of_customer:
            told += await self._list(self._shop.orders_of_customer, id=customer.external_id)
        if self._shop.orders_of_email and customer.email:
            told += await self._list(self._shop.orders_of_email, email=customer.email)
        return newest_first(told, self._order)

    @property
    def actions(self) -> frozenset[OrderAction]:
        return frozenset(kind for kind in _ALL if self._post(kind) is not None)

    async def change(self, change: OrderChange) -> None:
        post = self._post(change.kind)
        if post is None:
            raise ActionRefused(f"the orders file does not say how: {change.kind}")
        number = change.order.number
        values = {"number": number, "reason": change.reason or "", "key": change.key}
        content = {name: text.format(**values) for name, text in post.body.items()}
        address = post.address.format(number=quote(number, safe=""))
        await self._reader.send("POST", URL(address, encoded=True), content, change.key)

    def _post(self, kind: OrderAction) -> PostTemplate | None:
        return self._shop.cancel if kind == "order_cancelled" else self._shop.request_return

    async def probe(self) -> None:
        await self._asked(self._shop.order, number=self._shop.probe)

    async def _list(self, template: str, **values: str) -> list[Any]:
        told = at(await self._asked(template, **values), self._shop.list_at)
        if told is None:
            return []
        if not isinstance(told, list):
            raise Unreadable("there is no list of orders at `list_at`")
        return told

    async def _asked(self, template: str, **values: str) -> Any:
        """The content, None if there is none."""
        filled = {name: quote(value, safe="") for name, value in values.items()}
        page = await self._reader.get(URL(template.format(**filled), encoded=True))
        if page.found and not isinstance(page.content, dict | list):
            raise ServerDown("the answer is neither an object nor a list")
        return page.content if page.found else None

    def _order(self, told: Any) -> Order:
        fields = self._shop.fields
        items = at(told, fields.items)
        currency = at(told, fields.currency) if fields.currency else None
        return order(
            Told(
                number=at(told, fields.number),
                status=at(told, fields.status),
                placed_at=at(told, fields.placed_at),
                expected_at=at(told, fields.expected_at),
                delivered_at=at(told, fields.delivered_at),
                customer_id=at(told, fields.customer_id),
                email=at(told, fields.email),
                phone=at(told, fields.phone),
                items=[
                    (at(item, fields.item_title), at(item, fields.item_quantity))
                    for item in (items if isinstance(items, list) else [])
                ],
                total=at(told, fields.total),
                currency=currency or self._currency(),
                parcel=_parcel(told, fields.parcel),
            ),
            self._dialect,
        )


def _parcel(told: Any, fields: ParcelFields | None) -> list[tuple[Any, Any, Any]]:
    steps = at(told, fields.list) if fields else None
    if fields is None or not isinstance(steps, list):
        return []
    return [(at(step, fields.at), at(step, fields.step), at(step, fields.place)) for step in steps]
