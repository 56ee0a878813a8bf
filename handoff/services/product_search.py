"""Finds the product that a customer asks about, for the bot."""

from dataclasses import dataclass
from typing import Literal

from handoff.domain.shop.products import Product, match
from handoff.services.ports.products import ProductSource


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundProducts:
    """`no_products`: the shop has told us of none, so nothing can be said."""

    result: Literal["found", "near", "unknown", "no_products"]
    products: tuple[Product, ...] = ()


class ProductSearch:
    def __init__(self, products: ProductSource) -> None:
        self._products = products

    async def find(self, asked: str, before: str | None) -> FoundProducts:
        """By the words `asked`, which may say more about the product talked of `before`.

        Raises ProductSystemDown.
        """
        candidates = await self._products.candidates(f"{before or ''} {asked}".strip())
        if candidates is None:
            return FoundProducts(result="no_products")
        found = match(candidates, asked, before)
        return FoundProducts(result=found.result, products=found.products)
