"""What the owner of a chat could answer and do next, made when their console asks for it.

Made on demand, and stored nowhere: what nobody looks at costs nothing, it makes no difference on
which gateway the customer is, and messages are on their way without it. One is in the making for a
conversation at a time; asking for something newer ends it.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from handoff.domain.advice.replies import KnownOrder, OrderFinding, Suggestion
from handoff.domain.advice.suggestions import (
    Circumstances,
    SkilledMember,
    suggest,
    team_for,
)
from handoff.domain.advice.unanswered import Unanswered, unanswered
from handoff.domain.conversation.state import Conversation, WithAgent
from handoff.domain.errors import IllegalMove
from handoff.domain.people import Customer
from handoff.domain.shop.business_hours import opening_state
from handoff.domain.shop.orders import Order, may_hear, normal_number
from handoff.domain.understanding import MessageReading
from handoff.services.conversations import Conversations
from handoff.services.errors import OrderSystemDown
from handoff.services.ports.bots import BotReader
from handoff.services.ports.clock import Clock
from handoff.services.ports.customers import CustomerStore
from handoff.services.ports.orders import OrderSource
from handoff.services.ports.people import StaffStore
from handoff.services.ports.settings import ShopSettings

log = structlog.get_logger()

# Nobody waits for longer than this: by then an agent has read the message and begun to answer.
LIMIT_SECONDS = 3.0
ORDER_SECONDS = 1.5  # of it, for the order system

# Events read from the end of the log: an answer to anything further back comes too late.
EVENTS_READ = 100


@dataclass(frozen=True, slots=True)
class _Making:
    seq: int  # of the log that it is made from
    task: asyncio.Task[Suggestion | None]


class Suggestions:
    def __init__(
        self,
        conversations: Conversations,
        customers: CustomerStore,
        staff: StaffStore,
        orders: OrderSource,
        reader: BotReader,
        clock: Clock,
        settings: ShopSettings,
    ) -> None:
        self._conversations = conversations
        self._customers = customers
        self._staff = staff
        self._orders = orders
        self._reader = reader
        self._clock = clock
        self._settings = settings
        self._making: dict[str, _Making] = {}

    async def for_owner(self, state: Conversation, staff_id: str) -> Suggestion | None:
        """What fits the conversation as it is now; None if there is nothing to suggest, if it
        cannot be made in time, or if something newer was asked for meanwhile.

        Raises:
            IllegalMove: `not_owner`, they only look on.
        """
        owner = state.owner
        if not isinstance(owner, WithAgent) or owner.agent_id != staff_id:
            raise IllegalMove("not_owner", "Suggestions are for who owns the conversation")
        making = self._making.get(state.id)
        if making is None or making.seq != state.seq:
            if making is not None:
                making.task.cancel()
            making = _Making(state.seq, asyncio.create_task(self._in_time(state, staff_id)))
            self._making[state.id] = making
            making.task.add_done_callback(lambda _: self._forget(state.id, making))
        await asyncio.wait({making.task})  # who asks may leave: another may be asking the same
        return None if making.task.cancelled() else making.task.result()

    def _forget(self, conversation_id: str, made: _Making) -> None:
        if self._making.get(conversation_id) is made:
            del self._making[conversation_id]

    async def _in_time(self, state: Conversation, owner_id: str) -> Suggestion | None:
        try:
            async with asyncio.timeout(LIMIT_SECONDS):
                return await self._make(state, owner_id)
        except TimeoutError:
            log.warning("suggestion.late", conversation_id=state.id, seq=state.seq)
            return None

    async def _make(self, state: Conversation, owner_id: str) -> Suggestion | None:
        events = await self._conversations.store.read(
            state.id, after=max(0, state.seq - EVENTS_READ), limit=EVENTS_READ, public_only=False
        )
        open_matter = unanswered(events)
        reading = await self._read(state, open_matter)
        current = self._settings.current()
        shop = current.shop
        circumstances = Circumstances(
            language=state.language,
            shop=shop,
            topics=current.topics,
            opening=opening_state(shop.hours, self._clock()),
            order=await self._order(state, reading),
            team=await self._team(reading, owner_id),
        )
        return suggest(open_matter, reading, circumstances)

    async def _read(self, state: Conversation, matter: Unanswered) -> MessageReading | None:
        if not matter.text:
            return None
        return await self._reader.read(f"{state.id}:{state.segment}", matter.text)

    async def _team(self, reading: MessageReading | None, owner_id: str) -> str | None:
        if reading is None or reading.guess is None:
            return None
        everyone = [
            SkilledMember(id=member.id, topics=member.topics, teams=member.teams)
            for member in await self._staff.everyone()
            if not member.disabled
        ]
        return team_for(reading.guess.name, owner_id, everyone)

    async def _order(self, state: Conversation, reading: MessageReading | None) -> OrderFinding:
        """The order that was named, if the matter is an order and it is theirs to hear about: by
        the shop's word, or by the contact which they gave."""
        about_an_order = self._settings.current().topics.about_an_order
        if reading is None or reading.guess is None or reading.guess.name not in about_an_order:
            return "unnamed"
        customer = await self._customers.get(state.customer_id)
        number = reading.value("order_number") or _text(state.slots, "order_number")
        try:
            async with asyncio.timeout(ORDER_SECONDS):
                order = await self._find(customer, number)
        except (OrderSystemDown, TimeoutError):
            log.warning("orders.unavailable", customer_id=customer.id)
            return "down"
        if number is None:
            return _known(order) if order is not None else "unnamed"
        contacts = _contacts(state, customer, reading)
        if order is not None and may_hear(order, customer, contacts):
            return _known(order)
        return "not_found" if contacts else "unproven"

    async def _find(self, customer: Customer, number: str | None) -> Order | None:
        """Finds the order by its number, whose ever it is; without one, a verified customer's newest."""
        if number is not None:
            return await self._orders.by_number(normal_number(number))
        if customer.external_id is None:
            return None
        return next(iter(await self._orders.of_customer(customer)), None)


def _contacts(state: Conversation, customer: Customer, reading: MessageReading) -> list[str]:
    """Those by which the customer may show that an order is theirs: what they gave in this chat, and
    what the shop vouches for."""
    given = (
        reading.value("phone", "email"),
        _text(state.slots, "contact"),
        state.contact.email,
        state.contact.phone,
        *((customer.email, customer.phone) if customer.external_id is not None else ()),
    )
    return [contact for contact in given if contact]


def _text(slots: Mapping[str, object], name: str) -> str | None:
    value = slots.get(name)
    return value if isinstance(value, str) else None


def _known(order: Order) -> KnownOrder:
    card = order.card
    return KnownOrder(number=card.number, state=card.state, expected_at=card.expected_at)
