"""Any product system that answers a search with JSON, by an address and paths from the products file."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from handoff.adapters.products.cards import ToldProduct, product
from handoff.adapters.products.file import HttpCatalogue
from handoff.adapters.shop_server.paths import at
from handoff.adapters.shop_server.reader import JsonReader, ServerDown
from handoff.domain.shop.products import Product


class HttpProducts:
    """Implements `SearchedProducts`. `currency` says that of products which tell none."""

    def __init__(
        self, shop: HttpCatalogue, http: aiohttp.ClientSession, currency: Callable[[], str]
    ) -> None:
        self._shop = shop
        self._reader = JsonReader(http, shop.headers)
        self._currency = currency

    async def search(self, query: str) -> Sequence[Product]:
        """Raises ServerDown: it does not answer as it should."""
        address = self._shop.search.format(query=quote(query, safe=""))
        page = await self._reader.get(URL(address, encoded=True))
        told = at(page.content, self._shop.list_at) if page.found else []
        if not isinstance(told, list):
            raise ServerDown("there is no list of products at `list_at`")
        return [found for entry in told if (found := self._product(entry)) is not None]

    async def probe(self) -> None:
        await self.search(self._shop.probe)

    def _product(self, told: Any) -> Product | None:
        fields = self._shop.fields
        return product(
            ToldProduct(
                title=at(told, fields.title),
                other_titles=[at(told, path) for path in fields.other_titles],
                price=at(told, fields.price),
                currency=at(told, fields.currency) or self._currency(),
                stock=at(told, fields.stock),
                url=at(told, fields.url),
                image=at(told, fields.image),
                attributes={name: at(told, path) for name, path in fields.attributes.items()},
            )
        )
