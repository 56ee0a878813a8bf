"""The staff's way to conversations and customers: who is let through, and what is noted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.lists import PostgresLists
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.brief import brief_of
from handoff.domain.errors import NotAllowed, NotFound
from handoff.domain.people import StaffMember
from handoff.services.access import Access, TeamMap
from handoff.services.inboxes import Inboxes
from handoff.services.ports.lists import Place, Search
from handoff.services.read_audit import ReadAudit
from tests.handoff.services.conftest import Crew, Door, Trail, agent
from tests.handoff.waiting import eventually

SALES, RETURNS = frozenset({"sales"}), frozenset({"returns"})


@pytest.fixture
def by_team(
    store: PostgresConversations, customers: PostgresCustomers, crew: Crew, audit: ReadAudit
) -> Access:
    """Access in a shop that separates its teams."""
    return Access(store, customers, crew.store, TeamMap(crew.store, "team"), audit)


@pytest.fixture
async def sara(crew: Crew) -> StaffMember:
    return await crew.hire("Sara", teams=RETURNS)


def _noted(trail: Trail, audit: ReadAudit) -> Callable[[], Any]:
    async def noted() -> list[tuple[str | None, str, str, str | None]]:
        await audit.flush()
        return [(read.staff_id, read.kind, read.subject, read.holder) for read in trail.reads]

    return noted


# --- conversations ----------------------------------------------------------------------------


async def test_where_teams_are_not_kept_apart_everybody_reads_everything(
    access: Access, crew: Crew, door: Door, sara: StaffMember
) -> None:
    """Readers of any team read them."""
    state = await door.conversation(c.Take(agent=agent(sara)))
    for reader in (await crew.hire("Omid", teams=SALES), await crew.hire("Mina")):
        assert await access.conversation_for(reader, state.id) == state


async def test_where_teams_are_kept_apart_another_team_is_refused(
    by_team: Access, crew: Crew, door: Door, sara: StaffMember
) -> None:
    """A colleague of the team and a supervisor of any are let through."""
    state = await door.conversation(c.Take(agent=agent(sara)))
    for reader in (
        sara,
        await crew.hire("Nader", teams=RETURNS | SALES),
        await crew.hire("Leila", role="supervisor"),
    ):
        assert await by_team.conversation_for(reader, state.id) == state
    for reader in (
        await crew.hire("Omid", teams=SALES),
        await crew.hire("Mina"),
        await crew.hire("Ali", role="admin"),
    ):
        with pytest.raises(NotAllowed):
            await by_team.conversation_for(reader, state.id)
        with pytest.raises(NotAllowed):
            await by_team.check(reader, state.id, _note(reader))


async def test_what_nobody_has_is_for_everybody(by_team: Access, crew: Crew, door: Door) -> None:
    """Else a customer could wait for a team that nobody asked for."""
    state, omid = await door.conversation(c.RequestPerson()), await crew.hire("Omid", teams=SALES)
    assert await by_team.conversation_for(omid, state.id) == state
    assert await by_team.check(omid, state.id, c.Take(agent=agent(omid))) == omid


async def test_what_waits_for_another_team_is_not_taken(
    by_team: Access, crew: Crew, door: Door, sara: StaffMember
) -> None:
    """Guessing its id does not help."""
    transfer = c.Transfer(agent=agent(sara), client_id=new_id(), team="returns")
    state = await door.conversation(c.Take(agent=agent(sara)), transfer)
    omid = await crew.hire("Omid", teams=SALES)
    with pytest.raises(NotAllowed):
        await by_team.check(omid, state.id, c.Take(agent=agent(omid)))


async def test_who_joins_the_team_sees_its_chats_soon(
    by_team: Access, crew: Crew, door: Door, sara: StaffMember
) -> None:
    """And who leaves it does not see them any more, whatever the console knew."""
    state = await door.conversation(c.Take(agent=agent(sara)))
    omid = await crew.hire("Omid", teams=SALES)
    with pytest.raises(NotAllowed):
        await by_team.conversation_for(omid, state.id)
    await crew.store.update(replace(omid, teams=SALES | RETURNS))
    assert await by_team.conversation_for(omid, state.id) == state
    await crew.store.update(replace(sara, teams=frozenset({"repairs"})))

    async def refused() -> bool:
        try:
            await by_team.conversation_for(omid, state.id)
        except NotAllowed:
            return True
        return False

    await eventually(refused, "the end of her sight")


async def test_the_disabled_and_the_unknown_are_refused(
    access: Access, crew: Crew, door: Door
) -> None:
    """The first by any account, the second for everybody."""
    state, omid = await door.conversation(), await crew.hire("Omid", disabled=True)
    with pytest.raises(NotAllowed):
        await access.conversation_for(omid, state.id)
    with pytest.raises(NotFound):
        await access.conversation_for(await crew.hire("Mina"), new_id())


# --- customers --------------------------------------------------------------------------------


async def test_of_a_customer_only_what_is_in_sight_is_told(
    by_team: Access, crew: Crew, door: Door, sara: StaffMember
) -> None:
    """Two teams talk with the same customer; a third has no business with them."""
    nika = await door.customer()
    omid, mina = await crew.hire("Omid", teams=SALES), await crew.hire("Mina", teams=SALES)
    hers = await door.conversation(c.Take(agent=agent(sara)), customer=nika)
    his = await door.conversation(c.Take(agent=agent(omid)), customer=nika)
    assert (await by_team.customer_for(sara, nika.id)).conversations == [hers]
    assert (await by_team.customer_for(mina, nika.id)).conversations == [his]
    leila = await crew.hire("Leila", role="supervisor")
    assert (await by_team.customer_for(leila, nika.id)).conversations == [his, hers]
    with pytest.raises(NotAllowed):
        await by_team.customer_for(await crew.hire("Ali", teams=frozenset({"repairs"})), nika.id)


async def test_a_customer_who_has_not_begun_to_talk_is_nobodys(
    by_team: Access, crew: Crew, door: Door
) -> None:
    """There is nothing to keep from anybody."""
    nika = await door.customer()
    assert (await by_team.customer_for(await crew.hire("Omid"), nika.id)).customer == nika
    with pytest.raises(NotFound):
        await by_team.customer_for(await crew.hire("Mina"), new_id())


# --- the audit --------------------------------------------------------------------------------


async def test_reading_what_is_not_ones_own_is_noted(
    access: Access, crew: Crew, door: Door, sara: StaffMember, trail: Trail, audit: ReadAudit
) -> None:
    """With whose chat it was, if it was anybody's; one's own is not."""
    noted = _noted(trail, audit)
    omid = await crew.hire("Omid")
    hers, waiting = await door.conversation(c.Take(agent=agent(sara))), await door.conversation()
    await access.conversation_for(sara, hers.id)
    await access.customer_for(sara, hers.customer_id)
    assert await noted() == []
    await access.conversation_for(omid, hers.id)
    await access.conversation_for(omid, waiting.id)
    await access.customer_for(omid, hers.customer_id)
    assert await noted() == [
        (omid.id, "conversation", hers.id, sara.id),
        (omid.id, "conversation", waiting.id, None),
        (omid.id, "customer", hers.customer_id, None),
    ]


async def test_what_was_ones_own_still_is(
    access: Access, door: Door, sara: StaffMember, trail: Trail, audit: ReadAudit
) -> None:
    """An agent who closed a chat may look it up without an entry."""
    state = await door.conversation(c.Take(agent=agent(sara)), c.Close(agent=agent(sara)))
    await access.conversation_for(sara, state.id)
    assert await _noted(trail, audit)() == []


async def test_what_is_refused_or_not_shown_is_not_noted(
    by_team: Access, crew: Crew, door: Door, sara: StaffMember, trail: Trail, audit: ReadAudit
) -> None:
    """The audit stays empty, because nothing was read."""
    state, omid = await door.conversation(c.Take(agent=agent(sara))), await crew.hire("Omid")
    with pytest.raises(NotAllowed):
        await by_team.conversation_for(omid, state.id)
    leila = await crew.hire("Leila", role="supervisor")
    await by_team.conversation_for(leila, state.id, to_read=False)
    assert await _noted(trail, audit)() == []


async def test_looking_through_many_is_noted(
    access: Access, crew: Crew, engine: AsyncEngine, trail: Trail, audit: ReadAudit
) -> None:
    """A search with what was sought, and scrolling through a list; not the top of the inbox."""
    inboxes = Inboxes(PostgresLists(engine), crew.store, access)
    leila = await crew.hire("Leila", role="supervisor")
    await inboxes.inbox(leila, None)
    await inboxes.more(leila, "all", Place(key=2**60, id=new_id()))
    await inboxes.search(leila, Search(owner="closed", words="nika"))
    await inboxes.search(leila, Search())
    assert [(kind, subject) for _, kind, subject, _ in await _noted(trail, audit)()] == [
        ("list", "all"),
        ("search", "owner=closed words=nika"),
        ("search", "everything"),
    ]


# --- lists ------------------------------------------------------------------------------------


async def test_lists_show_what_is_in_sight(
    by_team: Access, crew: Crew, door: Door, engine: AsyncEngine, sara: StaffMember
) -> None:
    """The top, every further page and the changes leave out the same; changes name it, so that a
    console which has it drops it."""
    lists = PostgresLists(engine)
    inboxes = Inboxes(lists, crew.store, by_team)
    cursor = await lists.horizon()
    omid = await crew.hire("Omid", teams=SALES)
    everybodys = await door.conversation()
    his = await door.conversation(c.Take(agent=agent(omid)))
    hers = await door.conversation(c.Take(agent=agent(sara)))
    written = {everybodys.id, his.id, hers.id}
    top = (await inboxes.inbox(omid, None)).found.briefs
    assert written & {brief.id for brief in top} == {everybodys.id, his.id}
    page = await inboxes.more(omid, "all", Place(key=2**60, id=new_id()))
    assert written & {brief.id for brief in page.briefs} == {everybodys.id, his.id}
    changes = await inboxes.inbox(omid, cursor)
    assert changes.found.briefs == [brief_of(everybodys), brief_of(his)]
    assert changes.out_of_sight == [hers.id]


def _note(member: StaffMember) -> c.AgentNote:
    return c.AgentNote(agent=agent(member), text="a regular", client_id=new_id())
