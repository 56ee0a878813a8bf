"""From a products file to the product source that it describes."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from handoff.adapters.products.file import Catalogue, WooCatalogue
from handoff.adapters.products.http_products import HttpProducts
from handoff.adapters.products.woocommerce import WooProducts
from handoff.adapters.shop_server.guard import PRODUCTS, Guard
from handoff.adapters.shop_server.reader import open_session
from handoff.domain.shop.names import words
from handoff.domain.shop.products import Product

# A search for all the words finds nothing in most shops if one of them is not in the title; then each
# of the longest words is searched for.
_SINGLE_WORDS = 2
_AT_MOST = 50  # products of one question


class SearchedProducts(Protocol):
    async def search(self, query: str) -> Sequence[Product]: ...

    async def probe(self) -> None: ...


class GuardedProducts:
    """Implements `ProductSource`: bounded in time, and left alone for a while when it is down."""

    def __init__(self, source: SearchedProducts, clock: Callable[[], float]) -> None:
        self._source = source
        self._guard = Guard(PRODUCTS, clock)

    async def candidates(self, asked: str) -> Sequence[Product] | None:
        return await self._guard.asked(lambda: self._found(asked))

    async def probe(self) -> None:
        """Raises ProductSystemDown unless it answers as it should."""
        await self._guard.asked(self._source.probe)

    async def _found(self, asked: str) -> Sequence[Product]:
        said = words(asked)
        found = await self._source.search(" ".join(said)) if said else ()
        if found or len(said) < _SINGLE_WORDS:
            return found[:_AT_MOST]
        longest = sorted(said, key=len, reverse=True)[:_SINGLE_WORDS]
        each = [await self._source.search(word) for word in longest]
        return [product for some in each for product in some][:_AT_MOST]


@asynccontextmanager
async def open_products(
    shop: Catalogue, currency: Callable[[], str]
) -> AsyncIterator[GuardedProducts]:
    """The product source, with connections of its own; `currency` says that of products telling none."""
    async with open_session() as http:
        source = (
            WooProducts(shop, http, currency)
            if isinstance(shop, WooCatalogue)
            else HttpProducts(shop, http, currency)
        )
        yield GuardedProducts(source, time.monotonic)
