"""The console's inbox over its socket: what comes first, what has changed since, what is pushed."""

import asyncio
from itertools import pairwise
from typing import Any

import aiohttp
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres import commit
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.lists import PostgresLists
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.services.inboxes import PAGE
from tests.handoff.adapters.pen import SARA, Pen
from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import House


def _note() -> c.AgentNote:
    """A command after which nothing more happens by itself."""
    return c.AgentNote(agent=SARA, text="for the file", client_id=new_id())


async def _commit_in_silence(
    store: PostgresConversations, conversation_id: str, command: c.Command
) -> int:
    """A commit of which no gateway hears; the head after it."""
    before = await store.load(conversation_id)
    after, recorded = append(before, command, now())
    await store.commit(before, after, recorded)
    return after.seq


async def _shows(console: Console, conversation_id: str, head: int) -> None:
    await console.until(
        lambda: console.items.get(conversation_id, {}).get("head") == head, f"the head {head}"
    )


# --- the top ----------------------------------------------------------------------------------


async def test_first_comes_what_is_mine_and_the_rest_by_scrolling(
    house: House, store: PostgresConversations, customers: PostgresCustomers
) -> None:
    """However many others are open and however old mine is; nothing is left out in the end."""
    pen = Pen(store, customers)
    mine = await pen.conversation(at=now())
    sara = await house.console("Sara")
    await sara.about("take", mine.id)
    waiting = [await pen.conversation(c.RequestPerson(), at=now()) for _ in range(PAGE + 3)]
    others = [await pen.conversation(at=now()) for _ in range(PAGE + 3)]
    top = {item["id"] for item in (await sara.call("inbox", {}))["items"]}
    assert {mine.id, *(state.id for state in waiting[:PAGE])} <= top
    assert others[0].id not in top
    again = await house.console("Sara", email=sara.me["email"])
    while any(again.rest.values()):
        for name in [name for name, place in again.rest.items() if place]:
            await again.scroll(name)
    assert {state.id for state in (mine, *waiting, *others)} <= set(again.items)


# --- changes ----------------------------------------------------------------------------------


async def test_who_was_away_gets_what_has_changed_and_no_more(house: House) -> None:
    """New, changed and closed ones, on whichever gateway it comes back; not the others."""
    there = await house.open_gateway()
    sara = await house.console("Sara")
    gone, changed, same = [await house.widget() for _ in range(3)]
    for widget in (gone, changed):
        await sara.about("take", widget.conversation_id)
    await sara.until_owner(changed.conversation_id, "agent")
    await sara.load_inbox()
    await sara.socket.disconnect()

    other = await house.console("Sara", email=sara.me["email"])
    await other.about("close", gone.conversation_id)
    await other.say(changed.conversation_id, "while you were away")
    new = await house.widget()
    sara.base = f"http://127.0.0.1:{there.port}"
    before = {key: dict(item) for key, item in sara.items.items()}
    await sara.connect()
    assert sara.owner(gone.conversation_id) == "closed"
    assert sara.items[changed.conversation_id]["last"]["text"] == "while you were away"
    assert new.conversation_id in sara.items
    assert sara.items[same.conversation_id] == before[same.conversation_id]
    page = await sara.call("inbox", {"after": sara.listed})
    ours = {widget.conversation_id for widget in (gone, changed, same, new)}
    assert not ours & {item["id"] for item in page["items"]}
    assert page["rest"] is None


async def test_a_cursor_of_another_database_begins_the_list_anew(open_house: House) -> None:
    """As after a restored dump: there is a top again, and a cursor that holds."""
    sara = await open_house.console("Sara")
    page = await sara.call("inbox", {"after": 2**52})
    assert page["rest"] is not None
    assert page["cursor"] < 2**52
    await sara.leave()


@pytest.mark.parametrize(
    ("event", "given"),
    [
        ("inbox", {"after": -1}),
        ("inbox", {"after": "5"}),
        ("inbox", {"after": 2**53}),
        ("inbox_more", {"list": "mine", "after": "1.01920000-0000-7000-8000-000000000001"}),
        ("inbox_more", {"list": "all"}),
        ("inbox_more", {"list": "all", "after": "1"}),
        ("inbox_more", {"list": "all", "after": "x.01920000-0000-7000-8000-000000000001"}),
        ("inbox_more", {"list": "all", "after": f"{10**16}.01920000-0000-7000-8000-000000000001"}),
    ],
    ids=str,
)
async def test_cursors_and_places_are_what_they_should_be(
    open_house: House, event: str, given: dict[str, Any]
) -> None:
    """Anything else is refused."""
    sara = await open_house.console("Sara")
    refused = await sara.call(event, given)
    assert refused["error"]["code"] == "invalid_input"
    await sara.leave()


@pytest.mark.parametrize("name", ["queue", "tickets", "all"])
@pytest.mark.parametrize("key", [-(10**16) + 1, 0, 10**16 - 1])
async def test_any_place_has_a_page_behind_it(open_house: House, name: str, key: int) -> None:
    """The first and the last that can be asked for."""
    sara = await open_house.console("Sara")
    place = f"{key}.01920000-0000-7000-8000-000000000001"
    assert (await sara.call("inbox_more", {"list": name, "after": place}))["ok"]
    await sara.leave()


# --- pushes -----------------------------------------------------------------------------------


async def test_a_commit_without_a_signal_reaches_the_inbox(
    house: House, store: PostgresConversations
) -> None:
    """Its gateway died before it could tell, or Valkey lost it: a moment later it is there."""
    sara, widget = await house.console("Sara"), await house.widget()
    head = await _commit_in_silence(store, widget.conversation_id, _note())
    await _shows(sara, widget.conversation_id, head)
    assert not sara.list_gap


async def test_a_commit_that_ends_last_reaches_the_inbox_though_it_began_first(
    house: House, store: PostgresConversations, engine: AsyncEngine
) -> None:
    """Other commits are pushed meanwhile, and the cursor does not pass it by, neither in pushes nor in a
    request after a reconnect."""
    sara = await house.console("Sara")
    slow, quick = await house.widget(), await house.widget()
    before = await store.load(slow.conversation_id)
    after, recorded = append(before, _note(), now())
    step = commit.Step(before, after, recorded)
    async with engine.connect() as connection:
        await connection.execute(commit.STATEMENT, commit.parameters([step]))
        head = await _commit_in_silence(store, quick.conversation_id, _note())
        await _shows(sara, quick.conversation_id, head)
        assert sara.items[slow.conversation_id]["head"] == before.seq
        listed = sara.listed
        await connection.commit()
    await _shows(sara, slow.conversation_id, after.seq)
    page = await sara.call("inbox", {"after": listed})
    assert slow.conversation_id in [item["id"] for item in page["items"]]


async def test_pushes_follow_each_other_without_a_gap_from_both_gateways(
    house: House, engine: AsyncEngine
) -> None:
    """Two gateways commit concurrently: a console that only listens ends up with the record."""
    there = await house.open_gateway()
    sara = await house.console("Sara", there)
    widgets: list[Widget] = [
        await house.widget(gateway) for gateway in (house.gateways[0], there) for _ in range(3)
    ]
    for widget in widgets:
        await sara.about("take", widget.conversation_id)
    await asyncio.gather(
        *(widget.say(f"line {n}") for n in range(6) for widget in widgets),
        *(sara.say(widget.conversation_id, "and mine") for widget in widgets),
    )
    lists = PostgresLists(engine)
    chats = {widget.conversation_id for widget in widgets}
    page = await lists.page("all", None, 500)
    heads = {brief.id: brief.seq for brief in page.briefs if brief.id in chats}

    def caught_up() -> bool:
        return {chat: sara.items[chat]["head"] for chat in chats if chat in sara.items} == heads

    await sara.until(caught_up, "every head")
    assert not sara.list_gap
    pushes = [push for event, push in sara.pushes if event == "items"]
    assert all(
        later["after"] <= earlier["cursor"] <= later["cursor"]
        for earlier, later in pairwise(pushes)
    )


# --- the archive ------------------------------------------------------------------------------


async def test_consoles_learn_the_names_of_all_who_work_here_or_did(open_house: House) -> None:
    """Supervisors choose among them, and everybody's console names them in its language."""
    lead = await open_house.console("Leila", role="supervisor")
    gone = await open_house.hire("Lili")
    await open_house.directory.disable(gone)
    async with lead.http.get(f"{open_house.base}/api/staff/people") as answer:
        people = {colleague["id"]: colleague for colleague in (await answer.json())["people"]}
    assert people[lead.me["id"]] == {
        "id": lead.me["id"],
        "names": {"en": "Leila", "fa": "لیلا"},
        "disabled": False,
        "portrait": None,
    }
    assert people[open_house.agents[gone].id]["disabled"] is True
    sara = await open_house.console("Sara")
    async with sara.http.get(f"{open_house.base}/api/staff/people") as answer:
        assert {each["id"] for each in (await answer.json())["people"]} >= people.keys()
    async with (
        aiohttp.ClientSession() as stranger,
        stranger.get(f"{open_house.base}/api/staff/people") as answer,
    ):
        assert answer.status == 401
    for console in (lead, sara):
        await console.leave()


async def test_topics_are_called_as_the_shop_lists_them(open_house: House) -> None:
    """All of the staff read them, in both languages; strangers do not."""
    sara = await open_house.console("Sara")
    async with sara.http.get(f"{open_house.base}/api/staff/topics") as answer:
        topics = (await answer.json())["topics"]
    assert topics["item_damaged"].keys() == {"en", "fa"}
    assert all(label for labels in topics.values() for label in labels.values())
    await sara.leave()
    async with (
        aiohttp.ClientSession() as stranger,
        stranger.get(f"{open_house.base}/api/staff/topics") as answer,
    ):
        assert answer.status == 401


async def test_the_archive_turns_pages_the_latest_change_first(open_house: House) -> None:
    """Page after page by `rest`, each conversation once."""
    lead = await open_house.console("Leila", role="supervisor")
    widgets = [await open_house.widget() for _ in range(3)]
    await lead.about("take", widgets[0].conversation_id)
    expected = [widgets[number].conversation_id for number in (0, 2, 1)]
    found: list[str] = []
    after: str | None = ""
    while after is not None:
        query = {"limit": "2", **({"after": after} if after else {})}
        address = f"{open_house.base}/api/staff/conversations"
        async with lead.http.get(address, params=query) as answer:
            page = await answer.json()
        found += [item["id"] for item in page["items"]]
        after = page["rest"]
    # Other conversations may change meanwhile, and take any place.
    assert [conversation_id for conversation_id in found if conversation_id in expected] == expected
    await lead.leave()
