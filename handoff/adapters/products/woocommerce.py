"""Products of WooCommerce's REST API, version 3
(https://woocommerce.github.io/woocommerce-rest-api-docs/#products)."""

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import aiohttp
from yarl import URL

from handoff.adapters.products.cards import ToldProduct, product
from handoff.adapters.products.file import WooCatalogue
from handoff.adapters.shop_server.reader import JsonReader, ServerDown
from handoff.domain.shop.products import Product

PER_PAGE = 20
_FIELDS = "name,price,stock_status,permalink,images,attributes"


class WooProducts:
    """Implements `SearchedProducts`. `currency` is the shop's, unless the file names another."""

    def __init__(
        self, shop: WooCatalogue, http: aiohttp.ClientSession, currency: Callable[[], str]
    ) -> None:
        self._products = URL(f"{shop.url.rstrip('/')}/wp-json/wc/v3/products")
        self._reader = JsonReader(
            http, {"Authorization": aiohttp.encode_basic_auth(shop.key, shop.secret)}
        )
        self._currency = currency
        self._own_currency = shop.currency

    async def search(self, query: str) -> Sequence[Product]:
        """Raises ServerDown: it does not answer as it should."""
        page = await self._reader.get(
            self._products.with_query(
                {
                    "search": query,
                    "status": "publish",
                    "per_page": str(PER_PAGE),
                    "_fields": _FIELDS,
                }
            )
        )
        if not page.found:
            raise ServerDown("HTTP 404: there is no WooCommerce API at this address")
        if not isinstance(page.content, list):
            raise ServerDown("the answer is no list of products")
        told = (entry for entry in page.content if isinstance(entry, dict))
        return [found for entry in told if (found := self._product(entry)) is not None]

    async def probe(self) -> None:
        await self.search("a")

    def _product(self, told: Mapping[str, Any]) -> Product | None:
        return product(
            ToldProduct(
                title=html.unescape(str(told.get("name") or "")),
                price=told.get("price"),
                currency=self._own_currency or self._currency(),
                stock=told.get("stock_status"),
                url=told.get("permalink"),
                image=_picture(told.get("images")),
                attributes=_attributes(told.get("attributes")),
            )
        )


def _picture(told: Any) -> Any:
    """The address of the first picture."""
    first = next(iter(told), None) if isinstance(told, list) else None
    return first.get("src") if isinstance(first, dict) else None


def _attributes(told: Any) -> dict[str, str]:
    """The options of each attribute in one line."""
    entries = [entry for entry in told if isinstance(entry, dict)] if isinstance(told, list) else []
    return {
        html.unescape(str(entry.get("name") or "")): ", ".join(
            html.unescape(str(option)) for option in entry.get("options") or []
        )
        for entry in entries
    }
