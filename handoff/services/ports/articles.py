"""The shop's own articles."""

from typing import Protocol

from handoff.domain.shop.articles import Article


class Articles(Protocol):
    def find(self, slug: str) -> Article | None:
        """The article of this address, which may be anything that a stranger has typed; None if there is
        none."""
        ...
