"""A reaction of the fault suite's own: it handles every event of the log and records that it did.

It represents all reactions, future ones included: what the subscriptions promise to one, they
promise to this one. Every gateway of a run runs it (`faults/gateway.py`), and it dies with the
gateway.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import get_args

from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    MetaData,
    Table,
    Uuid,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from faults.reaction_verdict import Sighting
from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.engine import open_engine, single_statements
from handoff.adapters.postgres.subscriptions import PostgresSubscriptions
from handoff.domain.conversation.events import Body
from handoff.services.ports.subscriptions import Logged, StartFrom
from handoff.services.reactions.reaction import Reaction
from handoff.workers.subscriptions import Reactions, Subscription

_metadata = MetaData()
_witnessed = Table(
    "witnessed",
    _metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("conversation_id", Uuid(as_uuid=False), nullable=False),
    Column("seq", BigInteger, nullable=False),
)


# On the disk before the next event is read, as the work of every reaction is: a gateway that outlives the
# server reads on from the place that it knows, and handles nothing again that the server has forgotten.
_WRITE_DOWN = text(
    "INSERT INTO witnessed (conversation_id, seq) VALUES (CAST(:conversation_id AS uuid), :seq)"
)


class Witness:
    """Implements `Reaction`. Unlike others it adds a row each time, so that repeats show."""

    name = "witness"
    handles: tuple[type[Body], ...] = get_args(Body)
    start: StartFrom = "beginning"

    def __init__(self, engine: AsyncEngine) -> None:
        self._single = single_statements(engine)

    async def handle(self, logged: Logged) -> None:
        row = {"conversation_id": logged.conversation_id, "seq": logged.event.seq}
        async with self._single.connect() as connection:
            await connection.execute(_WRITE_DOWN, row)


async def prepare(database_url: str) -> None:
    """Creates the witness's table."""
    engine = open_engine(database_url, pool_size=1)
    async with engine.begin() as connection:
        await connection.run_sync(_metadata.create_all)
    await engine.dispose()


async def sightings(engine: AsyncEngine) -> Sequence[Sighting]:
    """What the witness has handled, in order of handling."""
    query = select(_witnessed.c.conversation_id, _witnessed.c.seq).order_by(_witnessed.c.id)
    async with engine.connect() as connection:
        return [Sighting(*row) for row in (await connection.execute(query)).all()]


@asynccontextmanager
async def reading(database_url: str, make: type[Witness] = Witness) -> AsyncIterator[None]:
    """Runs the witness over the log, beside the gateway in the same process."""
    engine = open_engine(database_url, pool_size=2)
    store = PostgresSubscriptions(engine)
    subscriptions = Reactions(store, [_subscription(make(engine), store)])
    loops = subscriptions.loops()
    for loop in loops:
        loop.start()
    try:
        yield
    finally:
        for loop in loops:
            await loop.stop()
        await subscriptions.stop()
        await engine.dispose()


def _subscription(reaction: Reaction, store: PostgresSubscriptions) -> Subscription:
    """The witness's subscription. Commits do not nudge it: it polls every second."""
    return Subscription(reaction, store, now, new_id(), asyncio.Event())
