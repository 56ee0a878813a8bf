"""The one path to change a conversation: for any caller, on any gateway, the log stays dense."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.evolve import replay
from handoff.domain.errors import IllegalMove, NotFound
from handoff.domain.people import Names
from handoff.services.conversations import Conversations
from tests.handoff.services.conftest import Clock, Door, Heard, a_gateways, say

SARA = c.Agent(id=new_id(), names=Names(en="Sara"))


async def _log(store: PostgresConversations, conversation_id: str) -> list[Any]:
    return list(await store.read(conversation_id, after=0, limit=500, public_only=False))


async def test_what_is_committed_is_published(
    conversations: Conversations, door: Door, heard: Heard
) -> None:
    """After the commit, once, in order; nothing is published of what changes nothing."""
    state = await door.conversation(say(), c.RequestPerson())
    assert heard.seqs == [1, 2, 3, 4]
    unchanged = await conversations.execute(state.id, c.RequestPerson())
    assert unchanged.events == ()
    assert heard.seqs == [1, 2, 3, 4]


async def test_a_refusal_is_neither_stored_nor_published(
    conversations: Conversations, door: Door, heard: Heard
) -> None:
    """An illegal move raises its code, and the log stays as it was."""
    state = await door.conversation()
    with pytest.raises(IllegalMove):
        await conversations.execute(state.id, c.Accept(agent=SARA))
    assert await conversations.store.load(state.id) == state
    assert heard.seqs == [1]
    with pytest.raises(NotFound):
        await conversations.execute(new_id(), say())


MOVES_ON: dict[str, tuple[c.Command, ...]] = {
    "nothing": (),
    "queued": (c.RequestPerson(),),
    "taken": (c.RequestPerson(), c.Take(agent=SARA)),
    "closed": (c.Take(agent=SARA), c.Close(agent=SARA)),
}


@pytest.mark.parametrize("since", MOVES_ON.values(), ids=MOVES_ON)
async def test_a_resend_gets_the_first_ack(
    conversations: Conversations,
    door: Door,
    heard: Heard,
    store: PostgresConversations,
    since: tuple[c.Command, ...],
) -> None:
    """Whatever has happened since, the same client_id is answered with its event, and is said
    once."""
    message = say("only once")
    state = await door.conversation()
    first = await conversations.execute(state.id, message)
    for command in since:
        await conversations.execute(state.id, command)
    published = len(heard.signals)
    again = await conversations.execute(state.id, message)
    assert again.events == first.events
    assert len(heard.signals) == published
    log = await _log(store, state.id)
    assert [e.body.type for e in log].count("customer.said") == 1


async def test_an_agent_s_resend_gets_the_first_ack_after_the_close(
    conversations: Conversations, door: Door
) -> None:
    """Their right to speak has ended, the answer to what they had said has not."""
    state = await door.conversation(c.Take(agent=SARA))
    words = c.AgentSay(agent=SARA, text="done", client_id=new_id())
    first = await conversations.execute(state.id, words)
    await conversations.execute(state.id, c.Close(agent=SARA))
    again = await conversations.execute(state.id, words)
    assert again.events == first.events
    with pytest.raises(IllegalMove):
        await conversations.execute(
            state.id, c.AgentSay(agent=SARA, text="late", client_id=new_id())
        )


async def test_who_writes_without_a_pause_locks_nobody_out(
    store: PostgresConversations, door: Door, heard: Heard
) -> None:
    """One gateway commits as fast as it can, from the states it remembers; each command of the other
    one, which must read first, is done all the same."""
    state = await door.conversation(c.Take(agent=SARA))
    hasty, patient = (a_gateways(store, now, heard) for _ in range(2))
    heard.signals.clear()
    writes = asyncio.Event()

    async def chatter() -> None:
        while True:
            await hasty.execute(state.id, say())
            writes.set()

    async with asyncio.TaskGroup() as tasks:
        flood = [tasks.create_task(chatter())]
        for n in range(20):
            await writes.wait()
            writes.clear()
            words = c.AgentSay(agent=SARA, text=f"answer {n}", client_id=new_id())
            committed = await patient.execute(state.id, words)
            again = await patient.execute(state.id, words)
            assert again.events == committed.events
        for task in flood:
            task.cancel()
    published = sorted(heard.seqs)
    assert published == list(range(published[0], published[0] + len(published)))


async def test_two_gateways_leave_a_dense_log(
    store: PostgresConversations, door: Door, heard: Heard
) -> None:
    """Commands that race on one conversation all find their place, each once."""
    state = await door.conversation()
    gateways = [a_gateways(store, now, heard) for _ in range(2)]
    messages = [say(f"line {n}") for n in range(24)]

    async def customer(gateway: Conversations, mine: list[c.CustomerSay]) -> None:
        for message in mine:
            await gateway.execute(state.id, message)

    await asyncio.gather(customer(gateways[0], messages[:12]), customer(gateways[1], messages[12:]))
    log = await _log(store, state.id)
    assert [event.seq for event in log] == list(range(1, 26))
    assert sorted(e.body.text for e in log[1:]) == sorted(m.text for m in messages)
    assert replay(state.id, log) == await store.load(state.id)
    assert sorted(heard.seqs) == list(range(1, 26))


async def test_one_message_on_two_gateways_is_said_once(
    store: PostgresConversations, door: Door, heard: Heard
) -> None:
    """A client that reconnects elsewhere and resends at once gets the same ack from both."""
    state = await door.conversation()
    gateways = [a_gateways(store, now, heard) for _ in range(2)]
    for _ in range(5):
        message = say()
        acks = await asyncio.gather(*(gateway.execute(state.id, message) for gateway in gateways))
        assert acks[0].events == acks[1].events
    log = await _log(store, state.id)
    assert [e.body.type for e in log].count("customer.said") == 5


async def test_two_agents_take_one_conversation(
    store: PostgresConversations, door: Door, heard: Heard
) -> None:
    """Exactly one of them gets it; the other is refused."""
    omid = c.Agent(id=new_id(), names=Names(en="Omid"))
    gateways = [a_gateways(store, now, heard) for _ in range(2)]
    for _ in range(4):
        state = await door.conversation(c.RequestPerson())
        results = await asyncio.gather(
            gateways[0].execute(state.id, c.Take(agent=SARA)),
            gateways[1].execute(state.id, c.Take(agent=omid)),
            return_exceptions=True,
        )
        assert [isinstance(r, IllegalMove) for r in results].count(True) == 1
        log = await _log(store, state.id)
        assert [e.body.type for e in log].count("agent.accepted") == 1


async def test_pages_say_whether_there_is_more(conversations: Conversations, door: Door) -> None:
    """The last page says that it is the last, also when it is full."""
    state = await door.conversation(*(say() for _ in range(3)))
    first, more = await conversations.page(state.id, after=0, limit=2, public_only=True)
    last, end = await conversations.page(state.id, after=2, limit=2, public_only=True)
    assert ([e.seq for e in first], more) == ([1, 2], True)
    assert ([e.seq for e in last], end) == ([3, 4], False)


async def test_a_remembered_state_that_is_old_refuses_nothing(
    store: PostgresConversations,
    heard: Heard,
    clock: Clock,
    door: Door,
    conversations: Conversations,
) -> None:
    """This gateway remembers the queue; another one has made the offer since: accepting works."""
    other = a_gateways(store, clock, heard)
    state = await door.conversation(c.RequestPerson())
    agent = c.Agent(id=new_id(), names=Names(en="Sara"))
    await other.execute(state.id, c.Offer(agent=agent, deadline=clock() + timedelta(minutes=1)))
    accepted = await conversations.execute(state.id, c.Accept(agent=agent))
    assert accepted.conversation.owner.kind == "agent"
