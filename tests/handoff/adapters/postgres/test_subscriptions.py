"""Subscriptions in PostgreSQL: nothing is skipped, one reader at a time, nothing is given up unseen."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.migrate import upgrade
from handoff.adapters.postgres.subscriptions import PostgresSubscriptions
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Conversation
from handoff.services.ports.subscriptions import Cursor, Logged, Progress, StartFrom
from tests.handoff.adapters.pen import NOON, Pen, say

SAID = {"customer.said"}
LEASE = timedelta(seconds=5)


class Reader:
    """A subscription of its own name, and where it is."""

    def __init__(self, store: PostgresSubscriptions, types: set[str]) -> None:
        self.store = store
        self.types = types
        self.name = new_id()
        self.cursor = Cursor(committed_in=0, conversation_id=new_id(), seq=0)

    async def begin(self, start: StartFrom = "now") -> "Reader":
        await self.store.declare(self.name, start)
        cursor = await self.store.take(self.name, new_id(), NOON, NOON)
        assert cursor is not None
        self.cursor = cursor
        return self

    async def read(self, limit: int = 1000) -> list[Logged]:
        """Goes on to the end, in pages."""
        found: list[Logged] = []
        while True:
            stretch = await self.store.read(self.types, self.cursor, limit)
            assert self.cursor <= stretch.cursor
            assert len(stretch.events) <= limit
            found += stretch.events
            self.cursor = stretch.cursor
            if not stretch.more:
                return found

    async def texts(self, limit: int = 1000) -> list[str]:
        return [logged.event.body.text for logged in await self.read(limit)]  # type: ignore[union-attr]

    async def progress(self) -> Progress:
        return (await self.store.progress({self.name: self.types}))[self.name]


@pytest.fixture
def subscriptions(engine: AsyncEngine) -> PostgresSubscriptions:
    return PostgresSubscriptions(engine)


@pytest.fixture
async def reader(subscriptions: PostgresSubscriptions) -> Reader:
    return await Reader(subscriptions, SAID).begin()


# --- reading ----------------------------------------------------------------------------------


async def test_it_reads_its_types_from_now_on(reader: Reader, pen: Pen) -> None:
    """Each event once, with its conversation, those of a conversation in their order."""
    states = [await pen.conversation(say("one"), say("two")) for _ in range(3)]
    found = await reader.read(limit=2)
    assert await reader.read() == []
    assert {logged.event.body.type for logged in found} == SAID
    for state in states:
        log = await pen.store.read(state.id, after=1, limit=10, public_only=False)
        mine = [logged.event for logged in found if logged.conversation_id == state.id]
        assert mine == list(log)
    assert len(found) == 6


async def test_a_new_one_may_begin_at_the_beginning(
    subscriptions: PostgresSubscriptions, pen: Pen
) -> None:
    """A subscription that has begun continues from its cursor, whatever is declared later."""
    await pen.conversation(say("from before"))
    late = await Reader(subscriptions, SAID).begin("beginning")
    assert "from before" in await late.texts(limit=3)
    await subscriptions.keep(late.name, await _holder(late), late.cursor, NOON)
    await late.begin("beginning")
    assert await late.texts() == []


async def _holder(reader: Reader) -> str:
    holder = new_id()
    assert await reader.store.take(reader.name, holder, NOON, NOON + LEASE)
    return holder


async def test_several_types_are_read_in_one_order(
    subscriptions: PostgresSubscriptions, pen: Pen
) -> None:
    """Events come in the order of recording, page by page."""
    types = {"conversation.started", "customer.said", "queue.entered"}
    reader = await Reader(subscriptions, types).begin()
    for _ in range(3):
        await pen.conversation(say(), c.RequestPerson())
    kinds = [logged.event.body.type for logged in await reader.read(limit=2)]
    assert kinds == ["conversation.started", "customer.said", "queue.entered"] * 3


async def test_what_commits_late_is_not_skipped(
    reader: Reader, pen: Pen, engine: AsyncEngine
) -> None:
    """An event that is committed behind one with a higher number: the reader waits for it."""
    slow, quick = await pen.conversation(), await pen.conversation()
    async with pen.store.exclusively(slow.id) as (before, commit):
        await commit(before, *append(before, say("began first"), NOON))
        await pen.write(quick, say("ended first"))
        stretch = await reader.store.read(SAID, reader.cursor, 10)
        assert (stretch.events, stretch.more, stretch.unsettled) == ([], False, True)
        assert await reader.texts() == []
    assert await reader.texts() == ["began first", "ended first"]
    assert not (await reader.store.read(SAID, reader.cursor, 10)).unsettled


async def test_many_writers_lose_nothing_to_a_reader_that_never_rests(
    reader: Reader, pen: Pen
) -> None:
    """Whatever the order in which their transactions end."""
    states = [await pen.conversation() for _ in range(8)]
    ended = asyncio.Event()
    found: list[Logged] = []

    async def read() -> None:
        while not ended.is_set():
            found.extend(await reader.read(limit=5))

    async def write(state: Conversation, *, held: bool) -> None:
        for number in range(12):
            if held:
                async with pen.store.exclusively(state.id) as (before, commit):
                    await commit(before, *append(before, say(str(number)), NOON))
            else:
                state = await pen.write(state, say(str(number)))

    reading = asyncio.create_task(read())
    await asyncio.gather(*(write(state, held=n % 2 == 0) for n, state in enumerate(states)))
    ended.set()
    await reading
    found += await reader.read()
    for state in states:
        seqs = [logged.event.seq for logged in found if logged.conversation_id == state.id]
        assert seqs == list(range(2, 14))


# --- one reader at a time ---------------------------------------------------------------------


async def test_one_gateway_holds_it_until_its_lease_has_passed(reader: Reader) -> None:
    """Or until it lets go; it may prolong as long as nobody else has it."""
    mine, others = new_id(), new_id()
    store, name = reader.store, reader.name
    assert await store.take(name, mine, NOON, NOON + LEASE) is not None
    assert await store.take(name, others, NOON, NOON + LEASE) is None
    assert await store.take(name, mine, NOON, NOON + LEASE) is not None
    assert await store.keep(name, mine, reader.cursor, NOON + 2 * LEASE)
    assert await store.take(name, others, NOON + LEASE, NOON + 2 * LEASE) is None
    after = NOON + 2 * LEASE
    assert await store.take(name, others, after, after + LEASE) is not None
    assert not await store.keep(name, mine, reader.cursor, after + LEASE)
    await store.let_go(name, mine)  # not its own any more
    assert await store.take(name, mine, after, after + LEASE) is None
    await store.let_go(name, others)
    assert await store.take(name, mine, after, after + LEASE) is not None


async def test_whoever_takes_over_goes_on_where_the_other_one_was(reader: Reader, pen: Pen) -> None:
    """The successor starts at the cursor stored last."""
    await pen.conversation(say())
    await reader.read()
    mine = new_id()
    await reader.store.take(reader.name, mine, NOON, NOON + LEASE)
    await reader.store.keep(reader.name, mine, reader.cursor, NOON + LEASE)
    assert await reader.store.take(reader.name, new_id(), NOON + LEASE, NOON) == reader.cursor


async def test_a_lease_from_a_clock_that_was_ahead_holds_nobody_up(reader: Reader) -> None:
    """No lease is that long: the clock was put back since."""
    ahead = NOON + timedelta(hours=3)
    assert await reader.store.take(reader.name, new_id(), ahead, ahead + LEASE) is not None
    assert await reader.store.take(reader.name, new_id(), NOON, NOON + LEASE) is not None


# --- what is put off --------------------------------------------------------------------------


async def test_postponed_events_come_again_one_by_one(reader: Reader, pen: Pen) -> None:
    """The first event of each conversation comes once it is due; a parked one does not come again, but
    those behind it do."""
    state = await pen.conversation(say("one"), say("two"))
    first, second = await reader.read()
    store, name = reader.store, reader.name
    await store.postpone(name, first.cursor, tries=1, due=NOON + LEASE, error="ValueError")
    for _ in range(2):  # also when it was noted before
        await store.postpone(name, second.cursor, tries=0, due=NOON, error=None)
    assert await store.held_up(name) == {state.id}
    assert await store.due(name, NOON) == []
    (due,) = await store.due(name, NOON + LEASE)
    assert (due.logged, due.tries) == (first, 1)
    await store.postpone(name, first.cursor, tries=2, due=None, error="ValueError")
    (due,) = await store.due(name, NOON)
    assert (due.logged, due.tries) == (second, 0)
    progress = await reader.progress()
    assert (progress.postponed, progress.parked) == (1, 1)
    await store.settle(name, second.cursor)
    assert (await store.held_up(name), await store.due(name, NOON)) == (frozenset(), [])


async def test_it_tells_how_far_it_is(reader: Reader, pen: Pen) -> None:
    """How many events are behind the stored cursor, and since when."""
    assert await reader.progress() == Progress(behind=0, oldest=None, postponed=0, parked=0)
    await pen.conversation(say(), say(), c.RequestPerson(), at=NOON)
    assert await reader.progress() == Progress(behind=2, oldest=NOON, postponed=0, parked=0)


async def test_a_reader_keeps_its_place_on_another_server(
    reader: Reader, pen: Pen, engine: AsyncEngine
) -> None:
    """A dump brings numbers of transactions that this server has not reached: what was read is not
    read again, and what was not, is."""
    await pen.conversation(say("read"))
    await reader.read()
    await reader.store.keep(reader.name, await _holder(reader), reader.cursor, NOON)
    half = Reader(reader.store, SAID)
    await half.store.declare(half.name, "now")
    await pen.conversation(say("unread"), say("unread, too"))
    cursor = (await half.store.read(SAID, reader.cursor, 1)).cursor
    await half.store.keep(half.name, await _holder(half), cursor, NOON)
    async with engine.begin() as connection:
        for ahead in (
            "UPDATE conversations SET changed_in = changed_in + 1000000",
            "UPDATE events SET committed_in = committed_in + 1000000",
            "UPDATE subscriptions SET committed_in = committed_in + 1000000",
        ):
            await connection.execute(text(ahead))
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    await reader.begin()
    await half.begin()
    await pen.conversation(say("new"))
    assert await reader.texts() == ["unread", "unread, too", "new"]
    assert await half.texts() == ["unread, too", "new"]
