"""A shop's server on a real port: WooCommerce as it is documented, or anything a test makes of it."""

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.handoff.serving import serving

KEY, SECRET = "ck_of_the_tests", "cs_of_the_tests"

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def woo_order(number: str = "727", /, **changes: Any) -> Json:
    """The order of WooCommerce's documentation, shortened."""
    return {
        "id": int(number) if number.isdigit() else 1,
        "number": number,
        "status": "processing",
        "currency": "USD",
        "date_created": "2017-03-22T16:28:02",
        "date_created_gmt": "2017-03-22T19:28:02",
        "total": "29.35",
        "customer_id": 0,
        "billing": {
            "first_name": "John",
            "email": "john.doe@example.com",
            "phone": "(555) 555-5555",
        },
        "meta_data": [{"id": 13106, "key": "_download_permissions_granted", "value": "yes"}],
        "line_items": [
            {"id": 315, "name": "Woo Single #1", "quantity": 2, "total": "6.00"},
            {"id": 316, "name": "Ship Your Idea &ndash; Color: Black", "quantity": 1},
        ],
    } | changes


class ShopServer:
    """Answers with its `handler`; `asked` keeps what came, `connections` how many there were."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.url = ""
        self.asked: list[web.Request] = []
        self.connections: set[object] = set()
        self._closing = asyncio.Event()

    @property
    def paths(self) -> list[str]:
        return [request.raw_path for request in self.asked]

    async def hang(self, _: web.Request) -> web.StreamResponse:
        """A handler that answers nobody while the server lives."""
        await self._closing.wait()
        return web.Response()

    async def broken(self, _: web.Request) -> web.StreamResponse:
        """A handler that wants to be left alone for long."""
        return web.Response(status=503, headers={"Retry-After": "3600"})

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["ShopServer"]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        async with serving(app) as self.url:
            try:
                yield self
            finally:
                self._closing.set()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        self.connections.add(request.transport)
        return await self.handler(request)


class WooCommerce:
    """`/wp-json/wc/v3/orders`, as far as Firuze uses it. A handler of `ShopServer`."""

    def __init__(self, *orders: Json) -> None:
        self.orders = list(orders)
        self.notes: list[str] = []

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        login = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {login}":
            return _error(401, "woocommerce_rest_cannot_view")
        root, _, order_id = request.path.partition("/wp-json/wc/v3/orders")
        if root == request.path:
            return _error(404, "rest_no_route")
        if order_id:
            number, _, notes = order_id[1:].partition("/")
            return await self._one(int(number), request, of_notes=notes == "notes")
        return self._list(request.query)

    async def _one(
        self, order_id: int, request: web.Request, *, of_notes: bool
    ) -> web.StreamResponse:
        found = [order for order in self.orders if order["id"] == order_id]
        if not found:
            return _error(404, "woocommerce_rest_shop_order_invalid_id")
        if of_notes:
            if request.method == "POST":
                self.notes.append((await request.json())["note"])
            return web.json_response([{"note": note} for note in reversed(self.notes)])
        if request.method == "PUT":
            self._change(found[0], await request.json())
        return web.json_response(found[0])

    def _change(self, order: Json, changes: Json) -> None:
        """Metadata without an id are added to those that there are."""
        added = changes.pop("meta_data", [])
        order.update(changes, meta_data=[*(order["meta_data"] or ()), *added])

    def _list(self, query: Any) -> web.StreamResponse:
        """`search` finds orders which have the words anywhere, as WooCommerce's does."""
        found = [
            order
            for order in sorted(self.orders, key=lambda o: str(o["date_created_gmt"]), reverse=True)
            if query.get("search", "").lower() in str(order).lower()
            and query.get("customer") in (None, str(order["customer_id"]))
        ]
        page, size = int(query.get("page", 1)), int(query.get("per_page", 10))
        return web.json_response(
            found[(page - 1) * size : page * size],
            headers={
                "X-WP-Total": str(len(found)),
                "X-WP-TotalPages": str(-(-len(found) // size)),
            },
        )


def _error(status: int, code: str) -> web.StreamResponse:
    body = {"code": code, "message": "…", "data": {"status": status}}
    return web.json_response(body, status=status)
