"""Product systems on real ports: searched as they are documented, and left alone when they are down."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from handoff.adapters.products.file import HttpCatalogue, WooCatalogue
from handoff.adapters.products.sources import GuardedProducts, open_products
from handoff.domain.shop.order_cards import Money
from handoff.domain.shop.products import Product
from handoff.services.errors import ProductSystemDown
from tests.handoff.adapters.orders.shop_server import KEY, SECRET, Handler, ShopServer
from tests.handoff.conftest import Written

# The product of WooCommerce's documentation, shortened.
WOO_PRODUCT = {
    "name": "Premium Quality &amp; more",
    "price": "21.99",
    "stock_status": "instock",
    "permalink": "https://example.com/product/premium-quality/",
    "images": [{"id": 7, "src": "https://example.com/premium.jpg"}],
    "attributes": [{"id": 6, "name": "Color", "options": ["Black", "Green"]}, "nonsense"],
}
PREMIUM = Product(
    title="Premium Quality & more",
    price=Money(amount="21.99", currency="EUR"),
    available=True,
    url="https://example.com/product/premium-quality/",
    image="https://example.com/premium.jpg",
    attributes={"color": "Black, Green"},
)


def answering(content: Any, status: int = 200) -> Handler:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(content, status=status)

    return answer


def holding(*products: dict[str, Any], name: Callable[[dict[str, Any]], str]) -> Handler:
    """Finds the products whose name has the whole query in it, as most shops do."""

    async def search(request: web.Request) -> web.StreamResponse:
        query = (request.query.get("search") or request.query["q"]).casefold()
        found = [product for product in products if query in name(product).casefold()]
        return web.json_response(found)

    return search


@asynccontextmanager
async def woo(
    handler: Handler, **changes: Any
) -> AsyncIterator[tuple[GuardedProducts, ShopServer]]:
    async with ShopServer(handler).listening() as server:
        told = {"source": "woocommerce", "url": server.url, "key": KEY, "secret": SECRET}
        described = WooCatalogue.model_validate(told | changes)
        async with open_products(described, lambda: "EUR") as source:
            yield source, server


@asynccontextmanager
async def http(handler: Handler, **changes: Any) -> AsyncIterator[GuardedProducts]:
    async with ShopServer(handler).listening() as server:
        told: dict[str, Any] = {
            "source": "http",
            "search": server.url + "/find?q={query}",
            "fields": {
                "title": "name",
                "other_titles": ["names.fa"],
                "price": "cost",
                "stock": "left",
                "attributes": {"author": "by"},
            },
        }
        described = HttpCatalogue.model_validate(told | changes)
        async with open_products(described, lambda: "EUR") as source:
            yield source


async def test_woocommerce_is_searched_with_the_key() -> None:
    """Published products, and of them only what is used."""
    async with woo(answering([WOO_PRODUCT])) as (source, server):
        assert await source.candidates("Premium QUALITY?") == [PREMIUM]
        (asked,) = server.asked
        assert asked.path == "/wp-json/wc/v3/products"
        assert (asked.query["search"], asked.query["status"]) == ("premium quality", "publish")
        assert asked.headers["Authorization"].startswith("Basic ")
        await source.probe()


async def test_woocommerce_s_prices_are_in_the_currency_that_the_file_names() -> None:
    """Tomans become rials; a product without a price has none."""
    free = {**WOO_PRODUCT, "price": "", "stock_status": "outofstock"}
    async with woo(answering([WOO_PRODUCT, free]), currency="IRT") as (source, _):
        priced, unpriced = await source.candidates("premium") or ()
        assert priced.price == Money(amount="219.90", currency="IRR")
        assert (unpriced.price, unpriced.available) == (None, False)


async def test_what_no_title_has_whole_is_searched_for_by_its_longest_words() -> None:
    """Most shops want every word to be there; a customer's words hold more than the title."""
    catalogue = holding(WOO_PRODUCT, name=lambda product: str(product["name"]))
    async with woo(catalogue) as (source, server):
        assert await source.candidates("the premium edition") == [PREMIUM]
        searched = [request.query["search"] for request in server.asked]
        assert searched == ["the premium edition", "premium", "edition"]


@pytest.mark.parametrize(
    "images", [None, [], "x", ["x"], [{}], [{"src": 7}], [{"src": "javascript:alert(1)"}]]
)
async def test_a_picture_that_is_none_is_left_out(images: Any) -> None:
    """The product is told without it."""
    async with woo(answering([WOO_PRODUCT | {"images": images}])) as (source, _):
        assert await source.candidates("premium") == [replace(PREMIUM, image=None)]


async def test_a_long_address_is_kept_whole() -> None:
    """Addresses of Persian titles are long; a cut one leads nowhere."""
    page = f"https://example.com/{'%D8%A8' * 150}"
    async with woo(answering([WOO_PRODUCT | {"permalink": page}])) as (source, _):
        (found,) = await source.candidates("premium") or ()
        assert found.url == page


async def test_any_system_is_read_by_its_paths() -> None:
    """What has no title is left out; a price that makes no sense is unknown."""
    shelf = [
        {"name": "Owl", "names": {"fa": "بوف"}, "cost": 24.8, "left": 0, "by": "Hedayat"},
        {"name": "Cat", "cost": "a lot", "left": "many"},
        {"title": "nothing"},
        "nonsense",
    ]
    async with http(answering({"data": shelf}), list_at="data") as source:
        assert await source.candidates("owl") == [
            Product(
                title="Owl",
                titles=("بوف",),
                price=Money(amount="24.8", currency="EUR"),
                available=False,
                attributes={"author": "Hedayat"},
            ),
            Product(title="Cat"),
        ]
        assert await source.candidates("?!") == ()


@pytest.mark.parametrize(
    "handler",
    [
        answering({"data": "none"}),
        answering([], status=401),
        answering("text"),
    ],
)
async def test_a_system_that_makes_no_sense_counts_as_down(handler: Handler) -> None:
    """The source does not call a title unknown when the list could not be read."""
    async with http(handler, list_at="data") as source:
        with pytest.raises(ProductSystemDown):
            await source.candidates("owl")
        with pytest.raises(ProductSystemDown):
            await source.probe()


async def test_trouble_is_logged_as_the_products(written: Written) -> None:
    """An operator who looks for it finds the system that is to blame, and no word of orders."""
    async with http(answering({}), list_at="data") as source:
        with pytest.raises(ProductSystemDown):
            await source.candidates("owl")
    async with http(answering([{"name": "Owl", "cost": "cheap"}])) as source:
        await source.candidates("owl")
    assert [entry["event"] for entry in written.entries] == [
        "products.failed",
        "products.unreadable",
    ]


async def test_a_woocommerce_without_its_api_counts_as_down() -> None:
    """404 is no empty list; neither is an object."""
    for handler in (answering({}, status=404), answering({})):
        async with woo(handler) as (source, _):
            with pytest.raises(ProductSystemDown):
                await source.candidates("owl")


async def test_a_system_that_is_down_is_left_alone_for_a_while() -> None:
    """After three failures in a row nothing is sent."""
    async with woo(answering({}, status=403)) as (source, server):
        for _ in range(5):
            with pytest.raises(ProductSystemDown):
                await source.candidates("owl")
        assert len(server.asked) == 3
