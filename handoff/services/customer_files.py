"""All that is known of a customer, for the members of the staff who may know it."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from handoff.domain.conversation.earlier import is_blank
from handoff.domain.conversation.state import Conversation
from handoff.domain.people import Customer, StaffMember
from handoff.domain.shop.orders import Order
from handoff.services.access import Access
from handoff.services.errors import OrderSystemDown
from handoff.services.ports.orders import OrderSource

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """`orders` is None while the order system is down; `conversations` are those that the reader
    may read and that hold anything, newest first."""

    customer: Customer
    orders: Sequence[Order] | None
    conversations: Sequence[Conversation]


class CustomerFiles:
    def __init__(self, access: Access, orders: OrderSource) -> None:
        self._access = access
        self._orders = orders

    async def file_for(self, member: StaffMember, customer_id: str) -> CustomerFile:
        """Raises what `Access.customer_for` does."""
        known = await self._access.customer_for(member, customer_id)
        return CustomerFile(
            customer=known.customer,
            orders=await self._orders_of(known.customer),
            conversations=[state for state in known.conversations if not is_blank(state)],
        )

    async def _orders_of(self, customer: Customer) -> Sequence[Order] | None:
        try:
            return await self._orders.of_customer(customer)
        except OrderSystemDown:
            log.warning("orders.unavailable", customer_id=customer.id)
            return None
