"""The two steps of a login, as a browser takes them."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pyotp
import pytest
from redis.asyncio import Redis

from handoff.adapters.machine import now
from tests.handoff.browsers import Json
from tests.handoff.conftest import PASSWORD, House, Written
from tests.handoff.web.raw import RawSocket

STAFF = "/api/staff"
STEP = f"{STAFF}/login"
OWN = f"{STAFF}/account/second-factor"


class Browser:
    """A page of the console, by its requests."""

    def __init__(self, house: House) -> None:
        self.base = house.base
        jar = aiohttp.CookieJar(unsafe=True)
        self.http = aiohttp.ClientSession(headers={"Origin": self.base}, cookie_jar=jar)

    async def ask(self, path: str, **body: str) -> tuple[int, Json]:
        """The status and the answer to a POST; a refusal's error."""
        async with self.http.post(self.base + path, json=body) as answer:
            told = {} if answer.status == 204 else await answer.json()
            return answer.status, told.get("error", told)

    async def look(self, path: str) -> tuple[int, Json]:
        async with self.http.get(self.base + path) as answer:
            told = await answer.json()
            return answer.status, told.get("error", told)

    async def log_in(self, email: str) -> tuple[int, Json]:
        return await self.ask(STEP, email=email, password=PASSWORD)

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.http.cookie_jar}


@pytest.fixture
async def strict(closed_house: House, valkey: Redis) -> House:
    """Administrators need a second step there."""
    await closed_house.open_gateway(FIRUZE_SECOND_FACTOR="supervisor, admin")
    return closed_house


@pytest.fixture
async def browser(strict: House) -> AsyncIterator[Browser]:
    browser = Browser(strict)
    yield browser
    await browser.http.close()


def _code(secret: str, later: int = 0) -> str:
    return pyotp.TOTP(secret).at(now() + timedelta(seconds=30 * later))


async def _set_up(browser: Browser, email: str) -> tuple[str, list[str]]:
    """The secret and the recovery codes of an administrator who logs in for the first time."""
    assert (await browser.log_in(email))[0] == 202
    _, begun = await browser.ask(f"{STEP}/set-up", language="en")
    status, told = await browser.ask(
        f"{STEP}/set-up/confirm", sealed=begun["sealed"], code=_code(begun["secret"], -1)
    )
    assert status == 200, told
    return begun["secret"], told["codes"]


async def test_an_administrator_sets_it_up_and_logs_in_by_it(
    strict: House, browser: Browser, written: Written
) -> None:
    """Before anything else; from then on by password and code. No log has anything of it."""
    email = await strict.hire("Leila", role="admin")
    status, step = await browser.log_in(email)
    assert (status, step) == (
        202,
        {"step": "set_up", "names": {"en": "Leila", "fa": "لیلا"}, "email": email},
    )
    assert await browser.look(f"{STEP}/step") == (200, {"left": step})
    assert (await browser.look(f"{STAFF}/me"))[0] == 401
    status, begun = await browser.ask(f"{STEP}/set-up", language="fa")
    assert begun["address"].startswith("otpauth://totp/%DA%A9%D9%86%D8%AC")
    assert begun["picture"].startswith("data:image/svg+xml")
    sealed, wrong = (
        begun["sealed"],
        await browser.ask(f"{STEP}/set-up/confirm", sealed=begun["sealed"], code="000000"),
    )
    assert (wrong[0], wrong[1]["code"]) == (403, "code_wrong")
    code = _code(begun["secret"], -1)
    status, told = await browser.ask(f"{STEP}/set-up/confirm", sealed=sealed, code=code)
    assert (status, len(told["codes"])) == (200, 10)
    assert set(browser.cookies) == {"firuze_session", "firuze_device"}
    assert (await browser.look(f"{STAFF}/me"))[1]["names"]["en"] == "Leila"

    assert (await browser.ask(f"{STAFF}/logout"))[0] == 204
    assert (await browser.log_in(email))[1]["step"] == "code"
    code = _code(begun["secret"])
    status, me = await browser.ask(f"{STEP}/code", code=code)
    assert (status, me["email"]) == (200, email)
    for secret in (begun["secret"], sealed, code, *told["codes"]):
        assert secret not in written.everything


async def test_half_a_session_opens_nothing_else(
    strict: House, browser: Browser, http: aiohttp.ClientSession
) -> None:
    """Neither pages of the console nor its socket, neither under its own name nor as a session."""
    email = await strict.hire("Leila", role="admin")
    await browser.log_in(email)
    half = browser.cookies["firuze_half"]
    assert set(browser.cookies) == {"firuze_half"}
    for path in ("me", "waits", "people", "deliveries/count", "account/second-factor"):
        assert (await browser.look(f"{STAFF}/{path}"))[0] == 401
    for path in ("confirm", "off", "recovery", "begin"):
        assert (await browser.ask(f"{OWN}/{path}"))[0] == 401
    for name in ("firuze_half", "firuze_session"):
        headers = {"Origin": strict.base, "Cookie": f"{name}={half}"}
        raw = await RawSocket.open(http, strict.base, headers=headers)
        assert '"code":"unauthenticated"' in await raw.connect("/staff")
        await raw.close()


async def test_the_cookie_of_half_a_session_is_out_of_reach(
    strict: House, browser: Browser, http: aiohttp.ClientSession
) -> None:
    """For scripts and other sites; it is gone after its time, after the second step, and when
    somebody else wants to log in."""
    email = await strict.hire("Leila", role="admin")
    given = {"email": email, "password": PASSWORD}
    async with browser.http.post(f"{strict.base}{STEP}", json=given) as answer:
        (cookie,) = answer.headers.getall("Set-Cookie")
    for part in ("HttpOnly", "SameSite=Strict", "Max-Age=900", "Path=/"):
        assert part in cookie
    assert (await browser.ask(f"{STEP}/cancel"))[0] == 204
    assert browser.cookies == {}
    assert await browser.look(f"{STEP}/step") == (200, {"left": None})
    status, error = await browser.ask(f"{STEP}/code", code="123456")
    assert (status, error["code"]) == (403, "step_expired")
    headers = {"Origin": "https://evil.example"}
    async with http.post(f"{strict.base}{STEP}/code", json={}, headers=headers) as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (403, "origin_refused")


async def test_an_agent_may_have_one_and_turn_it_off(strict: House, browser: Browser) -> None:
    """On the account page, by the password, and by a code once it is on."""
    email = await strict.hire("Sara")
    assert (await browser.log_in(email))[0] == 200
    off = {"since": None, "recovery_left": 0, "demanded": False}
    assert await browser.look(OWN) == (200, off)
    wrong = await browser.ask(f"{OWN}/begin", password="wrong horse!", language="en")
    assert (wrong[0], wrong[1]["code"]) == (403, "password_wrong")
    _, begun = await browser.ask(f"{OWN}/begin", password=PASSWORD, language="en")
    code = _code(begun["secret"], -1)
    _, told = await browser.ask(f"{OWN}/confirm", sealed=begun["sealed"], code=code)
    assert (await browser.look(OWN))[1]["recovery_left"] == 10
    _, renewed = await browser.ask(
        f"{OWN}/recovery", password=PASSWORD, code=_code(begun["secret"])
    )
    assert not {*renewed["codes"]} & {*told["codes"]}
    refused = await browser.ask(f"{OWN}/off", password=PASSWORD, code=told["codes"][0])
    assert (refused[0], refused[1]["code"]) == (403, "code_wrong")
    assert (await browser.ask(f"{OWN}/off", password=PASSWORD, code=renewed["codes"][0]))[0] == 204
    assert await browser.look(OWN) == (200, off)


async def test_a_role_that_needs_it_keeps_it(strict: House, browser: Browser) -> None:
    """The page knows, and the gateway refuses."""
    _, codes = await _set_up(browser, await strict.hire("Leila", role="supervisor"))
    assert (await browser.look(OWN))[1]["demanded"] is True
    refused = await browser.ask(f"{OWN}/off", password=PASSWORD, code=codes[0])
    assert (refused[0], refused[1]["code"]) == (409, "second_factor_demanded")


async def test_wrong_codes_have_to_wait(strict: House, browser: Browser) -> None:
    """Longer each time, and `Retry-After` says how long."""
    email = await strict.hire("Leila", role="admin")
    await _set_up(browser, email)
    await browser.ask(f"{STAFF}/logout")
    stranger = Browser(strict)
    await stranger.log_in(email)
    answers = [await stranger.ask(f"{STEP}/code", code="000000") for _ in range(8)]
    assert {status for status, _ in answers[:5]} == {403}
    assert answers[-1][0] == 429
    assert answers[-1][1]["data"]["retry_after"] > 0
    await stranger.http.close()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("code", {}),
        ("code", {"code": "1" * 100}),
        ("code", {"code": "1\x00"}),
        ("set-up", {"language": "de"}),
        ("set-up/confirm", {"sealed": "x" * 2000, "code": ""}),
        ("set-up/confirm", {"code": "123456"}),
    ],
)
async def test_what_is_no_request_is_refused(
    strict: House, browser: Browser, path: str, body: dict[str, str]
) -> None:
    """Bounded, and by its form."""
    await browser.log_in(await strict.hire("Leila", role="admin"))
    status, error = await browser.ask(f"{STEP}/{path}", **body)
    assert (status, error["code"]) == (422, "invalid_input")
