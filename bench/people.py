"""Creates customers, agents and their conversations by the product's own services."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from bench.premises import Premises
from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.signatures import SignedTokens
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.events import Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.people import Customer, Names
from handoff.services.visits import Pass, Visit
from handoff.wiring.operating import staff_directory, staff_sessions
from stack.embedded.postgres import DATABASE

AT_ONCE = 8  # conversations written at the same time
TOKENS_LAST = timedelta(days=1)  # longer than any benchmark


@dataclass(frozen=True, slots=True)
class Caller:
    """A customer with a conversation of their own, and the token that opens it."""

    customer_id: str
    conversation_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Seat:
    """An agent and the session cookie of their console."""

    agent: c.Agent
    cookie: str


class Town:
    """Fills the database. Every conversation is decided and committed as in production."""

    def __init__(self, engine: AsyncEngine, secret: str) -> None:
        self._store = PostgresConversations(engine)
        self._customers = PostgresCustomers(engine)
        self._staff, self._sessions = staff_directory(engine), staff_sessions(engine)
        self._tokens = SignedTokens(secret)

    async def seat(self, name: str, *, capacity: int = 4) -> Seat:
        """A new agent, logged in."""
        email = f"{new_id()}@bench.example"
        member = await self._staff.add(email, Names(en=name), "agent", None, capacity)
        cookie = await self._sessions.open(member, "benchmark")
        return Seat(c.Agent(id=member.id, names=member.names), cookie)

    async def caller(self, *story: c.Command) -> Caller:
        """A new customer whose conversation has begun and gone through `story`."""
        customer = Customer.visitor(new_id(), "en", now())
        await self._customers.add(customer)
        start = c.Start(customer_id=customer.id, customer_name=None, language="en")
        unborn = Conversation(id=new_id())
        state, log = _lived(unborn, start, *story)
        await self._store.commit(unborn, state, log)
        visit = Visit(customer_id=customer.id, conversation_id=state.id)
        ends = int((now() + TOKENS_LAST).timestamp())
        token = self._tokens.sign(Pass(visit=visit, revocations=0, ends=ends))
        return Caller(customer.id, state.id, token)

    async def callers(self, stories: Iterable[Sequence[c.Command]]) -> list[Caller]:
        """One caller for each story, several concurrently."""
        room = asyncio.Semaphore(AT_ONCE)

        async def made_by(story: Sequence[c.Command]) -> Caller:
            async with room:
                return await self.caller(*story)

        async with asyncio.TaskGroup() as tasks:
            made = [tasks.create_task(made_by(story)) for story in stories]
        return [task.result() for task in made]


def _lived(state: Conversation, *commands: c.Command) -> tuple[Conversation, list[Event]]:
    """The conversation after `commands`, and the events that they caused."""
    log: list[Event] = []
    for command in commands:
        state, events = append(state, command, now())
        log.extend(events)
    return state, log


@asynccontextmanager
async def open_town(premises: Premises) -> AsyncIterator[Town]:
    """Fills the database before a measurement: commits in here do not wait for the disk, and
    statistics are up to date afterwards."""
    server = premises.postgres
    server.sql(f"ALTER DATABASE {DATABASE} SET synchronous_commit = off")
    engine = open_engine(server.url, pool_size=AT_ONCE)
    try:
        yield Town(engine, premises.secret)
    finally:
        await engine.dispose()
        server.sql(f"ALTER DATABASE {DATABASE} RESET synchronous_commit")
        server.sql("VACUUM ANALYZE", DATABASE)
