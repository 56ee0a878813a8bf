"""Reads what a run has left in the database, for the verdicts."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from faults.reaction_verdict import Aftermath, Member
from faults.stage import WRAP_UP
from faults.verdict import Stored
from faults.witness import Witness, sightings
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.deliveries import PostgresDeliveries
from handoff.adapters.postgres.subscriptions import PostgresSubscriptions
from handoff.adapters.postgres.tables import conversations, deliveries, events, staff
from handoff.domain.conversation.events import type_of
from handoff.domain.deliveries import Delivery
from handoff.services.ports.subscriptions import Progress
from handoff.wiring.reactions import types_of_reactions


async def read_all(engine: AsyncEngine) -> Mapping[str, Stored]:
    """Every conversation of the database, by its id; each as of one moment."""
    store = PostgresConversations(engine)
    async with engine.connect() as connection:
        ids = list((await connection.execute(select(conversations.c.id))).scalars())
    return {each: await _read(store, each) for each in ids}


async def _read(store: PostgresConversations, conversation_id: str) -> Stored:
    """Reads the state first: whatever is committed between the two reads waits for the next
    call."""
    state = await store.load(conversation_id)
    log = await store.read(conversation_id, after=0, limit=state.seq, public_only=False)
    return Stored(log=log, state=state)


async def read_mails(
    engine: AsyncEngine, conversation_ids: Sequence[str]
) -> Mapping[str, Sequence[Delivery]]:
    """The words that should be mailed, by conversation."""
    mails = PostgresDeliveries(engine)
    return {each: await mails.of_conversation(each) for each in conversation_ids}


async def is_post_out(engine: AsyncEngine) -> bool:
    """Whether no answer is waiting to be mailed any more. Requests for an opinion wait for a day."""
    on_the_way = deliveries.c.state.in_(("waiting", "sending"))
    query = select(func.count()).where(on_the_way, deliveries.c.kind == "answer")
    async with engine.connect() as connection:
        return not (await connection.execute(query)).scalar_one()


async def read_progress(engine: AsyncEngine) -> Mapping[str, Progress]:
    """The progress of every subscription, the witness's among them."""
    witness = {Witness.name: frozenset(map(type_of, Witness.handles))}
    return await PostgresSubscriptions(engine).progress({**types_of_reactions(), **witness})


async def read_members(engine: AsyncEngine) -> Sequence[Member]:
    """The agents, as reactions have left them."""
    columns = (staff.c.id, staff.c.available, staff.c.missed, staff.c.chosen_in)
    async with engine.connect() as connection:
        return [Member(*row) for row in (await connection.execute(select(*columns))).all()]


async def read_aftermath(
    engine: AsyncEngine, pauses: Sequence[tuple[datetime, datetime]]
) -> Aftermath:
    """Everything that the verdict on reactions needs. `pauses`: the times when gateways were
    stopped."""
    columns = (events.c.conversation_id, events.c.seq, events.c.committed_in)
    async with engine.connect() as connection:
        rows = (await connection.execute(select(*columns))).all()
    return Aftermath(
        progress=await read_progress(engine),
        sightings=await sightings(engine),
        members=await read_members(engine),
        committed_in={(id_, seq): committed_in for id_, seq, committed_in in rows},
        wrap_up=timedelta(seconds=WRAP_UP),
        pauses=pauses,
    )
