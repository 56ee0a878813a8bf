"""The staff's side: the inbox, the conversations one may see, and what one may do in them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from handoff.domain.conversation import commands as c
from handoff.domain.conversation.events import Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import InvalidInput
from handoff.domain.people import Customer, StaffMember
from handoff.domain.permissions import action_of, require
from handoff.domain.shop.orders import Order
from handoff.services.availability import Availability
from handoff.services.conversations import Conversations
from handoff.services.desk_rules import DeskRules, Floor
from handoff.services.errors import CacheDown, OrderSystemDown
from handoff.services.ports.clock import Clock
from handoff.services.ports.orders import OrderSource
from handoff.services.ports.people import CustomerStore, Presence, StaffStore
from handoff.services.signals import Committed
from handoff.services.staff import as_of_now

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """All that is known of a customer. `orders` is None while the order system is down."""

    customer: Customer
    orders: Sequence[Order] | None
    conversations: Sequence[Conversation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A member of the staff as colleagues see them."""

    member: StaffMember
    load: int
    online: bool


class Desk:
    """What the agent console works with."""

    def __init__(
        self,
        conversations: Conversations,
        customers: CustomerStore,
        staff: StaffStore,
        orders: OrderSource,
        presence: Presence,
        clock: Clock,
        rules: DeskRules,
    ) -> None:
        self._conversations = conversations
        self._customers = customers
        self._staff = staff
        self._orders = orders
        self._presence = presence
        self._clock = clock
        self._rules = rules
        self._floor = Floor(staff, presence)
        self._availability = Availability(staff, conversations.publication)
        self._one_transfer = asyncio.Lock()  # each holds a connection while it waits for its turn

    async def conversation_for(self, member: StaffMember, conversation_id: str) -> Conversation:
        """The only way of staff to a conversation: today everybody on the staff sees every one.

        Raises:
            NotAllowed: the member is disabled.
            NotFound: no such conversation.
        """
        await as_of_now(self._staff, member)
        return await self._conversations.store.load(conversation_id)

    async def page(
        self, member: StaffMember, conversation_id: str, *, after: int, limit: int
    ) -> tuple[Sequence[Event], bool, Conversation]:
        """One page of the log, whether there is more, and the state, no older than the page.

        Raises what `conversation_for` does.
        """
        events, more = await self._conversations.page(
            conversation_id, after=after, limit=limit, public_only=False
        )
        return events, more, await self.conversation_for(member, conversation_id)

    async def execute(
        self, member: StaffMember, conversation_id: str, command: c.StaffCommand
    ) -> Committed:
        current = await as_of_now(self._staff, member)
        require(current, action_of(command))
        committed = await self._conversations.execute(conversation_id, command)
        if isinstance(command, c.Close) and committed.events:
            await self._staff.wrap_up(member.id, self._clock() + self._rules.wrap_up)
        if isinstance(command, c.Accept | c.Take):
            await self._availability.offer_answered(member.id)
        return committed

    async def transfer(
        self,
        member: StaffMember,
        conversation_id: str,
        *,
        client_id: str,
        to: str | None = None,
        team: str | None = None,
        note: str | None = None,
    ) -> Committed:
        """Hands on to the member `to` or to a team, with a note for staff. If `to` has a free slot
        it is held, and the customer is told who comes; otherwise the conversation waits in the
        queue. A resend with the same `client_id` is answered like the first.

        Raises:
            NotFound: nobody on the staff has that id.
            InvalidInput: `transfer_target`, the account is disabled, no team is called that, or
                neither or both are named.
            IllegalMove: the conversation is not the member's.
        """
        current = await as_of_now(self._staff, member)
        if team is not None and not any(team in one.teams for one in await self._working()):
            raise InvalidInput("transfer_target", "There is no such team")
        colleague = await self._colleague(to) if to is not None else None
        command = c.Transfer(
            agent=_as_agent(current),
            client_id=client_id,
            to=_as_agent(colleague) if colleague else None,
            team=team,
            note=note,
        )
        if colleague is None:
            return await self._conversations.execute(conversation_id, command)
        async with self._one_transfer, self._conversations.store.routing_turn(wait=True):
            if await self._is_free(colleague):
                command = replace(command, hold_until=self._clock() + self._rules.offer_for)
            return await self._conversations.execute(conversation_id, command)

    async def _is_free(self, member: StaffMember) -> bool:
        """Whether the member could be offered a chat now."""
        try:
            one = (await self._floor.present()).get(member.id)
        except CacheDown:
            log.warning("presence.unreachable")
            return False
        return one is not None and one.free > 0 and one.free_since <= self._clock()

    async def _colleague(self, staff_id: str) -> StaffMember:
        colleague = await self._staff.get(staff_id)
        if colleague.disabled:
            raise InvalidInput("transfer_target", "That account is disabled")
        return colleague

    async def colleagues(self, member: StaffMember) -> Sequence[Present]:
        """Everybody on the staff who is not disabled, and whether they are online."""
        await as_of_now(self._staff, member)
        everyone = await self._working()
        try:
            online = await self._presence.online()
        except CacheDown:
            log.warning("presence.unreachable")
            online = frozenset()
        loads = {
            one.member.id: one.load for one in await self._staff.loads([m.id for m in everyone])
        }
        return [
            Present(member=one, load=loads.get(one.id, 0), online=one.id in online)
            for one in everyone
        ]

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
        """Whether new chats may be offered to the member from now on. Raises NotAllowed: the member
        is disabled."""
        current = await as_of_now(self._staff, member)
        return await self._availability.choose(current.id, available=available)

    async def _working(self) -> Sequence[StaffMember]:
        return [one for one in await self._staff.everyone() if not one.disabled]


def _as_agent(member: StaffMember) -> c.Agent:
    return c.Agent(id=member.id, name=member.name)
