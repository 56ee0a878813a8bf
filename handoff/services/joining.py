"""A guest signs in at the shop: the conversation goes along.

What the guest has said becomes the customer's, with an event that tells the staff so. A customer who had a
conversation open already then has two: all devices go on in the one with a person in it, else in the later
one, and the other one is one of the customer's earlier ones. What the guest asked about their data lapses, and
is for the customer to ask: somebody else may have asked for the deletion of a chat, not of this customer's whole
history.
"""

from datetime import datetime, timedelta

from handoff.domain.consent import Consent
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.state import Closed, Conversation
from handoff.domain.errors import NotFound
from handoff.domain.people import Customer
from handoff.services.conversations import Conversations
from handoff.services.ports.clock import Clock
from handoff.services.ports.customers import CustomerStore
from handoff.services.signals import DataRequestsLapsed

# A chat in which the guest has done nothing for longer is left alone, whatever the staff did in it since: at a
# shared computer it may be somebody else's.
JOINED_WITHIN = timedelta(hours=2)

_PAGE = 200  # events of a log that are read at once


class Joining:
    def __init__(
        self, conversations: Conversations, customers: CustomerStore, clock: Clock
    ) -> None:
        self._conversations = conversations
        self._customers = customers
        self._clock = clock

    async def take_along(self, guest: Customer, conversation_id: str, customer: Customer) -> None:
        """Makes the guest's conversation the customer's, and ends the guest's tokens: nobody else who knows
        one may read on. Of several callers at once it happens for one; a caller that comes after one that
        died half-way ends the tokens. Where nothing was said or agreed to, or not lately, nothing happens; an
        agreement alone goes to the conversation that the customer has open."""
        try:
            state = await self._conversations.store.load(conversation_id)
        except NotFound:
            return
        if state.customer_id == guest.id and await self._is_under_way(state):
            if state.last is None and await self._agreed_elsewhere(state.consent, customer):
                return
            identify = c.Identify(customer_id=customer.id, customer_name=customer.name)
            await self._conversations.execute(conversation_id, identify)
        elif state.customer_id != customer.id:
            return
        devices = await self._has_another(customer, conversation_id)
        if await self._customers.hand_over(guest, customer.id, devices=devices):
            self._conversations.publication.publish(DataRequestsLapsed())

    async def _agreed_elsewhere(self, consent: Consent | None, customer: Customer) -> bool:
        """Whether the customer has an open conversation, which then has the guest's agreement, too, if that
        is the later one."""
        own = await self._conversations.store.latest_of(customer.id)
        if own is None or own.erased or isinstance(own.owner, Closed):
            return False
        if consent is not None and (own.consent is None or own.consent.at < consent.at):
            await self._conversations.execute(own.id, c.GiveConsent(version=consent.version))
        return True

    async def _has_another(self, customer: Customer, conversation_id: str) -> bool:
        """Whether devices of the customer may be in another conversation, so that they have to come back
        to one."""
        return any(
            other.id != conversation_id and not isinstance(other.owner, Closed)
            for other in await self._conversations.store.all_of(customer.id)
        )

    async def _is_under_way(self, state: Conversation) -> bool:
        if state.erased or state.at is None or (state.last is None and state.consent is None):
            return False
        since = self._clock() - JOINED_WITHIN
        return state.at >= since and await self._guest_acted(state, since)

    async def _guest_acted(self, state: Conversation, since: datetime) -> bool:
        """Whether the guest has done anything in the conversation since then; what others did does not count."""
        after = max(0, state.asked - 1)  # from the guest's last message on
        while page := await self._conversations.store.read(
            state.id, after=after, limit=_PAGE, public_only=False
        ):
            if any(event.actor.kind == "customer" and event.at >= since for event in page):
                return True
            after = page[-1].seq
        return False
