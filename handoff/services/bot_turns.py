"""The bot's turns: durable work, one in flight per conversation, first in first out.

A turn is a duty that was committed with the customer's message. The gateway that takes it asks the bot
under the epoch of that moment; the answer is decided against the state as it is when it arrives.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from handoff.domain.conversation.commands import RecordBotTurn
from handoff.domain.conversation.events import CustomerSaid, Event
from handoff.domain.conversation.state import Conversation, WithBot
from handoff.domain.json_types import Json
from handoff.domain.language import is_foreign
from handoff.services.conversations import Conversations
from handoff.services.ports.bots import BotBackend, BotTurn
from handoff.services.ports.customers import CustomerStore
from handoff.services.publication import Publication
from handoff.services.signals import BotTyping, Committed

log = structlog.get_logger()


class BotTurns:
    def __init__(
        self,
        conversations: Conversations,
        customers: CustomerStore,
        backend: BotBackend,
        publication: Publication,
    ) -> None:
        self._conversations = conversations
        self._customers = customers
        self._backend = backend
        self._publication = publication

    async def take(self, conversation_id: str, reply_to: int) -> None:
        """Has the bot answer the customer's message `reply_to`, if that is still its to answer."""
        state = await self._conversations.store.load(conversation_id)
        if isinstance(state.owner, WithBot) and reply_to in state.pending:
            await self._ask(state, await self._turn(state, reply_to))

    async def begin(
        self, committed: Committed, reply_to: int, lease: Callable[[], Awaitable[bool]]
    ) -> None:
        """Has the bot answer `reply_to`, a turn that was just `committed`, if `lease` grants it:
        state and message need not be read again."""
        state = committed.conversation
        turn, granted = await asyncio.gather(self._turn(state, reply_to, committed.events), lease())
        if granted:
            await self._ask(state, turn)

    async def _ask(self, state: Conversation, turn: BotTurn) -> None:
        conversation_id, reply_to = state.id, turn.reply_to
        self._publication.publish(BotTyping(conversation_id=conversation_id, active=True))
        try:
            outcome = await self._backend.answer(turn)
            command = RecordBotTurn(reply_to=reply_to, epoch=state.epoch, outcome=outcome)
            await self._conversations.execute(conversation_id, command)
        finally:
            self._publication.publish(BotTyping(conversation_id=conversation_id, active=False))

    async def _turn(
        self, state: Conversation, reply_to: int, known: Sequence[Event] = ()
    ) -> BotTurn:
        at_hand = next((event for event in known if event.seq == reply_to), None)
        event = at_hand or await self._conversations.store.event(state.id, reply_to)
        if event is None or not isinstance(event.body, CustomerSaid):
            raise LookupError(f"Turn {reply_to} of {state.id} answers no message of the customer")
        return BotTurn(
            sender=f"{state.id}:{state.segment}",
            message_id=event.body.client_id,
            reply_to=reply_to,
            text=event.body.text,
            payload=event.body.payload,
            language=event.body.language,
            foreign=event.body.payload is None and is_foreign(event.body.text),
            seed=await self._seed(state),
        )

    async def _seed(self, state: Conversation) -> dict[str, Json]:
        """What the bot should know of the customer from the first message on."""
        customer = await self._customers.get(state.customer_id)
        return {
            "customer_name": state.contact.name or customer.name,
            "customer_verified": customer.external_id is not None,
            "remembered": {
                name: value for name, value in state.slots.items() if isinstance(value, str)
            },
        }
