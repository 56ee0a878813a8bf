"""Where customers come in, by whichever channel: who they are to us, their conversation, their words."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from handoff.domain.channels import WIDGET, ChannelKind
from handoff.domain.consent import ConsentTerms
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.state import Closed, Conversation
from handoff.domain.files import SentFile
from handoff.domain.language import Language
from handoff.domain.people import Customer
from handoff.services.conversations import Conversations
from handoff.services.errors import StaleState
from handoff.services.ports.clock import Clock
from handoff.services.ports.customers import CustomerStore
from handoff.services.signals import Committed

# A customer who comes back within this time after the close goes on in the same conversation.
REOPEN_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A customer whom we have not met. `external_id` is the shop's own id, if it vouches for them."""

    external_id: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a customer said. A channel gives the same words the same `client_id`, however often it
    brings them; `payload` is that of the button which was pressed. With a `file`, `text` is its name."""

    text: str
    client_id: str
    payload: str | None = None
    file: SentFile | None = None


class Reception:
    """`channel` is the one by which these customers come."""

    def __init__(
        self,
        conversations: Conversations,
        customers: CustomerStore,
        clock: Clock,
        new_id: Callable[[], str],
        channel: ChannelKind = WIDGET,
    ) -> None:
        self._conversations = conversations
        self._customers = customers
        self._clock = clock
        self._new_id = new_id
        self._channel = channel

    async def welcome(self, newcomer: Newcomer, language: Language) -> Customer:
        """Takes a new customer down. Of two with one `external_id` the first one stays."""
        customer = replace(
            self.stranger(self._new_id(), language),
            external_id=newcomer.external_id or None,
            name=newcomer.name,
            email=newcomer.email,
            phone=newcomer.phone,
        )
        return await self._customers.add(customer)

    def meet(self, language: Language) -> tuple[Customer, str]:
        """A stranger who comes in, and the id that their first conversation will have."""
        return self.stranger(self._new_id(), language), self._new_id()

    def stranger(self, customer_id: str, language: Language) -> Customer:
        """A customer of whom nobody knows anything, not taken down."""
        return Customer.visitor(customer_id, language, self._clock())

    async def take_down(self, customer_id: str, conversation_id: str, language: Language) -> None:
        """Takes a stranger down who is about to say something; several callers at once do it once."""
        customer = await self._customers.add(self.stranger(customer_id, language))
        with suppress(StaleState):  # another caller has begun it
            await self._begin(conversation_id, customer, language)

    async def conversation_of(self, customer: Customer, language: Language) -> str:
        """The id of the customer's latest conversation, on whichever channel it began, or, if that
        is over, of the one that follows it: of several callers at once all find the same one."""
        latest = await self._conversations.store.latest_of(customer.id)
        if latest is not None and not self._is_over(latest):
            return latest.id
        following = await self._customers.next_conversation(
            customer.id, after=latest.id if latest else None, proposed=self._new_id()
        )
        with suppress(StaleState):  # another caller has begun it
            await self._begin(following, customer, language, latest)
        return following

    async def say(
        self,
        conversation_id: str,
        words: Words,
        customer_id: str | None = None,
        terms: ConsentTerms | None = None,
    ) -> Committed:
        """Takes down what the customer said; said twice, it is there once. With `customer_id` it raises
        NotFound where the conversation is not that customer's, with `terms` IllegalMove (`consent_needed`) where
        they have not agreed to them."""
        command = c.CustomerSay(
            text=words.text, client_id=words.client_id, payload=words.payload, file=words.file
        )
        return await self._conversations.execute(
            conversation_id, command, customer_id=customer_id, terms=terms
        )

    async def _begin(
        self,
        conversation_id: str,
        customer: Customer,
        language: Language,
        latest: Conversation | None = None,
    ) -> None:
        start = c.Start(
            customer_id=customer.id,
            customer_name=customer.name,
            language=language,
            verified=customer.external_id is not None,
            unresolved=latest.unresolved if latest is not None else None,
            channel=self._channel,
            consent=latest.consent if latest is not None and not latest.erased else None,
        )
        await self._conversations.start(conversation_id, start)

    def _is_over(self, conversation: Conversation) -> bool:
        if conversation.erased:
            return True
        owner = conversation.owner
        return isinstance(owner, Closed) and self._clock() - owner.at > REOPEN_WITHIN
