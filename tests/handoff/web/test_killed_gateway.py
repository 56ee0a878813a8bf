"""A gateway dies right after a commit, before anything that follows from it: nothing is forgotten, and no
customer waits for long."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from handoff.adapters.machine import now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.domain.conversation import commands as c
from handoff.domain.desk.routing import MISSES_BEFORE_AWAY
from handoff.services.fresh_turns import LEASE
from tests.handoff.adapters.pen import Pen
from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import PASSWORD, House
from tests.handoff.gateway_process import GatewayProcess
from tests.handoff.scripted_bot import ScriptedBot
from tests.handoff.waiting import eventually

WRAP_UP = 4.0


@pytest.fixture
async def start(
    closed_house: House, tmp_path: Path
) -> AsyncIterator[Callable[..., Awaitable[GatewayProcess]]]:
    """Starts a gateway in a process of its own."""
    async with AsyncExitStack() as stack:

        async def start(**changes: object) -> GatewayProcess:
            own = {"FIRUZE_WRAP_UP_SECONDS": WRAP_UP} | changes
            process = GatewayProcess(closed_house.settings | own, tmp_path / "gateway.log")
            stack.push_async_callback(process.kill)
            return await process.start()

        yield start


async def _console(house: House, gateway: GatewayProcess, email: str) -> Console:
    console = Console(gateway.base)
    house.stack.push_async_callback(console.leave)
    return await console.log_in(email, PASSWORD)


async def _customer(house: House, gateway: GatewayProcess) -> Widget:
    widget = Widget(gateway.base)
    house.stack.push_async_callback(widget.leave)
    return await house.come_in(widget)


@pytest.mark.alone
async def test_a_wrap_up_outlives_the_gateway_that_closed_the_chat(
    closed_house: House,
    start: Callable[[], Awaitable[GatewayProcess]],
    store: PostgresConversations,
) -> None:
    """Somebody waits, and the other gateway's router looks at once: no offer before the end of the
    pause, and one after it."""
    first, second = await asyncio.gather(start(), start())
    email = await closed_house.hire("Sara", capacity=1)
    closing = await _console(closed_house, first, email)
    await _console(closed_house, second, email)  # she is there all the time
    served, waiting = [await _customer(closed_house, second) for _ in range(2)]
    await closing.about("take", served.conversation_id)
    await waiting.call("request_person")
    assert (await closing.about("close", served.conversation_id))["ok"]
    await first.kill()

    async def offered() -> bool:
        return (await store.load(waiting.conversation_id)).owner.kind == "offered"

    await eventually(offered, "the offer")
    closed_at = await _when(store, served.conversation_id, "conversation.closed")
    offered_at = await _when(store, waiting.conversation_id, "agent.offered")
    assert WRAP_UP <= (offered_at - closed_at).total_seconds() < WRAP_UP + 5


async def _when(store: PostgresConversations, conversation_id: str, kind: str) -> datetime:
    log = await store.read(conversation_id, after=0, limit=100, public_only=False)
    return next(event.at for event in log if event.body.type == kind)


async def test_missed_offers_are_counted_whichever_gateway_dies(
    closed_house: House,
    start: Callable[[], Awaitable[GatewayProcess]],
    store: PostgresConversations,
    customers: PostgresCustomers,
    staff_store: PostgresStaff,
) -> None:
    """What a gateway committed before it died is counted by the others, within seconds; also if it was
    the one that counts."""
    pen = Pen(store, customers)
    _, *doomed = await asyncio.gather(start(), start(), start())
    for number, gateway in enumerate([None, *doomed]):
        if gateway is not None:
            await gateway.kill()
        member = closed_house.agents[await closed_house.hire(f"Agent{number}")]
        for _ in range(MISSES_BEFORE_AWAY):
            await _miss(pen, member)

        async def away(staff_id: str = member.id) -> bool:
            found = await staff_store.get(staff_id)
            return (found.available, found.missed) == (False, MISSES_BEFORE_AWAY)

        await eventually(away, "the agent to be away")


@pytest.mark.alone
@pytest.mark.parametrize("dies", ["before it asks the bot", "while the bot thinks"])
async def test_a_customer_whose_gateway_dies_is_answered_by_another_soon(
    closed_house: House,
    start: Callable[..., Awaitable[GatewayProcess]],
    store: PostgresConversations,
    bot: ScriptedBot,
    dies: str,
) -> None:
    """The turn is committed with its lease, and nobody renews that any more. A gateway that gathers lines
    has not asked the bot yet, one that does not has."""
    asks_at_once = dies == "while the bot thinks"
    doomed, _ = await asyncio.gather(start(FIRUZE_GATHER_SECONDS=0 if asks_at_once else 5), start())
    widget = await _customer(closed_house, doomed)
    if asks_at_once:
        bot.hold()
    assert (await widget.say("is anybody there?"))["ok"]
    if asks_at_once:
        await bot.until_asked(1)
    await doomed.kill()
    killed_at = now()
    bot.release()
    await eventually(lambda: _answered(store, widget.conversation_id), "the answer")
    answered_at = await _when(store, widget.conversation_id, "bot.said")
    # The rest of the lease, half a second until the next look, and what a busy machine adds.
    assert answered_at - killed_at < LEASE + timedelta(seconds=2)
    assert [turn["text"] for turn in bot.turns] == ["is anybody there?"] * (1 + asks_at_once)


async def _answered(store: PostgresConversations, conversation_id: str) -> bool:
    return not (await store.load(conversation_id)).pending


async def _miss(pen: Pen, agent: c.Agent) -> None:
    """Writes a missed offer straight into the record: no gateway hears of it."""
    offer = c.Offer(agent=agent, deadline=now() + timedelta(minutes=1))
    offered = await pen.conversation(c.RequestPerson(), offer, at=now())
    await pen.write(offered, c.ExpireOffer(epoch=offered.epoch), at=now())
