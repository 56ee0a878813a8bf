"""What pages of other sites can do with the staff's cookie over HTTP: nothing."""

import aiohttp
import pytest

from tests.handoff.browsers import Console
from tests.handoff.conftest import PASSWORD, House, Written


@pytest.mark.parametrize("path", ["login", "logout"])
@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "origin_refused"),
        ({"Origin": "http://www.shop.example"}, "origin_refused"),
        ({"Sec-Fetch-Site": "same-site"}, "origin_refused"),
        ({"Sec-Fetch-Site": "same-origin", "Content-Type": "text/plain"}, "json_needed"),
    ],
)
async def test_no_other_page_logs_anybody_in_or_out(
    open_house: House,
    agent: Console,
    http: aiohttp.ClientSession,
    path: str,
    headers: dict[str, str],
    code: str,
) -> None:
    """A form or a script of another site is refused, and changes nothing."""
    cookie = {"Cookie": f"firuze_session={agent.cookie}"}
    content = {"Content-Type": "application/json", **headers, **cookie}
    login = f'{{"email": "{agent.me["email"]}", "password": "{PASSWORD}"}}'
    url = f"{open_house.base}/api/staff/{path}"
    async with http.post(url, data=login, headers=content) as answer:
        assert (await answer.json())["error"]["code"] == code
        assert "Set-Cookie" not in answer.headers
    async with http.get(f"{open_house.base}/api/staff/me", headers=cookie) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_jsonp_is_refused(
    open_house: House, http: aiohttp.ClientSession, written: Written, method: str
) -> None:
    """A script tag gets no handshake, whatever namespace it is for, and no answer to read."""
    url = f"{open_house.base}/socket.io/?EIO=4&transport=polling&j=0"
    async with http.request(method, url, data=b"") as answer:
        assert (await answer.json())["error"]["code"] == "jsonp_refused"
    assert written.codes[-1] == "jsonp_refused"


async def test_no_other_page_reads_an_answer_that_the_cookie_bought(
    open_house: House, agent: Console, http: aiohttp.ClientSession
) -> None:
    """No answer to another origin allows credentials, neither over polling nor in a preflight."""
    polling = f"{open_house.base}/socket.io/?EIO=4&transport=polling"
    headers = {"Cookie": f"firuze_session={agent.cookie}", "Origin": "http://www.shop.example"}
    for method in ("GET", "OPTIONS"):
        async with http.request(method, polling, headers=headers) as answer:
            assert answer.ok
            assert "Access-Control-Allow-Credentials" not in answer.headers
    for path in ("me", "login"):
        async with http.options(f"{open_house.base}/api/staff/{path}", headers=headers) as answer:
            assert "Access-Control-Allow-Origin" not in answer.headers


async def test_the_console_polls_from_its_own_page(
    open_house: House, agent: Console, http: aiohttp.ClientSession
) -> None:
    """A GET of the same origin has no `Origin`; the browser says `Sec-Fetch-Site` instead."""
    polling = f"{open_house.base}/socket.io/?EIO=4&transport=polling"
    cookie = {"Cookie": f"firuze_session={agent.cookie}"}
    for headers, told in (({"Sec-Fetch-Site": "same-origin"}, '"sid"'), ({}, "origin_refused")):
        async with http.get(polling, headers=headers | cookie) as opened:
            sid = (await opened.text()).split('"sid":"')[1].split('"')[0]
        async with http.post(f"{polling}&sid={sid}", data=b"40/staff,") as posted:
            assert posted.status == 200
        async with http.get(f"{polling}&sid={sid}") as polled:
            assert told in await polled.text()
