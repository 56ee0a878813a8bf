"""What the bot may tell of an order, and to whom."""

from dataclasses import dataclass
from typing import Literal

from handoff.domain.errors import TooManyAttempts
from handoff.domain.people import LINE_LENGTH, Customer
from handoff.domain.shop.orders import (
    NUMBER_LENGTH,
    Order,
    contact_matches,
    normal_contact,
    normal_number,
)
from handoff.services.conversations import Conversations
from handoff.services.errors import OrderSystemDown
from handoff.services.ports.customers import CustomerStore
from handoff.services.ports.limits import Addresses, Limits
from handoff.services.ports.orders import OrderSource

# Misses at an order's contact: of one customer, in all their conversations; from one network, which
# a household, a school or an office shares; at one order, and with one contact, whoever tries.
ATTEMPTS = 5
ATTEMPTS_PER_NETWORK = 20
ATTEMPTS_PER_ORDER = 20
ATTEMPTS_PER_CONTACT = 20
WINDOW_SECONDS = 3600


LookupResult = Literal["found", "contact_needed", "no_match", "too_many_attempts"]


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
        limits: Limits,
        addresses: Addresses,
    ) -> None:
        self._conversations = conversations
        self._customers = customers
        self._orders = orders
        self._limits = limits
        self._addresses = addresses

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
            if order is not None and order.belongs_to(customer):
                return Lookup(result="found", order=order, owner=True)
        if contact is None:
            return Lookup(result="contact_needed")
        return await self._proven(customer, number, contact)

    async def _proven(self, customer: Customer, number: str, contact: str) -> Lookup:
        """Only misses count; and whoever has had too many does not even reach the order system."""
        counted: list[str] = []
        try:
            for key, limit in await self._counters(customer, number, contact):
                await self._limits.hit(key, limit=limit, window_seconds=WINDOW_SECONDS)
                counted.append(key)
            order = await self._orders.by_number(number)
        except TooManyAttempts:
            await self._forgive(counted)
            return Lookup(result="too_many_attempts")
        except OrderSystemDown:
            await self._forgive(counted)
            raise
        if order is None or not contact_matches(contact, order.email, order.phone):
            return Lookup(result="no_match")
        await self._forgive(counted)
        return Lookup(result="found", order=order)

    async def _counters(
        self, customer: Customer, number: str, contact: str
    ) -> list[tuple[str, int]]:
        network = await self._addresses.of(customer.id)
        return [
            (f"order:customer:{customer.id}", ATTEMPTS),
            (f"order:network:{network.name}", network.grant(ATTEMPTS_PER_NETWORK)),
            (f"order:number:{number}", ATTEMPTS_PER_ORDER),
            (f"order:contact:{normal_contact(contact)}", ATTEMPTS_PER_CONTACT),
        ]

    async def _forgive(self, keys: list[str]) -> None:
        for key in keys:
            await self._limits.undo(key)
