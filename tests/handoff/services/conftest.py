"""Use cases on the real store, with fakes at the ports that are not under test."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.domain.bot_answers import BotFailure, BotReply
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.state import Conversation
from handoff.domain.people import Customer, Names, StaffMember
from handoff.domain.shop.business_hours import BusinessHours
from handoff.services.access import Access, TeamMap
from handoff.services.availability import AgentAvailability
from handoff.services.conversations import Conversations
from handoff.services.desk import Desk
from handoff.services.desk_rules import DeskRules
from handoff.services.errors import CacheDown
from handoff.services.floor import Floor
from handoff.services.fresh_turns import FreshTurns
from handoff.services.ports.audit import AuditedRead, ReadQuery
from handoff.services.ports.bots import BotTurn
from handoff.services.ports.clock import Clock as HasTime
from handoff.services.publication import Publication
from handoff.services.read_audit import ReadAudit
from handoff.services.remembered_states import RememberedStates
from handoff.services.signals import Committed, Signal
from tests.handoff.roomy_bot import RoomyBot
from tests.handoff.services.office import Office
from tests.handoff.shop import ALWAYS, Settled

WRAP_UP = timedelta(seconds=10)
OFFER_FOR = timedelta(seconds=30)
UNDECIDED = timedelta(minutes=3)
PATIENCE = timedelta(seconds=30)  # with a bot that has no room


def desk_rules(hours: BusinessHours = ALWAYS) -> DeskRules:
    return DeskRules(
        shop=Settled(hours=hours), offer_for=OFFER_FOR, wrap_up=WRAP_UP, undecided=UNDECIDED
    )


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.time

    def elapse(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Heard:
    """A listener that records its calls."""

    def __init__(self) -> None:
        self.signals: list[Signal] = []

    def __call__(self, signal: Signal) -> None:
        self.signals.append(signal)

    @property
    def seqs(self) -> list[int]:
        return [e.seq for s in self.signals if isinstance(s, Committed) for e in s.events]


class Online:
    """Presence without leases: who is named is there, as far as it can be seen."""

    def __init__(self, *names: str) -> None:
        self.names = set(names)
        self.reachable = True

    async def renew(self, staff_ids: Sequence[str]) -> None:
        self.names.update(staff_ids)

    async def linger(self, staff_id: str) -> None:
        self.names.discard(staff_id)

    async def leave(self, staff_id: str) -> None:
        self.names.discard(staff_id)

    async def online(self) -> frozenset[str]:
        if not self.reachable:
            raise CacheDown
        return frozenset(self.names)


class Customers:
    """Which customers have the chat on a page: all of them, but for those who have left."""

    def __init__(self) -> None:
        self.left: set[str] = set()

    async def renew(self, ids: Sequence[str]) -> None: ...

    async def linger(self, id_: str) -> None: ...

    async def among(self, ids: Collection[str]) -> frozenset[str]:
        return frozenset(ids) - self.left


class Backend(RoomyBot):
    """A bot at its port: answers with `outcome`, after `meanwhile` has happened."""

    def __init__(self, outcome: BotReply | BotFailure) -> None:
        self.outcome = outcome
        self.turns: list[BotTurn] = []
        self.meanwhile = _nothing

    async def answer(self, turn: BotTurn) -> BotReply | BotFailure:
        self.turns.append(turn)
        await self.meanwhile()
        return self.outcome


async def _nothing() -> None:
    """Nothing happens while the bot thinks."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def publication(heard: Heard) -> Publication:
    return Publication(on_signal={"heard": heard})


def a_gateways(
    store: PostgresConversations, clock: HasTime, heard: Heard, fresh: FreshTurns | None = None
) -> Conversations:
    """The conversations of one gateway, with a memory of its own."""
    remembered, fresh = RememberedStates(), fresh or FreshTurns()
    publication = Publication(
        on_commit={"remember": remembered.remember, "begin the bot's turn": fresh.put},
        on_signal={"heard": heard},
    )
    return Conversations(store, publication, clock, remembered, Settled(), fresh)


@pytest.fixture
def fresh() -> FreshTurns:
    return FreshTurns()


@pytest.fixture
def conversations(
    store: PostgresConversations, clock: Clock, heard: Heard, fresh: FreshTurns
) -> Conversations:
    return a_gateways(store, clock, heard, fresh)


class Door:
    """Brings customers in."""

    def __init__(self, customers: PostgresCustomers, conversations: Conversations) -> None:
        self._customers = customers
        self._conversations = conversations

    async def customer(self, external_id: str | None = None, **facts: str) -> Customer:
        customer = Customer(
            id=new_id(),
            external_id=external_id,
            name=facts.get("name", "Nika"),
            email=facts.get("email"),
            phone=facts.get("phone"),
            language="en",
            created_at=datetime.now(UTC),
        )
        await self._customers.add(customer)
        return customer

    async def conversation(
        self, *commands: c.Command, customer: Customer | None = None
    ) -> Conversation:
        """A started conversation after `commands`."""
        customer = customer or await self.customer()
        start = c.Start(
            customer_id=customer.id,
            customer_name=customer.name,
            language="en",
            verified=customer.external_id is not None,
        )
        state = (await self._conversations.start(new_id(), start)).conversation
        return await self.go_on(state, *commands)

    async def go_on(self, state: Conversation, *commands: c.Command) -> Conversation:
        """The conversation after `commands`."""
        for command in commands:
            state = (await self._conversations.execute(state.id, command)).conversation
        return state


@pytest.fixture
def door(customers: PostgresCustomers, conversations: Conversations) -> Door:
    return Door(customers, conversations)


class Crew:
    """The staff, and who of them is there."""

    def __init__(self, store: PostgresStaff) -> None:
        self.store = store
        self.online = Online()

    def floor(self) -> Floor:
        return Floor(self.store, self.online, WRAP_UP)

    async def hire(self, name: str, **facts: Any) -> StaffMember:
        """Somebody who is there."""
        usual: dict[str, Any] = {
            "role": "agent",
            "capacity": 4,
            "available": True,
            "disabled": False,
        }
        member = StaffMember(
            id=new_id(),
            email=f"{new_id()}@books.example",
            names=Names.written(name),
            **usual | facts,
        )
        await self.store.add(member, "no password")
        self.online.names.add(member.id)
        return member


@pytest.fixture
def crew(staff_store: PostgresStaff) -> Crew:
    return Crew(staff_store)


class Trail:
    """An audit that keeps what it is given, while it is reachable."""

    def __init__(self) -> None:
        self.reads: list[AuditedRead] = []
        self.forgotten: list[datetime] = []
        self.reachable = True

    async def append(self, reads: Sequence[AuditedRead]) -> None:
        if not self.reachable:
            raise ConnectionError
        self.reads.extend(reads)

    async def find(self, query: ReadQuery) -> Sequence[AuditedRead]:
        return self.reads[-query.limit :]

    async def forget(self, before: datetime) -> int:
        self.forgotten.append(before)
        return 0


@pytest.fixture
def trail() -> Trail:
    return Trail()


@pytest.fixture
def audit(trail: Trail, clock: Clock) -> ReadAudit:
    return ReadAudit(trail, clock, timedelta(days=180))


@pytest.fixture
def access(
    store: PostgresConversations, customers: PostgresCustomers, crew: Crew, audit: ReadAudit
) -> Access:
    """Access in a shop where everybody sees everything."""
    return Access(store, customers, crew.store, TeamMap(crew.store, "everyone"), audit)


@pytest.fixture
def desk(
    conversations: Conversations, access: Access, crew: Crew, publication: Publication, clock: Clock
) -> Desk:
    availability = AgentAvailability(crew.store, publication)
    floor = crew.floor()
    return Desk(conversations, access, crew.store, floor, availability, clock, desk_rules())


def agent(member: StaffMember) -> c.Agent:
    return c.Agent(id=member.id, names=member.names)


def say(text: str = "hello", client_id: str | None = None) -> c.CustomerSay:
    return c.CustomerSay(text=text, client_id=client_id or new_id())


@pytest.fixture
def office(engine: AsyncEngine, clock: Clock, valkey: Redis) -> Office:
    return Office(engine, clock, ValkeyLimits(valkey, Pseudonyms("secret-of-the-tests")))
