"""What customers are looking at, kept for a while beside the log."""

from typing import Protocol

from handoff.domain.page_context import PageContext


class PageContexts(Protocol):
    async def keep(self, conversation_id: str, context: PageContext) -> None:
        """Takes the place of what was told before; an empty one takes it away. Raises CacheDown."""
        ...

    async def of(self, conversation_id: str) -> PageContext:
        """Empty if nothing was told lately. Raises CacheDown."""
        ...
