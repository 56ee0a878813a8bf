"""Chats of agents who are gone: when they are given up, and when they are not."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.postgres.staff_sessions import PostgresStaffSessions
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.events import AgentLost
from handoff.domain.conversation.state import Conversation
from handoff.domain.people import StaffMember
from handoff.domain.sessions import EndReason
from handoff.services.conversations import Conversations
from handoff.services.errors import CacheDown
from handoff.services.lost_agents import LossCauses, LostAgents
from handoff.services.staff_sessions import StaffSessions
from tests.handoff.services.conftest import Clock, Crew, Door, Heard, a_gateways, agent, say
from tests.handoff.shop import Settled

GRACE = timedelta(seconds=60)
ENDS: dict[str, EndReason | None] = {"Sara": "signed_out", "Omid": None, "Leila": "ended"}


class Watch:
    """One gateway that looks after absences, and what has become of a chat."""

    def __init__(
        self,
        conversations: Conversations,
        crew: Crew,
        clock: Clock,
        store: PostgresConversations,
        sessions: StaffSessions,
    ) -> None:
        causes = LossCauses(sessions, Settled(), clock)
        self.lost = LostAgents(conversations, crew.store, crew.online, causes, clock, GRACE)
        self.look = self.lost.run_once
        self.clock = clock
        self.store = store
        self.crew = crew
        self.sessions = sessions

    async def look_after(self, seconds: float) -> None:
        self.clock.elapse(seconds)
        await self.look()

    async def owner(self, state: Conversation) -> str:
        return (await self.store.load(state.id)).owner.kind

    def leaves(self, member: StaffMember) -> None:
        self.crew.online.names.discard(member.id)

    def returns(self, member: StaffMember) -> None:
        self.crew.online.names.add(member.id)


@pytest.fixture
def sessions(engine: AsyncEngine, clock: Clock) -> StaffSessions:
    return StaffSessions(PostgresStaffSessions(engine), lambda _: None, clock, new_id)


@pytest.fixture
def watch(
    conversations: Conversations,
    crew: Crew,
    clock: Clock,
    store: PostgresConversations,
    sessions: StaffSessions,
) -> Watch:
    return Watch(conversations, crew, clock, store, sessions)


async def test_who_is_gone_for_the_grace_period_has_lost_the_chats(
    watch: Watch, crew: Crew, door: Door, clock: Clock
) -> None:
    """The loss comes to the second; the customer keeps the old place in the queue."""
    sara = await crew.hire("Sara")
    began = clock()
    state = await door.conversation(c.RequestPerson(), c.Take(agent=agent(sara)))
    clock.elapse(3600)
    watch.leaves(sara)
    await watch.look()
    await watch.look_after(GRACE.total_seconds() - 1)
    assert await watch.owner(state) == "agent"
    await watch.look_after(1)
    after = await watch.store.load(state.id)
    assert (after.owner.kind, after.queued_since, after.missed) == (
        "queued",
        began,
        {sara.id: clock()},
    )


async def test_who_is_back_in_time_keeps_the_chats(watch: Watch, crew: Crew, door: Door) -> None:
    """A reload is no absence, and two short absences are no long one."""
    sara = await crew.hire("Sara")
    state = await door.conversation(c.Take(agent=agent(sara)))
    for _ in range(2):
        watch.leaves(sara)
        await watch.look()
        await watch.look_after(GRACE.total_seconds() - 1)
        watch.returns(sara)
        await watch.look_after(5)
    assert await watch.owner(state) == "agent"


async def test_who_is_away_but_there_keeps_the_chats(watch: Watch, crew: Crew, door: Door) -> None:
    """An agent who takes no new chats is still present."""
    sara = await crew.hire("Sara", available=False)
    state = await door.conversation(c.Take(agent=agent(sara)))
    await watch.look()
    await watch.look_after(10 * GRACE.total_seconds())
    assert await watch.owner(state) == "agent"


async def test_who_is_disabled_loses_everything_at_once(
    watch: Watch, crew: Crew, door: Door, staff_store: PostgresStaff
) -> None:
    """Chats and offers alike, although the console still stands open."""
    sara = await crew.hire("Sara")
    chat = await door.conversation(c.Take(agent=agent(sara)))
    offer = c.Offer(agent=agent(sara), deadline=watch.clock() + GRACE)
    offered = await door.conversation(c.RequestPerson(), offer)
    await staff_store.update(await _disabled(staff_store, sara))
    await watch.look()
    assert [await watch.owner(chat), await watch.owner(offered)] == ["queued", "queued"]


async def test_the_log_tells_who_signed_off_from_who_was_cut_off(
    watch: Watch, crew: Crew, door: Door
) -> None:
    """Signed out of the browser used last, gone without a word, or out by somebody else's doing: each
    customer's log has the cause, as far as it is known."""
    causes = {}
    for name, reason in ENDS.items():
        member = await crew.hire(name)
        await watch.sessions.open(member, "Chrome")
        watch.clock.elapse(1)
        token = await watch.sessions.open(member, "Firefox")
        state = await door.conversation(c.Take(agent=agent(member)))
        watch.leaves(member)
        if reason is not None:
            await watch.sessions.end((await watch.sessions.who_is(token)).session, reason)
        await watch.look()
        await watch.look_after(GRACE.total_seconds())
        log = await watch.store.read(state.id, after=0, limit=50, public_only=False)
        (lost,) = [event.body for event in log if isinstance(event.body, AgentLost)]
        causes[name] = lost.cause
    assert causes == {"Sara": "signed_off", "Omid": "connection", "Leila": None}


async def _disabled(store: PostgresStaff, member: StaffMember) -> StaffMember:
    return replace(await store.get(member.id), disabled=True)


async def test_what_sleeps_can_wait_for_its_agent(watch: Watch, crew: Crew, door: Door) -> None:
    """Once the customer has woken it, somebody must be there: the grace begins then."""
    sara = await crew.hire("Sara")
    snooze = c.Snooze(agent=agent(sara), until=watch.clock() + timedelta(days=1))
    state = await door.conversation(c.Take(agent=agent(sara)), snooze)
    watch.leaves(sara)
    await watch.look()
    await watch.look_after(2 * GRACE.total_seconds())
    assert await watch.owner(state) == "agent"
    await door.go_on(state, say())
    await watch.look()
    assert await watch.owner(state) == "agent"
    await watch.look_after(GRACE.total_seconds())
    assert await watch.owner(state) == "queued"


async def test_several_gateways_lose_an_agent_once(
    watch: Watch,
    crew: Crew,
    door: Door,
    store: PostgresConversations,
    heard: Heard,
) -> None:
    """Each watches for itself; the log tells it once."""
    others = [
        Watch(a_gateways(store, watch.clock, heard), crew, watch.clock, store, watch.sessions)
        for _ in range(2)
    ]
    sara = await crew.hire("Sara")
    states = [await door.conversation(c.Take(agent=agent(sara))) for _ in range(3)]
    watch.leaves(sara)
    gateways = [watch, *others]
    await asyncio.gather(*(gateway.look() for gateway in gateways))
    watch.clock.elapse(GRACE.total_seconds())
    await asyncio.gather(*(gateway.look() for gateway in gateways))
    for state in states:
        log = await store.read(state.id, after=0, limit=50, public_only=False)
        assert [event.body.type for event in log].count("agent.lost") == 1


async def test_a_chat_that_came_back_is_not_lost_to_a_late_look(
    watch: Watch, crew: Crew, door: Door, conversations: Conversations
) -> None:
    """Between a gateway's look and its word the agent came back and accepted again."""
    sara = await crew.hire("Sara")
    state = await door.conversation(c.RequestPerson(), c.Take(agent=agent(sara)))
    (held,) = [
        held
        for held in await watch.store.held_by_others_than(frozenset())
        if held.conversation_id == state.id
    ]
    again = await door.go_on(state, c.LoseAgent(epoch=held.epoch), c.Take(agent=agent(sara)))
    late = await conversations.execute(state.id, c.LoseAgent(epoch=held.epoch))
    assert late.events == ()
    assert await watch.store.load(state.id) == again


async def test_who_cannot_be_seen_is_not_missing(watch: Watch, crew: Crew, door: Door) -> None:
    """After an outage of Valkey, when nobody's lease is back yet, the grace period restarts."""
    sara = await crew.hire("Sara")
    state = await door.conversation(c.Take(agent=agent(sara)))
    watch.leaves(sara)
    await watch.look()
    crew.online.reachable = False
    watch.clock.elapse(GRACE.total_seconds())
    with pytest.raises(CacheDown):
        await watch.look()
    crew.online.reachable = True
    await watch.look()
    assert await watch.owner(state) == "agent"
    await watch.look_after(GRACE.total_seconds())
    assert await watch.owner(state) == "queued"
