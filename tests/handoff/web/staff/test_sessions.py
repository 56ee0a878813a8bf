"""Consoles end with the session that their browser has logged in with, on every gateway."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine
from yarl import URL

from handoff.services.staff import StaffDirectory
from handoff.wiring.operating import staff_sessions
from tests.handoff.browsers import Console, Json
from tests.handoff.conftest import House, base_of
from tests.handoff.waiting import PATIENCE
from tests.handoff.web.raw import RawSocket

pytestmark = pytest.mark.alone

SOON = 2.0  # seconds: one, and what a slow machine takes


async def _second_tab(of: Console, base: str) -> Console:
    """Another tab of the same browser, connected to the gateway at `base`."""
    tab = Console(base)
    tab.http.cookie_jar.update_cookies({"firuze_session": of.cookie}, URL(base))
    await tab.connect()
    return tab


async def _told(console: Console) -> Json:
    """Why the console was shut; fails unless it is shut soon."""
    began = time.monotonic()
    async with asyncio.timeout(PATIENCE):
        await console.disconnected.wait()
    assert time.monotonic() - began < SOON
    (told,) = [data for event, data in console.pushes if event == "ended"]
    return told


async def test_signing_out_ends_the_other_tab_on_another_gateway(
    house: House, valkey: Redis, http: aiohttp.ClientSession
) -> None:
    """At once: it hears nothing that a customer says then, the cookie opens nothing any more, and
    nobody takes the member for present."""
    there = await house.open_gateway()
    first = await house.console("Sara")
    second = await _second_tab(first, base_of(there))
    other = await house.console("Omid", there)
    widget = await house.widget()
    await second.watch(widget.conversation_id)
    cookie = {"Cookie": f"firuze_session={first.cookie}", "Origin": house.base}

    url = f"{house.base}/api/staff/logout"
    async with first.http.post(url, json={}) as answer:
        assert answer.status == 204
    for tab in (first, second):
        assert await _told(tab) == {"reason": "signed_out"}
    heard = len(second.pushes)
    await widget.say("are you there?")
    await other.until(lambda: widget.conversation_id in other.items, "the customer's words")

    assert len(second.pushes) == heard
    assert await valkey.zscore("firuze:presence", first.me["id"]) is None
    assert await valkey.zscore("firuze:presence", other.me["id"]) is not None
    for gateway in house.gateways:
        async with http.get(f"{base_of(gateway)}/api/staff/me", headers=cookie) as answer:
            error = (await answer.json())["error"]
            assert (answer.status, error["code"]) == (401, "unauthenticated")
            assert error["data"] == {"ended": "signed_out"}
    raw = await RawSocket.open(http, house.base, headers=cookie)
    assert '"code":"unauthenticated"' in await raw.connect("/staff")
    await raw.close()
    for browser in (first, second, other, widget):
        await browser.leave()


async def test_another_browser_of_the_member_goes_on(house: House, valkey: Redis) -> None:
    """Signing out at the desk does not end the telephone, nor the member's presence."""
    desk = await house.console("Sara")
    phone = await house.console("Sara", email=desk.me["email"])
    async with desk.http.post(f"{house.base}/api/staff/logout", json={}) as answer:
        assert answer.status == 204
    await _told(desk)
    assert (await phone.call("inbox"))["ok"]
    assert await valkey.zscore("firuze:presence", desk.me["id"]) is not None
    for browser in (desk, phone):
        await browser.leave()


Change = Callable[[StaffDirectory, str], Awaitable[object]]


async def _new_password(directory: StaffDirectory, email: str) -> None:
    await directory.set_password(await directory.find(email), "another horse, another word")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_new_password, "password_changed"),
        (lambda directory, email: directory.set_role(email, "supervisor"), "role_changed"),
        (lambda directory, email: directory.disable(email), "disabled"),
    ],
)
async def test_a_change_by_the_operator_ends_every_console(
    house: House, valkey: Redis, change: Change, reason: str
) -> None:
    """The command line sends no signal: each gateway finds it in the record."""
    there = await house.open_gateway()
    sara = await house.console("Sara")
    tabs = [sara, await _second_tab(sara, base_of(there))]
    await change(house.directory, sara.me["email"])
    for tab in tabs:
        assert await _told(tab) == {"reason": reason}
        await tab.leave()


async def test_an_operator_ends_the_sessions_alone(
    house: House, valkey: Redis, engine: AsyncEngine
) -> None:
    """The account stays as it is."""
    sara = await house.console("Sara")
    member = await house.directory.find(sara.me["email"])
    assert await staff_sessions(engine).end_all_of(member, "ended") == 1
    assert await _told(sara) == {"reason": "ended"}
    again = await house.console("Sara", email=sara.me["email"])
    for browser in (sara, again):
        await browser.leave()


async def test_a_console_at_which_nobody_moves_is_idle(closed_house: House, valkey: Redis) -> None:
    """What comes in keeps no session alive, and neither does the console by itself; its person
    does."""
    await closed_house.open_gateway(
        FIRUZE_SESSION_IDLE_HOURS=2 / 3600,
        FIRUZE_EVENT_BURST=100_000,
        FIRUZE_EVENTS_PER_SECOND=10_000,
    )
    left, used = await closed_house.console("Sara"), await closed_house.console("Omid")
    while not left.disconnected.is_set():
        await _ask(used, "here")
        await _ask(left, "inbox")
    assert ("ended", {"reason": "idle"}) in left.pushes
    assert (await used.call("inbox"))["ok"]
    for browser in (left, used):
        await browser.leave()


async def test_a_session_has_a_longest_time(closed_house: House, valkey: Redis) -> None:
    """It ends then, however active its member is."""
    await closed_house.open_gateway(FIRUZE_SESSION_DAYS=2 / 86400)
    sara = await closed_house.console("Sara")
    while not sara.disconnected.is_set():
        await _ask(sara, "here")
    assert ("ended", {"reason": "expired"}) in sara.pushes
    await sara.leave()


async def _ask(console: Console, event: str) -> None:
    """Repeats the request until it is answered, or the console has been closed."""
    asking = asyncio.create_task(console.call(event))
    shut = asyncio.create_task(console.disconnected.wait())
    await asyncio.wait({asking, shut}, return_when=asyncio.FIRST_COMPLETED)
    for task in (asking, shut):
        task.cancel()
    await asyncio.gather(asking, shut, return_exceptions=True)
