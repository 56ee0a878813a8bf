"""Which customers have left the chat although a person is there for them, or soon will be."""

from handoff.services.ports.conversations import ConversationStore
from handoff.services.ports.people import CustomerPresence


class CustomersAway:
    def __init__(self, store: ConversationStore, presence: CustomerPresence) -> None:
        self._store = store
        self._presence = presence

    async def look(self) -> frozenset[str]:
        """The ids of conversations that wait for an agent, or have one, and whose customer has the
        chat on no page. Raises CacheDown."""
        ids = frozenset(await self._store.with_people())
        return ids - await self._presence.among(ids)
