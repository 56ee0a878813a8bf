"""What a supervisor sees of waits, from real logs."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.wait_records import WaitRecords
from handoff.domain.conversation import commands as c
from handoff.domain.desk.bot_load import NOTICED, BotLoad
from handoff.domain.errors import NotAllowed
from handoff.services.access import Access
from handoff.services.bot_loads import BotLoads
from handoff.services.errors import CacheDown
from handoff.services.wait_board import WaitBoard
from tests.handoff.services.conftest import Clock, Crew, Door, agent

PROMISE = c.PromiseWait(low=2, high=5)


BUSY = BotLoad(waiting=7, longest=NOTICED)


class Alone:
    """One gateway, without a Valkey."""

    async def tell(self, load: BotLoad) -> None:
        raise CacheDown

    async def withdraw(self) -> None:
        raise CacheDown

    async def everywhere(self) -> BotLoad:
        raise CacheDown


@pytest.fixture
def board(
    store: PostgresConversations, engine: AsyncEngine, access: Access, clock: Clock
) -> WaitBoard:
    return WaitBoard(store, WaitRecords(engine), BotLoads(lambda: BUSY, Alone()), access, clock)


async def test_promises_are_counted_by_what_became_of_them(
    board: WaitBoard, crew: Crew, door: Door, clock: Clock
) -> None:
    """One came true, one came too late after a missed offer and a second range, and one of last
    week is in the longer periods only."""
    leila, sara = await crew.hire("Leila", role="supervisor"), await crew.hire("Sara")
    clock.elapse(timedelta(days=60).total_seconds())
    for waited in (4, 9):
        state = await door.conversation(c.RequestPerson(), PROMISE)
        offer = c.Offer(agent=agent(sara), deadline=clock())
        state = await door.go_on(state, offer, c.Decline(agent=agent(sara)))
        clock.elapse(waited * 60)
        await door.go_on(state, PROMISE, c.Take(agent=agent(sara)))
    clock.elapse(timedelta(days=6).total_seconds())
    state = await door.conversation(c.RequestPerson(), PROMISE)
    clock.elapse(3 * 60)
    await door.go_on(state, c.Take(agent=agent(sara)))
    kept = (await board.look(leila)).kept
    assert [(each.period.days, each.told) for each in kept] == [(1, 1), (7, 3), (30, 3)]
    assert [each.share for each in kept] == pytest.approx([1, 2 / 3, 2 / 3])


async def test_a_ticket_taken_is_not_a_wait_that_was_answered(
    board: WaitBoard, crew: Crew, door: Door, clock: Clock
) -> None:
    """Its wait ended with the ticket; taking it, or going on with the bot, ends no other."""
    leila, sara = await crew.hire("Leila", role="supervisor"), await crew.hire("Sara")
    before = (await board.look(leila)).kept[0].told
    for after in (c.Take(agent=agent(sara)), c.ContinueWithBot()):
        await door.conversation(c.RequestPerson(), PROMISE, c.OpenTicket(number=1), after)
    assert (await board.look(leila)).kept[0].told == before + 2


async def test_those_who_wait_are_seen_in_their_order_offered_or_not(
    board: WaitBoard, crew: Crew, door: Door, clock: Clock
) -> None:
    """The board shows the promised range, to supervisors only."""
    leila, sara = await crew.hire("Leila", role="supervisor"), await crew.hire("Sara")
    first = await door.conversation(c.RequestPerson(), PROMISE)
    second = await door.conversation(c.RequestPerson())
    await door.go_on(first, c.Offer(agent=agent(sara), deadline=clock()))
    seen = [
        entry for entry in (await board.look(leila)).waiting if entry.id in {first.id, second.id}
    ]
    assert [(entry.id, entry.owner.kind, bool(entry.promised)) for entry in seen] == [
        (first.id, "offered", True),
        (second.id, "queued", False),
    ]
    with pytest.raises(NotAllowed):
        await board.look(sara)


async def test_how_busy_the_bots_are_is_on_the_board(board: WaitBoard, crew: Crew) -> None:
    """Turns that wait for a bot, and for how long."""
    leila = await crew.hire("Leila", role="supervisor")
    assert (await board.look(leila)).bots == BUSY
