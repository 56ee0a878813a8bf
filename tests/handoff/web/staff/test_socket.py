"""`/staff`: for the staff's own pages, with the staff's own cookie, and for nobody else."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from redis.asyncio import Redis
from socketio.exceptions import BadNamespaceError

from tests.handoff.browsers import Console, Json
from tests.handoff.conftest import House, Written
from tests.handoff.waiting import PATIENCE
from tests.handoff.web.raw import RawSocket

TEXT = "my secret sorrow"


async def test_a_visitor_s_token_opens_nothing_on_staff(
    open_house: House, raw: RawSocket, written: Written
) -> None:
    """A customer's token is no cookie, whether it comes as token or as cookie."""
    widget = await open_house.widget()
    answer = await raw.connect("/staff", {"token": widget.token})
    assert '"code":"unauthenticated"' in answer
    cookie = {"Cookie": f"firuze_session={widget.token}", "Origin": open_house.base}
    second = await RawSocket.open(widget.http, open_house.base, headers=cookie)
    assert '"code":"unauthenticated"' in await second.connect("/staff")
    await second.close()
    assert written.codes == ["unauthenticated"] * 2
    assert widget.token not in written.everything
    await raw.send('42/staff,["inbox",{}]')
    await raw.until_closed()
    assert written.codes[-1] == "not_connected"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", ""])
async def test_a_foreign_page_cannot_use_the_staff_s_cookie(
    open_house: House, agent: Console, http: aiohttp.ClientSession, written: Written, origin: str
) -> None:
    """A browser sends the origin along; one that is not ours is refused."""
    headers = {"Cookie": f"firuze_session={agent.cookie}", "Origin": origin}
    raw = await RawSocket.open(http, open_house.base, headers=headers)
    answer = await raw.connect("/staff")
    assert '"code":"origin_refused"' in answer
    assert written.codes == ["origin_refused"]
    await raw.close()


async def test_the_console_s_own_page_may(
    open_house: House, agent: Console, http: aiohttp.ClientSession
) -> None:
    """The same origin is let in."""
    headers = {"Cookie": f"firuze_session={agent.cookie}", "Origin": open_house.base}
    raw = await RawSocket.open(http, open_house.base, headers=headers)
    assert (await raw.connect("/staff")).startswith('40/staff,{"sid"')
    await raw.close()


@pytest.mark.parametrize(
    ("event", "more"),
    [
        ("watch", {}),
        ("sync", {"after": 0}),
        ("accept", {}),
        ("take", {}),
        ("say", {"client_id": str(uuid4()), "text": TEXT}),
        ("note", {"client_id": str(uuid4()), "text": TEXT}),
        ("transfer", {"client_id": str(uuid4()), "note": TEXT}),
        ("snooze", {"until": "2999-01-01T00:00:00Z"}),
        ("wake", {}),
        ("mark", {"read": 1}),
        ("close", {}),
    ],
)
@pytest.mark.parametrize(
    ("conversation_id", "code"),
    [
        (str(uuid4()), "not_found"),
        ("-" * 36, "invalid_input"),
        (7, "invalid_input"),
        (None, "invalid_input"),
    ],
)
async def test_a_forged_conversation_is_not_found(
    staff_socket: RawSocket,
    written: Written,
    event: str,
    more: dict[str, Any],
    conversation_id: object,
    code: str,
) -> None:
    """An id that is nobody's, and what is no id at all, are refused by code."""
    given = {"conversation_id": conversation_id, **more}
    answer = await staff_socket.call("/staff", event, given)
    assert answer["error"]["code"] == code
    assert written.codes == [code]
    assert TEXT not in written.everything


async def test_one_speaks_only_in_a_conversation_that_one_owns(
    open_house: House, valkey: Redis, written: Written
) -> None:
    """Another agent's, and the bot's, are refused; a note is always possible."""
    sara, omid = await open_house.console("Sara"), await open_house.console("Omid")
    widget = await open_house.widget()
    mine = widget.conversation_id
    assert (await sara.say(mine, TEXT))["error"]["code"] == "not_owner"
    await sara.about("take", mine)
    assert (await omid.say(mine, TEXT))["error"]["code"] == "not_owner"
    assert (await omid.about("close", mine))["error"]["code"] == "not_owner"
    assert (await omid.about("accept", mine))["error"]["code"] == "illegal_move"
    note = {"conversation_id": mine, "client_id": str(uuid4()), "text": "I know her"}
    assert (await omid.call("note", note))["ok"]
    assert TEXT not in written.everything
    for browser in (sara, omid, widget):
        await browser.leave()


async def test_a_customer_sees_nothing_that_is_internal(open_house: House, valkey: Redis) -> None:
    """Neither pushes nor pages have notes, packets, payloads or ids of the staff."""
    sara = await open_house.console("Sara")
    widget = await open_house.widget()
    mine = widget.conversation_id
    await sara.about("take", mine)
    note = {"conversation_id": mine, "client_id": str(uuid4()), "text": "a secret note"}
    await sara.call("note", note)
    await sara.say(mine, "hello from Sara")
    await widget.until(lambda: "hello from Sara" in widget.texts, "the agent's words")
    again = await open_house.widget(token=widget.token)
    assert again.log == widget.log
    for told in (str(widget.pushes), str(again.log)):
        assert "secret note" not in told
        assert sara.me["id"] not in told
        assert "handoff.requested" not in told
    for browser in (sara, widget, again):
        await browser.leave()


async def test_a_disabled_member_can_do_nothing_more(open_house: House, valkey: Redis) -> None:
    """An open socket does not outlive the account."""
    sara = await open_house.console("Sara")
    widget = await open_house.widget()
    await open_house.directory.disable(sara.me["email"])
    page = {"conversation_id": widget.conversation_id, "after": 0}
    for attempt in (
        sara.about("take", widget.conversation_id),
        sara.call("inbox"),
        sara.call("sync", page),
    ):
        answer = await _answer(sara, attempt)
        assert answer is None or answer["error"]["code"] == "not_allowed"
    async with asyncio.timeout(PATIENCE):
        await sara.disconnected.wait()
    assert (await widget.say("is anybody there?"))["ok"]
    assert widget.state["owner"] == "bot"
    for browser in (sara, widget):
        await browser.leave()


async def _answer(console: Console, attempt: Coroutine[Any, Any, Json]) -> Json | None:
    """Returns the gateway's answer, or None where it has shut the console before it answered."""
    asked = asyncio.ensure_future(attempt)
    shut = asyncio.ensure_future(console.disconnected.wait())
    await asyncio.wait((asked, shut), return_when=asyncio.FIRST_COMPLETED)
    shut.cancel()
    if not asked.done():
        asked.cancel()
        return None
    with suppress(BadNamespaceError):  # the client knows of the end before it tells
        return asked.result()
    return None
