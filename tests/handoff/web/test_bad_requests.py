"""Bad HTTP: refused with a code, logged without its text, and survived."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web
from redis.asyncio import Redis
from yarl import URL

from handoff.services.ports.sites import Seen, Site
from handoff.web.headers import SecurityHeaders
from handoff.web.http_io import errors
from handoff.web.origins import OwnPages
from handoff.web.pages import Pages
from handoff.web.visitor.session_limit import SESSIONS_PER_NETWORK
from handoff.web.visitor.sightings import Sightings
from handoff.web.visitor.sites import WidgetSites
from tests.handoff.browsers import Console
from tests.handoff.conftest import PASSWORD, House, Written
from tests.handoff.serving import serving
from tests.handoff.web.conftest import answers_normally

TEXT = "my secret sorrow"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{broken " + TEXT.encode(), 422, "bad_json"),
        (b"", 422, "bad_json"),
        (b"\xff\xfe" + TEXT.encode(), 422, "bad_json"),
        (b"[" * 60_000, 422, "bad_json"),
        (b'"' + TEXT.encode() + b'"', 422, "invalid_input"),
        (b'{"language":"de"}', 422, "invalid_input"),
        (b'{"conversation_id":"' + str(uuid4()).encode() + b'"}', 422, "invalid_input"),
        (b'{"token":"' + TEXT.encode() + b'"}', 401, "token_invalid"),
        (b'{"token":"\\u06f1.\\u06f2"}', 401, "token_invalid"),
        (b'{"token":"' + b"x" * 3000 + b'"}', 422, "invalid_input"),
        (b'{"identity":{"id":"' + TEXT.encode() + b'"}}', 403, "identity_invalid"),
        (b'{"identity":"' + TEXT.encode() + b'"}', 403, "identity_invalid"),
        (b'{"identity":7,"language":"' + TEXT.encode() + b'"}', 422, "invalid_input"),
        (b"x" * 200_000, 413, "body_too_large"),
    ],
)
async def test_a_bad_body_is_refused_with_a_code(
    open_house: House,
    valkey: Redis,
    http: aiohttp.ClientSession,
    written: Written,
    body: bytes,
    status: int,
    code: str,
) -> None:
    """The answer and the log have the code; neither has a word of the body."""
    async with http.post(f"{open_house.base}/api/visitor/session", data=body) as answer:
        told = await answer.json()
    assert (answer.status, told["ok"], told["error"]["code"]) == (status, False, code)
    assert TEXT not in json.dumps(told)
    assert written.codes == [code]
    assert TEXT not in written.everything
    assert await answers_normally(open_house)


async def test_a_body_without_end_is_cut_off(
    open_house: House, valkey: Redis, http: aiohttp.ClientSession, written: Written
) -> None:
    """A body that does not say its length is refused when it has become too long."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield TEXT.encode() * 500

    url = f"{open_house.base}/api/staff/login"
    headers = {"Content-Type": "application/json", "Origin": open_house.base}
    async with http.post(url, data=endless(), headers=headers) as answer:
        assert answer.status == 413
    assert written.codes == ["body_too_large"]
    assert TEXT not in written.everything
    assert await answers_normally(open_house)


async def test_a_wrong_method_and_an_unknown_path_have_codes(
    open_house: House, http: aiohttp.ClientSession, written: Written
) -> None:
    """What does not exist is not found; what exists is asked for in its own way."""
    async with http.get(f"{open_house.base}/api/{TEXT}") as answer:
        assert (await answer.json())["error"]["code"] == "not_found"
    async with http.get(f"{open_house.base}/api/visitor/session") as answer:
        assert (await answer.json())["error"]["code"] == "method_not_allowed"
    assert written.codes == ["not_found", "method_not_allowed"]
    assert TEXT not in written.everything


ESCAPES = [
    "..%2f..%2fsecret.txt",
    "%2e%2e/%2e%2e/secret.txt",
    "../../secret.txt",
    "assets/../../../secret.txt",
    "..%5c..%5csecret.txt",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "link.txt",
    "%00",
    "index.html%00.js",
    "x" * 5000,
    "assets",
    "%ff",
]


class NoSites:
    """Keeps nothing of where the widget was seen."""

    async def saw(self, seen: Seen, origin: str, *, named: bool) -> None:
        pass

    async def all(self) -> Sequence[Site]:
        return []


@pytest.fixture(scope="module")
async def built_pages(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The pages of a checkout with a secret beside them, on a port of their own."""
    root = tmp_path_factory.mktemp("checkout")
    (root / "secret.txt").write_text("secret")
    for folder in (root / "widget" / "dist", root / "agent_console" / "dist"):
        (folder / "assets").mkdir(parents=True)
        (folder / "index.html").write_text("the page")
        (folder / "assets" / "app-1.js").write_text("code")
        (folder / "link.txt").symlink_to(root / "secret.txt")
    app = web.Application(middlewares=[errors])
    own = OwnPages([])
    app.on_response_prepare.append(SecurityHeaders(own).add)
    sightings = Sightings(NoSites(), own, WidgetSites(frozenset(), own, []))
    app.add_routes(Pages(root, sightings).routes(demo=False))
    async with serving(app) as url:
        yield url


@pytest.mark.parametrize("path", ESCAPES)
@pytest.mark.parametrize("room", ["widget", "console"])
async def test_no_path_leads_out_of_the_built_pages(
    built_pages: str, http: aiohttp.ClientSession, room: str, path: str
) -> None:
    """No spelling of a path reaches files outside the pages."""
    url = URL(f"{built_pages}/{room}/{path}", encoded=True)
    async with http.get(url) as answer:
        assert answer.status == 404
        assert (await answer.json())["error"]["code"] == "not_found"


async def test_the_built_pages_are_served(built_pages: str, http: aiohttp.ClientSession) -> None:
    """Browsers revalidate the page each time, and cache its hashed files forever."""
    async with http.get(f"{built_pages}/console/") as answer:
        assert (answer.status, await answer.text()) == (200, "the page")
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    async with http.get(f"{built_pages}/widget/assets/app-1.js") as answer:
        assert "immutable" in answer.headers["Cache-Control"]
    async with http.get(f"{built_pages}/") as answer:
        assert answer.url.path == "/console/"


@pytest.mark.parametrize(
    "path",
    [
        "/api/staff/me",
        "/api/staff/conversations",
        "/api/staff/waits",
        f"/api/staff/customers/{uuid4()}",
    ],
)
@pytest.mark.parametrize("cookie", [None, "", TEXT])
async def test_staff_routes_are_for_who_is_logged_in(
    open_house: House,
    http: aiohttp.ClientSession,
    written: Written,
    path: str,
    cookie: str | None,
) -> None:
    """Without a session, or with a made-up one, there is nothing to see."""
    headers = {} if cookie is None else {"Cookie": f"firuze_session={cookie}"}
    async with http.get(open_house.base + path, headers=headers) as answer:
        assert answer.status == 401
        assert (await answer.json())["error"]["code"] == "unauthenticated"
    assert TEXT not in written.everything


async def test_an_agent_may_not_search_all_conversations(
    open_house: House, agent: Console, lead: Console
) -> None:
    """That page is the supervisors'."""
    async with agent.http.get(f"{open_house.base}/api/staff/conversations") as answer:
        assert answer.status == 403
        assert (await answer.json())["error"]["code"] == "not_allowed"
    async with lead.http.get(f"{open_house.base}/api/staff/conversations?limit=1") as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "10000"},
        {"owner": "nobody"},
        {"before": "-" * 36},
        {"agent": TEXT},
        {"q": "a\0b"},
        {"q": "x" * 201},
        {"text": TEXT},
    ],
)
async def test_a_bad_search_is_refused(
    open_house: House, lead: Console, written: Written, query: dict[str, str]
) -> None:
    """Every filter has its bounds; what was searched for is not logged."""
    url = f"{open_house.base}/api/staff/conversations"
    async with lead.http.get(url, params=query) as answer:
        assert answer.status == 422
    assert written.codes == ["invalid_input"]
    assert TEXT not in written.everything


@pytest.mark.parametrize("who", [str(uuid4()), "-" * 36, "7", "%00", "..%2f..%2f"])
async def test_a_customer_who_is_nobody_is_not_found(
    open_house: House, agent: Console, who: str
) -> None:
    """An id of nobody, and what is no id at all."""
    url = URL(f"{open_house.base}/api/staff/customers/{who}", encoded=True)
    async with agent.http.get(url) as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"email": "sara@books.example", "password": TEXT}, 401, "login_failed"),
        ({"email": f"{TEXT}\0", "password": TEXT}, 422, "invalid_input"),
        ({"email": "x" * 400, "password": TEXT}, 422, "invalid_input"),
        ({"email": ["sara"], "password": TEXT}, 422, "invalid_input"),
        ({"email": "sara", "password": TEXT, "role": "admin"}, 422, "invalid_input"),
        ({"email": "sara"}, 422, "invalid_input"),
    ],
)
async def test_a_bad_login_is_refused(
    open_house: House,
    valkey: Redis,
    http: aiohttp.ClientSession,
    written: Written,
    given: dict[str, Any],
    status: int,
    code: str,
) -> None:
    """Neither answer nor log repeats the password."""
    url, headers = f"{open_house.base}/api/staff/login", {"Origin": open_house.base}
    async with http.post(url, json=given, headers=headers) as answer:
        told = await answer.json()
    assert (answer.status, told["error"]["code"]) == (status, code)
    assert TEXT not in json.dumps(told) + written.everything


async def test_a_login_lasts_until_the_logout(open_house: House, valkey: Redis) -> None:
    """The cookie is out of reach for scripts and other sites; after logout it opens nothing."""
    agent = await open_house.console("Sara")
    cookie = {"Cookie": f"firuze_session={agent.cookie}"}
    async with agent.http.get(f"{open_house.base}/api/staff/me") as answer:
        assert (await answer.json())["names"]["en"] == "Sara"
    async with agent.http.post(f"{open_house.base}/api/staff/logout", json={}) as answer:
        assert answer.status == 204
    async with agent.http.get(f"{open_house.base}/api/staff/me", headers=cookie) as answer:
        assert answer.status == 401
    email = agent.me["email"]
    login = {"email": email, "password": PASSWORD}
    async with agent.http.post(f"{open_house.base}/api/staff/login", json=login) as answer:
        flags = answer.headers["Set-Cookie"].lower()
    await agent.leave()
    assert "httponly" in flags
    assert "samesite=strict" in flags


async def test_new_visitors_from_one_network_are_limited(
    open_house: House, valkey: Redis, http: aiohttp.ClientSession
) -> None:
    """Beyond the limit the answer says when to come back; of IPv6 a household is one network."""
    url = f"{open_house.base}/api/visitor/session"

    async def come(address: str) -> tuple[int, Any]:
        async with http.post(url, json={}, headers={"X-Forwarded-For": address}) as answer:
            return answer.status, await answer.json()

    for number in range(SESSIONS_PER_NETWORK):
        assert (await come(f"2a00:1450:4001:81b::{number:x}"))[0] == 200
    status, told = await come("[2a00:1450:4001:81b::ffff]:4711")
    assert (status, told["error"]["code"]) == (429, "rate_limited")
    assert 0 < told["error"]["data"]["retry_after"] <= 60
    assert (await come("2a00:1450:4001:81c::1"))[0] == 200


async def test_a_widget_on_another_site_may_ask_for_a_session(
    open_house: House, http: aiohttp.ClientSession
) -> None:
    """Visitors' routes are open to other origins, the staff's are not."""
    shop = {"Origin": "https://shop.example"}
    async with http.options(f"{open_house.base}/api/visitor/session", headers=shop) as answer:
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    async with http.get(f"{open_house.base}/api/staff/me", headers=shop) as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers
