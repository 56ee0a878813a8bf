"""What can go wrong between Firuze and a shop's server, at a real one."""

import asyncio
import zlib
from typing import Any

import pytest
from aiohttp import web

from handoff.adapters.orders.guarded import GuardedOrders
from handoff.adapters.shop_server.guard import FAILURES, LOOKUP_SECONDS, REST_SECONDS
from handoff.adapters.shop_server.reader import BODY_BYTES, TRIES, ServerDown
from handoff.domain.people import Customer
from handoff.domain.shop.orders import Order
from handoff.services.errors import OrderSystemDown
from tests.handoff.adapters.orders.conftest import customer
from tests.handoff.adapters.orders.shop_server import (
    KEY,
    SECRET,
    Handler,
    ShopServer,
    WooCommerce,
    woo_order,
)
from tests.handoff.conftest import Written
from tests.handoff.order_sources import ReadOnly


def _answering(status: int = 200, body: bytes = b"", **headers: str) -> Handler:
    async def answer(_: web.Request) -> web.StreamResponse:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, body=body, headers=given)

    return answer


def _first(*handlers: Handler) -> Handler:
    """Each question the next handler; the last one from then on."""
    left = list(handlers)

    async def answer(request: web.Request) -> web.StreamResponse:
        return await (left.pop(0) if len(left) > 1 else left[0])(request)

    return answer


async def _cut(request: web.Request) -> web.StreamResponse:
    """Aiohttp itself asks once more: the connection may have been an old one."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


HTML = b"<!doctype html><title>We'll be right back</title>"


@pytest.mark.parametrize(
    ("handler", "asked", "reason"),
    [
        (_answering(500), TRIES, "HTTP 500"),
        (_answering(503, Retry_After="0"), TRIES, "HTTP 503"),
        (_answering(503, Retry_After="120"), 1, "HTTP 503"),
        (_answering(429, Retry_After="Fri, 31 Dec 2027 23:59:59 GMT"), 1, "HTTP 429"),
        (_answering(200, HTML, Content_Type="text/html"), 1, "not JSON"),
        (_answering(200, b'{"id": 727'), 1, "not JSON"),
        (_answering(200, b"\xff\xfe"), 1, "not JSON"),
        (_answering(200, b"[" * 100_000), 1, "not JSON"),
        (_answering(200, b""), 1, "not JSON"),
        (_answering(200, b"[]"), 1, "no order"),
        (_answering(200, b"null"), 1, "no order"),
        (_answering(400, b"{}"), 1, "HTTP 400"),
        (_answering(403, HTML), 1, "HTTP 403"),
        (_answering(404, HTML), 1, "HTTP 404"),
        (_answering(204), 1, "HTTP 204"),
        (_cut, 2 * TRIES, "no connection"),
    ],
)
async def test_nonsense_is_a_system_that_is_down(
    shop: ShopServer,
    woo: GuardedOrders,
    written: Written,
    handler: Handler,
    asked: int,
    reason: str,
) -> None:
    """With a reason for operators; tried again only where that may help; never a secret, a number
    or an address in the log."""
    shop.handler = handler
    with pytest.raises(OrderSystemDown, match=reason):
        await woo.by_number("727")
    assert len(shop.asked) == asked
    assert reason in written.everything
    for secret in (KEY, SECRET, "727", "Basic", "/wp-json"):
        assert secret not in written.everything


@pytest.mark.parametrize("passing", [_answering(429, Retry_After="1"), _answering(502), _cut])
async def test_what_passes_is_waited_for(
    shop: ShopServer, woo: GuardedOrders, passing: Handler
) -> None:
    """A moment later the order is there, and the customer never knew."""
    shop.handler = _first(passing, WooCommerce(woo_order()))
    assert await woo.by_number("727") is not None
    assert len(shop.asked) == 2


@pytest.mark.alone
async def test_a_slow_system_is_given_up_in_time_for_the_customer(
    shop: ShopServer, woo: GuardedOrders
) -> None:
    """However often it is tried: the bot's action waits half a second longer, the turn five."""
    shop.handler = shop.hang
    loop = asyncio.get_running_loop()
    began = loop.time()
    with pytest.raises(OrderSystemDown, match="no answer within"):
        await woo.by_number("727")
    assert loop.time() - began < LOOKUP_SECONDS + 0.5
    assert len(shop.asked) == 2


async def test_a_body_that_trickles_is_given_up_too(shop: ShopServer, woo: GuardedOrders) -> None:
    """Headers alone are no answer."""

    async def trickle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"[")
        return await shop.hang(request)

    shop.handler = trickle
    with pytest.raises(OrderSystemDown, match="no answer within"):
        await woo.by_number("727")


@pytest.mark.parametrize("encoding", ["identity", "deflate"])
async def test_a_huge_body_is_not_read(shop: ShopServer, woo: GuardedOrders, encoding: str) -> None:
    """The adapter does not unpack it either: the gateway's memory is everybody's."""
    body = b'"' + b"a" * (4 * BODY_BYTES) + b'"'
    packed = zlib.compress(body) if encoding == "deflate" else body
    shop.handler = _answering(200, packed, Content_Encoding=encoding)
    with pytest.raises(OrderSystemDown, match=f"longer than {BODY_BYTES} bytes"):
        await woo.by_number("727")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_secrets_are_never_taken_elsewhere(
    shop: ShopServer, woo: GuardedOrders, status: int
) -> None:
    """A redirect is not followed, not even to the same server."""
    async with ShopServer(WooCommerce(woo_order())).listening() as elsewhere:
        for target in (elsewhere.url, shop.url):
            shop.handler = _answering(status, Location=f"{target}/wp-json/wc/v3/orders/727")
            with pytest.raises(OrderSystemDown, match="redirects are not followed"):
                await woo.by_number("727")
        assert elsewhere.asked == []
    assert len(shop.asked) == 2


async def test_connections_are_kept_and_cookies_are_not(
    shop: ShopServer, woo: GuardedOrders
) -> None:
    """One connection for one question after the other; what a shop remembers of one customer does
    not come along with the next."""
    orders = WooCommerce(woo_order())

    async def with_cookie(request: web.Request) -> web.StreamResponse:
        assert "Cookie" not in request.headers
        response = await orders(request)
        response.headers["Set-Cookie"] = "session=john"
        return response

    shop.handler = with_cookie
    for _ in range(5):
        assert await woo.by_number("727") is not None
    assert len(shop.connections) == 1


async def test_a_server_that_is_not_there_is_down_and_comes_back(
    shop: ShopServer, woo: GuardedOrders
) -> None:
    """Nobody listens; then somebody does."""
    shop.handler = _cut
    with pytest.raises(OrderSystemDown):
        await woo.by_number("727")
    shop.handler = WooCommerce(woo_order())
    assert await woo.by_number("727") is not None


async def test_an_email_address_stays_out_of_the_log(
    shop: ShopServer, woo: GuardedOrders, written: Written
) -> None:
    """It is in the address that is asked for, and errors of the network name addresses."""
    for handler in (_cut, _answering(500), _answering(200, HTML)):
        shop.handler = handler
        with pytest.raises(OrderSystemDown):
            await woo.of_customer(customer(external_id="x", email="nika@mail.example"))
    assert "orders.failed" in written.everything
    assert "nika" not in written.everything


class Source(ReadOnly):
    """An order source at its port: up, down or with one odd order."""

    numbers = None

    def __init__(self) -> None:
        self.outcome = _up
        self.asked = 0

    async def by_number(self, _: str) -> Order | None:
        self.asked += 1
        self.outcome()
        return None

    async def of_customer(self, _: Customer) -> list[Order]:
        self.outcome()
        return []

    async def probe(self) -> None:
        self.outcome()


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def _up() -> None:
    """Nothing is wrong."""


def _down() -> None:
    raise ServerDown("down")


@pytest.fixture
async def rested() -> tuple[GuardedOrders, Source, Clock]:
    """A guarded source that has failed as often as it may."""
    source, clock = Source(), Clock()
    guarded = GuardedOrders(source, clock)
    source.outcome = _down
    for _ in range(FAILURES):
        with pytest.raises(OrderSystemDown):
            await guarded.by_number("1")
    return guarded, source, clock


async def test_a_system_that_is_down_is_left_alone(
    rested: tuple[GuardedOrders, Source, Clock],
) -> None:
    """Customers hear so at once, and it is not asked until it has had its rest."""
    guarded, source, clock = rested
    clock.seconds += REST_SECONDS - 0.1
    with pytest.raises(OrderSystemDown, match="a moment ago"):
        await guarded.by_number("1")
    assert source.asked == FAILURES
    clock.seconds += 0.2
    with pytest.raises(OrderSystemDown):
        await guarded.by_number("1")
    assert source.asked == FAILURES + 1, "one question finds out"
    with pytest.raises(OrderSystemDown):
        await guarded.by_number("1")
    assert source.asked == FAILURES + 1, "the next ones wait"


async def test_a_system_that_is_back_is_asked_as_before(
    rested: tuple[GuardedOrders, Source, Clock],
) -> None:
    """One good answer ends it."""
    guarded, source, clock = rested
    clock.seconds += REST_SECONDS + 0.1
    source.outcome = _up
    for _ in range(3):
        assert await guarded.by_number("1") is None
    assert source.asked == FAILURES + 3


async def test_odd_orders_are_no_reason_to_leave_it_alone(
    shop: ShopServer, woo: GuardedOrders
) -> None:
    """The system answers; what it says of one order is what makes no sense."""
    shop.handler = WooCommerce(woo_order("1", status="quantum"), woo_order("2"))
    for _ in range(FAILURES + 2):
        with pytest.raises(OrderSystemDown):
            await woo.by_number("1")
    assert await woo.by_number("2") is not None


async def test_only_gets_are_sent(shop: ShopServer, woo: GuardedOrders) -> None:
    """No request of Firuze's reading can change an order."""
    asked: list[Any] = [woo.by_number("727"), woo.by_number("S-1"), woo.probe()]
    for question in asked:
        await question
    assert {request.method for request in shop.asked} == {"GET"}
