"""Pictures of the staff over HTTP: sent by the member, seen by everybody, refused, and gone."""

import asyncio
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from redis.asyncio import Redis

from handoff.web.portraits import KEPT_SECONDS
from handoff.web.staff.portraits import MOST_BYTES
from handoff.web.uploads import AT_ONCE, PER_SENDER
from tests.handoff.browsers import Console
from tests.handoff.clamd import Gate, clamd_listening
from tests.handoff.conftest import House
from tests.handoff.pictures import HTML, PDF, SVG, bomb, photo, picture
from tests.handoff.web.test_files import send

PATH = "/api/staff/account/portrait"
Json = dict[str, Any]


async def _show(console: Console, content: bytes) -> tuple[int, Json]:
    headers = {"Content-Type": "application/octet-stream"}
    url = f"{console.base}{PATH}"
    async with console.http.post(url, data=BytesIO(content), headers=headers) as answer:
        return answer.status, await answer.json()


async def _take_away(console: Console) -> Json:
    async with console.http.post(f"{console.base}{PATH}/remove", json={}) as answer:
        told: Json = await answer.json()
        return told


async def test_an_agent_s_customers_see_the_picture(
    house: House, http: aiohttp.ClientSession, valkey: Redis
) -> None:
    """From the next conversation on, under an address that needs no cookie and tells no id; another
    picture has the same address, and after it is taken away the address opens nothing."""
    sara, phone = await house.console("Sara"), await house.widget()
    other = await house.console("Sara", email=sara.me["email"])
    assert sara.me["portrait"] is None
    status, me = await _show(sara, photo((640, 480)))
    assert status == 200
    path = me["portrait"]
    assert sara.me["id"] not in path
    await other.until(lambda: _knows(other, path), "the other console to show it")
    await phone.call("request_person")
    await sara.about("take", phone.conversation_id)
    await phone.until(lambda: phone.state.get("agent"), "the agent")
    assert phone.state["agent"] == {"name": "Sara", "portrait": path}
    first = await _look(http, f"{house.base}{path}")
    assert (await _show(sara, photo(on_its_side=True)))[1]["portrait"] == path
    assert await _look(http, f"{house.base}{path}") != first
    assert (await _take_away(sara))["portrait"] is None
    async with http.get(f"{house.base}{path}") as answer:
        assert (answer.status, answer.headers["Cache-Control"]) == (404, "no-store")


def _knows(console: Console, path: str) -> bool:
    return any(event == "me" and me["portrait"] == path for event, me in console.pushes)


async def _look(http: aiohttp.ClientSession, url: str) -> bytes:
    async with http.get(url) as answer:
        assert answer.status == 200
        return await answer.read()


async def test_browsers_keep_the_picture_and_run_nothing_of_it(
    open_house: House, http: aiohttp.ClientSession
) -> None:
    """For a while without asking, and then as long as it is the same one."""
    sara = await open_house.console("Sara")
    url = f"{open_house.base}{(await _show(sara, picture('PNG')))[1]['portrait']}"
    async with http.get(url) as answer:
        headers = answer.headers
        assert headers["Content-Type"] == "image/webp"
        assert headers["Cache-Control"] == f"public, max-age={KEPT_SECONDS}"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Set-Cookie" not in headers
        etag = headers["ETag"]
    async with http.get(url, headers={"If-None-Match": etag}) as answer:
        assert (answer.status, await answer.read()) == (304, b"")
        assert answer.headers["ETag"] == etag


@pytest.mark.parametrize(
    "key", ["A" * 22, "A" * 21, "A" * 23, "..%2f..%2fetc%2fpasswd", "%00" * 22, "\u202e" * 22]
)
async def test_a_guessed_address_opens_nothing(
    open_house: House, http: aiohttp.ClientSession, key: str
) -> None:
    """Whatever it looks like."""
    async with http.get(f"{open_house.base}/portraits/{key}") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (HTML, "file_kind"),
        (SVG, "file_kind"),
        (PDF, "portrait_kind"),
        (picture("GIF", "P"), "portrait_kind"),
        (picture() + HTML, "file_polyglot"),
        (bomb(), "picture_large"),
        (photo()[:300], "file_broken"),
        (b"\xff" * (MOST_BYTES + 1), "file_large"),
    ],
)
async def test_what_is_no_picture_is_refused(open_house: House, content: bytes, code: str) -> None:
    """The picture of before stays."""
    sara = await open_house.console("Sara")
    _, me = await _show(sara, photo())
    status, told = await _show(sara, content)
    assert (status, told["error"]["code"]) == (422, code)
    async with sara.http.get(f"{open_house.base}/api/staff/me") as answer:
        assert (await answer.json())["portrait"] == me["portrait"]


@pytest.mark.parametrize(
    ("action", "kind"), [("", "application/octet-stream"), ("/remove", "application/json")]
)
async def test_strangers_and_other_pages_change_no_picture(
    open_house: House, http: aiohttp.ClientSession, action: str, kind: str
) -> None:
    """Without a session nothing is taken, and a page of another site cannot use the agent's."""
    sara = await open_house.console("Sara")
    _, me = await _show(sara, photo())
    url, cookie = f"{open_house.base}{PATH}{action}", f"firuze_session={sara.cookie}"
    for headers, status in (
        ({"Sec-Fetch-Site": "same-origin"}, 401),
        ({"Cookie": cookie}, 403),
        ({"Cookie": cookie, "Origin": "http://www.shop.example"}, 403),
        ({"Cookie": cookie, "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Cookie": cookie, "Sec-Fetch-Site": "same-site"}, 403),
    ):
        async with http.post(url, data=b"{}", headers={"Content-Type": kind, **headers}) as answer:
            assert answer.status == status, headers
    async with sara.http.get(f"{open_house.base}/api/staff/me") as answer:
        assert (await answer.json())["portrait"] == me["portrait"]


async def test_a_flood_of_pictures_is_slowed_down(house: House, valkey: Redis) -> None:
    """One member's browser keeps no gateway busy; nobody else waits for it."""
    sara, omid = await house.console("Sara"), await house.console("Omid")
    answers = [await _show(sara, b"no picture") for _ in range(22)]
    assert {status for status, _ in answers} == {422, 429}
    assert (await _show(omid, photo()))[0] == 200


async def test_pictures_take_room_from_the_same_store_as_files(closed_house: House) -> None:
    """A gateway holds a number of uploads, whatever they are for: of one more than these, one is refused."""
    gate = Gate()
    async with clamd_listening(gate=gate) as address:
        await closed_house.open_gateway(FIRUZE_CLAMD=address)
        sara = await closed_house.console("Sara")
        widgets = [await closed_house.widget() for _ in range(AT_ONCE // PER_SENDER)]
        given = [_show(sara, photo()) for _ in range(PER_SENDER)]
        given += [send(widget, PDF) for widget in widgets for _ in range(PER_SENDER)]
        assert len(given) == AT_ONCE + 1
        under_way = [asyncio.create_task(upload) for upload in given]
        done, waiting = await asyncio.wait(
            under_way, timeout=20, return_when=asyncio.FIRST_COMPLETED
        )
        gate.opened.set()
        assert {status for status, _ in await asyncio.gather(*waiting)} == {200}
        [(status, told)] = [upload.result() for upload in done]
        assert (status, told["error"]["code"]) == (429, "rate_limited")


async def test_the_picture_ends_with_the_account(
    house: House, http: aiohttp.ClientSession, valkey: Redis
) -> None:
    """The gateway serves no picture of a member whose account is disabled."""
    sara = await house.console("Sara")
    path = (await _show(sara, photo()))[1]["portrait"]
    await house.directory.disable(sara.me["email"])
    async with http.get(f"{house.base}{path}") as answer:
        assert answer.status == 404
    async with asyncio.timeout(20):
        await sara.disconnected.wait()
