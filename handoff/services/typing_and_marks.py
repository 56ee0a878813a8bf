"""What passes beside the log: who is writing, how far each side has got in reading, and what the
customer is looking at.

Conversations are given by callers who know that the person may see them.
"""

from collections.abc import Mapping
from contextlib import suppress

from handoff.domain.conversation.marks import Mark, Marks, Side, customers_mark, staffs_mark
from handoff.domain.conversation.state import Conversation, WithAgent
from handoff.domain.page_context import PageContext
from handoff.services.errors import CacheDown
from handoff.services.ports.conversations import MarkStore
from handoff.services.ports.page_contexts import PageContexts
from handoff.services.publication import Publication
from handoff.services.signals import AgentTyping, CustomerLooks, CustomerTyping, Marked


class TypingAndMarks:
    def __init__(self, store: MarkStore, contexts: PageContexts, publication: Publication) -> None:
        self._store = store
        self._contexts = contexts
        self._publication = publication

    async def customer_typing(self, conversation_id: str, *, active: bool) -> None:
        self._publication.publish(CustomerTyping(conversation_id=conversation_id, active=active))

    async def staff_typing(
        self, conversation: Conversation, staff_id: str, *, active: bool
    ) -> None:
        """Shows the customer the typing of the owner, and of nobody else."""
        owner = conversation.owner
        if isinstance(owner, WithAgent) and owner.agent_id == staff_id:
            self._publication.publish(AgentTyping(conversation_id=conversation.id, active=active))

    async def customer_looks(self, conversation: Conversation, context: PageContext) -> None:
        """Shows those who read the conversation what the customer is looking at. Without Valkey, those
        alone who read it now."""
        if conversation.erased:
            return
        with suppress(CacheDown):
            await self._contexts.keep(conversation.id, context)
        self._publication.publish(CustomerLooks(conversation_id=conversation.id, context=context))

    async def customer_left(self, conversation_id: str) -> None:
        """The customer has signed out and looks at nothing any more. Without Valkey, what it keeps expires."""
        nothing = PageContext()
        with suppress(CacheDown):
            await self._contexts.keep(conversation_id, nothing)
        self._publication.publish(CustomerLooks(conversation_id=conversation_id, context=nothing))

    async def looked_at(self, conversation: Conversation) -> PageContext:
        """What the customer was looking at last, if that was lately and the conversation is not erased.
        Without Valkey nobody knows."""
        with suppress(CacheDown):
            if not conversation.erased:
                return await self._contexts.of(conversation.id)
        return PageContext()

    async def customer_got(self, conversation: Conversation, claimed: Mark) -> None:
        await self._rise(conversation.id, "customer", customers_mark(conversation, claimed))

    async def staff_got(self, conversation: Conversation, staff_id: str, claimed: Mark) -> None:
        """Raises IllegalMove (`not_owner`)."""
        mark = staffs_mark(conversation, staff_id, claimed)
        await self._rise(conversation.id, "staff", mark, staff_id)

    async def marks_of(self, conversation_id: str) -> Marks:
        known = await self._store.marks([conversation_id])
        return known.get(conversation_id, Marks())

    async def marks_of_agent(self, agent_id: str) -> Mapping[str, Marks]:
        """The marks of the agent's own conversations that have any, by conversation id."""
        return await self._store.marks_of_agent(agent_id)

    async def _rise(
        self, conversation_id: str, side: Side, mark: Mark, staff_id: str | None = None
    ) -> None:
        risen = await self._store.raise_mark(conversation_id, side, mark)
        if risen is not None:
            self._publication.publish(
                Marked(conversation_id=conversation_id, side=side, mark=risen, staff_id=staff_id)
            )
