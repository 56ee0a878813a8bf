"""Chats that change hands, on real sockets: what each side sees of it, the customer above all."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.staff import PostgresStaff
from handoff.app import run_gateway
from handoff.settings import Settings
from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import PASSWORD, House, base_of
from tests.handoff.scripted_bot import ScriptedBot
from tests.handoff.waiting import PATIENCE

TEAM = "angry-customers"


@pytest.fixture
async def house(closed_house: House, engine: AsyncEngine) -> House:
    """One gateway that wraps up in no time and misses people soon. Nobody waits from before."""
    async with engine.begin() as connection:
        await connection.execute(text("TRUNCATE conversations CASCADE"))
    closed_house.settings |= {"FIRUZE_WRAP_UP_SECONDS": 0, "FIRUZE_LOST_SECONDS": 1}
    await closed_house.open_gateway()
    return closed_house


class Chat:
    """A customer, and Sara who has the chat."""

    def __init__(self, widget: Widget, sara: Console) -> None:
        self.widget = widget
        self.sara = sara
        self.id = widget.conversation_id

    def bodies(self, kind: str) -> list[dict[str, Any]]:
        """The customer's events of that kind."""
        return [event["body"] for event in self.widget.log if event["body"]["type"] == kind]

    def internal(self) -> list[str]:
        """The events in Sara's log that the customer must not see."""
        return [
            kind
            for event in self.sara.logs[self.id]
            if (kind := event["body"]["type"]) not in self.widget.types
        ]


@pytest.fixture
async def chat(house: House) -> Chat:
    chat = Chat(await house.widget(), await house.console("Sara"))
    await chat.sara.about("take", chat.id)
    await chat.sara.watch(chat.id)
    await chat.widget.until_type("agent.accepted")
    return chat


async def _gone_on(chat: Chat, console: Console, name: str) -> None:
    """Accepts the offer when it comes; the customer learns the agent's name."""
    await console.until_owner(chat.id, "offered")
    assert console.items[chat.id]["owner"]["agent_id"] == console.me["id"]
    await console.about("accept", chat.id)
    await chat.widget.until(
        lambda: (chat.widget.state.get("agent") or {}).get("name") == name, f"{name} to go on"
    )


# --- handed on --------------------------------------------------------------------------------


async def test_a_colleague_goes_on_with_the_note_and_the_customer_learns_the_name(
    house: House, chat: Chat
) -> None:
    """Chosen from the list of colleagues; ids and the note stay inside."""
    omid = await house.console("Omid")
    people = (await chat.sara.call("colleagues"))["people"]
    chosen = next(
        person for person in people if person["names"]["en"] == "Omid" and person["online"]
    )
    assert (chosen["load"], chosen["capacity"], chosen["available"]) == (0, 4, True)
    handed = await chat.sara.hand_on(chat.id, agent_id=chosen["id"], note="Be gentle with her")
    assert (handed["ok"], handed["held"]) == (True, True)
    await chat.widget.until(
        lambda: chat.widget.state["joining"] == {"name": "Omid", "portrait": None},
        "Omid to be announced",
    )
    await _gone_on(chat, omid, "Omid")
    assert chat.widget.state["joining"] is None
    (told,) = chat.bodies("conversation.transferred")
    assert {k: v for k, v in told.items() if v is not None} == {
        "type": "conversation.transferred",
        "agent_name": "Omid",
        "held": True,
    }
    await omid.watch(chat.id)
    assert "Be gentle with her" in omid.texts(chat.id)
    assert "Be gentle" not in str(chat.widget.pushes)
    assert omid.me["id"] not in str(chat.widget.pushes)


async def test_a_colleague_who_is_not_there_is_not_announced(house: House, chat: Chat) -> None:
    """The agent learns that it waits, the customer that a colleague takes over: no name."""
    email = await house.hire("Omid")
    handed = await chat.sara.hand_on(chat.id, agent_id=house.agents[email].id)
    assert (handed["ok"], handed["held"]) == (True, False)
    await chat.widget.until_type("conversation.transferred")
    assert "Omid" not in str(chat.widget.pushes)


async def test_a_team_goes_on_and_the_customer_never_reads_its_name(
    house: House, chat: Chat, staff_store: PostgresStaff
) -> None:
    """Names of teams are internal."""
    email = await house.hire("Lili")
    lili = await staff_store.get(house.agents[email].id)
    await staff_store.update(replace(lili, teams=frozenset({TEAM})))
    console = await house.console("Lili", email=email)
    assert TEAM in (await chat.sara.call("colleagues"))["teams"]
    assert (await chat.sara.hand_on(chat.id, team=TEAM))["ok"]
    await _gone_on(chat, console, "Lili")
    assert chat.bodies("conversation.transferred")
    assert TEAM not in str(chat.widget.pushes) + str(chat.widget.log)


BAD_TARGETS: list[tuple[dict[str, str], str]] = [
    ({}, "transfer_target"),
    ({"team": "nobody's"}, "transfer_target"),
    ({"agent_id": str(uuid4())}, "not_found"),
    ({"agent_id": "omid"}, "invalid_input"),
    ({"team": ""}, "invalid_input"),
    ({"team": TEAM, "note": "x" * 5000}, "invalid_input"),
]


async def test_a_bad_target_is_refused_by_code(chat: Chat) -> None:
    """The chat stays Sara's, and nothing of the attempts is in the log."""
    before = len(chat.sara.logs[chat.id])
    for target, code in BAD_TARGETS:
        refused = await chat.sara.hand_on(chat.id, **target)
        assert refused["error"]["code"] == code, target
    assert (await chat.sara.say(chat.id, "I am still here"))["ok"]
    await chat.sara.sync(chat.id)
    assert len(chat.sara.logs[chat.id]) == before + 1


async def test_a_transfer_sent_again_gets_the_same_ack(house: House, chat: Chat) -> None:
    """Whether or not it came with a note."""
    omid = await house.console("Omid")
    given = {
        "conversation_id": chat.id,
        "client_id": str(uuid4()),
        "agent_id": omid.me["id"],
        "note": "Be gentle",
    }
    first = await chat.sara.call("transfer", given)
    assert first["ok"]
    assert await chat.sara.call("transfer", given) == first
    await _gone_on(chat, omid, "Omid")
    assert await chat.sara.call("transfer", given) == first
    assert len(chat.bodies("conversation.transferred")) == 1


async def test_a_supervisor_takes_over_and_an_agent_does_not(house: House, chat: Chat) -> None:
    """The customer learns the new name; the previous agent may no longer write."""
    omid, leila = await house.console("Omid"), await house.console("Leila", role="supervisor")
    over = {"conversation_id": chat.id, "over": True}
    assert (await omid.call("take", over))["error"]["code"] == "not_allowed"
    assert (await leila.about("take", chat.id))["error"]["code"] == "illegal_move"
    assert (await leila.call("take", over))["ok"]
    await chat.widget.until(
        lambda: chat.widget.state.get("agent") == {"name": "Leila", "portrait": None},
        "Leila to go on",
    )
    assert [told["agent_name"] for told in chat.bodies("conversation.transferred")] == ["Leila"]
    assert leila.me["id"] not in str(chat.widget.pushes)
    assert (await chat.sara.say(chat.id, "But"))["error"]["code"] == "not_owner"


# --- lost -------------------------------------------------------------------------------------


async def test_somebody_else_goes_on_when_the_agent_is_gone(house: House, chat: Chat) -> None:
    """On another gateway than where the agent was; the customer learns it, and no id."""
    omid = await house.console("Omid", await house.open_gateway())
    async with chat.sara.http.post(f"{chat.sara.base}/api/staff/logout", json={}) as answer:
        assert answer.status == 204
    await chat.sara.leave()
    await _gone_on(chat, omid, "Omid")
    (told,) = chat.bodies("agent.lost")
    assert (told["agent_id"], told["agent_name"]) == ("", "Sara")
    assert chat.sara.me["id"] not in str(chat.widget.pushes)


async def test_a_reload_keeps_the_chat(house: House, chat: Chat) -> None:
    """It works when the console reconnects to another gateway, too."""
    there = await house.open_gateway()
    await chat.sara.socket.disconnect()
    back = Console(base_of(there))
    house.stack.push_async_callback(back.leave)
    await back.log_in(chat.sara.me["email"], PASSWORD)
    assert back.owner(chat.id) == "agent"
    assert (await back.say(chat.id, "Here I am again"))["ok"]
    await chat.widget.until(lambda: "Here I am again" in chat.widget.texts, "the agent's words")
    assert "agent.lost" not in chat.widget.types


async def test_who_is_disabled_is_out_and_the_chats_are_not(house: House, chat: Chat) -> None:
    """The socket ends by itself, and somebody else goes on."""
    omid = await house.console("Omid")
    await house.directory.disable(chat.sara.me["email"])
    await _gone_on(chat, omid, "Omid")
    async with asyncio.timeout(PATIENCE):
        await chat.sara.disconnected.wait()
    async with chat.sara.http.get(f"{chat.sara.base}/api/staff/me") as answer:
        assert answer.status == 401
    people = (await omid.call("colleagues"))["people"]
    assert chat.sara.me["id"] not in {person["id"] for person in people}


# --- put off ----------------------------------------------------------------------------------


def _in(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def _snoozed(console: Console, conversation_id: str) -> object:
    return console.items[conversation_id]["owner"]["snoozed_until"]


async def _snooze(chat: Chat, until: str) -> dict[str, Any]:
    return await chat.sara.call("snooze", {"conversation_id": chat.id, "until": until})


async def test_a_snooze_is_the_staff_s_business(chat: Chat) -> None:
    """All consoles see it, the customer does not; their next words end it."""
    assert (await _snooze(chat, _in(3600)))["ok"]
    await chat.sara.until(lambda: _snoozed(chat.sara, chat.id), "the snooze")
    await chat.widget.say("are you there?")
    await chat.sara.until(lambda: _snoozed(chat.sara, chat.id) is None, "the waking")
    await chat.sara.sync(chat.id)
    assert chat.internal()[-2:] == ["conversation.snoozed", "conversation.woken"]
    assert chat.widget.state["owner"] == "agent"
    assert "snooze" not in str(chat.widget.pushes)


async def test_an_agent_wakes_it_by_hand(chat: Chat) -> None:
    """Waking it again changes nothing."""
    assert (await _snooze(chat, _in(3600)))["ok"]
    for _ in range(2):
        assert (await chat.sara.about("wake", chat.id))["ok"]
    await chat.sara.until(lambda: _snoozed(chat.sara, chat.id) is None, "the waking")
    await chat.sara.sync(chat.id)
    types = [event["body"]["type"] for event in chat.sara.logs[chat.id]]
    assert types.count("conversation.woken") == 1


BAD_TIMES = {
    "2020-01-01T00:00:00Z": "snooze_past",
    "0001-01-01T00:00:00+23:00": "snooze_past",
    "2999-01-01T00:00:00Z": "snooze_far",
    "9999-12-31T23:59:59-23:00": "snooze_far",
    "2999-01-01T00:00:00": "invalid_input",
    "tomorrow": "invalid_input",
    "": "invalid_input",
}


async def test_a_bad_time_is_refused_by_code(chat: Chat) -> None:
    """Past, too far away, without a zone, or no time at all."""
    for until, code in BAD_TIMES.items():
        assert (await _snooze(chat, until))["error"]["code"] == code, until


async def test_a_snooze_ends_in_time_though_its_gateway_is_gone(
    closed_house: House, bot: ScriptedBot
) -> None:
    """Another gateway, which knows nothing of it but what the database says, wakes it."""
    settings = Settings(**closed_house.settings)
    email = await closed_house.hire("Sara")
    async with run_gateway(settings) as gateway:
        widget, sara = Widget(base_of(gateway)), Console(base_of(gateway))
        await closed_house.come_in(widget)
        await sara.log_in(email, PASSWORD)
        await sara.about("take", widget.conversation_id)
        chat = Chat(widget, sara)
        assert (await _snooze(chat, _in(1.5)))["ok"]
        await widget.leave()
        await sara.leave()
    await closed_house.open_gateway()
    back = await closed_house.console("Sara", email=email)
    assert back.owner(chat.id) == "agent"
    await back.until(lambda: _snoozed(back, chat.id) is None, "the waking")
    await back.watch(chat.id)
    woken = [event["body"] for event in back.logs[chat.id]][-1]
    assert woken == {"type": "conversation.woken", "cause": "time"}
