"""Duties in the record: taken by one gateway at a time, under a lease, and what timers must hold."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.engine import database_url
from handoff.adapters.postgres.tables import timers
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.duties import Duty, DutyKind, duties_of
from handoff.domain.conversation.evolve import replay
from handoff.domain.conversation.state import Conversation
from handoff.services.ports.conversations import LeasedDuty
from tests.handoff.adapters.pen import NOON, SARA, Pen, say
from tests.handoff.domain.play.story import turn
from tests.handoff.waiting import PATIENCE

LATER = NOON + timedelta(days=3650)  # no other test finds these timers due
AN_HOUR = LATER + timedelta(hours=1)
OFFER = c.Offer(agent=SARA, deadline=AN_HOUR)
ABSENT = c.TellAbsence(closed=False, opens_at=None, patience=timedelta(minutes=3))


async def test_a_duty_is_taken_once_while_its_lease_lasts(pen: Pen) -> None:
    """Due duties are reserved; when the lease has passed they are due again, with the same ref."""
    at = NOON - timedelta(days=30)  # before every other timer of this module
    state = await pen.conversation(say(), at=at)
    lease = at + timedelta(seconds=8)
    taken = await pen.store.take_due(at, lease, 10)
    assert _told(taken) == [(state.id, "bot_turn", 2)]
    assert await pen.store.take_due(at, lease, 10) == []
    assert await pen.store.take_due(lease - timedelta(milliseconds=1), lease, 10) == []
    again = await pen.store.take_due(lease, lease + timedelta(seconds=8), 10)
    assert _told(again) == [(state.id, "bot_turn", 2)]
    await pen.write(await pen.store.load(state.id), c.RequestPerson(), at=at)
    assert await pen.store.take_due(NOON - timedelta(days=29), lease, 10) == []


async def test_bot_turns_are_left_to_later(pen: Pen) -> None:
    """A crowd that waits for the bot keeps nobody's offer open."""
    at = NOON - timedelta(days=400)
    waits = await pen.conversation(say(), at=at)
    offered = await pen.conversation(c.RequestPerson(), at=at)
    deadline = at + timedelta(seconds=1)
    offered = await pen.write(offered, c.Offer(agent=SARA, deadline=deadline), at=at)
    (first,) = await pen.store.take_due(deadline, deadline, 1)
    assert (first.conversation_id, first.duty.kind) == (offered.id, "offer")
    left = await pen.store.take_due(deadline, deadline, 10, but={"bot_turn"})
    assert [taken.duty.kind for taken in left] == ["offer"]
    taken = await pen.store.take_due(deadline, AN_HOUR, 10)
    assert [each.conversation_id for each in taken] == [waits.id, offered.id]


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
    assert _told(taken) == [(after.id, "bot_turn", 2)]
    offered = await pen.write(after, c.RequestPerson(), at=at)
    deadline = at + timedelta(seconds=1)
    command = c.Offer(agent=SARA, deadline=deadline)
    await pen.store.commit(offered, *append(offered, command, at), lease)
    taken = await pen.store.take_due(deadline, lease, 10)
    assert _told(taken) == [(after.id, "offer", after.epoch + 2)]
    await pen.write(await pen.store.load(after.id), c.Accept(agent=SARA), at=at)


async def test_a_gateway_renews_what_it_still_holds(pen: Pen) -> None:
    """A renewed duty is due after the new lease; one that was answered meanwhile, or that another gateway
    took after the lease had passed, is not renewed."""
    at = NOON - timedelta(days=270)
    lease = at + timedelta(seconds=2)
    kept, answered, lost = [await pen.conversation(say(), at=at) for _ in range(3)]
    held = await pen.store.take_due(at, lease, 10)
    await pen.write(answered, turn(answered), at=at)
    (others,) = [leased for leased in held if leased.conversation_id == lost.id]
    assert await pen.store.renew([others], lease + timedelta(seconds=1))
    later = lease + timedelta(seconds=2)
    assert _told(await pen.store.renew(held, later)) == [(kept.id, "bot_turn", 2)]
    assert await pen.store.take_due(lease, NOON, 10) == []
    assert _chats(await pen.store.take_due(later, NOON, 10)) == {kept.id, lost.id}
    for state in (kept, lost):
        await pen.write(state, c.RequestPerson(), at=at)


async def test_renewing_waits_for_no_commit(pen: Pen, engine: AsyncEngine) -> None:
    """A timer that a commit is dropping is passed over; the others are renewed."""
    at = NOON - timedelta(days=300)
    lease = at + timedelta(seconds=2)
    dropped, kept = [await pen.conversation(say(), at=at) for _ in range(2)]
    held = await pen.store.take_due(at, lease, 10)
    async with engine.begin() as connection, asyncio.timeout(PATIENCE):
        query = select(timers).where(timers.c.conversation_id == dropped.id).with_for_update()
        await connection.execute(query)
        renewed = await pen.store.renew(held, lease + timedelta(seconds=2))
    assert _chats(renewed) == {kept.id}
    for state in (dropped, kept):
        await pen.write(state, c.RequestPerson(), at=at)


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
    assert {leased.conversation_id for (leased,) in taken} == {state.id for state in states}
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
    assert _told(taken) == [(state.id, "bot_turn", 3)]
    await pen.write(await pen.store.load(state.id), c.RequestPerson(), at=at)


async def test_an_offer_is_due_at_its_deadline(pen: Pen) -> None:
    """It is not due before, and is bound to the offer's epoch."""
    at = NOON - timedelta(days=90)
    deadline = at + timedelta(seconds=30)
    state = await pen.conversation(c.RequestPerson(), c.Offer(agent=SARA, deadline=deadline), at=at)
    lease = deadline + timedelta(seconds=8)
    assert await pen.store.take_due(deadline - timedelta(seconds=1), lease, 10) == []
    taken = await pen.store.take_due(deadline, lease, 10)
    assert _told(taken) == [(state.id, "offer", state.epoch)]
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
    taken = _chats(await pen.store.take_due(long_ago, ahead, 50, latest))
    assert taken & {asked.id, offered.id, sleeping.id} == {asked.id}
    latest["offer"] -= timedelta(seconds=1)
    taken = _chats(await pen.store.take_due(long_ago, ahead, 50, latest))
    assert taken & {offered.id, sleeping.id} == {offered.id}
    for state, command in ((asked, c.RequestPerson()), (offered, c.Accept(agent=SARA))):
        await pen.write(await pen.store.load(state.id), command, at=ahead)


async def test_two_takers_share_what_is_due_and_take_nothing_twice(pen: Pen) -> None:
    """Every duty is taken by exactly one of them, and none waits for the other."""
    at = NOON - timedelta(days=120)
    states = [await pen.conversation(say(), at=at) for _ in range(20)]
    lease = at + timedelta(seconds=8)
    takers = await asyncio.gather(*(pen.store.take_due(at, lease, 5) for _ in range(4)))
    taken = [leased.conversation_id for rows in takers for leased in rows]
    rest = _chats(await pen.store.take_due(at, lease, 50))
    assert len(taken) == len(set(taken))
    assert set(taken) | rest == {state.id for state in states}
    assert not set(taken) & rest


async def test_a_row_that_another_holds_is_skipped(pen: Pen, engine: AsyncEngine) -> None:
    """A gateway that hangs inside its taking does not hold up the others."""
    at = NOON - timedelta(days=150)
    held, free = await pen.conversation(say(), at=at), await pen.conversation(say(), at=at)
    async with engine.begin() as connection:
        query = select(timers).where(timers.c.conversation_id == held.id).with_for_update()
        await connection.execute(query)
        async with asyncio.timeout(PATIENCE):
            taken = await pen.store.take_due(at, at + timedelta(seconds=8), 10)
    assert _chats(taken) == {free.id}
    assert _chats(await pen.store.take_due(at, NOON, 10)) == {held.id}


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
    assert {leased.duty for leased in both} == {mine, others}
    (held,) = [leased for leased in both if leased.duty == others]
    await pen.store.give_back(held)
    assert await _timers(engine, state) == {("bot_turn", 2, lease), ("bot_turn", 99, at)}
    assert _told(await pen.store.take_due(at, lease, 10)) == [(state.id, "bot_turn", 99)]
    await pen.write(state, c.RequestPerson(), at=at)
    assert await _timers(engine, state) == {("bot_turn", 99, lease)}
    async with engine.begin() as connection:
        await connection.execute(timers.delete().where(timers.c.conversation_id == state.id))


def _told(taken: Sequence[LeasedDuty]) -> list[tuple[str, DutyKind, int]]:
    return [(held.conversation_id, held.duty.kind, held.duty.ref) for held in taken]


def _chats(taken: Sequence[LeasedDuty]) -> set[str]:
    return {held.conversation_id for held in taken}


async def _timers(engine: AsyncEngine, state: Conversation) -> set[tuple[str, int, datetime]]:
    query = select(timers).where(timers.c.conversation_id == state.id)
    async with engine.connect() as connection:
        return {(row.kind, row.ref, row.due_at) for row in await connection.execute(query)}
