"""Two gateways on the same servers: the customer on one, the agent on the other."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.marks import PostgresMarks
from handoff.app import Gateway
from handoff.domain.conversation.commands import CustomerSay
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.marks import Mark
from handoff.domain.desk.routing import MISSES_BEFORE_AWAY
from stack.embedded.account import service_account
from stack.embedded.valkey import EmbeddedValkey
from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import PASSWORD, House, Written, base_of
from tests.handoff.scripted_bot import ScriptedBot, reply
from tests.handoff.waiting import eventually


@pytest.fixture(scope="module")
async def own_valkey(servers_folder: Path) -> AsyncIterator[EmbeddedValkey]:
    """A Valkey that may be killed."""
    home = servers_folder / "own"
    home.mkdir()
    home.chmod(0o755)
    server = EmbeddedValkey(home, account=service_account())
    server.start()
    yield server
    server.stop()


class Pair:
    """Two gateways, a customer on the first, an agent on the second who owns the chat."""

    def __init__(self, house: House, gateways: tuple[Gateway, Gateway]) -> None:
        self.house = house
        self.here, self.there = gateways
        self.widget = Widget(base_of(self.here))
        self.sara = Console(base_of(self.there))
        house.stack.push_async_callback(self.widget.leave)
        house.stack.push_async_callback(self.sara.leave)

    @property
    def chat(self) -> str:
        return self.widget.conversation_id

    async def meet(self) -> "Pair":
        await self.house.come_in(self.widget)
        await self.sara.log_in(await self.house.hire("Sara"), PASSWORD)
        await self.sara.about("take", self.chat)
        await self.sara.watch(self.chat)
        await self.widget.until_type("agent.accepted")
        return self

    async def recover(self) -> None:
        """Recovers as clients do when they reconnect, or see a gap."""
        await self.widget.sync()
        await self.sara.sync(self.chat)

    def both_saw(self, texts: list[str]) -> bool:
        return self.widget.texts == texts and self.sara.texts(self.chat) == texts


@pytest.fixture
async def pair(closed_house: House, own_valkey: EmbeddedValkey) -> Pair:
    valkey = Redis.from_url(own_valkey.url)
    await valkey.flushall()
    gateways = (
        await closed_house.open_gateway(REDIS_URL=own_valkey.url),
        await closed_house.open_gateway(REDIS_URL=own_valkey.url),
    )
    await eventually(lambda: _listeners(valkey, 2), "both gateways to listen")
    await valkey.aclose()
    return await Pair(closed_house, gateways).meet()


async def _listeners(valkey: Redis, count: int) -> bool:
    return bool((await valkey.pubsub_numsub("firuze:signals"))[0][1] >= count)


async def test_both_sides_see_everything_in_order(pair: Pair) -> None:
    """Forty lines from both at once: one order, the same on both gateways, without asking."""

    async def customer() -> None:
        for n in range(20):
            assert (await pair.widget.say(f"customer {n}"))["ok"]

    async def agent() -> None:
        for n in range(20):
            assert (await pair.sara.say(pair.chat, f"agent {n}"))["ok"]

    await asyncio.gather(customer(), agent())
    await pair.widget.until(lambda: len(pair.widget.texts) == 40 or pair.widget.gap, "all lines")
    await pair.sara.until(lambda: len(pair.sara.logs[pair.chat]) >= 40, "the agent's copy")
    await pair.recover()
    assert pair.both_saw(pair.widget.texts)
    assert [t for t in pair.widget.texts if t.startswith("c")] == [
        f"customer {n}" for n in range(20)
    ]
    assert [t for t in pair.widget.texts if t.startswith("a")] == [f"agent {n}" for n in range(20)]


async def test_typing_and_queue_cross_over_as_what_they_are(pair: Pair) -> None:
    """The agent's typing is the agent's on the customer's gateway, and the other way round."""
    await pair.sara.socket.emit(
        "typing", {"conversation_id": pair.chat, "active": True}, namespace="/staff"
    )
    await pair.widget.until(
        lambda: ("typing", {"by": "agent", "active": True}) in pair.widget.pushes, "typing"
    )
    await pair.widget.socket.emit("typing", {"active": True}, namespace="/visitor")
    typing = ("typing", {"conversation_id": pair.chat, "active": True})
    await pair.sara.until(lambda: typing in pair.sara.pushes, "the customer's typing")


async def test_marks_cross_over(pair: Pair) -> None:
    """What the agent reads is "seen" on the customer's gateway, and the other way round; both are
    there after a reload at either."""
    seq = (await pair.widget.say("can you see me?"))["seq"]
    await pair.sara.mark(pair.chat, delivered=seq, read=seq)
    seen = {"delivered": seq, "read": seq}
    await pair.widget.until(lambda: pair.widget.marks["staff"] == seen, "seen by the agent")
    answer = (await pair.sara.say(pair.chat, "I can"))["seq"]
    await pair.widget.call("mark", {"delivered": answer})
    got = {"delivered": answer, "read": 0}
    await pair.sara.until(lambda: pair.sara.marks[pair.chat]["customer"] == got, "delivered")
    moved = await pair.house.widget(pair.there, token=pair.widget.token)
    assert moved.marks == {"customer": got, "staff": seen}


async def test_a_lost_mark_comes_with_the_next(pair: Pair, engine: AsyncEngine) -> None:
    """A gateway that dies between mark and signal notifies nobody; a sync brings the mark, and so does
    the next one."""
    seq = (await pair.widget.say("first"))["seq"]
    lost = Mark(delivered=seq, read=seq)
    assert await PostgresMarks(engine).raise_mark(pair.chat, "staff", lost) == lost
    assert pair.widget.marks["staff"]["read"] == 0
    again = (await pair.widget.say("second"))["seq"]
    await pair.sara.mark(pair.chat, delivered=again)
    told = {"delivered": again, "read": seq}
    await pair.widget.until(lambda: pair.widget.marks["staff"] == told, "both at once")


async def test_an_offer_crosses_over(pair: Pair, bot: ScriptedBot) -> None:
    """Whichever gateway routes, the agent sees the offer and the customer the acceptance."""
    bot.answer = lambda _: reply("I am sorry", intent="complaint")
    widget = await pair.house.widget(pair.here)
    await widget.say("this is outrageous")
    await pair.sara.until_owner(widget.conversation_id, "offered")
    assert widget.state["owner"] == "queued"
    await pair.sara.about("accept", widget.conversation_id)
    await widget.until(lambda: widget.state["owner"] == "agent", "the agent")


@pytest.mark.alone
async def test_nothing_is_lost_when_valkey_is_killed(
    pair: Pair, own_valkey: EmbeddedValkey, written: Written
) -> None:
    """Without it acks go on, the own side sees its lines, and the cursor brings the rest."""
    await pair.widget.say("before")
    assert own_valkey.pid is not None
    os.kill(own_valkey.pid, signal.SIGKILL)
    own_valkey.stop()
    async with asyncio.timeout(5):
        assert (await pair.widget.say("during, from the customer"))["ok"]
        assert (await pair.sara.say(pair.chat, "during, from the agent"))["ok"]
        for available in (False, True):
            assert (await pair.sara.call("availability", {"available": available}))["ok"]
        assert not any(
            colleague["online"] for colleague in (await pair.sara.call("colleagues"))["people"]
        )
    await pair.widget.until(lambda: "during, from the customer" in pair.widget.texts, "own line")
    await pair.recover()
    lines = ["before", "during, from the customer", "during, from the agent"]
    assert pair.both_saw(lines)
    own_valkey.start()
    valkey = Redis.from_url(own_valkey.url)
    await eventually(lambda: _listeners(valkey, 2), "both gateways to listen again")
    await valkey.aclose()
    assert (await pair.sara.say(pair.chat, "after"))["ok"]
    await pair.widget.until(lambda: "after" in pair.widget.texts, "the line after")
    assert pair.widget.texts == [*lines, "after"]
    assert "during, from" not in written.everything


@pytest.mark.alone
async def test_a_paused_valkey_holds_nobody_s_ack(pair: Pair, own_valkey: EmbeddedValkey) -> None:
    """A server that hangs is worse than one that is down: still both may write."""
    assert own_valkey.pid is not None
    os.kill(own_valkey.pid, signal.SIGSTOP)
    try:
        async with asyncio.timeout(2):
            for n in range(5):
                assert (await pair.widget.say(f"line {n}"))["ok"]
        await pair.widget.until(lambda: "line 4" in pair.widget.texts, "own lines")
        await pair.sara.sync(pair.chat)
        assert pair.both_saw([f"line {n}" for n in range(5)])
    finally:
        os.kill(own_valkey.pid, signal.SIGCONT)


async def test_a_commit_whose_signal_never_came_is_told_all_the_same(
    pair: Pair, store: PostgresConversations
) -> None:
    """A gateway that dies right after a commit tells nobody of it. The others find out by
    themselves, also when nothing else happens."""
    before = await store.load(pair.chat)
    command = CustomerSay(text="is anybody there?", client_id=new_id())
    after, recorded = append(before, command, now())
    await store.commit(before, after, recorded)
    await pair.widget.until(lambda: pair.widget.state["head"] == after.seq, "the head, here")
    await pair.sara.until(lambda: pair.sara.items[pair.chat]["head"] == after.seq, "there")
    await pair.recover()
    assert pair.both_saw(["is anybody there?"])


async def test_a_flushed_valkey_forgets_nothing_that_matters(
    pair: Pair, own_valkey: EmbeddedValkey
) -> None:
    """Leases come back with the next renewal, messages never were there."""
    valkey = Redis.from_url(own_valkey.url)
    await pair.widget.say("before")
    await valkey.flushall()
    await pair.sara.say(pair.chat, "after")
    await pair.widget.until(lambda: "after" in pair.widget.texts, "the line after")
    assert pair.widget.texts == ["before", "after"]

    async def renewed() -> bool:
        return bool(await valkey.zscore("firuze:presence", pair.sara.me["id"]))

    await eventually(renewed, "the agent's lease")
    await valkey.aclose()


async def test_a_customer_goes_on_at_the_other_gateway(pair: Pair) -> None:
    """The same token, the same log; a resend there is known, and answered with the first event."""
    first = await pair.widget.say("once", client_id="01920000-0000-7000-8000-000000000001")
    moved = await pair.house.widget(pair.there, token=pair.widget.token)
    again = await moved.say("once", client_id="01920000-0000-7000-8000-000000000001")
    assert [again[name] for name in ("ok", "seq", "at")] == [
        first[name] for name in ("ok", "seq", "at")
    ]
    assert again["push"]["events"] == first["push"]["events"]
    assert moved.texts == ["once"]
    assert moved.base == base_of(pair.there)


async def _until_me(console: Console, told: dict[str, object]) -> None:
    """Waits until the console has received this about its own member."""
    me = console.me | told
    await console.until(lambda: ("me", me) in console.pushes, f"being {told}")


async def test_who_ignores_offers_is_away_on_every_console(
    closed_house: House, valkey: Redis
) -> None:
    """Told at once on both gateways, why; and back on both with one click."""
    here, there = [await closed_house.open_gateway(FIRUZE_OFFER_SECONDS=0.2) for _ in range(2)]
    await eventually(lambda: _listeners(valkey, 2), "both gateways to listen")
    email = await closed_house.hire("Omid")
    consoles = [
        await closed_house.console("Omid", gateway, email=email) for gateway in (here, there)
    ]
    for _ in range(MISSES_BEFORE_AWAY):
        await (await closed_house.widget(here)).call("request_person")
    for console in consoles:
        await _until_me(console, {"available": False, "missed": MISSES_BEFORE_AWAY})
    await consoles[0].load_inbox()
    assert (consoles[0].me["available"], consoles[0].me["missed"]) == (False, MISSES_BEFORE_AWAY)
    answer = await consoles[0].call("availability", {"available": True})
    assert answer["me"]["missed"] == 0
    for console in consoles:
        await _until_me(console, {"available": True, "missed": 0})
