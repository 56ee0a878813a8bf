"""A gateway that leaves in good order, beside one that stays."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import aiohttp
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.app import run_gateway
from handoff.settings import Settings
from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import PASSWORD, House, base_of
from tests.handoff.scripted_bot import ScriptedBot
from tests.handoff.waiting import PATIENCE, eventually
from tests.handoff.web.raw import RawSocket


class Leaving:
    """A gateway of its own, until stopped."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._stack = AsyncExitStack()
        self._going: asyncio.Task[None] | None = None
        self.base = ""

    async def open(self, **changes: object) -> "Leaving":
        settings = Settings(**(self.house.settings | changes))
        self.base = base_of(await self._stack.enter_async_context(run_gateway(settings)))
        return self

    async def widget(self, **request: object) -> Widget:
        widget = Widget(self.base)
        self.house.stack.push_async_callback(widget.leave)
        return await self.house.come_in(widget, **request)

    def go(self) -> None:
        """Stops the gateway as SIGTERM does."""
        self._going = asyncio.create_task(self._stack.aclose())

    async def gone(self) -> None:
        if self._going is None:
            self.go()
        assert self._going is not None
        async with asyncio.timeout(PATIENCE):
            await self._going


@pytest.fixture
async def leaving(house: House) -> AsyncIterator[Leaving]:
    """A gateway beside the shared one, which stays."""
    leaving = Leaving(house)
    yield leaving
    await leaving.gone()


async def _status(http: aiohttp.ClientSession, base: str) -> str:
    async with http.get(f"{base}/readyz") as answer:
        said = str((await answer.json())["status"])
        assert answer.status == (200 if said == "ok" else 503)
        return said


async def test_it_says_so_first_and_serves_on(
    leaving: Leaving, http: aiohttp.ClientSession
) -> None:
    """Balancers need a moment to notice: until then newcomers are welcome."""
    await leaving.open(FIRUZE_NOTICE_SECONDS=2)
    assert await _status(http, leaving.base) == "ok"
    leaving.go()

    async def draining() -> bool:
        return await _status(http, leaving.base) == "draining"

    await eventually(draining, "/readyz to say draining")
    widget = await leaving.widget()
    assert (await widget.say("may I still come in?"))["ok"]
    await widget.until_type("bot.said")
    await widget.disconnected.wait()
    with pytest.raises(aiohttp.ClientConnectionError):
        await _status(http, leaving.base)


async def test_what_was_asked_is_answered_before_the_connection_ends(
    leaving: Leaving, engine: AsyncEngine, http: aiohttp.ClientSession
) -> None:
    """A message whose commit takes long is acked by the gateway that leaves."""
    await leaving.open()
    widget, idle = await leaving.widget(), await leaving.widget()
    slow = await RawSocket.open(http, leaving.base)
    await slow.connect("/visitor", {"token": widget.token})
    async with engine.begin() as connection:
        query = text("SELECT 1 FROM conversations WHERE id = :id FOR UPDATE")
        await connection.execute(query, {"id": widget.conversation_id})
        said = asyncio.create_task(slow.say("take your time"))
        await eventually(lambda: _somebody_waits(engine), "the commit to wait")
        leaving.go()
        await idle.disconnected.wait()
        assert not said.done()
    assert (await said)["ok"]
    await slow.until_closed()
    moved = await leaving.house.widget(token=widget.token)
    assert moved.texts[:1] == ["take your time"]


async def _somebody_waits(engine: AsyncEngine) -> bool:
    query = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    async with engine.connect() as connection:
        return bool((await connection.execute(query)).scalar_one())


async def test_a_turn_that_runs_ends_and_is_heard_at_the_other_gateway(
    leaving: Leaving, bot: ScriptedBot
) -> None:
    """The customer has moved on meanwhile; nobody asks the bot twice."""
    bot.hold()
    await leaving.open()
    widget = await leaving.widget()
    await widget.say("hello")
    await bot.until_asked(1)
    leaving.go()
    await widget.disconnected.wait()
    moved = await leaving.house.widget(token=widget.token)
    bot.release()
    await moved.until_type("bot.said")
    await leaving.gone()
    assert moved.texts == ["hello", "You said: hello"]


async def test_an_agent_moves_without_being_missed(leaving: Leaving) -> None:
    """The lease lingers: nothing is taken from who is back a moment later, and offers go on."""
    await leaving.open()
    email = await leaving.house.hire("Sara")
    sara = Console(leaving.base)
    leaving.house.stack.push_async_callback(sara.leave)
    await sara.log_in(email, PASSWORD)
    waiting = await leaving.house.widget()
    await sara.about("take", waiting.conversation_id)
    await leaving.gone()
    await sara.disconnected.wait()
    other = await leaving.house.widget()
    await other.call("request_person")  # while she is between two gateways
    moved = await leaving.house.console("Sara", email=email)
    await moved.until_owner(other.conversation_id, "offered")
    assert moved.owner(waiting.conversation_id) == "agent"
