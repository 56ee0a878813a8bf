"""Routing on the real store: who is offered what, and that no slot is given away twice."""

import asyncio
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.domain.bot_answers import BotReply
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.state import Conversation, Offered, Queued
from handoff.domain.desk.routing import LANGUAGE_PATIENCE, REST_AFTER_MISS, TEAM_PATIENCE
from handoff.domain.desk.wait_promises import Promise, Waited
from handoff.domain.people import Names
from handoff.domain.shop.business_hours import BusinessHours, Interval, opening_state
from handoff.domain.understanding import Intent
from handoff.services.conversations import Conversations
from handoff.services.publication import Publication
from handoff.services.router import Router
from handoff.services.signals import QueueMoved
from handoff.services.wait_promises import PACE_LASTS, WaitPromises
from tests.handoff.services.conftest import (
    OFFER_FOR,
    UNDECIDED,
    WRAP_UP,
    Clock,
    Crew,
    Customers,
    Door,
    Heard,
    a_gateways,
    agent,
    desk_rules,
    say,
)
from tests.handoff.shop import ALWAYS


class History:
    """The service times of earlier chats: `minutes` each."""

    def __init__(self) -> None:
        self.minutes: list[float] = []

    async def service_times(self, limit: int) -> list[timedelta]:
        return [timedelta(minutes=minute) for minute in self.minutes[:limit]]

    async def waits(self, limit: int) -> list[Waited]:
        return []

    async def promises(self, since: datetime, limit: int) -> list[Promise]:
        return []


class House:
    """The staff and the router of one gateway."""

    def __init__(
        self, conversations: Conversations, crew: Crew, publication: Publication, clock: Clock
    ) -> None:
        self.hire = crew.hire
        self.history = History()
        self.customers = Customers()
        self._parts = (conversations, crew.floor(), publication, clock)
        self._waits = WaitPromises(conversations, self.history, clock)
        self.keep(ALWAYS)

    def keep(self, hours: BusinessHours) -> None:
        """The desk's hours from now on."""
        self.router = Router(*self._parts, desk_rules(hours), self._waits, self.customers)


@pytest.fixture
async def house(
    conversations: Conversations, crew: Crew, publication: Publication, clock: Clock, door: Door
) -> House:
    """An empty floor and an empty queue: what earlier tests left waiting goes on with the bot."""
    for waiting in await conversations.store.queue(500):
        await conversations.execute(waiting.id, c.ContinueWithBot())
    return House(conversations, crew, publication, clock)


async def _offered_to(store: PostgresConversations, state: Conversation) -> str | None:
    owner = (await store.load(state.id)).owner
    return owner.agent_id if isinstance(owner, Offered) else None


async def _waiting(door: Door, many: int = 1) -> list[Conversation]:
    return [await door.conversation(c.RequestPerson()) for _ in range(many)]


async def test_the_least_loaded_is_offered_the_chat_until_a_deadline(
    house: House, door: Door, store: PostgresConversations, clock: Clock
) -> None:
    """An agent with a chat comes after one without."""
    sara, omid = await house.hire("Sara"), await house.hire("Omid")
    await door.conversation(c.Take(agent=agent(sara)))
    (state,) = await _waiting(door)
    await house.router.run_once()
    owner = (await store.load(state.id)).owner
    assert owner == Offered(agent_id=omid.id, agent_name="Omid", deadline=clock() + OFFER_FOR)


async def test_chats_are_spread_and_no_one_gets_more_than_they_can_do(
    house: House, door: Door, store: PostgresConversations
) -> None:
    """Capacity counts offers too; who finds no slot stays in the queue, in order."""
    sara, omid = await house.hire("Sara", capacity=2), await house.hire("Omid", capacity=1)
    states = await _waiting(door, 5)
    await house.router.run_once()
    given = [await _offered_to(store, state) for state in states]
    assert sorted(filter(None, given[:3])) == sorted([sara.id, sara.id, omid.id])
    assert given[3:] == [None, None]
    assert [s.id for s in await store.queue(10)] == [s.id for s in states[3:]]
    await house.router.run_once()
    assert [await _offered_to(store, state) for state in states] == given


@pytest.mark.parametrize(
    ("capacity", "facts"), [(4, {"available": False}), (4, {"disabled": True}), (0, {})]
)
async def test_who_cannot_take_a_chat_is_nobody(
    house: House,
    door: Door,
    store: PostgresConversations,
    capacity: int,
    facts: dict[str, bool],
) -> None:
    """With agents away, disabled or without a slot, the customer hears that nobody is online."""
    await house.hire("Sara", capacity=capacity, **facts)
    (state,) = await _waiting(door)
    await house.router.run_once()
    assert (await store.load(state.id)).absence is not None


async def _absences(store: PostgresConversations, state: Conversation) -> list[e.Body]:
    """The absences announced to the customer."""
    log = await store.read(state.id, after=0, limit=100, public_only=True)
    return [x.body for x in log if isinstance(x.body, e.AbsenceTold | e.AbsenceEnded)]


async def test_with_nobody_online_everyone_is_told_once(
    house: House, door: Door, store: PostgresConversations, clock: Clock
) -> None:
    """Within hours: nobody is here, and that is all; they keep their places."""
    states = await _waiting(door, 3)
    for _ in range(3):
        await house.router.run_once()
        clock.elapse(1)
    told = e.AbsenceTold(closed=False, ticket_at=clock() - timedelta(seconds=3) + UNDECIDED)
    assert [await _absences(store, state) for state in states] == [[told]] * 3
    assert [s.id for s in await store.queue(10)] == [state.id for state in states]


async def test_outside_hours_the_opening_is_told_holidays_and_all(
    house: House, door: Door, store: PostgresConversations, clock: Clock
) -> None:
    """Tomorrow is a holiday: the desk opens the day after, at nine of its own clock."""
    zone = ALWAYS.zone
    today = clock().astimezone(zone).date()
    morning = (Interval(opens=time(9), closes=time(9, 1)),)
    shop = replace(
        ALWAYS,
        week=dict.fromkeys(range(7), morning),
        holidays={today + timedelta(days=1): {"en": "Nowruz", "fa": "نوروز"}},
        special={today: ()},
    )
    house.keep(shop)
    (state,) = await _waiting(door)
    await house.router.run_once()
    (told,) = await _absences(store, state)
    opens_at = opening_state(shop, clock()).opens_at
    assert isinstance(told, e.AbsenceTold)
    assert opens_at is not None
    assert (told.closed, told.opens_at) == (True, opens_at)
    assert opens_at.date() == today + timedelta(days=2)
    clock.elapse((opens_at - clock()).total_seconds())
    await house.router.run_once()
    assert (await _absences(store, state))[1:] == [
        e.AbsenceTold(closed=False, ticket_at=told.ticket_at)
    ]


async def test_when_somebody_comes_the_first_are_served_and_the_others_told(
    house: House, door: Door, store: PostgresConversations
) -> None:
    """Sara has one slot: the first gets it, the second hears that somebody is here again."""
    first, second = await _waiting(door, 2)
    await house.router.run_once()
    sara = await house.hire("Sara", capacity=1)
    for _ in range(2):
        await house.router.run_once()
    assert await _offered_to(store, first) == sara.id
    assert [type(body) for body in await _absences(store, first)] == [e.AbsenceTold]
    assert [type(x) for x in await _absences(store, second)] == [e.AbsenceTold, e.AbsenceEnded]
    assert (await store.load(second.id)).absence is None


async def test_somebody_busy_is_somebody(
    house: House, door: Door, store: PostgresConversations
) -> None:
    """With everyone's hands full the customer waits; that is no reason for a ticket."""
    sara = await house.hire("Sara", capacity=1)
    await door.conversation(c.Take(agent=agent(sara)))
    (state,) = await _waiting(door)
    await house.router.run_once()
    assert isinstance((await store.load(state.id)).owner, Queued)


@pytest.mark.parametrize("how", ["missed", "declined"])
async def test_a_missed_offer_moves_on(
    house: House,
    door: Door,
    store: PostgresConversations,
    conversations: Conversations,
    how: str,
) -> None:
    """An agent who missed it is passed over; if alone, they are offered it again after a pause."""
    sara, omid = await house.hire("Sara"), await house.hire("Omid")
    (state,) = await _waiting(door)
    await house.router.run_once()
    first = await _offered_to(store, state)
    offered = await store.load(state.id)
    assert isinstance(offered.owner, Offered)
    asked = c.Agent(id=offered.owner.agent_id, names=Names.written(offered.owner.agent_name))
    passed: dict[str, c.Command] = {
        "missed": c.ExpireOffer(epoch=offered.epoch),
        "declined": c.Decline(agent=asked),
    }
    await conversations.execute(state.id, passed[how])
    await house.router.run_once()
    second = await _offered_to(store, state)
    assert {first, second} == {sara.id, omid.id}


async def test_who_missed_an_offer_rests_before_the_next(
    house: House,
    door: Door,
    store: PostgresConversations,
    conversations: Conversations,
    clock: Clock,
) -> None:
    """Alone on the floor, they are asked again only when the rest has passed."""
    sara = await house.hire("Sara")
    (state,) = await _waiting(door)
    await house.router.run_once()
    epoch = (await store.load(state.id)).epoch
    await conversations.execute(state.id, c.ExpireOffer(epoch=epoch))
    await house.router.run_once()
    assert await _offered_to(store, state) is None
    clock.elapse(60)
    await house.router.run_once()
    assert await _offered_to(store, state) == sara.id


async def test_two_routers_at_once_never_over_book(
    house: House,
    door: Door,
    store: PostgresConversations,
    crew: Crew,
    heard: Heard,
    publication: Publication,
    clock: Clock,
) -> None:
    """Two gateways, many passes at the same time, three slots: three offers."""
    sara, omid = await house.hire("Sara", capacity=2), await house.hire("Omid", capacity=1)
    other = House(a_gateways(store, clock, heard), crew, publication, clock)
    states = await _waiting(door, 8)
    await asyncio.gather(*(side.router.run_once() for side in (house, other) * 4))
    given = [await _offered_to(store, state) for state in states]
    assert given.count(sara.id) == 2
    assert given.count(omid.id) == 1
    assert given.count(None) == 5


async def test_places_in_the_queue_are_told_when_they_change(
    house: House, door: Door, heard: Heard, conversations: Conversations
) -> None:
    """Every customer whose place has changed hears the new one, once."""
    sara = await house.hire("Sara", capacity=1)
    await door.conversation(c.Take(agent=agent(sara)))
    states = await _waiting(door, 3)
    ids = [state.id for state in states]
    await house.router.run_once()
    await house.router.run_once()
    await conversations.execute(ids[0], c.ContinueWithBot())
    await house.router.run_once()
    told = [dict(s.positions) for s in heard.signals if isinstance(s, QueueMoved)]
    mine = [{who: place for who, place in each.items() if who in ids} for each in told]
    places = [list(each.values()) for each in mine]
    assert [list(each) for each in mine] == [ids, ids[1:]]
    assert [p - places[1][0] for p in places[1]] == [0, 1]
    assert places[0][1:] == [place + 1 for place in places[1]]


# --- who fits ---------------------------------------------------------------------------------


async def test_who_speaks_the_language_is_waited_for_but_not_for_ever(
    house: House, door: Door, store: PostgresConversations, clock: Clock
) -> None:
    """A Persian customer gets an agent who speaks Persian; after a while, any agent."""
    sara = await house.hire("Sara", languages=frozenset({"en"}))
    first = await door.conversation(say("سلام، سفارشم نرسیده"), c.RequestPerson())
    await house.router.run_once()
    assert await _offered_to(store, first) is None
    omid = await house.hire("Omid", languages=frozenset({"fa"}), capacity=1)
    await house.router.run_once()
    assert await _offered_to(store, first) == omid.id
    second = await door.conversation(say("سلام، سفارشم نرسیده"), c.RequestPerson())
    clock.elapse(LANGUAGE_PATIENCE.total_seconds())
    await house.router.run_once()
    assert await _offered_to(store, second) == sara.id


async def test_who_knows_the_topic_is_asked_first(
    house: House, door: Door, store: PostgresConversations, conversations: Conversations
) -> None:
    """The topic is the intent that led to the handoff."""
    omid = await house.hire("Omid", topics=frozenset({"return_order"}))
    busy = await door.conversation(c.Take(agent=agent(omid)))
    await house.hire("Sara")
    asked = await door.conversation(say("I want to send it back"))
    outcome = BotReply(
        intent=Intent(name="return_order", confidence=0.9),
        slots={},
        messages=(),
        handoff="order_system_down",
    )
    turn = c.RecordBotTurn(reply_to=asked.pending[0], epoch=asked.epoch, outcome=outcome)
    await conversations.execute(asked.id, turn)
    await house.router.run_once()
    assert await _offered_to(store, asked) == omid.id
    assert (await store.load(busy.id)).owner.kind == "agent"


async def test_a_team_is_waited_for_but_not_for_ever(
    house: House, door: Door, store: PostgresConversations, clock: Clock
) -> None:
    """Handed to a team, the chat waits while its members are busy."""
    sara, nima = await house.hire("Sara"), await house.hire("Nima")
    lili = await house.hire("Lili", capacity=1, teams=frozenset({"returns"}))
    busy = await door.conversation(c.Take(agent=agent(lili)))
    handed = c.Transfer(agent=agent(sara), client_id=new_id(), team="returns")
    states = [await door.conversation(c.Take(agent=agent(sara)), handed) for _ in range(2)]
    await house.router.run_once()
    assert [await _offered_to(store, state) for state in states] == [None, None]
    await door.go_on(busy, c.Close(agent=agent(lili)))
    clock.elapse(WRAP_UP.total_seconds())
    await house.router.run_once()
    assert [await _offered_to(store, state) for state in states] == [lili.id, None]
    clock.elapse(TEAM_PATIENCE.total_seconds())
    await house.router.run_once()
    assert await _offered_to(store, states[1]) in {sara.id, nima.id}


async def test_a_chat_handed_on_does_not_bounce_back(
    house: House, door: Door, store: PostgresConversations, clock: Clock
) -> None:
    """The colleague is asked although busier; once they decline, others before who gave it up."""
    sara, omid = await house.hire("Sara"), await house.hire("Omid")
    await door.conversation(c.Take(agent=agent(omid)))
    handed = c.Transfer(agent=agent(sara), client_id=new_id(), to=agent(omid))
    state = await door.conversation(c.Take(agent=agent(sara)), handed)
    await house.router.run_once()
    assert await _offered_to(store, state) == omid.id
    await door.go_on(state, c.Decline(agent=agent(omid)))
    await house.router.run_once()
    assert await _offered_to(store, state) is None
    clock.elapse(REST_AFTER_MISS.total_seconds())
    await house.router.run_once()
    assert await _offered_to(store, state) == omid.id


async def test_a_snoozed_chat_leaves_its_slot_to_another(
    house: House, door: Door, store: PostgresConversations, clock: Clock
) -> None:
    """Awake again it counts again."""
    sara = await house.hire("Sara", capacity=1)
    snooze = c.Snooze(agent=agent(sara), until=clock() + timedelta(hours=1))
    asleep = await door.conversation(c.Take(agent=agent(sara)), snooze)
    first, second = await _waiting(door, 2)
    await house.router.run_once()
    assert await _offered_to(store, first) == sara.id
    await door.go_on(first, c.Accept(agent=agent(sara)), c.Close(agent=agent(sara)))
    await door.go_on(asleep, say())
    await house.router.run_once()
    assert await _offered_to(store, second) is None


async def _promised(store: PostgresConversations, state: Conversation) -> list[e.WaitPromised]:
    log = await store.read(state.id, after=0, limit=100, public_only=True)
    return [event.body for event in log if isinstance(event.body, e.WaitPromised)]


async def test_who_has_to_wait_is_told_a_range_once(
    house: House, store: PostgresConversations, door: Door, clock: Clock
) -> None:
    """Sara is full and chats take ten minutes: the second customer hears a range, and hears it
    once, however often the queue is looked at."""
    await house.hire("Sara", capacity=1)
    house.history.minutes = [10.0] * 20
    first, second = await _waiting(door, 2)
    for _ in range(3):
        await house.router.run_once()
    assert await _promised(store, first) == []
    (told,) = await _promised(store, second)
    assert 0 <= told.low < 10 < told.high


async def test_what_nobody_knows_is_not_promised(
    house: House, store: PostgresConversations, door: Door, clock: Clock
) -> None:
    """Before the first chats nobody knows how long one takes; once that is known, a range is
    promised."""
    await house.hire("Sara", capacity=1)
    _, second = await _waiting(door, 2)
    await house.router.run_once()
    assert await _promised(store, second) == []
    house.history.minutes = [10.0] * 20
    clock.elapse(PACE_LASTS.total_seconds())
    await house.router.run_once()
    assert len(await _promised(store, second)) == 1


async def test_a_range_that_has_passed_is_followed_by_another_before_the_customer_asks(
    house: House, store: PostgresConversations, door: Door, clock: Clock
) -> None:
    """One new range for one that came to nothing; once nobody knows, that is said."""
    await house.hire("Sara", capacity=1)
    house.history.minutes = [10.0] * 20
    _, second = await _waiting(door, 2)
    await house.router.run_once()
    (told,) = await _promised(store, second)
    clock.elapse(told.high * 60 + 1)
    for _ in range(3):
        await house.router.run_once()
    (_, late) = await _promised(store, second)
    assert late.late
    house.history.minutes = []
    clock.elapse(late.high * 60 + 1)
    for _ in range(3):
        await house.router.run_once()
    log = await store.read(second.id, after=0, limit=100, public_only=True)
    assert [event.body.type for event in log][-1] == "wait.slipped"
    assert len(await _promised(store, second)) == 2


async def test_a_customer_who_is_there_is_served_before_one_who_has_left(
    house: House, door: Door, store: PostgresConversations
) -> None:
    """A customer who left keeps the place in the queue, and is offered once nobody else waits for
    it."""
    await house.hire("Sara", capacity=2)
    left, also_left, there = await _waiting(door, 3)
    house.customers.left = {left.id, also_left.id}
    await house.router.run_once()
    given = [await _offered_to(store, state) for state in (left, also_left, there)]
    assert [offered is not None for offered in given] == [True, False, True]
