"""Routing on the real store: who is offered what, and that no slot is given away twice."""

import asyncio
from datetime import timedelta

import pytest

from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.app import new_id
from handoff.domain import commands as c
from handoff.domain.conversation import Conversation, Offered, Queued, Ticketed
from handoff.services.conversations import Conversations
from handoff.services.ports import QueueMoved, StaffMember
from handoff.services.router import Router
from tests.handoff.services.conftest import Clock, Door, Heard, Online

OFFER_FOR = timedelta(seconds=30)


class Floor:
    """The staff and the router of one gateway."""

    def __init__(
        self, conversations: Conversations, staff: PostgresStaff, heard: Heard, clock: Clock
    ) -> None:
        self.online = Online()
        self.staff = staff
        self.router = Router(conversations, staff, self.online, heard, clock, OFFER_FOR)

    async def hire(self, name: str, capacity: int = 4, **facts: bool) -> StaffMember:
        """Somebody who is there."""
        member = StaffMember(
            id=new_id(),
            email=f"{new_id()}@books.example",
            name=name,
            role="agent",
            capacity=capacity,
            available=facts.get("available", True),
            disabled=facts.get("disabled", False),
        )
        await self.staff.add(member, "no password")
        self.online.names.add(member.id)
        return member


@pytest.fixture
async def floor(
    conversations: Conversations, staff_store: PostgresStaff, heard: Heard, clock: Clock, door: Door
) -> Floor:
    """An empty floor and an empty queue: what earlier tests left waiting goes on with the bot."""
    for waiting in await conversations.store.queue(500):
        await conversations.execute(waiting.id, c.ContinueWithBot())
    return Floor(conversations, staff_store, heard, clock)


async def _offered_to(store: PostgresConversations, state: Conversation) -> str | None:
    owner = (await store.load(state.id)).owner
    return owner.agent_id if isinstance(owner, Offered) else None


async def _waiting(door: Door, many: int = 1) -> list[Conversation]:
    return [await door.conversation(c.RequestPerson()) for _ in range(many)]


async def test_the_least_loaded_is_offered_the_chat_until_a_deadline(
    floor: Floor, door: Door, store: PostgresConversations, clock: Clock
) -> None:
    """Who has a chat already comes after who has none."""
    sara, omid = await floor.hire("Sara"), await floor.hire("Omid")
    await door.conversation(c.Take(agent=c.Agent(id=sara.id, name="Sara")))
    (state,) = await _waiting(door)
    await floor.router.run_once()
    owner = (await store.load(state.id)).owner
    assert owner == Offered(agent_id=omid.id, agent_name="Omid", deadline=clock() + OFFER_FOR)


async def test_chats_are_spread_and_no_one_gets_more_than_they_can_do(
    floor: Floor, door: Door, store: PostgresConversations
) -> None:
    """Capacity counts offers too; who finds no slot stays in the queue, in order."""
    sara, omid = await floor.hire("Sara", capacity=2), await floor.hire("Omid", capacity=1)
    states = await _waiting(door, 5)
    await floor.router.run_once()
    given = [await _offered_to(store, state) for state in states]
    assert sorted(filter(None, given[:3])) == sorted([sara.id, sara.id, omid.id])
    assert given[3:] == [None, None]
    assert [s.id for s in await store.queue(10)] == [s.id for s in states[3:]]
    await floor.router.run_once()
    assert [await _offered_to(store, state) for state in states] == given


@pytest.mark.parametrize(
    ("capacity", "facts"), [(4, {"available": False}), (4, {"disabled": True}), (0, {})]
)
async def test_who_cannot_take_a_chat_is_nobody(
    floor: Floor,
    door: Door,
    store: PostgresConversations,
    capacity: int,
    facts: dict[str, bool],
) -> None:
    """Away, disabled or without a slot at all: the customer is told the truth and gets a ticket."""
    await floor.hire("Sara", capacity, **facts)
    (state,) = await _waiting(door)
    await floor.router.run_once()
    assert isinstance((await store.load(state.id)).owner, Ticketed)


async def test_with_nobody_online_everyone_gets_a_ticket_of_their_own(
    floor: Floor, door: Door, store: PostgresConversations
) -> None:
    """Different numbers, recorded as opened because nobody was there."""
    states = await _waiting(door, 3)
    await floor.router.run_once()
    owners = [(await store.load(state.id)).owner for state in states]
    assert len({o.number for o in owners if isinstance(o, Ticketed)}) == 3


async def test_somebody_busy_is_somebody(
    floor: Floor, door: Door, store: PostgresConversations
) -> None:
    """With everyone's hands full the customer waits; that is no reason for a ticket."""
    sara = await floor.hire("Sara", capacity=1)
    await door.conversation(c.Take(agent=c.Agent(id=sara.id, name="Sara")))
    (state,) = await _waiting(door)
    await floor.router.run_once()
    assert isinstance((await store.load(state.id)).owner, Queued)


@pytest.mark.parametrize("how", ["missed", "declined"])
async def test_a_missed_offer_moves_on(
    floor: Floor,
    door: Door,
    store: PostgresConversations,
    conversations: Conversations,
    how: str,
) -> None:
    """Who let it pass is passed over; alone, they are asked again only after a rest."""
    sara, omid = await floor.hire("Sara"), await floor.hire("Omid")
    (state,) = await _waiting(door)
    await floor.router.run_once()
    first = await _offered_to(store, state)
    offered = await store.load(state.id)
    assert isinstance(offered.owner, Offered)
    agent = c.Agent(id=offered.owner.agent_id, name=offered.owner.agent_name)
    passed: dict[str, c.Command] = {
        "missed": c.ExpireOffer(epoch=offered.epoch),
        "declined": c.Decline(agent=agent),
    }
    await conversations.execute(state.id, passed[how])
    await floor.router.run_once()
    second = await _offered_to(store, state)
    assert {first, second} == {sara.id, omid.id}


async def test_who_missed_an_offer_rests_before_the_next(
    floor: Floor,
    door: Door,
    store: PostgresConversations,
    conversations: Conversations,
    clock: Clock,
) -> None:
    """Alone on the floor, they are asked again only when the rest has passed."""
    sara = await floor.hire("Sara")
    (state,) = await _waiting(door)
    await floor.router.run_once()
    epoch = (await store.load(state.id)).epoch
    await conversations.execute(state.id, c.ExpireOffer(epoch=epoch))
    await floor.router.run_once()
    assert await _offered_to(store, state) is None
    clock.elapse(60)
    await floor.router.run_once()
    assert await _offered_to(store, state) == sara.id


async def test_two_routers_at_once_never_over_book(
    floor: Floor,
    door: Door,
    store: PostgresConversations,
    staff_store: PostgresStaff,
    heard: Heard,
    clock: Clock,
) -> None:
    """Two gateways, many passes at the same time, three slots: three offers."""
    sara, omid = await floor.hire("Sara", capacity=2), await floor.hire("Omid", capacity=1)
    other = Floor(Conversations(store, heard, clock), staff_store, heard, clock)
    other.online.names = floor.online.names
    states = await _waiting(door, 8)
    await asyncio.gather(*(one.router.run_once() for one in (floor, other) * 4))
    given = [await _offered_to(store, state) for state in states]
    assert given.count(sara.id) == 2
    assert given.count(omid.id) == 1
    assert given.count(None) == 5


async def test_places_in_the_queue_are_told_when_they_change(
    floor: Floor, door: Door, heard: Heard, conversations: Conversations
) -> None:
    """Everyone whose place is another one is told, and nobody twice."""
    sara = await floor.hire("Sara", capacity=1)
    await door.conversation(c.Take(agent=c.Agent(id=sara.id, name="Sara")))
    states = await _waiting(door, 3)
    ids = [state.id for state in states]
    await floor.router.run_once()
    await floor.router.run_once()
    await conversations.execute(ids[0], c.ContinueWithBot())
    await floor.router.run_once()
    told = [dict(s.positions) for s in heard.signals if isinstance(s, QueueMoved)]
    mine = [{who: place for who, place in one.items() if who in ids} for one in told]
    places = [list(one.values()) for one in mine]
    assert [list(one) for one in mine] == [ids, ids[1:]]
    assert [p - places[1][0] for p in places[1]] == [0, 1]
    assert places[0][1:] == [place + 1 for place in places[1]]
