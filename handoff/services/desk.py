"""The staff's side: the inbox, the conversations one may see, and what one may do in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from handoff.domain import commands as c
from handoff.domain.conversation import Conversation
from handoff.domain.errors import NotAllowed
from handoff.services.conversations import Conversations
from handoff.services.ports import (
    Committed,
    Customer,
    CustomerStore,
    Order,
    OrderSource,
    OrderSystemDown,
    Search,
    StaffMember,
    StaffStore,
)

log = structlog.get_logger()

INBOX_LIMIT = 500  # conversations that are not closed; more than a person can look at

StaffCommand = c.Accept | c.Decline | c.Take | c.AgentSay | c.AgentNote | c.ReturnToBot | c.Close


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """All that is known of a customer. `orders` is None while the order system is down."""

    customer: Customer
    orders: Sequence[Order] | None
    conversations: Sequence[Conversation]


class Desk:
    """What the agent console works with."""

    def __init__(
        self,
        conversations: Conversations,
        customers: CustomerStore,
        staff: StaffStore,
        orders: OrderSource,
    ) -> None:
        self._conversations = conversations
        self._customers = customers
        self._staff = staff
        self._orders = orders

    async def conversation_for(self, member: StaffMember, conversation_id: str) -> Conversation:
        """The only way of staff to a conversation: today everybody on the staff sees every one.

        Raises:
            NotAllowed: the member is disabled.
            NotFound: no such conversation.
        """
        await self._current(member)
        return await self._conversations.store.load(conversation_id)

    async def execute(
        self, member: StaffMember, conversation_id: str, command: StaffCommand
    ) -> Committed:
        await self.conversation_for(member, conversation_id)
        return await self._conversations.execute(conversation_id, command)

    async def inbox(self, member: StaffMember) -> Sequence[Conversation]:
        """Raises NotAllowed: the member is disabled."""
        await self._current(member)
        return await self._conversations.store.active(INBOX_LIMIT)

    async def search(self, member: StaffMember, search: Search) -> Sequence[Conversation]:
        """Raises NotAllowed for anyone but supervisors and admins."""
        if member.role == "agent":
            raise NotAllowed("not_allowed", "Only supervisors may search all conversations")
        return await self._conversations.store.search(search)

    async def customer_file(self, customer_id: str) -> CustomerFile:
        """Raises NotFound."""
        customer = await self._customers.get(customer_id)
        try:
            orders = await self._orders.of_customer(customer)
        except OrderSystemDown:
            log.warning("orders.unavailable", customer_id=customer_id)
            orders = None
        return CustomerFile(
            customer=customer,
            orders=orders,
            conversations=await self._conversations.store.all_of(customer_id),
        )

    async def set_available(self, member: StaffMember, *, available: bool) -> StaffMember:
        """Whether new chats may be offered to the member from now on."""
        changed = replace(await self._current(member), available=available)
        await self._staff.update(changed)
        return changed

    async def _current(self, member: StaffMember) -> StaffMember:
        """The member as they are now: a socket may outlive the account that opened it."""
        current = await self._staff.get(member.id)
        if current.disabled:
            raise NotAllowed("not_allowed", "This account is disabled")
        return current
