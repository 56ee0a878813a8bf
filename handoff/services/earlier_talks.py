"""A customer reads what was said before: their other conversations, on whichever channel, and nobody else's."""

from collections.abc import Sequence
from dataclasses import dataclass

from handoff.domain.conversation.earlier import EarlierTalk, earlier_talk, is_readable
from handoff.domain.conversation.events import Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import NotFound
from handoff.domain.language import Language
from handoff.services.conversations import Conversations
from handoff.services.ports.settings import ShopSettings
from handoff.services.visits import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class TalksPage:
    """The newest first; with `more`, the next page begins before the last of them."""

    talks: Sequence[EarlierTalk]
    more: bool


class EarlierTalks:
    """Each method demands that the conversation is the visit's customer's, as it stands now."""

    def __init__(self, conversations: Conversations, settings: ShopSettings) -> None:
        self._conversations = conversations
        self._settings = settings

    async def any(self, visit: Visit) -> bool:
        """Whether there is any to read."""
        return await self._conversations.store.has_readable(
            visit.customer_id, but=visit.conversation_id
        )

    async def page(
        self, visit: Visit, language: Language, *, before: str | None, limit: int
    ) -> TalksPage:
        """The conversations that began before `before`, newest first, with topics in `language`."""
        found = await self._conversations.store.readable_of(
            visit.customer_id, but=visit.conversation_id, before=before, limit=limit + 1
        )
        topics = self._settings.current().topics
        talks = [earlier_talk(state, topics, language) for state in found[:limit]]
        return TalksPage(talks=talks, more=len(found) > limit)

    async def conversation(self, visit: Visit, conversation_id: str) -> Conversation:
        """Raises NotFound: there is none, it is another customer's, or holds nothing to read."""
        state = await self._conversations.store.load(conversation_id)
        if state.customer_id != visit.customer_id or not is_readable(state):
            raise NotFound("not_found", "No such conversation")
        return state

    async def read(
        self, visit: Visit, conversation_id: str, *, after: int, limit: int
    ) -> tuple[Sequence[Event], bool]:
        """One page of what the customer may see of its log, and whether there is more. Raises NotFound."""
        await self.conversation(visit, conversation_id)
        return await self._conversations.page(
            conversation_id, after=after, limit=limit, public_only=True
        )
