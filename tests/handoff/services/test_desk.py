"""What the staff may do with each other's chats, and what a resend gets."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.postgres.wait_records import WaitRecords
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.customer_view import for_customer
from handoff.domain.conversation.state import Conversation, Offered, Queued, WithAgent
from handoff.domain.errors import IllegalMove, InvalidInput, NotAllowed, NotFound, Refusal
from handoff.domain.people import StaffMember
from handoff.services.conversations import Conversations
from handoff.services.desk import Desk
from handoff.services.floor import Present
from handoff.services.publication import Publication
from handoff.services.router import Router
from handoff.services.wait_promises import WaitPromises
from tests.handoff.services.conftest import (
    OFFER_FOR,
    WRAP_UP,
    Clock,
    Crew,
    Customers,
    Door,
    agent,
    desk_rules,
)


async def _types(store: PostgresConversations, state: Conversation) -> list[str]:
    log = await store.read(state.id, after=0, limit=100, public_only=False)
    return [event.body.type for event in log]


# --- handing on -------------------------------------------------------------------------------


async def test_a_chat_is_handed_to_a_person_with_a_note(
    desk: Desk, crew: Crew, door: Door, store: PostgresConversations, clock: Clock
) -> None:
    """The note stands in the log before the transfer; then the person is offered it, whose slot is
    held from the same commit on."""
    sara, omid = await crew.hire("Sara"), await crew.hire("Omid")
    state = await door.conversation(c.Take(agent=agent(sara)))
    handed = await desk.transfer(sara, state.id, client_id=new_id(), to=omid.id, note="Be gentle")
    assert handed.conversation.owner == Offered(
        agent_id=omid.id, agent_name="Omid", deadline=clock() + OFFER_FOR, announced=True
    )
    assert (await _types(store, state))[-4:] == [
        "agent.noted",
        "conversation.transferred",
        "queue.entered",
        "agent.offered",
    ]


@pytest.mark.parametrize("why", ["full", "away", "offline", "out of sight", "wrapping up"])
async def test_who_has_no_slot_to_hold_is_not_announced(
    desk: Desk, crew: Crew, door: Door, why: str
) -> None:
    """The conversation waits for them, and the customer is not told a name."""
    sara = await crew.hire("Sara")
    omid = await crew.hire("Omid", capacity=1, available=why != "away")
    state = await door.conversation(c.Take(agent=agent(sara)))
    if why == "full":
        await door.conversation(c.Take(agent=agent(omid)))
    elif why == "offline":
        await crew.online.leave(omid.id)
    elif why == "wrapping up":
        await door.conversation(c.Take(agent=agent(omid)), c.Close(agent=agent(omid)))
    crew.online.reachable = why != "out of sight"
    handed = await desk.transfer(sara, state.id, client_id=new_id(), to=omid.id)
    assert (handed.conversation.owner, handed.conversation.wanted_agent) == (Queued(), omid.id)
    told = [for_customer(event).body for event in handed.events if event.public]
    assert told[0] == e.ConversationTransferred()


async def test_one_slot_is_held_once_however_many_hand_on_at_the_same_time(
    desk: Desk, crew: Crew, door: Door
) -> None:
    """Four chats for Omid, who has two slots: two are his, two wait."""
    sara, omid = await crew.hire("Sara"), await crew.hire("Omid", capacity=2)
    states = [await door.conversation(c.Take(agent=agent(sara))) for _ in range(4)]
    handed = await asyncio.gather(
        *(desk.transfer(sara, state.id, client_id=new_id(), to=omid.id) for state in states)
    )
    owners = sorted(accepted.conversation.owner.kind for accepted in handed)
    assert owners == ["offered", "offered", "queued", "queued"]


@pytest.mark.parametrize("note", [None, "Be gentle"])
async def test_a_transfer_sent_again_is_answered_like_the_first(
    desk: Desk, crew: Crew, door: Door, store: PostgresConversations, note: str | None
) -> None:
    """The ack was lost: nothing happens twice, also when the colleague has accepted already."""
    sara, omid = await crew.hire("Sara"), await crew.hire("Omid")
    state = await door.conversation(c.Take(agent=agent(sara)))
    client_id = new_id()
    first = await desk.transfer(sara, state.id, client_id=client_id, to=omid.id, note=note)
    again = await desk.transfer(sara, state.id, client_id=client_id, to=omid.id, note=note)
    await door.go_on(state, c.Take(agent=agent(omid)))
    late = await desk.transfer(sara, state.id, client_id=client_id, to=omid.id, note=note)
    assert again.events == late.events == first.events[:1]
    assert (await _types(store, state)).count("conversation.transferred") == 1


@pytest.mark.parametrize(
    ("target", "error", "code"),
    [
        ({}, InvalidInput, "transfer_target"),
        ({"team": "nobody's"}, InvalidInput, "transfer_target"),
        ({"team": "of the past"}, InvalidInput, "transfer_target"),
        ({"to": "-"}, NotFound, "not_found"),
        ({"to": "disabled"}, InvalidInput, "transfer_target"),
        ({"to": "sara"}, InvalidInput, "transfer_target"),
        ({"to": "omid", "team": "returns"}, InvalidInput, "transfer_target"),
    ],
    ids=str,
)
async def test_a_bad_target_leaves_everything_as_it_was(
    desk: Desk,
    crew: Crew,
    door: Door,
    store: PostgresConversations,
    target: dict[str, str],
    error: type[Refusal],
    code: str,
) -> None:
    """Nobody, a team without members, who works here no more, oneself, two at once: no trace,
    not even of the note."""
    sara = await crew.hire("Sara")
    people = {
        "sara": sara,
        "omid": await crew.hire("Omid", teams=frozenset({"returns"})),
        "disabled": await crew.hire("Lili", disabled=True, teams=frozenset({"of the past"})),
    }
    if target.get("to") in people:
        target = target | {"to": people[target["to"]].id}
    elif "to" in target:
        target = target | {"to": new_id()}
    state = await door.conversation(c.Take(agent=agent(sara)))
    with pytest.raises(error) as refused:
        await desk.transfer(sara, state.id, client_id=new_id(), note="Hm", **target)
    assert refused.value.code == code
    assert await store.load(state.id) == state


async def test_one_hands_on_what_one_has(
    desk: Desk, crew: Crew, door: Door, store: PostgresConversations, staff_store: PostgresStaff
) -> None:
    """An agent cannot transfer a colleague's chat, nor anything once disabled."""
    sara = await crew.hire("Sara")
    omid = await crew.hire("Omid", teams=frozenset({"returns"}))
    state = await door.conversation(c.Take(agent=agent(sara)))
    with pytest.raises(IllegalMove) as refused:
        await desk.transfer(omid, state.id, client_id=new_id(), team="returns", note="Mine")
    assert refused.value.code == "not_owner"
    await staff_store.update(replace(sara, disabled=True))
    with pytest.raises(NotAllowed):
        await desk.transfer(sara, state.id, client_id=new_id(), team="returns")
    assert await store.load(state.id) == state


# --- colleagues -------------------------------------------------------------------------------


def _of(present: Sequence[Present], *members: StaffMember) -> dict[str, tuple[bool, int]]:
    return {
        agent.member.names.in_language("en"): (agent.online, agent.load)
        for agent in present
        if agent.member.id in {member.id for member in members}
    }


async def test_colleagues_are_seen_with_their_load(
    desk: Desk, crew: Crew, door: Door, clock: Clock
) -> None:
    """Colleagues show whether they are online and how busy they are; disabled ones are left out."""
    sara, omid = await crew.hire("Sara"), await crew.hire("Omid")
    gone = await crew.hire("Lili", disabled=True)
    await door.conversation(c.Take(agent=agent(sara)))
    snooze = c.Snooze(agent=agent(sara), until=clock() + WRAP_UP)
    await door.conversation(c.Take(agent=agent(sara)), snooze)
    crew.online.names.discard(omid.id)
    seen = _of(await desk.colleagues(sara), sara, omid, gone)
    assert seen == {"Sara": (True, 1), "Omid": (False, 0)}


async def test_without_valkey_colleagues_are_known_but_not_seen(desk: Desk, crew: Crew) -> None:
    """A list of names is better than an error."""
    sara = await crew.hire("Sara")
    crew.online.reachable = False
    assert _of(await desk.colleagues(sara), sara) == {"Sara": (False, 0)}


# --- taking over ------------------------------------------------------------------------------


async def test_supervisors_take_over(desk: Desk, crew: Crew, door: Door) -> None:
    """They take it from a colleague who owns it; a repeated request happens once."""
    sara, leila = await crew.hire("Sara"), await crew.hire("Leila", role="supervisor")
    state = await door.conversation(c.Take(agent=agent(sara)))
    take = c.Take(agent=agent(leila), over=True)
    taken = await desk.execute(leila, state.id, take)
    owner = taken.conversation.owner
    assert isinstance(owner, WithAgent)
    assert owner.agent_id == leila.id
    assert (await desk.execute(leila, state.id, take)).events == ()


async def test_agents_do_not_take_over(
    desk: Desk, crew: Crew, door: Door, store: PostgresConversations, staff_store: PostgresStaff
) -> None:
    """Nor does a supervisor who is one no more, though the console still says so."""
    sara, omid = await crew.hire("Sara"), await crew.hire("Omid")
    former = await crew.hire("Leila", role="supervisor")
    await staff_store.update(replace(former, role="agent"))
    state = await door.conversation(c.Take(agent=agent(sara)))
    for member in (omid, former):
        with pytest.raises(NotAllowed):
            await desk.execute(member, state.id, c.Take(agent=agent(member), over=True))
        with pytest.raises(IllegalMove):
            await desk.execute(member, state.id, c.Take(agent=agent(member)))
    assert await store.load(state.id) == state


# --- wrapping up ------------------------------------------------------------------------------


async def test_after_closing_one_is_left_in_peace_for_a_moment(
    desk: Desk,
    crew: Crew,
    door: Door,
    conversations: Conversations,
    publication: Publication,
    clock: Clock,
    engine: AsyncEngine,
) -> None:
    """The router waits for the end of the pause; closing another chat does not restart it."""
    for waiting in await conversations.store.queue(500):
        await conversations.execute(waiting.id, c.ContinueWithBot())
    waits = WaitPromises(conversations, WaitRecords(engine), clock)
    router = Router(
        *(conversations, crew.floor(), publication, clock, desk_rules(), waits),
        Customers(),
    )
    sara = await crew.hire("Sara")
    closed = await door.conversation(c.Take(agent=agent(sara)))
    await desk.execute(sara, closed.id, c.Close(agent=agent(sara)))
    state = await door.conversation(c.RequestPerson())
    clock.elapse(WRAP_UP.total_seconds() - 1)
    await desk.execute(sara, closed.id, c.Close(agent=agent(sara)))
    await router.run_once()
    assert (await conversations.store.load(state.id)).owner == Queued()
    clock.elapse(1)
    await router.run_once()
    assert isinstance((await conversations.store.load(state.id)).owner, Offered)
