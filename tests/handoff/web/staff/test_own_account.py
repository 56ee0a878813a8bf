"""A member's own password and sessions, as the account page asks for them."""

import asyncio

import aiohttp
from redis.asyncio import Redis

from tests.handoff.browsers import Widget
from tests.handoff.conftest import PASSWORD, House
from tests.handoff.waiting import PATIENCE

OWN = "/api/staff/account"


async def test_a_member_sees_and_ends_their_sessions(house: House, valkey: Redis) -> None:
    """The one that asks is marked; a console of another one is shut."""
    desk = await house.console("Sara")
    phone = await house.console("Sara", email=desk.me["email"])
    async with desk.http.get(f"{house.base}{OWN}/sessions") as answer:
        sessions = (await answer.json())["sessions"]
    assert sorted(each["here"] for each in sessions) == [False, True]
    assert all(each["browser"].startswith("Python") for each in sessions)
    other = next(each["id"] for each in sessions if not each["here"])
    for status in (204, 404):
        async with desk.http.post(f"{house.base}{OWN}/sessions/{other}/end", json={}) as answer:
            assert answer.status == status
    async with asyncio.timeout(PATIENCE):
        await phone.disconnected.wait()
    assert ("ended", {"reason": "ended"}) in phone.pushes
    async with desk.http.post(f"{house.base}{OWN}/sessions/end-others", json={}) as answer:
        assert answer.status == 204
    assert (await desk.call("inbox"))["ok"]


async def test_a_member_changes_their_password(house: House, valkey: Redis) -> None:
    """The console in which they do it stays open, and the other one says why it is shut."""
    desk = await house.console("Sara")
    phone = await house.console("Sara", email=desk.me["email"])
    url = f"{house.base}{OWN}/password"
    for current, new, told in (
        ("wrong horse!", "another staple entirely", "password_wrong"),
        (PASSWORD, "short", "password_short"),
    ):
        async with desk.http.post(url, json={"current": current, "password": new}) as answer:
            assert (await answer.json())["error"]["code"] == told
    given = {"current": PASSWORD, "password": "another staple entirely"}
    async with desk.http.post(url, json=given) as answer:
        assert answer.status == 204
    async with asyncio.timeout(PATIENCE):
        await phone.disconnected.wait()
    assert ("ended", {"reason": "password_changed"}) in phone.pushes
    assert (await desk.call("inbox"))["ok"]


async def test_a_member_changes_their_names(house: House, valkey: Redis) -> None:
    """All of their consoles show it; nobody else's name changes, and a stranger changes none."""
    desk = await house.console("Sara")
    phone = await house.console("Sara", email=desk.me["email"])
    url, names = f"{house.base}{OWN}/names", {"en": "Sara Karimi", "fa": "سارا کریمی"}
    async with desk.http.post(url, json={"names": names}) as answer:
        assert (await answer.json())["names"] == names
    await phone.until(
        lambda: any(event == "me" and told["names"] == names for event, told in phone.pushes),
        "the other console to hear of it",
    )
    for given, told in (
        ({"en": " ", "fa": ""}, "name_missing"),
        ({"en": "x" * 101}, "name_long"),
        ({"fa": "سارا\u202e"}, "name_unreadable"),
        ({"fa": "سارا\x00"}, "invalid_input"),
        ({"en": "Sara", "de": "Sara"}, "invalid_input"),
    ):
        async with desk.http.post(url, json={"names": given}) as answer:
            assert (answer.status, (await answer.json())["error"]["code"]) == (422, told)
    async with (
        aiohttp.ClientSession() as stranger,
        stranger.post(url, json={"names": names}) as answer,
    ):
        assert answer.status == 403


async def test_customers_read_the_name_in_their_language(house: House, valkey: Redis) -> None:
    """Two customers of one agent, each in their own script; the transcript says it so, too."""
    desk = await house.console("Sara")
    names = {"en": "Sara", "fa": "سارا"}
    async with desk.http.post(f"{house.base}{OWN}/names", json={"names": names}) as answer:
        assert answer.status == 200
    for language, name in names.items():
        widget = await house.widget(language=language)
        await widget.call("request_person")
        taken = await desk.about("take", widget.conversation_id)
        assert taken["ok"], taken
        await _reads(widget, name)


async def _reads(widget: Widget, name: str) -> None:
    await widget.until(
        lambda: widget.state.get("agent") == {"name": name, "portrait": None},
        "the customer to read who is there",
    )
