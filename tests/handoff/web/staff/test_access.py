"""What the gateway lets members read, over real sockets and HTTP, and what it records of that."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.audit import PostgresAudit
from handoff.services.ports.audit import ReadQuery
from handoff.services.staff import Skills
from handoff.web.staff.socket import StaffNamespace, StaffServices
from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import House, vouched
from tests.handoff.waiting import eventually

# A minimal input for every command that is about a conversation; besides its id.
COMMANDS: Mapping[str, Mapping[str, Any]] = {
    "watch": {},
    "sync": {"after": 0},
    "accept": {},
    "decline": {},
    "take": {},
    "transfer": {"team": "returns", "client_id": str(uuid4())},
    "snooze": {"until": "2099-01-01T00:00:00Z"},
    "wake": {},
    "say": {"client_id": str(uuid4()), "text": "hello"},
    "note": {"client_id": str(uuid4()), "text": "hello"},
    "return_to_bot": {},
    "close": {},
    "typing": {"active": True},
    "mark": {"delivered": 1, "read": 1},
    "suggest": {},
    "mails": {},
}
# Only its owner, or who it is offered to, may give these: the conversation itself refuses them.
OWNERS_ALONE = dict.fromkeys(("accept", "decline"), "illegal_move") | dict.fromkeys(
    ("transfer", "snooze", "wake", "say", "return_to_bot", "close"), "not_owner"
)
# Show nothing and change nothing of a conversation.
HARMLESS = {"unwatch"}


@pytest.fixture
async def house(closed_house: House) -> House:
    """A house that keeps its teams apart."""
    await closed_house.open_gateway(FIRUZE_VISIBILITY="team")
    return closed_house


async def _at_work(house: House, name: str, team: str, role: str = "agent") -> Console:
    email = await house.hire(name, role)
    await house.directory.set_skills(email, Skills(teams=frozenset({team})))
    return await house.console(name, email=email)


@pytest.fixture
async def nika(house: House) -> Widget:
    return await house.widget()


@pytest.fixture
async def sara(house: House, nika: Widget) -> Console:
    """She has Nika's chat, for the returns."""
    sara = await _at_work(house, "Sara", "returns")
    assert (await sara.about("take", nika.conversation_id))["ok"]
    await sara.say(nika.conversation_id, "about the refund")
    return sara


async def test_another_team_is_refused_whatever_it_asks(
    house: House, nika: Widget, sara: Console
) -> None:
    """Every command that names a conversation is refused; nothing changes and nothing is revealed.
    Commands for the owner or the offered agent alone are refused because the member is neither."""
    omid, id_ = await _at_work(house, "Omid", "sales"), {"conversation_id": nika.conversation_id}
    answers = {event: await omid.call(event, {**id_, **given}) for event, given in COMMANDS.items()}
    codes = {event: answer["error"]["code"] for event, answer in answers.items()}
    assert codes == dict.fromkeys(COMMANDS, "not_allowed") | OWNERS_ALONE
    assert "refund" not in str(answers)
    await sara.watch(nika.conversation_id)
    assert sara.texts(nika.conversation_id) == ["about the refund"]
    assert sara.owner(nika.conversation_id) == "agent"


def test_every_command_about_a_conversation_is_tried_here() -> None:
    """A new one is, too, or says why it need not be."""
    nothing: Any = None
    services = StaffServices(**dict.fromkeys(StaffServices.__slots__, nothing))
    commands = StaffNamespace(services, *[nothing] * 5).commands
    about_one = {
        event
        for event, command in commands.items()
        if "conversation_id" in command.takes.model_fields
    }
    assert about_one == set(COMMANDS) | HARMLESS


async def test_a_colleague_of_the_team_and_a_supervisor_are_let_in(
    house: House, nika: Widget, sara: Console
) -> None:
    """They read what was said."""
    for reader in (
        await _at_work(house, "Nader", "returns"),
        await _at_work(house, "Leila", "sales", "supervisor"),
    ):
        await reader.watch(nika.conversation_id)
        assert reader.texts(nika.conversation_id) == ["about the refund"]


async def test_the_customer_of_another_team_is_not_shown(
    house: House, nika: Widget, sara: Console
) -> None:
    """Neither the customer's details nor their orders are shown."""
    omid = await _at_work(house, "Omid", "sales")
    customer = sara.items[nika.conversation_id]["customer_id"]
    assert await _file(omid, customer) == (403, "not_allowed")
    assert (await _file(sara, customer))[0] == 200


async def test_the_inbox_has_what_is_in_sight(house: House, nika: Widget, sara: Console) -> None:
    """The inbox has nothing of another team's chats, but conversations waiting for anybody."""
    other = await house.widget()
    omid = await _at_work(house, "Omid", "sales")
    assert nika.conversation_id not in omid.items
    assert other.conversation_id in omid.items


async def test_what_is_handed_to_another_team_goes_out_of_sight(
    house: House, nika: Widget, sara: Console
) -> None:
    """At once, where it is listed and where it is read; the other team gets it."""
    omid = await _at_work(house, "Omid", "sales")
    ours = await _at_work(house, "Nader", "returns")
    await ours.watch(nika.conversation_id)
    await sara.watch(nika.conversation_id)
    assert (await sara.hand_on(nika.conversation_id, team="sales"))["ok"]
    await omid.until(lambda: nika.conversation_id in omid.items, "the chat")
    for console in (sara, ours):
        gone = _without(console, nika.conversation_id)
        await console.until(gone, "its end in the list")
    await omid.about("take", nika.conversation_id)
    await omid.say(nika.conversation_id, "for the sales alone")
    await nika.until(lambda: "for the sales alone" in nika.texts, "the answer")
    for console in (sara, ours):
        refused = await console.about("watch", nika.conversation_id)
        assert refused["error"]["code"] == "not_allowed"
        assert console.texts(nika.conversation_id) == ["about the refund"]


async def test_who_was_away_learns_what_went_out_of_sight(
    house: House, nika: Widget, sara: Console
) -> None:
    """The console gets the ids with the changes since, as by a push."""
    ours = await _at_work(house, "Nader", "returns")
    assert nika.conversation_id in ours.items
    await ours.socket.disconnect()
    await sara.hand_on(nika.conversation_id, team="sales")
    await ours.connect()
    assert nika.conversation_id not in ours.items


async def test_consoles_follow_the_list_though_they_see_nothing_of_a_change(
    house: House, nika: Widget, sara: Console
) -> None:
    """Their cursor moves on: the next push shows no gap."""
    omid = await _at_work(house, "Omid", "sales")
    before = omid.listed
    await sara.say(nika.conversation_id, "for the returns alone")
    await omid.until(lambda: omid.listed != before, "the cursor")
    new = await house.widget()
    await omid.until(lambda: new.conversation_id in omid.items, "the new chat")
    assert not omid.list_gap


def _without(console: Console, conversation_id: str) -> Callable[[], bool]:
    return lambda: conversation_id not in console.items


async def test_reading_others_matters_is_in_the_audit(
    house: House, nika: Widget, sara: Console, engine: AsyncEngine
) -> None:
    """The audit has whose chat was read, which customer's file was opened, and what was searched
    for."""
    leila = await _at_work(house, "Leila", "sales", "supervisor")
    await leila.watch(nika.conversation_id)
    customer = leila.items[nika.conversation_id]["customer_id"]
    await _file(leila, customer)
    async with leila.http.get(f"{leila.base}/api/staff/conversations?q=refund") as found:
        assert found.status == 200
    trail = PostgresAudit(engine)

    async def noted() -> bool:
        reads = await trail.find(ReadQuery(staff_id=leila.me["id"]))
        return [(read.kind, read.subject, read.holder) for read in reversed(reads)] == [
            ("conversation", nika.conversation_id, sara.me["id"]),
            ("customer", customer, None),
            ("search", "words=refund", None),
        ]

    await eventually(noted, "three entries of the audit")
    assert await trail.find(ReadQuery(staff_id=sara.me["id"])) == []


async def test_a_gateway_that_stops_has_written_its_audit(
    house: House, nika: Widget, sara: Console, engine: AsyncEngine
) -> None:
    """What was read in its last moment is there once it has gone."""
    leila = await _at_work(house, "Leila", "sales", "supervisor")
    await leila.watch(nika.conversation_id)
    await house.stack.aclose()
    (read,) = await PostgresAudit(engine).find(ReadQuery(staff_id=leila.me["id"]))
    assert read.subject == nika.conversation_id


async def _file(console: Console, customer: str) -> tuple[int, str]:
    async with console.http.get(f"{console.base}/api/staff/customers/{customer}") as answer:
        body = await answer.json()
        return answer.status, body.get("error", {}).get("code", "")


async def test_a_customers_file_lists_no_conversation_in_which_nothing_happened(
    house: House, sara: Console
) -> None:
    """The customer opened the chat on the phone and wrote as a guest elsewhere: what they said is the one to read."""
    shop_id = f"customer-{new_id()}"
    phone = await house.widget(identity=vouched(shop_id))
    guest = await house.widget()
    await guest.say("Where is my parcel?")
    status, session = await guest.ask_for_session(token=guest.token, identity=vouched(shop_id))
    assert (status, session["conversation_id"]) == (200, guest.conversation_id)
    assert phone.conversation_id != guest.conversation_id
    await sara.about("take", guest.conversation_id)
    url = f"{sara.base}/api/staff/customers/{house.owners[phone.conversation_id]}"
    async with sara.http.get(url) as answer:
        panel = await answer.json()
    assert panel["profile"]["verified"]
    assert [item["id"] for item in panel["conversations"]] == [guest.conversation_id]
