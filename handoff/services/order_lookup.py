"""What the bot may tell of an order, and to whom."""

from dataclasses import dataclass
from typing import Literal

from handoff.domain.errors import TooManyAttempts
from handoff.domain.orders import contact_matches, normal_number
from handoff.services.conversations import Conversations
from handoff.services.ports import CustomerStore, Limits, Order, OrderSource

# Guesses at an order's contact, for one conversation.
ATTEMPTS = 5
WINDOW_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    result: Literal["found", "contact_needed", "no_match", "too_many_attempts"]
    order: Order | None = None


class OrderLookup:
    def __init__(
        self,
        conversations: Conversations,
        customers: CustomerStore,
        orders: OrderSource,
        limits: Limits,
    ) -> None:
        self._conversations = conversations
        self._customers = customers
        self._orders = orders
        self._limits = limits

    async def look_up(self, conversation_id: str, number: str, contact: str | None) -> Lookup:
        """The order, if this conversation's customer may hear about it.

        A customer whom the shop vouched for hears about their own orders; anybody else needs the
        number and the e-mail address or phone number of the order. An unknown number and a wrong
        contact give the same answer.

        Raises:
            NotFound: no such conversation.
            OrderSystemDown: the order system cannot be reached now.
        """
        conversation = await self._conversations.store.load(conversation_id)
        customer = await self._customers.get(conversation.customer_id)
        order = await self._orders.by_number(normal_number(number))
        if (
            order is not None
            and customer.external_id is not None
            and order.customer_id == customer.id
        ):
            return Lookup(result="found", order=order)
        if contact is None:
            return Lookup(result="contact_needed")
        attempts = f"order:{conversation_id}"
        try:
            await self._limits.hit(attempts, limit=ATTEMPTS, window_seconds=WINDOW_SECONDS)
        except TooManyAttempts:
            return Lookup(result="too_many_attempts")
        if order is None or not contact_matches(contact, order.email, order.phone):
            return Lookup(result="no_match")
        await self._limits.undo(attempts)  # only misses count
        return Lookup(result="found", order=order)
