"""Lists of conversations: briefs, pages in order, what has changed since a cursor, search."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres import commit
from handoff.adapters.postgres.lists import PostgresLists
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.brief import brief_of
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.ratings import MarkKind
from handoff.domain.conversation.state import Conversation
from handoff.domain.people import ROLES, Names, Role, StaffMember
from handoff.domain.permissions import matter_of, may, sight_of
from handoff.services.errors import StrangeCursor
from handoff.services.ports.lists import Changes, ListName, Page, Place, Search
from tests.handoff.adapters.pen import NOON, SARA, Pen, say
from tests.handoff.domain.play.story import turn

LATER = NOON + timedelta(hours=1)


@pytest.fixture(scope="module")
def lists(engine: AsyncEngine) -> PostgresLists:
    return PostgresLists(engine)


def ids(page: Page | Changes) -> list[str]:
    return [brief.id for brief in page.briefs]


async def _told(lists: PostgresLists, cursor: int, limit: int = 100) -> tuple[list[str], int]:
    """The changes since the cursor, page by page, and the cursor afterwards."""
    found: list[str] = []
    after: int | None = cursor
    horizon: int | None = None
    while after is not None:
        changes = await lists.changes(after, limit)
        horizon = changes.horizon if horizon is None else horizon
        found += [brief.id for brief in changes.briefs]
        after = changes.next
    assert horizon is not None
    return found, horizon


# --- briefs -----------------------------------------------------------------------------------


async def test_a_brief_is_that_of_the_whole_state(pen: Pen, lists: PostgresLists) -> None:
    """The columns which a list reads say what the state says, for every owner."""
    cursor = await lists.horizon()
    asked = await pen.conversation(say("سفارشم کجاست؟ 🙂"))
    ticket = c.OpenTicket(number=1001)
    taken = (c.RequestPerson(), c.Take(agent=SARA))
    states = [
        await pen.conversation(customer=await pen.customer(name=None)),
        await pen.conversation(channel="mail"),
        await pen.write(asked, turn(asked, intent="complaint")),
        await pen.conversation(c.RequestPerson(), c.Offer(agent=SARA, deadline=NOON)),
        await pen.conversation(*taken, c.Snooze(agent=SARA, until=LATER)),
        await pen.conversation(c.RequestPerson(), ticket),
        await pen.conversation(*taken, c.Close(agent=SARA)),
    ]
    assert (await lists.changes(cursor, 100)).briefs == [brief_of(state) for state in states]


async def test_a_state_from_before_a_field_has_its_default(
    pen: Pen, lists: PostgresLists, engine: AsyncEngine
) -> None:
    """An update of Firuze rewrites no snapshots."""
    cursor = await lists.horizon()
    state = await pen.conversation()
    since_then = ("asked", "pending", "priority", "wanted_agent", "team", "ticket")
    async with engine.begin() as connection:
        for name in since_then:
            query = text("UPDATE conversations SET state = state - :name WHERE id = :id")
            await connection.execute(query, {"name": name, "id": state.id})
    assert (await lists.changes(cursor, 100)).briefs == [brief_of(state)]


# --- changes ----------------------------------------------------------------------------------


async def test_changes_come_in_order_each_once(pen: Pen, lists: PostgresLists) -> None:
    """In pages, as they are now; afterwards there is nothing until something changes."""
    cursor = await lists.horizon()
    first, second, third = [await pen.conversation() for _ in range(3)]
    await pen.write(first, say(), say())
    found, cursor = await _told(lists, cursor, limit=1)
    assert found == [second.id, third.id, first.id]
    assert await _told(lists, cursor) == ([], cursor)


async def test_a_closed_conversation_is_among_the_changes(pen: Pen, lists: PostgresLists) -> None:
    """A console that follows the list learns that the conversation is closed."""
    state = await pen.conversation(c.Take(agent=SARA))
    cursor = await lists.horizon()
    await pen.write(state, c.Close(agent=SARA))
    (brief,) = (await lists.changes(cursor, 100)).briefs
    assert (brief.id, brief.owner.kind) == (state.id, "closed")


@asynccontextmanager
async def _uncommitted(
    engine: AsyncEngine, state: Conversation, command: c.Command
) -> AsyncIterator[AsyncConnection]:
    """A commit of the store's own whose transaction has not ended yet."""
    after, recorded = append(state, command, NOON)
    async with engine.connect() as connection:
        step = commit.Step(state, after, recorded)
        await connection.execute(commit.STATEMENT, commit.parameters([step]))
        yield connection


async def test_a_commit_that_ends_later_than_one_begun_after_it_is_not_skipped(
    pen: Pen, lists: PostgresLists, engine: AsyncEngine
) -> None:
    """Two gateways commit concurrently, and the one that began first ends last: a reader in between saw
    only the other, and the cursor goes back for this one."""
    slow, fast = await pen.conversation(), await pen.conversation()
    cursor = await lists.horizon()
    async with _uncommitted(engine, slow, say("begun first")) as connection:
        await pen.write(fast, say("ended first"))
        found, cursor = await _told(lists, cursor)
        assert found == [fast.id]
        await connection.commit()
    found, cursor = await _told(lists, cursor)
    assert slow.id in found
    assert await _told(lists, cursor) == ([], cursor)


async def test_nor_when_it_ends_between_two_pages(
    pen: Pen, lists: PostgresLists, engine: AsyncEngine
) -> None:
    """The walk is past its place by then; the first page's cursor is not."""
    slow, one, two = [await pen.conversation() for _ in range(3)]
    cursor = await lists.horizon()
    async with _uncommitted(engine, slow, say("begun first")) as connection:
        await pen.write(one, say())
        await pen.write(two, say())
        first = await lists.changes(cursor, 1)
        await connection.commit()
    assert first.next is not None
    rest, later = await _told(lists, first.next, 1)
    assert (ids(first), rest) == ([one.id], [two.id])
    assert slow.id not in (await _told(lists, later))[0]
    assert slow.id in (await _told(lists, first.horizon))[0]


async def test_a_transaction_that_hangs_holds_nothing_up(
    pen: Pen, lists: PostgresLists, engine: AsyncEngine
) -> None:
    """Other changes arrive meanwhile, some of them repeatedly, and pages end."""
    hanging, other = await pen.conversation(), await pen.conversation()
    cursor = await lists.horizon()
    async with _uncommitted(engine, hanging, say()) as connection:
        for _ in range(3):
            other = await pen.write(other, say())
            found, cursor = await _told(lists, cursor, 1)
            assert found == [other.id]
        await connection.rollback()
    assert (await _told(lists, cursor))[0] == [other.id]


async def test_what_one_transaction_changed_is_on_one_page(
    lists: PostgresLists, pen: Pen, engine: AsyncEngine
) -> None:
    """A page may be longer than asked for, but never ends within a transaction."""
    states = [await pen.conversation() for _ in range(3)]
    cursor = await lists.horizon()
    async with engine.begin() as connection:
        for state in states:
            after, recorded = append(state, say(), NOON)
            step = commit.Step(state, after, recorded)
            await connection.execute(commit.STATEMENT, commit.parameters([step]))
    changes = await lists.changes(cursor, 2)
    assert set(ids(changes)) == {state.id for state in states}


async def test_a_cursor_of_another_database_is_strange(
    pen: Pen, lists: PostgresLists, engine: AsyncEngine
) -> None:
    """A restored dump is renumbered: cursors from before are refused, and so are its own old
    numbers."""
    restored = await pen.conversation()
    cursor = await lists.horizon()
    with pytest.raises(StrangeCursor):
        await lists.changes(cursor + 1_000_000, 10)
    async with engine.begin() as connection:
        statement = text("UPDATE conversations SET changed_in = :future WHERE id = :id")
        given = {"future": cursor + 1_000_000, "id": restored.id}
        await connection.execute(statement, given)
    assert (await _told(lists, cursor))[0] == []
    await pen.write(restored, say())
    assert (await _told(lists, cursor))[0] == [restored.id]


# --- pages ------------------------------------------------------------------------------------


async def _whole(lists: PostgresLists, name: ListName, limit: int) -> list[str]:
    found, after = [], None
    while True:
        page = await lists.page(name, after, limit)
        found += ids(page)
        if page.rest is None:
            return found
        assert len(page.briefs) == limit
        after = page.rest


async def test_the_queue_comes_in_the_order_in_which_it_is_served(
    pen: Pen, lists: PostgresLists
) -> None:
    """The order holds for offered and waiting ones, whatever the page size, and is the customers'
    own."""
    waiting = [await pen.conversation(c.RequestPerson()) for _ in range(5)]
    await pen.write(waiting[2], c.Offer(agent=SARA, deadline=NOON))
    places = await pen.store.positions()
    expected = sorted(places, key=lambda place: places[place])
    assert await _whole(lists, "queue", 2) == await _whole(lists, "queue", 99) == expected
    assert {state.id for state in waiting} <= set(expected)


async def test_open_tickets_come_by_number(pen: Pen, lists: PostgresLists) -> None:
    """Also those whose customers went on with the bot; not what somebody took or is queued."""
    late = await pen.conversation(c.RequestPerson(), c.OpenTicket(number=1_003))
    early = await pen.conversation(c.RequestPerson(), c.OpenTicket(number=1_002))
    going_on = await pen.conversation(
        c.RequestPerson(), c.OpenTicket(number=1_004), c.ContinueWithBot()
    )
    taken = await pen.conversation(
        c.RequestPerson(), c.OpenTicket(number=1_005), c.Take(agent=SARA)
    )
    found = await _whole(lists, "tickets", 2)
    assert [each for each in found if each in {late.id, early.id, going_on.id, taken.id}] == [
        early.id,
        late.id,
        going_on.id,
    ]


async def test_all_that_is_open_comes_the_latest_change_first(
    pen: Pen, lists: PostgresLists
) -> None:
    """A change brings one to the top, and a closed one is gone."""
    old, gone, new = [await pen.conversation(c.Take(agent=SARA)) for _ in range(3)]
    await pen.write(gone, c.Close(agent=SARA))
    assert ids(await lists.page("all", None, 2)) == [new.id, old.id]
    await pen.write(old, say())
    assert ids(await lists.page("all", None, 2)) == [old.id, new.id]
    everything = await _whole(lists, "all", 7)
    assert gone.id not in everything
    assert len(everything) == len(set(everything))


async def test_an_agent_s_own_are_what_they_hold_and_are_offered(
    pen: Pen, lists: PostgresLists
) -> None:
    """Snoozed ones too, nobody else's, and not what they have closed."""
    omid = c.Agent(id=new_id(), names=Names(en="Omid"))
    take = c.Take(agent=omid)
    held = [
        await pen.conversation(take),
        await pen.conversation(take, c.Snooze(agent=omid, until=LATER)),
        await pen.conversation(c.RequestPerson(), c.Offer(agent=omid, deadline=NOON)),
    ]
    await pen.conversation(take, c.Close(agent=omid))
    top = await lists.top(omid.id, 2)
    assert [brief.id for brief in top.mine] == [state.id for state in held]
    pages: list[tuple[ListName, Page]] = [
        ("queue", top.queue),
        ("tickets", top.tickets),
        ("all", top.latest),
    ]
    for name, page in pages:
        assert page == await lists.page(name, None, 2)
    briefs = [brief.id for brief in top.briefs]
    assert briefs[:3] == [state.id for state in held]
    assert len(briefs) == len(set(briefs))
    later = await pen.conversation()
    assert await _told(lists, top.cursor) == ([later.id], await lists.horizon())


async def test_a_place_needs_nobody_to_be_there(lists: PostgresLists) -> None:
    """The conversation at which a page ended may be gone by the next."""
    everything = await _whole(lists, "all", 100)
    top = await lists.page("all", Place(key=9_999_999_999_999_999, id=new_id()), 100)
    assert ids(top) == everything[:100]


# --- sight ------------------------------------------------------------------------------------

OMID, MINA = (
    c.Agent(id=new_id(), names=Names(en="Omid")),
    c.Agent(id=new_id(), names=Names(en="Mina")),
)
TEAMS_OF = {SARA.id: frozenset({"returns"}), OMID.id: frozenset({"sales"}), MINA.id: frozenset()}


def _reader(role: Role, staff_id: str) -> StaffMember:
    return StaffMember(
        id=staff_id,
        email="somebody@shop.example",
        names=Names(en="Somebody"),
        role=role,
        capacity=4,
        available=True,
        disabled=False,
        teams=TEAMS_OF[staff_id],
    )


def _matters() -> list[list[c.Command]]:
    """Conversations of everybody and nobody, with and without a team that was asked for."""
    found: list[list[c.Command]] = [[], [c.RequestPerson()]]
    for holder in (SARA, OMID, MINA):
        taken: list[c.Command] = [c.RequestPerson(), c.Take(agent=holder)]
        to_returns = c.Transfer(agent=holder, client_id=new_id(), team="returns")
        found += [
            [c.RequestPerson(), c.Offer(agent=holder, deadline=LATER)],
            taken,
            [*taken, c.ReturnToBot(agent=holder)],
            [*taken, to_returns],
            [*taken, to_returns, c.Take(agent=OMID)],
            [*taken, to_returns, c.Offer(agent=MINA, deadline=LATER)],
        ]
    return found


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("reader", [SARA, OMID, MINA], ids=lambda member: member.names.en)
async def test_lists_see_what_the_table_of_rights_lets_see(
    pen: Pen, lists: PostgresLists, role: Role, reader: c.Agent
) -> None:
    """The condition in SQL equals the domain's, for conversations that a member owns, owned or is
    requested for."""
    member = _reader(role, reader.id)
    states = [await pen.conversation(*commands) for commands in _matters()]
    written = {state.id for state in states}
    sight = sight_of(member, TEAMS_OF)
    page, top = await lists.page("all", None, 500, sight), await lists.top(member.id, 500, sight)
    seen = {state.id for state in states if may(member, "read", matter_of(state, TEAMS_OF))}
    assert written & set(ids(page)) == seen
    assert written & {brief.id for brief in top.briefs} == seen


# --- search -----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["blue whale", "BLUE Whale", "نهنگ"])
async def test_search_finds_what_was_said_by_anybody(
    pen: Pen, lists: PostgresLists, words: str
) -> None:
    """Search finds words of any speaker, in any case, notes included."""
    said = await pen.conversation(say("the blue whale نهنگ"))
    noted = await pen.conversation(
        c.AgentNote(agent=SARA, text="asks for the Blue Whale نهنگ", client_id=str(uuid4()))
    )
    other = await pen.conversation(say("the white shark"))
    found = {brief.id for brief in (await lists.search(Search(words=words))).briefs}
    assert {said.id, noted.id} <= found
    assert other.id not in found


async def test_search_takes_wildcards_as_letters(pen: Pen, lists: PostgresLists) -> None:
    """A percent sign is a percent sign."""
    exact = await pen.conversation(say("100% cotton"))
    await pen.conversation(say("1000 cotton"))
    assert ids(await lists.search(Search(words="0% c"))) == [exact.id]


async def test_search_finds_a_customer_s_name_and_filters(pen: Pen, lists: PostgresLists) -> None:
    """Search filters by name, owner, agent and language, and all of them together."""
    parvaneh = await pen.customer(name="Parvaneh")
    agent = c.Agent(id=new_id(), names=Names(en="Omid"))
    taken = await pen.conversation(c.Take(agent=agent), customer=parvaneh)
    with_bot = await pen.conversation(customer=parvaneh)

    async def found(**filters: str) -> list[str]:
        return ids(await lists.search(Search(words="parvan", **filters)))  # type: ignore[arg-type]

    assert await found() == [with_bot.id, taken.id]
    assert await found(owner="agent") == [taken.id]
    assert await found(agent_id=agent.id) == [taken.id]
    assert await found(language="fa") == []
    assert await found(language="en", owner="bot") == [with_bot.id]


async def test_search_finds_what_customers_thought(pen: Pen, lists: PostgresLists) -> None:
    """Search filters by the last mark of satisfaction: bad, fair or good."""
    nilou = await pen.customer(name="Niloufar")
    closed = (say("hello"), c.Take(agent=SARA), c.Close(agent=SARA))
    rated = {}
    for mark in (1, 2, 3, 4, 5):
        state = await pen.conversation(*closed, customer=nilou)
        rate = c.Rate(client_id=new_id(), closing=state.seq, satisfaction=mark, ticket=1)
        rated[mark] = (await pen.write(state, rate)).id
    await pen.conversation(*closed, customer=nilou)

    async def found(mark: MarkKind) -> set[str]:
        return set(ids(await lists.search(Search(words="nilouf", mark=mark))))

    assert await found("bad") == {rated[1], rated[2]}
    assert await found("fair") == {rated[3]}
    assert await found("good") == {rated[4], rated[5]}


async def test_search_turns_pages_the_latest_change_first(pen: Pen, lists: PostgresLists) -> None:
    """Pages do not overlap, include closed ones, and end."""
    states = [await pen.conversation(say("page turner")) for _ in range(5)]
    await pen.write(states[1], c.Take(agent=SARA), c.Close(agent=SARA))
    pages, after = [], None
    for _ in range(3):
        page = await lists.search(Search(words="page turner", after=after, limit=2))
        pages.append(ids(page))
        after = page.rest
    newest = [states[n].id for n in (1, 4, 3, 2, 0)]
    assert pages == [newest[:2], newest[2:4], newest[4:]]
    assert after is None
