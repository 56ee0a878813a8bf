"""The staff's cookies: for this host alone, for HTTPS alone off the loopback, and kept from scripts."""

import json
from http.cookies import SimpleCookie

import aiohttp
import pytest
from redis.asyncio import Redis

from handoff.services.guessing import FREE_PER_ACCOUNT
from tests.handoff.conftest import PASSWORD, House

SHOP = {"Host": "help.shop.example", "X-Forwarded-Proto": "https"}


async def _log_in(
    http: aiohttp.ClientSession, house: House, email: str, headers: dict[str, str]
) -> tuple[int, dict[str, object], SimpleCookie]:
    """Status, answer and cookies of a login."""
    body = json.dumps({"email": email, "password": PASSWORD})
    content = {"Content-Type": "application/json", **headers}
    url = f"{house.base}/api/staff/login"
    async with http.post(url, data=body, headers=content) as answer:
        cookies = SimpleCookie()
        for line in answer.headers.getall("Set-Cookie", []):
            cookies.load(line)
        return answer.status, await answer.json(), cookies


async def test_over_https_a_cookie_belongs_to_its_host(
    open_house: House, valkey: Redis, http: aiohttp.ClientSession
) -> None:
    """Its name, `Secure` and `Path=/` keep sister hosts from putting another one in its place; one
    of theirs under the plain name opens nothing."""
    email = await open_house.hire("Sara")
    headers = SHOP | {"Origin": "https://help.shop.example"}
    status, _, cookies = await _log_in(http, open_house, email, headers)
    assert status == 200
    assert set(cookies) == {"__Host-firuze_session", "__Host-firuze_device"}
    for cookie in cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Strict", "/", "")
    token = cookies["__Host-firuze_session"].value
    for name, expected in (("__Host-firuze_session", 200), ("firuze_session", 401)):
        sent = SHOP | {"Cookie": f"{name}={token}"}
        async with http.get(f"{open_house.base}/api/staff/me", headers=sent) as answer:
            assert answer.status == expected


async def test_behind_a_proxy_that_tells_nothing_the_page_tells(
    open_house: House, valkey: Redis, http: aiohttp.ClientSession
) -> None:
    """Its origin is HTTPS: so is the cookie, and it is found again."""
    email = await open_house.hire("Sara")
    headers = {"Origin": "https://help.shop.example", "Sec-Fetch-Site": "same-origin"}
    status, _, cookies = await _log_in(http, open_house, email, headers)
    assert (status, set(cookies)) == (200, {"__Host-firuze_session", "__Host-firuze_device"})
    sent = {"Cookie": f"__Host-firuze_session={cookies['__Host-firuze_session'].value}"}
    async with http.get(f"{open_house.base}/api/staff/me", headers=sent) as answer:
        assert answer.status == 200


async def test_without_https_nobody_logs_in_from_elsewhere(
    open_house: House, valkey: Redis, http: aiohttp.ClientSession
) -> None:
    """A password would go over the network as it is; the refusal says what to do."""
    email = await open_house.hire("Sara")
    headers = {"Host": "192.168.1.7:8000", "Origin": "http://192.168.1.7:8000"}
    status, answer, cookies = await _log_in(http, open_house, email, headers)
    error = answer["error"]
    assert isinstance(error, dict)
    assert (status, error["code"], len(cookies)) == (403, "https_needed", 0)
    assert "FIRUZE_SECURE_COOKIES" in error["message"]


async def test_an_operator_may_do_without(
    closed_house: House, valkey: Redis, http: aiohttp.ClientSession
) -> None:
    """An operator tries it in their own network."""
    await closed_house.open_gateway(FIRUZE_SECURE_COOKIES=False)
    email = await closed_house.hire("Sara")
    headers = {"Host": "192.168.1.7:8000", "Origin": "http://192.168.1.7:8000"}
    status, _, cookies = await _log_in(http, closed_house, email, headers)
    assert (status, set(cookies)) == (200, {"firuze_session", "firuze_device"})
    assert not any(cookie["secure"] for cookie in cookies.values())


async def test_a_browser_that_has_logged_in_before_gets_through(
    open_house: House, valkey: Redis, http: aiohttp.ClientSession
) -> None:
    """It gets through while somebody in the same network guesses; a forged device cookie does not."""
    email = await open_house.hire("Sara")
    page = {"Origin": open_house.base, "X-Forwarded-For": "93.184.216.34"}
    _, _, cookies = await _log_in(http, open_house, email, page)
    wrong, url = {"email": email, "password": "wrong horse!"}, f"{open_house.base}/api/staff/login"
    misses = retry_after = 0
    while retry_after < 20:  # longer than the rest of this test takes
        async with http.post(url, json=wrong, headers=page) as answer:
            retry_after = int(answer.headers.get("Retry-After", 0))
            misses += 1
            assert answer.status == (429 if retry_after else 401)
        for name in await valkey.keys("firuze:brake:*") if 0 < retry_after < 20 else []:
            await valkey.hdel(name, "until")
    assert misses > FREE_PER_ACCOUNT
    known = f"firuze_device={cookies['firuze_device'].value}"
    assert (await _log_in(http, open_house, email, page | {"Cookie": known}))[0] == 200
    # Not the last letter: some of its bits say nothing.
    other = "A" if known[-9] != "A" else "B"
    for forged in (f"{known[:-9]}{other}{known[-8:]}", "firuze_device=d1"):
        assert (await _log_in(http, open_house, email, page | {"Cookie": forged}))[0] == 429


@pytest.mark.parametrize("cookie", ["", "x" * 4000, "é", "[1,2]"])
async def test_a_bad_device_cookie_is_none(
    open_house: House, valkey: Redis, http: aiohttp.ClientSession, cookie: str
) -> None:
    """A browser with a forged device cookie logs in as a stranger."""
    email = await open_house.hire("Sara")
    headers = {"Origin": open_house.base, "Cookie": f"firuze_device={cookie}"}
    assert (await _log_in(http, open_house, email, headers))[0] == 200
