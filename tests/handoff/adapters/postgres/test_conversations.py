"""The record: commits that are whole or not at all, reads by cursor, the queue, timers."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.engine import database_url
from handoff.adapters.postgres.tables import conversations, events, timers
from handoff.domain.bot_answers import BotFailure
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.duties import Duty, DutyKind, duties_of
from handoff.domain.conversation.evolve import replay
from handoff.domain.conversation.state import Conversation, WithBot
from handoff.domain.errors import IllegalMove, NotFound
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


async def test_a_duty_is_taken_once_while_its_lease_lasts(pen: Pen) -> None:
    """Due duties are reserved; when the lease has passed they are due again, with the same ref."""
    at = NOON - timedelta(days=30)  # before every other timer of this module
    state = await pen.conversation(say(), at=at)
    lease = at + timedelta(seconds=8)
    taken = await pen.store.take_due(at, lease, 10)
    assert [(who, duty.kind, duty.ref) for who, duty in taken] == [(state.id, "bot_turn", 2)]
    assert await pen.store.take_due(at, lease, 10) == []
    assert await pen.store.take_due(lease - timedelta(milliseconds=1), lease, 10) == []
    again = await pen.store.take_due(lease, lease + timedelta(seconds=8), 10)
    assert [(who, duty.ref) for who, duty in again] == [(state.id, 2)]
    await pen.write(await pen.store.load(state.id), c.RequestPerson(), at=at)
    assert await pen.store.take_due(NOON - timedelta(days=29), lease, 10) == []


async def test_a_turn_is_committed_with_its_lease(pen: Pen) -> None:
    """It is due for the others when the lease has passed; any other duty of the commit is due in its
    time."""
    at = NOON - timedelta(days=180)
    lease = at + timedelta(seconds=8)
    before = await pen.conversation(at=at)
    after, recorded = append(before, say(), at)
    await pen.store.commit(before, after, recorded, lease)
    assert await pen.store.take_due(lease - timedelta(milliseconds=1), lease, 10) == []
    taken = await pen.store.take_due(lease, lease + timedelta(seconds=8), 10)
    assert [(who, duty.kind, duty.ref) for who, duty in taken] == [(after.id, "bot_turn", 2)]
    offered = await pen.write(after, c.RequestPerson(), at=at)
    deadline = at + timedelta(seconds=1)
    command = c.Offer(agent=SARA, deadline=deadline)
    await pen.store.commit(offered, *append(offered, command, at), lease)
    (due,) = await pen.store.take_due(deadline, lease, 10)
    assert (due[0], due[1].kind) == (after.id, "offer")
    await pen.write(await pen.store.load(after.id), c.Accept(agent=SARA), at=at)


async def test_a_lease_does_not_wait_for_the_disk(migrated_url: str, pen: Pen) -> None:
    """Taking a duty commits without a sync of the disk; a message never does."""
    engine = create_async_engine(database_url(migrated_url), pool_size=1, max_overflow=0)
    store = PostgresConversations(engine)

    async def syncs() -> int:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_stat_force_next_flush()"))
            await connection.commit()
            mine = "FROM pg_stat_get_backend_io(pg_backend_pid()) WHERE object = 'wal'"
            return int(await connection.scalar(text(f"SELECT sum(fsyncs) {mine}")))

    at = NOON - timedelta(days=210)
    states = [await pen.conversation(say(), at=at) for _ in range(10)]
    before = await syncs()
    taken = [await store.take_due(at, at + timedelta(seconds=8), 1) for _ in states]
    leased = await syncs()
    assert {who for ((who, _),) in taken} == {state.id for state in states}
    for state in states:
        await store.commit(state, *append(state, c.RequestPerson(), at))
    assert leased == before
    assert await syncs() > leased
    await engine.dispose()


async def test_a_second_message_leaves_the_running_turn_its_lease(pen: Pen) -> None:
    """The turn in flight is not given to anybody else because the customer goes on writing."""
    at = NOON - timedelta(days=60)
    lease = at + timedelta(seconds=8)
    state = await pen.conversation(say("one"), at=at)
    assert len(await pen.store.take_due(at, lease, 10)) == 1
    state = await pen.write(state, say("two"), at=at)
    assert await pen.store.take_due(at, lease, 10) == []
    await pen.write(state, turn(state), at=at)
    taken = await pen.store.take_due(at, lease, 10)
    assert [(who, duty.ref) for who, duty in taken] == [(state.id, 3)]
    await pen.write(await pen.store.load(state.id), c.RequestPerson(), at=at)


async def test_an_offer_is_due_at_its_deadline(pen: Pen) -> None:
    """It is not due before, and is bound to the offer's epoch."""
    at = NOON - timedelta(days=90)
    deadline = at + timedelta(seconds=30)
    state = await pen.conversation(c.RequestPerson(), c.Offer(agent=SARA, deadline=deadline), at=at)
    lease = deadline + timedelta(seconds=8)
    assert await pen.store.take_due(deadline - timedelta(seconds=1), lease, 10) == []
    taken = await pen.store.take_due(deadline, lease, 10)
    assert [(who, duty.kind, duty.ref) for who, duty in taken] == [(state.id, "offer", state.epoch)]
    await pen.write(state, c.Accept(agent=SARA), at=at)


async def test_what_a_clock_put_down_hours_ahead_is_due_now(pen: Pen) -> None:
    """A turn and an offer that claim to be due later than any can be: the clock was put back since.
    A snooze may end at any time."""
    ahead = NOON + timedelta(hours=3)
    asked = await pen.conversation(say(), at=ahead)
    offer = c.Offer(agent=SARA, deadline=ahead + timedelta(seconds=30))
    offered = await pen.conversation(c.RequestPerson(), offer, at=ahead)
    snooze = c.Snooze(agent=SARA, until=ahead + timedelta(days=1))
    sleeping = await pen.conversation(c.Take(agent=SARA), snooze, at=ahead)
    latest: dict[DutyKind, datetime] = {
        "bot_turn": ahead - timedelta(seconds=1),
        "offer": ahead + timedelta(seconds=30),
    }
    long_ago = NOON - timedelta(days=200)
    taken = {who for who, _ in await pen.store.take_due(long_ago, ahead, 50, latest)}
    assert taken & {asked.id, offered.id, sleeping.id} == {asked.id}
    latest["offer"] -= timedelta(seconds=1)
    taken = {who for who, _ in await pen.store.take_due(long_ago, ahead, 50, latest)}
    assert taken & {offered.id, sleeping.id} == {offered.id}
    for state, command in ((asked, c.RequestPerson()), (offered, c.Accept(agent=SARA))):
        await pen.write(await pen.store.load(state.id), command, at=ahead)


async def test_two_takers_share_what_is_due_and_take_nothing_twice(pen: Pen) -> None:
    """Every duty is taken by exactly one of them, and none waits for the other."""
    at = NOON - timedelta(days=120)
    states = [await pen.conversation(say(), at=at) for _ in range(20)]
    lease = at + timedelta(seconds=8)
    takers = await asyncio.gather(*(pen.store.take_due(at, lease, 5) for _ in range(4)))
    taken = [who for rows in takers for who, _ in rows]
    rest = [who for who, _ in await pen.store.take_due(at, lease, 50)]
    assert len(taken) == len(set(taken))
    assert set(taken) | set(rest) == {state.id for state in states}
    assert not set(taken) & set(rest)


async def test_a_row_that_another_holds_is_skipped(pen: Pen, engine: AsyncEngine) -> None:
    """A gateway that hangs inside its taking does not hold up the others."""
    at = NOON - timedelta(days=150)
    held, free = await pen.conversation(say(), at=at), await pen.conversation(say(), at=at)
    async with engine.begin() as connection:
        query = select(timers).where(timers.c.conversation_id == held.id).with_for_update()
        await connection.execute(query)
        async with asyncio.timeout(5):
            taken = await pen.store.take_due(at, at + timedelta(seconds=8), 10)
    assert [who for who, _ in taken] == [free.id]
    assert [who for who, _ in await pen.store.take_due(at, NOON, 10)] == [held.id]


async def test_the_routing_turn_belongs_to_one_at_a_time(store: PostgresConversations) -> None:
    """A second router is refused at once; when the first is done, it may run."""
    async with store.routing_turn() as first, store.routing_turn() as second:
        assert (first, second) == (True, False)
    async with store.routing_turn() as third:
        assert third


MOVES = st.sampled_from(
    [
        "say",
        "say",
        "turn",
        "turn",
        "fail",
        "request",
        "offer",
        "accept",
        "decline",
        "ticket",
        "contact",
        "bot",
        "take",
        "agent_say",
        "note",
        "return",
        "close",
    ]
)


def _command(move: str, state: Conversation) -> c.Command | None:
    """A command for `state`; it may be refused."""
    simple: dict[str, c.Command] = {
        "say": say("where is it?"),
        "request": c.RequestPerson(),
        "offer": c.Offer(agent=SARA, deadline=NOON + timedelta(seconds=30)),
        "accept": c.Accept(agent=SARA),
        "decline": c.Decline(agent=SARA),
        "ticket": c.OpenTicket(number=1001),
        "contact": c.LeaveContact(client_id=str(uuid4()), email="nika@mail.example"),
        "bot": c.ContinueWithBot(),
        "take": c.Take(agent=SARA),
        "agent_say": c.AgentSay(agent=SARA, text="on it", client_id=str(uuid4())),
        "note": c.AgentNote(agent=SARA, text="hm", client_id=str(uuid4())),
        "return": c.ReturnToBot(agent=SARA),
        "close": c.Close(agent=SARA),
    }
    if move not in simple and state.pending:
        answer = turn(state, slots={"order_number": "1042"})
        failed = replace(answer, outcome=BotFailure(code="timeout"))
        return answer if move == "turn" else failed
    return simple.get(move)


@given(moves=st.lists(MOVES, max_size=14))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_the_snapshot_is_the_replay_of_the_stored_log(pen: Pen, moves: list[str]) -> None:
    """Whatever happened, the stored state is what the stored log says, and its seqs are dense."""
    state = await pen.conversation()
    for move in moves:
        command = _command(move, state)
        if command is None:
            continue
        try:
            state = await pen.write(state, command)
        except IllegalMove:
            continue
    log = await pen.store.read(state.id, after=0, limit=500, public_only=False)
    assert [event.seq for event in log] == list(range(1, state.seq + 1))
    assert replay(state.id, log) == await pen.store.load(state.id) == state


# --- timers and the order of events ----------------------------------------------------------------

LATER = NOON + timedelta(days=3650)  # no other test finds these timers due
AN_HOUR = LATER + timedelta(hours=1)
OFFER = c.Offer(agent=SARA, deadline=AN_HOUR)
ABSENT = c.TellAbsence(closed=False, opens_at=None, patience=timedelta(minutes=3))


@pytest.mark.parametrize(
    "commands",
    [
        (),
        (say("one"), say("two")),
        (say(), c.RequestPerson()),
        (say(), c.RequestPerson(), OFFER),
        (say(), c.RequestPerson(), OFFER, c.Decline(agent=SARA), OFFER),
        (c.RequestPerson(), ABSENT),
        (c.RequestPerson(), ABSENT, c.KeepWaiting(patience=timedelta(minutes=9))),
        (c.Take(agent=SARA), c.Snooze(agent=SARA, until=AN_HOUR)),
        (c.Take(agent=SARA), c.Snooze(agent=SARA, until=AN_HOUR), say(), c.ReturnToBot(agent=SARA)),
        (c.Take(agent=SARA), say(), c.Close(agent=SARA)),
    ],
    ids=lambda commands: "-".join(type(command).__name__ for command in commands) or "nothing",
)
async def test_timers_are_the_duties_of_the_replayed_log(
    pen: Pen, engine: AsyncEngine, commands: tuple[c.Command, ...]
) -> None:
    """The timers beside a log can be rebuilt from it."""
    state = await pen.conversation(*commands, at=LATER)
    log = await pen.store.read(state.id, after=0, limit=100, public_only=False)
    duties = duties_of(replay(state.id, log))
    assert await _timers(engine, state) == {(duty.kind, duty.ref, duty.at) for duty in duties}


async def test_timers_of_one_kind_are_told_apart_by_what_they_are_about(
    pen: Pen, engine: AsyncEngine
) -> None:
    """Each is taken, given back and dropped for itself."""
    at = NOON - timedelta(days=240)
    lease = at + timedelta(seconds=8)
    state = await pen.conversation(say(), at=at)
    async with engine.begin() as connection:
        other = {"conversation_id": state.id, "kind": "bot_turn", "ref": 99, "due_at": at}
        await connection.execute(timers.insert().values(**other))
    mine, others = (Duty(kind="bot_turn", ref=ref, at=at) for ref in (2, 99))
    both = await pen.store.take_due(at, lease, 10)
    assert {duty for _, duty in both} == {mine, others}
    await pen.store.give_back(state.id, others, lease)
    assert await _timers(engine, state) == {("bot_turn", 2, lease), ("bot_turn", 99, at)}
    assert [duty for _, duty in await pen.store.take_due(at, lease, 10)] == [others]
    await pen.write(state, c.RequestPerson(), at=at)
    assert await _timers(engine, state) == {("bot_turn", 99, lease)}
    async with engine.begin() as connection:
        await connection.execute(timers.delete().where(timers.c.conversation_id == state.id))


async def _timers(engine: AsyncEngine, state: Conversation) -> set[tuple[str, int, datetime]]:
    query = select(timers).where(timers.c.conversation_id == state.id)
    async with engine.connect() as connection:
        return {(row.kind, row.ref, row.due_at) for row in await connection.execute(query)}


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
