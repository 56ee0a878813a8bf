"""WooCommerce's REST API, version 3 (https://woocommerce.github.io/woocommerce-rest-api-docs/).

An order's number is its id, unless a plugin numbers orders; then only a search finds it, and a
search finds whatever has those characters anywhere, so what it finds is compared. The same goes
for e-mail addresses, for which there is no filter.

There is a status for cancelled orders, but none for returns: one that was asked for is a private
note on the order's page, for the people of the shop, and then metadata of the order, by which it is
known again.
"""

import html
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

import aiohttp
from yarl import URL

from handoff.adapters.orders.cards import Dialect, Told, order, text
from handoff.adapters.orders.file import WooShop
from handoff.adapters.orders.newest import newest_first
from handoff.adapters.shop_server.reader import JsonReader, ServerDown, ServerReply
from handoff.domain.people import Customer
from handoff.domain.shop.order_cards import OrderState, ParcelStep
from handoff.domain.shop.orders import OUTCOME, Order, OrderAction, OrderChange, normal_number
from handoff.services.errors import ActionRefused

PER_PAGE = 50
PAGES = 3  # the newest 150 are as far as anybody looks back in a chat

# "Completed" is what shops make of an order that has left them; only plugins know of deliveries.
_STATES: Mapping[str, OrderState] = {
    "pending": "placed",
    "on-hold": "placed",
    "processing": "placed",
    "completed": "shipped",
    "cancelled": "cancelled",
    "failed": "cancelled",
    "refunded": "refunded",
    "partial-shipped": "shipped",
    "shipped": "shipped",
    "delivered": "delivered",
}
_STEPS: Mapping[str, ParcelStep] = {"handed_over": "handed_over"}
_NOT_ORDERS = frozenset({"trash", "auto-draft", "checkout-draft"})

# Where Shipment Tracking, Advanced Shipment Tracking and others that follow them keep parcels.
_SHIPMENTS = "_wc_shipment_tracking_items"

# When a return was asked for, and under which key.
_RETURN = "_firuze_return_requested"

_FIELDS = (
    "id,number,status,currency,date_created_gmt,date_completed_gmt,total,customer_id,billing,"
    "line_items,meta_data"
)
_NO_SUCH_ORDER = "woocommerce_rest_shop_order_invalid_id"


class WooOrders:
    """Implements `OrderSource`."""

    def __init__(self, shop: WooShop, http: aiohttp.ClientSession) -> None:
        self._orders = URL(f"{shop.url.rstrip('/')}/wp-json/wc/v3/orders")
        login = aiohttp.encode_basic_auth(shop.key, shop.secret)
        self._reader = JsonReader(http, {"Authorization": login})
        self._dialect = Dialect(states={**_STATES, **shop.statuses}, steps=_STEPS)
        self._read_only = shop.read_only
        self.numbers = shop.numbers
        self._return_note = shop.return_note

    async def by_number(self, number: str) -> Order | None:
        told = await self._told(number)
        return None if told is None else self._order(told)

    async def _told(self, number: str) -> Mapping[str, Any] | None:
        if not number:
            return None
        if number.isascii() and number.isdigit():
            told = await self._by_id(int(number))
            if told is not None and _number(told) == number:
                return _mapping(told)
        async for told in self._found({"search": number}, lambda found: _number(found) == number):
            return _mapping(told)
        return None

    async def of_customer(self, customer: Customer) -> Sequence[Order]:
        """The orders of a customer whom the shop vouched for; a guest's by the e-mail address."""
        if customer.external_id is None:
            return ()
        told: list[Any] = []
        if customer.external_id.isascii() and customer.external_id.isdigit():
            of_id = {"customer": customer.external_id}
            told += [found async for found in self._found(of_id, lambda _: True)]
        if customer.email:
            address = customer.email.casefold()
            told += [
                found
                async for found in self._found(
                    {"search": customer.email}, lambda found: _email(found).casefold() == address
                )
            ]
        return newest_first(told, self._order)

    @property
    def actions(self) -> frozenset[OrderAction]:
        return frozenset() if self._read_only else frozenset(get_args(OrderAction))

    async def change(self, change: OrderChange) -> None:
        told = await self._told(normal_number(change.order.number))
        if told is None:
            raise ActionRefused("the order is gone")
        if self._order(told).card.state == OUTCOME[change.kind]:
            return
        order_url = self._orders / str(told.get("id"))
        if change.kind == "order_cancelled":
            await self._reader.send("PUT", order_url, {"status": "cancelled"})
            return
        note = self._return_note.format(reason=change.reason or "–")
        if not await self._is_noted(order_url / "notes", note):
            await self._reader.send("POST", order_url / "notes", {"note": note})
        mark = {"key": _RETURN, "value": change.key}
        await self._reader.send("PUT", order_url, {"meta_data": [mark]})

    async def _is_noted(self, notes_url: URL, note: str) -> bool:
        """Whether an attempt before this one came as far as the note."""
        page = await self._reader.get(notes_url.with_query({"type": "internal"}))
        notes = page.content if page.found else None
        return any(_mapping(item).get("note") == note for item in _sequence(notes))

    async def probe(self) -> None:
        await self._list({"per_page": "1", "_fields": "id"})

    async def _by_id(self, order_id: int) -> Any:
        page = await self._reader.get(
            (self._orders / str(order_id)).with_query({"_fields": _FIELDS})
        )
        if page.found and not isinstance(page.content, dict):
            raise ServerDown("the answer is no order")
        if not page.found and _code(page) != _NO_SUCH_ORDER:
            raise ServerDown("HTTP 404: there is no WooCommerce API at this address")
        return (
            page.content if page.found and page.content.get("status") not in _NOT_ORDERS else None
        )

    async def _found(
        self, query: dict[str, str], wanted: Callable[[Any], bool]
    ) -> AsyncIterator[Any]:
        """Newest first, page by page."""
        for number in range(1, PAGES + 1):
            orders, pages = await self._list(
                query
                | {"orderby": "date", "order": "desc", "_fields": _FIELDS}
                | {"per_page": str(PER_PAGE), "page": str(number)}
            )
            for found in orders:
                if found.get("status") not in _NOT_ORDERS and wanted(found):
                    yield found
            if number >= pages:
                return

    async def _list(self, query: dict[str, str]) -> tuple[list[dict[str, Any]], int]:
        """One page of orders, and how many pages there are."""
        page = await self._reader.get(self._orders.with_query(query))
        if not page.found:
            raise ServerDown("HTTP 404: there is no WooCommerce API at this address")
        if not isinstance(page.content, list):
            raise ServerDown("the answer is no list of orders")
        pages = page.headers.get("X-WP-TotalPages", "1")
        orders = [found for found in page.content if isinstance(found, dict)]
        return orders, int(pages) if pages.isascii() and pages.isdigit() else 1

    def _order(self, told: Mapping[str, Any]) -> Order:
        shipments = _shipments(told)
        found = order(
            Told(
                number=told.get("number"),
                status=_status(told, sent=bool(shipments)),
                placed_at=told.get("date_created_gmt"),
                delivered_at=told.get("date_completed_gmt"),
                customer_id=told.get("customer_id") or None,  # 0 is a guest
                email=_email(told),
                phone=_mapping(told.get("billing")).get("phone"),
                items=[
                    (html.unescape(str(item.get("name") or "")), item.get("quantity"))
                    for item in map(_mapping, _sequence(told.get("line_items")))
                ],
                total=told.get("total"),
                currency=told.get("currency"),
                parcel=[
                    (shipment.get("date_shipped"), "handed_over", _courier(shipment))
                    for shipment in shipments
                ],
            ),
            self._dialect,
        )
        if found.card.state == "delivered" and _has_return(told):
            return replace(found, card=replace(found.card, state="return_requested"))
        return found


def _status(told: Mapping[str, Any], *, sent: bool) -> Any:
    status = told.get("status")
    return "shipped" if sent and status == "processing" else status


def _has_return(told: Mapping[str, Any]) -> bool:
    meta_data = map(_mapping, _sequence(told.get("meta_data")))
    return any(meta.get("key") == _RETURN and meta.get("value") for meta in meta_data)


def _shipments(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    kept = [
        _sequence(meta.get("value"))
        for meta in map(_mapping, _sequence(told.get("meta_data")))
        if meta.get("key") == _SHIPMENTS
    ]
    return [_mapping(shipment) for value in kept for shipment in value]


def _courier(shipment: Mapping[str, Any]) -> str:
    """The carrier of the parcel, and its tracking number."""
    courier = shipment.get("custom_tracking_provider") or shipment.get("tracking_provider")
    return " ".join(filter(None, (text(courier), text(shipment.get("tracking_number")))))


def _number(told: Mapping[str, Any]) -> str:
    return normal_number(str(told.get("number", "")))


def _email(told: Mapping[str, Any]) -> str:
    return str(_mapping(told.get("billing")).get("email") or "").strip()


def _code(page: ServerReply) -> Any:
    return _mapping(page.content).get("code")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _sequence(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()
