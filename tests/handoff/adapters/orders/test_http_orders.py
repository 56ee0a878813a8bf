"""Any HTTP API, by an orders file: the one that docs/orders.md shows, at a real server."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from handoff.adapters.orders.file import HttpShop, read_orders_file
from handoff.adapters.orders.guarded import GuardedOrders
from handoff.adapters.orders.sources import open_orders
from handoff.adapters.shop_server.paths import at
from handoff.services.errors import ActionRefused, OrderSystemDown
from tests.handoff.adapters.orders.conftest import change_of, customer
from tests.handoff.adapters.orders.shop_server import ShopServer

DOCS = Path(__file__).parents[4] / "docs" / "orders.md"
TOKEN = "shop-token-of-the-tests"

ORDER: dict[str, Any] = {
    "code": "A-1042",
    "buyer": {"id": 17, "mail": "nika@mail.example", "mobile": "0912 555 0142"},
    "state": "IN_TRANSIT",
    "created": "2026-11-12T10:00:00+03:30",
    "eta": "2026-11-20",
    "lines": [
        {"product": {"name": "Shahnameh"}, "qty": 1},
        {"product": {"name": "بوف کور"}, "qty": "2"},
    ],
    "sum": 11850000,
    "events": [
        {"time": 1762930000, "kind": "PICKED_UP", "where": "Tehran"},
        {"time": 1762990000000, "kind": "sorting_centre", "where": None},
        {"time": 1763000000, "kind": "SCANNED_BY_A_ROBOT", "where": "Isfahan"},
    ],
}


class Api:
    """The API of the example: one order, lists by customer and by e-mail."""

    def __init__(self) -> None:
        self.orders = [ORDER]
        self.posted: list[tuple[str, str, Any]] = []  # path, key, body
        self.answer = 200

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"error": "token"}, status=403)
        if request.method == "POST":
            key = request.headers["Idempotency-Key"]
            self.posted.append((request.raw_path, key, await request.json()))
            return web.Response(status=self.answer)
        match request.rel_url.raw_path.split("/")[2:]:
            case ["orders", code]:
                found = [order for order in self.orders if str(order["code"]) == code]
                return web.json_response(
                    {"order": found[0]} if found else {}, status=200 if found else 404
                )
            case ["customers", buyer, "orders"]:
                theirs = [o for o in self.orders if str(o["buyer"]["id"]) == buyer]
            case _:
                theirs = [o for o in self.orders if o["buyer"]["mail"] == request.query["email"]]
        return web.json_response({"data": {"orders": theirs}})


def example(heading: str) -> str:
    """The YAML under a heading of the page."""
    page = DOCS.read_text(encoding="utf-8")
    section = page[page.index(f"## {heading}") :]
    found = re.search(r"```yaml\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
async def shop() -> AsyncIterator[ShopServer]:
    async with ShopServer(Api()).listening() as server:
        yield server


@pytest.fixture
def described(shop: ShopServer, tmp_path: Path) -> Path:
    """The page's example, at the test's server."""
    path = tmp_path / "orders.yml"
    told = example("Any HTTP API").replace("https://shop.example", shop.url)
    path.write_text(told, encoding="utf-8")
    return path


@pytest.fixture
async def source(described: Path) -> AsyncIterator[GuardedOrders]:
    settings = read_orders_file(described, {"SHOP_TOKEN": TOKEN})
    async with open_orders(settings, lambda: "IRR") as source:
        yield source


async def test_an_order_is_read_by_the_file_s_paths(source: GuardedOrders) -> None:
    """Everything on the card comes from where the file says; steps without a name are left out."""
    order = await source.by_number("A-1042")
    assert order is not None
    assert (order.email, order.phone) == ("nika@mail.example", "0912 555 0142")
    assert order.belongs_to(customer(external_id="17"))
    card = order.card
    assert (card.state, card.total.amount, card.total.currency) == ("shipped", "11850000", "IRR")
    assert card.placed_at.isoformat() == "2026-11-12T06:30:00+00:00"
    assert card.expected_at is not None
    assert card.expected_at.isoformat() == "2026-11-19T20:30:00+00:00", "midnight in Tehran"
    assert [(item.title, item.quantity) for item in card.items] == [
        ("Shahnameh", 1),
        ("بوف کور", 2),
    ]
    assert [(step.step, step.place) for step in card.tracking] == [
        ("handed_over", {"en": "Tehran", "fa": "Tehran"}),
        ("sorting_centre", None),
    ]


@pytest.mark.parametrize(
    "far", ["9999-12-31T23:59:59Z", "2201-01-01T00:00:00Z", "1969-12-31T00:00:00Z", "0001-01-01"]
)
async def test_a_day_that_no_calendar_should_tell_is_not_known(
    shop: ShopServer, source: GuardedOrders, far: str
) -> None:
    """Shops write such days for "never". An order cannot do without the day of its placing."""
    api = Api()
    api.orders = [ORDER | {"eta": far}]
    shop.handler = api
    order = await source.by_number("A-1042")
    assert order is not None
    assert order.card.expected_at is None
    api.orders = [ORDER | {"created": far}]
    with pytest.raises(OrderSystemDown, match="placed_at"):
        await source.by_number("A-1042")


async def test_lists_are_joined_each_order_once(shop: ShopServer, source: GuardedOrders) -> None:
    """By the shop's id and by the e-mail address, newest first; nothing for unknown visitors."""
    guest = ORDER | {"code": "A-1050", "buyer": ORDER["buyer"] | {"id": 0}, "created": "2026-12-01"}
    api = Api()
    api.orders = [ORDER, guest]
    shop.handler = api
    nika = customer(external_id="17", email="nika@mail.example")
    assert [order.number for order in await source.of_customer(nika)] == ["A-1050", "A-1042"]
    assert list(await source.of_customer(customer(external_id="5"))) == []
    assert list(await source.of_customer(customer(email="nika@mail.example"))) == []


@pytest.mark.parametrize(
    ("number", "asked"),
    [
        ("A-1", "/api/orders/A-1"),
        ("A/1?x=1#y", None),
        ("A-1\n", None),
        ("..", None),
        ("./..", None),
        ("", None),
    ],
)
async def test_a_number_cannot_change_the_address(
    shop: ShopServer, source: GuardedOrders, number: str, asked: str | None
) -> None:
    """A typed number stays one segment of the path."""
    assert await source.by_number(number) is None
    assert shop.paths == ([] if asked is None else [asked])


@pytest.mark.parametrize(
    ("number", "asked"),
    [
        ("A/1?x=1#y", "/api/orders/A%2F1%3Fx%3D1%23y"),
        ("{NUMBER}", "/api/orders/%7BNUMBER%7D"),
        ("А-۱", "/api/orders/%D0%90-%DB%B1"),
        ("..", None),
    ],
)
async def test_a_file_that_does_not_say_what_numbers_look_like_is_safe_too(
    shop: ShopServer, described: Path, number: str, asked: str | None
) -> None:
    """Whatever is asked for is quoted."""
    settings = read_orders_file(described, {"SHOP_TOKEN": TOKEN})
    anything = settings.model_copy(update={"numbers": ".+"})
    async with open_orders(anything, lambda: "IRR") as source:
        assert await source.by_number(number) is None
    assert shop.paths == ([] if asked is None else [asked])


async def test_another_order_than_the_asked_one_is_no_order(
    shop: ShopServer, source: GuardedOrders
) -> None:
    """A server that ignores the number gives nothing away."""

    async def always(_: web.Request) -> web.StreamResponse:
        return web.json_response({"order": ORDER})

    shop.handler = always
    assert await source.by_number("A-1") is None
    assert await source.by_number("A-1042") is not None


async def test_an_order_may_come_in_a_list(shop: ShopServer, source: GuardedOrders) -> None:
    """The adapter picks the one with the number, as from a search."""

    async def search(_: web.Request) -> web.StreamResponse:
        return web.json_response({"order": [ORDER | {"code": "A-10420"}, ORDER]})

    shop.handler = search
    found = await source.by_number("A-1042")
    assert found is not None
    assert found.number == "A-1042"


async def test_lists_where_there_are_none_are_nonsense(
    shop: ShopServer, source: GuardedOrders
) -> None:
    """The path of the file leads to something else."""

    async def other(_: web.Request) -> web.StreamResponse:
        return web.json_response({"data": {"orders": {"A-1042": {}}}})

    shop.handler = other
    with pytest.raises(OrderSystemDown, match="list_at"):
        await source.of_customer(customer(external_id="17"))


async def test_the_probe_tells_a_wrong_token(described: Path, source: GuardedOrders) -> None:
    """A right one is content with an order that there is not."""
    await source.probe()
    async with open_orders(
        read_orders_file(described, {"SHOP_TOKEN": "wrong"}), lambda: "IRR"
    ) as wrong:
        with pytest.raises(OrderSystemDown, match="HTTP 403"):
            await wrong.probe()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a", {"b": [1, {"c": 2}]}),
        ("a.b.1.c", 2),
        ("a.b.0", 1),
        ("a.b.2", None),
        ("a.b.x", None),
        ("a.b.-1", None),
        ("a.x.y", None),
        ("a.b.0.c", None),
        ("", {"a": {"b": [1, {"c": 2}]}}),
        (None, None),
    ],
)
def test_a_path_leads_to_what_is_there_or_to_nothing(path: str | None, value: object) -> None:
    """Never to an exception."""
    assert at({"a": {"b": [1, {"c": 2}]}}, path) == value


@pytest.mark.parametrize(
    ("kind", "path", "body"),
    [
        ("order_cancelled", "/api/orders/A-1042/cancel", {}),
        ("return_requested", "/api/returns/A-1042", {"order": "A-1042", "why": "damaged"}),
    ],
)
async def test_a_change_is_posted_as_the_file_says(
    shop: ShopServer, source: GuardedOrders, kind: Any, path: str, body: dict[str, str]
) -> None:
    """Under one key for one wish, by which the shop's server can tell a second attempt."""
    shop.handler = api = Api()
    await source.change(await change_of(source, "A-1042", kind))
    assert api.posted == [(path, "conversation:7", body)]


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (404, ActionRefused),
        (409, ActionRefused),
        (422, ActionRefused),
        (302, OrderSystemDown),
        (401, OrderSystemDown),
        (500, OrderSystemDown),
    ],
)
async def test_a_change_that_is_not_done_says_why(
    shop: ShopServer, source: GuardedOrders, status: int, raised: type[Exception]
) -> None:
    """Refused by a server that understood it, or perhaps done, perhaps not: sent once anyway."""
    shop.handler = api = Api()
    api.answer = status
    change = await change_of(source, "A-1042", "order_cancelled")
    with pytest.raises(raised):
        await source.change(change)
    assert len(api.posted) == 1


async def test_a_server_that_is_silent_about_a_change_is_down(
    shop: ShopServer, source: GuardedOrders
) -> None:
    """The adapter gives up in time for the customer's turn."""
    change = await change_of(source, "A-1042", "order_cancelled")
    shop.handler = shop.hang
    with pytest.raises(OrderSystemDown):
        await source.change(change)


async def test_what_the_file_does_not_say_cannot_be_done(shop: ShopServer, described: Path) -> None:
    """It is known before, and refused."""
    settings = read_orders_file(described, {"SHOP_TOKEN": TOKEN})
    assert isinstance(settings, HttpShop)
    settings = settings.model_copy(update={"request_return": None})
    async with open_orders(settings, lambda: "IRR") as source:
        assert source.actions == {"order_cancelled"}
        change = await change_of(source, "A-1042", "return_requested")
        with pytest.raises(ActionRefused):
            await source.change(change)


async def test_when_it_arrived_may_be_a_field(shop: ShopServer, source: GuardedOrders) -> None:
    """Told as the last step of the parcel, unless a step tells it."""
    api = Api()
    arrived = ORDER | {"state": "DONE", "arrived": "2026-11-14T12:00:00Z"}
    shop.handler, api.orders = api, [arrived]
    order = await source.by_number("A-1042")
    assert order is not None
    assert order.card.tracking[-1].step == "delivered"
    told = {"time": "2026-11-14T11:00:00Z", "kind": "delivered"}
    api.orders = [arrived | {"events": [told]}]
    order = await source.by_number("A-1042")
    assert order is not None
    assert [step.at.hour for step in order.card.tracking] == [11]
