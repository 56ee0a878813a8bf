"""What customers are looking at: told anew by each page, so it expires soon."""

from pydantic import TypeAdapter
from redis.asyncio import Redis

from handoff.adapters.valkey.outage import as_cache_down
from handoff.domain.page_context import PageContext

KEPT_SECONDS = 30 * 60

_CONTEXT = TypeAdapter(PageContext)


class ValkeyPageContexts:
    """Implements `PageContexts`."""

    def __init__(self, valkey: Redis) -> None:
        self._valkey = valkey

    async def keep(self, conversation_id: str, context: PageContext) -> None:
        name = _name(conversation_id)
        with as_cache_down():
            if context.is_empty:
                await self._valkey.delete(name)
            else:
                await self._valkey.set(name, _CONTEXT.dump_json(context), ex=KEPT_SECONDS)

    async def of(self, conversation_id: str) -> PageContext:
        with as_cache_down():
            kept = await self._valkey.get(_name(conversation_id))
        return PageContext() if kept is None else _CONTEXT.validate_json(kept)


def _name(conversation_id: str) -> str:
    return f"firuze:page:{conversation_id}"
