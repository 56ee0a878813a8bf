"""The shop's product system."""

from collections.abc import Sequence
from typing import Protocol

from handoff.domain.shop.products import Product


class ProductSource(Protocol):
    async def candidates(self, asked: str) -> Sequence[Product] | None:
        """Products that some word of `asked` may mean, at most a few dozen; None if the source has no
        products at all. Raises ProductSystemDown."""
        ...
