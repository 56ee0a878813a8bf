"""The record: commits that are whole or not at all, reads by cursor, the queue."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.tables import conversations, events, timers
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Conversation, WithBot
from handoff.domain.errors import NotFound
from handoff.services.errors import DuplicateMessage, StaleState
from tests.handoff.adapters.pen import NOON, SARA, Pen, say
from tests.handoff.domain.play.story import turn
from tests.handoff.waiting import eventually


async def test_what_was_committed_is_loaded_as_it_was(pen: Pen) -> None:
    """The snapshot comes back equal, Persian text and all."""
    state = await pen.conversation(say("سفارشم کجاست؟ 🙂"))
    assert await pen.store.load(state.id) == state


async def test_an_unknown_conversation_is_not_found(store: PostgresConversations) -> None:
    """Loading what is not there is refused by name."""
    with pytest.raises(NotFound):
        await store.load(new_id())


async def test_a_commit_on_an_old_state_is_stale(pen: Pen) -> None:
    """A commit decided on a stale state stores nothing."""
    before = await pen.conversation()
    await pen.write(before, say("first"))
    after, recorded = append(before, say("second"), NOON)
    with pytest.raises(StaleState):
        await pen.store.commit(before, after, recorded)
    log = await pen.store.read(before.id, after=0, limit=10, public_only=False)
    assert [event.body.type for event in log] == ["conversation.started", "customer.said"]


async def test_a_conversation_is_begun_once(pen: Pen) -> None:
    """Two starts under one id: the second is stale."""
    customer = await pen.customer()
    empty = Conversation(id=new_id())
    start = c.Start(customer_id=customer.id, customer_name=None, language="fa")
    await pen.write(empty, start)
    after, recorded = append(empty, start, NOON)
    with pytest.raises(StaleState):
        await pen.store.commit(empty, after, recorded)


async def test_a_client_id_is_unique_in_its_conversation(pen: Pen) -> None:
    """The same message twice is a duplicate; in another conversation it is another message."""
    message = say()
    state = await pen.conversation(message)
    after, recorded = append(state, message, NOON)
    with pytest.raises(DuplicateMessage):
        await pen.store.commit(state, after, recorded)
    other = await pen.conversation(message)
    assert other.seq == 2


async def test_a_refused_commit_leaves_nothing_behind(pen: Pen, engine: AsyncEngine) -> None:
    """State, events and timer change together or not at all."""
    message = say()
    state = await pen.conversation(message)
    assert isinstance(state.owner, WithBot)
    after, recorded = append(state, c.RequestPerson(), NOON)
    again, more = append(after, message, NOON)
    with pytest.raises(DuplicateMessage):
        await pen.store.commit(state, again, (*recorded, *more))
    assert await pen.store.load(state.id) == state
    async with engine.connect() as connection:
        seqs = await connection.scalars(
            select(events.c.seq).where(events.c.conversation_id == state.id)
        )
        refs = await connection.scalars(
            select(timers.c.ref).where(timers.c.conversation_id == state.id)
        )
        assert (sorted(seqs), list(refs)) == ([1, 2], [2])


async def test_commits_at_the_same_time_do_not_mix(pen: Pen) -> None:
    """Each of many concurrent commits stores its own events and timer; only a stale one, or one that
    repeats a message, is refused."""
    message = say("twice")
    states = [await pen.conversation(message if n % 3 == 0 else say()) for n in range(30)]
    moved = [await pen.write(state, say("meanwhile")) for state in states[1::3]]
    again = say("now")

    async def commit(number: int) -> str:
        words = message if number % 3 == 0 else replace(again, text=f"now {number}")
        after, recorded = append(states[number], words, NOON)
        try:
            await pen.store.commit(states[number], after, recorded)
        except DuplicateMessage:
            return "duplicate"
        except StaleState:
            return "stale"
        return "stored"

    told = await asyncio.gather(*(commit(number) for number in range(30)))
    assert told == ["duplicate", "stale", "stored"] * 10
    assert [await pen.store.load(state.id) for state in moved] == moved
    for number in range(2, 30, 3):
        log = await pen.store.read(states[number].id, after=2, limit=9, public_only=False)
        assert [getattr(event.body, "text", None) for event in log] == [f"now {number}"]


async def test_two_stores_that_commit_to_the_same_conversations_never_lock_up(
    pen: Pen, engine: AsyncEngine
) -> None:
    """Two gateways with the same conversations in opposite order: for each, one wins."""
    states = [await pen.conversation() for _ in range(40)]
    other = PostgresConversations(engine)

    async def commit(store: PostgresConversations, state: Conversation) -> bool:
        after, recorded = append(state, say(), NOON)
        try:
            await store.commit(state, after, recorded)
        except StaleState:
            return False
        return True

    async with asyncio.timeout(20):
        told = await asyncio.gather(
            *(commit(pen.store, state) for state in states),
            *(commit(other, state) for state in reversed(states)),
        )
    won = zip(told[:40], reversed(told[40:]), strict=True)
    assert all(sorted(pair) == [False, True] for pair in won)


async def test_the_log_is_read_in_pages_from_a_cursor(pen: Pen) -> None:
    """Pages follow each other without gap or overlap; the end is empty."""
    state = await pen.conversation(*(say(f"line {n}") for n in range(5)))
    read = [
        [e.seq for e in await pen.store.read(state.id, after=after, limit=4, public_only=False)]
        for after in (0, 4, 6)
    ]
    assert read == [[1, 2, 3, 4], [5, 6], []]


async def test_a_public_page_leaves_out_what_is_internal(pen: Pen) -> None:
    """With `public_only`, notes, offers and requests stay behind, and `after` links over them."""
    state = await pen.conversation(c.RequestPerson(), c.Offer(agent=SARA, deadline=NOON))
    state = await pen.write(
        state,
        c.AgentNote(agent=SARA, text="a note", client_id=str(uuid4())),
        c.Accept(agent=SARA),
    )
    log = await pen.store.read(state.id, after=0, limit=50, public_only=True)
    assert [event.body.type for event in log] == [
        "conversation.started",
        "queue.entered",
        "agent.accepted",
    ]
    assert [event.after for event in log] == [0, log[0].seq, log[1].seq]


async def test_a_message_is_found_by_its_client_id(pen: Pen) -> None:
    """An event is found by its seq; neither is found in another conversation."""
    message = say("find me")
    state, other = await pen.conversation(message), await pen.conversation()
    found = await pen.store.find_message(state.id, message.client_id)
    assert found is not None
    assert found == await pen.store.event(state.id, 2)
    assert await pen.store.find_message(other.id, message.client_id) is None
    assert await pen.store.event(other.id, 2) is None


async def test_a_customer_s_conversations_come_newest_first(pen: Pen) -> None:
    """The latest is the one begun last, and nobody else's is among them."""
    nika, other = await pen.customer(), await pen.customer()
    first = await pen.conversation(customer=nika)
    second = await pen.conversation(customer=nika)
    await pen.conversation(customer=other)
    latest = await pen.store.latest_of(nika.id)
    assert latest == second
    assert [state.id for state in await pen.store.all_of(nika.id)] == [second.id, first.id]
    assert await pen.store.latest_of(new_id()) is None


async def test_the_queue_is_in_order_of_waiting_and_of_need(pen: Pen) -> None:
    """An angry customer has a head start of minutes; an offer keeps its place but is no longer to
    be offered; who goes on with the bot is gone."""
    patient = await pen.conversation(c.RequestPerson())
    asked = await pen.conversation(say("this is an outrage"), at=NOON + timedelta(minutes=1))
    angry = await pen.write(asked, turn(asked, intent="complaint"), at=NOON + timedelta(minutes=1))
    late = await pen.conversation(c.RequestPerson(), at=NOON + timedelta(minutes=2))
    mine = [angry.id, patient.id, late.id]
    assert [s.id for s in await pen.store.queue(99) if s.id in mine] == mine
    await pen.write(angry, c.Offer(agent=SARA, deadline=NOON))
    assert [s.id for s in await pen.store.queue(99) if s.id in mine] == mine[1:]
    places = await pen.store.positions()
    assert [places[each] for each in mine] == sorted(places[each] for each in mine)
    await pen.write(patient, c.ContinueWithBot())
    moved = await pen.store.positions()
    assert patient.id not in moved
    assert moved[late.id] == places[late.id] - 1


async def test_ticket_numbers_are_never_given_twice(store: PostgresConversations) -> None:
    """Many at once are all different."""
    numbers = await asyncio.gather(*(store.next_ticket_number() for _ in range(12)))
    assert len(set(numbers)) == 12


async def test_the_routing_turn_belongs_to_one_at_a_time(store: PostgresConversations) -> None:
    """A second router is refused at once; when the first is done, it may run."""
    async with store.routing_turn() as first, store.routing_turn() as second:
        assert (first, second) == (True, False)
    async with store.routing_turn() as third:
        assert third


async def test_the_numbers_of_a_log_s_transactions_never_go_back(
    pen: Pen, engine: AsyncEngine
) -> None:
    """A transaction that waits for a conversation gets its number when it gets the conversation: so
    nobody who writes there before it has a higher one."""
    state = await pen.conversation()

    async def patient() -> None:
        async with pen.store.exclusively(state.id) as (before, commit):
            await commit(before, *append(before, say("second"), NOON))

    async with pen.store.exclusively(state.id) as (before, commit):
        other = asyncio.create_task(patient())
        await eventually(lambda: _waits_without_a_number(engine), "the other transaction")
        await commit(before, *append(before, say("first"), NOON))
    await other
    await pen.write(await pen.store.load(state.id), say("third"))
    query = select(events.c.committed_in).where(events.c.conversation_id == state.id)
    changed = select(conversations.c.changed_in).where(conversations.c.id == state.id)
    async with engine.connect() as connection:
        numbers = (await connection.scalars(query.order_by(events.c.seq))).all()
        assert numbers == sorted(set(numbers))
        assert await connection.scalar(changed) == numbers[-1]


async def _waits_without_a_number(engine: AsyncEngine) -> bool:
    query = "SELECT backend_xid IS NULL FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    async with engine.connect() as connection:
        return (await connection.scalars(text(query))).all() == [True]


async def test_whoever_writes_by_mail_is_not_missed(pen: Pen, store: PostgresConversations) -> None:
    """Only on a page can a customer be there or have left."""
    on_a_page = await pen.conversation(c.RequestPerson())
    by_mail = await pen.conversation(c.RequestPerson(), channel="mail")
    ids = set(await store.with_people())
    assert on_a_page.id in ids
    assert by_mail.id not in ids
