"""Looks up orders for the bot, which may tell this customer about them or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from handoff.domain.errors import TooManyAttempts
from handoff.domain.people import LINE_LENGTH, Customer
from handoff.domain.shop.orders import NUMBER_LENGTH, Order, may_hear, normal_number
from handoff.services.conversations import Conversations
from handoff.services.errors import OrderSystemDown
from handoff.services.order_guesses import OrderGuesses
from handoff.services.ports.customers import CustomerStore
from handoff.services.ports.orders import OrderSource

LookupResult = Literal["found", "contact_needed", "no_match", "too_many_attempts"]

LISTED = (
    20  # a customer's newest orders that the bot knows of: as far back as people say "my order"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """`owner`: the shop vouches for the customer, and the order is theirs."""

    result: LookupResult
    order: Order | None = None
    owner: bool = False


class OrderLookup:
    def __init__(
        self,
        conversations: Conversations,
        customers: CustomerStore,
        orders: OrderSource,
        guesses: OrderGuesses,
    ) -> None:
        self._conversations = conversations
        self._customers = customers
        self._orders = orders
        self._guesses = guesses

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
        # What is longer than any number, or any contact, is none: it matches nothing.
        number = normal_number(number)[: NUMBER_LENGTH + 1]
        contact = contact and contact[: LINE_LENGTH + 1]
        if customer.external_id is not None:
            order = await self._orders.by_number(number)
            if order is not None and may_hear(order, customer):
                return Lookup(result="found", order=order, owner=True)
        if contact is None:
            return Lookup(result="contact_needed")
        return await self._proven(customer, number, contact)

    async def orders_of(self, conversation_id: str) -> Sequence[Order] | None:
        """The newest orders of this conversation's customer, newest first; None for a visitor.

        The customer hears of no order here that `look_up` would not tell them by its number alone.

        Raises:
            NotFound: no such conversation.
            OrderSystemDown: the order system cannot be reached now.
        """
        conversation = await self._conversations.store.load(conversation_id)
        customer = await self._customers.get(conversation.customer_id)
        if customer.external_id is None:
            return None
        orders = await self._orders.of_customer(customer)
        return [order for order in orders if may_hear(order, customer)][:LISTED]

    async def _proven(self, customer: Customer, number: str, contact: str) -> Lookup:
        """The order, if `contact` is its contact. A customer who has guessed wrong too often does not
        even reach the order system."""
        try:
            guess = await self._guesses.count(customer, number, contact)
        except TooManyAttempts:
            return Lookup(result="too_many_attempts")
        try:
            order = await self._orders.by_number(number)
        except OrderSystemDown:
            await self._guesses.take_back(guess)
            raise
        if order is None or not may_hear(order, customer, [contact]):
            return Lookup(result="no_match")
        await self._guesses.take_back(guess)
        return Lookup(result="found", order=order)
