"""The customer's side: who they are, their conversation, and what they may do in it."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from handoff.domain.conversation import commands as c
from handoff.domain.conversation.events import BotSaid
from handoff.domain.conversation.state import Closed, Conversation
from handoff.domain.errors import InvalidInput, NotAllowed, NotFound
from handoff.domain.language import Language
from handoff.domain.people import Customer
from handoff.services.conversations import Conversations
from handoff.services.ports.clock import Clock
from handoff.services.ports.people import CustomerStore
from handoff.services.signals import Committed

# A customer who comes back within this time after the close goes on in the same conversation.
REOPEN_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a visitor token vouches for: this customer, this conversation, nothing else."""

    customer_id: str
    conversation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedIdentity:
    """A customer as the shop's server claims it; `signature` proves the claim."""

    external_id: str
    expires: int
    signature: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None


class Tokens(Protocol):
    """Signs visits."""

    def sign(self, visit: Visit) -> str: ...

    def verify(self, token: str) -> Visit:
        """Raises NotAllowed (`token_invalid`)."""
        ...


def identity_signature(secret: str, identity: ClaimedIdentity) -> str:
    """The hex HMAC-SHA256 with which a shop's server vouches for its customer: of every field, one
    a line, a missing one as an empty line. What is not signed could be anybody's."""
    fields = (
        identity.external_id,
        str(identity.expires),
        identity.name or "",
        identity.email or "",
        identity.phone or "",
    )
    return hmac.new(secret.encode(), "\n".join(fields).encode(), hashlib.sha256).hexdigest()


class Visits:
    """Opens the widget for a customer, new, returning or vouched for by the shop."""

    def __init__(
        self,
        conversations: Conversations,
        customers: CustomerStore,
        tokens: Tokens,
        identity_secret: str,
        clock: Clock,
        new_id: Callable[[], str],
        patience: timedelta,
    ) -> None:
        """`patience`: how long whoever chooses to wait without anybody here waits at most."""
        self._patience = patience
        self._conversations = conversations
        self._customers = customers
        self._tokens = tokens
        self._identity_secret = identity_secret
        self._clock = clock
        self._new_id = new_id

    async def open(
        self, language: Language, token: str | None, identity: ClaimedIdentity | None
    ) -> tuple[str, Visit, Customer]:
        """The token, the visit and the customer. A valid `token` continues its conversation; an
        identity continues the customer's latest one, on whichever device it began.

        Raises:
            NotAllowed: `token_invalid`, `identity_invalid` or `identity_expired`.
        """
        if identity is not None:
            customer = await self._vouched_for(identity, language)
        elif token is not None:
            return await self._returning(token)
        else:
            customer = await self._add_customer(Unknown, language)
        visit = await self._visit_of(customer, language)
        return self._tokens.sign(visit), visit, customer

    def verify(self, token: str) -> Visit:
        return self._tokens.verify(token)

    async def conversation_for(self, visit: Visit) -> Conversation:
        """The only way of a customer to a conversation. Raises NotFound."""
        conversation = await self._conversations.store.load(visit.conversation_id)
        if conversation.customer_id != visit.customer_id:
            raise NotFound("not_found", "No such conversation")
        return conversation

    async def say(
        self, visit: Visit, text: str, client_id: str, button: tuple[int, int] | None
    ) -> Committed:
        """Records a message. `button` is the seq of a bot's message and an index in its buttons."""
        payload = await self._payload_of(visit, button) if button else None
        command = c.CustomerSay(text=text, client_id=client_id, payload=payload)
        return await self._conversations.execute(visit.conversation_id, command)

    async def execute(
        self, visit: Visit, command: c.RequestPerson | c.ContinueWithBot | c.LeaveContact
    ) -> Committed:
        return await self._conversations.execute(visit.conversation_id, command)

    async def open_ticket(self, visit: Visit) -> Committed:
        """The customer would rather be reached later than wait."""
        number = await self._conversations.store.next_ticket_number()
        return await self._conversations.execute(visit.conversation_id, c.OpenTicket(number=number))

    async def keep_waiting(self, visit: Visit) -> Committed:
        """Nobody is here, and the customer would rather wait."""
        return await self._conversations.execute(
            visit.conversation_id, c.KeepWaiting(patience=self._patience)
        )

    async def _returning(self, token: str) -> tuple[str, Visit, Customer]:
        visit = self._tokens.verify(token)
        try:
            return token, visit, await self._customers.get(visit.customer_id)
        except NotFound:
            raise NotAllowed("token_invalid", "The token's customer is gone") from None

    async def _vouched_for(self, identity: ClaimedIdentity, language: Language) -> Customer:
        self._check(identity, self._clock())
        customer = await self._customers.by_external_id(identity.external_id)
        if customer is None:
            return await self._add_customer(identity, language)
        told = replace(
            customer,
            name=identity.name or customer.name,
            email=identity.email or customer.email,
            phone=identity.phone or customer.phone,
        )
        if told != customer:
            await self._customers.update(told)
        return told

    def _check(self, identity: ClaimedIdentity, now: datetime) -> None:
        expected = identity_signature(self._identity_secret, identity)
        if not hmac.compare_digest(expected, identity.signature):
            raise NotAllowed("identity_invalid", "The identity's signature does not match")
        if identity.expires < now.timestamp():
            raise NotAllowed("identity_expired", "The identity has expired")

    async def _add_customer(self, identity: ClaimedIdentity, language: Language) -> Customer:
        customer = Customer(
            id=self._new_id(),
            external_id=identity.external_id or None,
            name=identity.name,
            email=identity.email,
            phone=identity.phone,
            language=language,
            created_at=self._clock(),
        )
        await self._customers.add(customer)
        return customer

    async def _visit_of(self, customer: Customer, language: Language) -> Visit:
        latest = await self._conversations.store.latest_of(customer.id)
        if latest is not None and not self._is_over(latest):
            return Visit(customer_id=customer.id, conversation_id=latest.id)
        visit = Visit(customer_id=customer.id, conversation_id=self._new_id())
        start = c.Start(
            customer_id=customer.id,
            customer_name=customer.name,
            language=language,
            verified=customer.external_id is not None,
            unresolved=latest.unresolved if latest is not None else None,
        )
        await self._conversations.start(visit.conversation_id, start)
        return visit

    def _is_over(self, conversation: Conversation) -> bool:
        owner = conversation.owner
        return isinstance(owner, Closed) and self._clock() - owner.at > REOPEN_WITHIN

    async def _payload_of(self, visit: Visit, button: tuple[int, int]) -> str | None:
        seq, index = button
        event = await self._conversations.store.event(visit.conversation_id, seq)
        if event is None or not isinstance(event.body, BotSaid):
            raise InvalidInput("unknown_button", "No bot message with buttons at that seq")
        if index >= len(event.body.buttons):
            raise InvalidInput("unknown_button", "The message has fewer buttons")
        return event.body.buttons[index].payload


Unknown = ClaimedIdentity(external_id="", expires=0, signature="")
