"""Which sites' pages may talk to the gateway for their visitors."""

import aiohttp
import pytest

from tests.handoff.conftest import House, base_of
from tests.handoff.web.raw import RawSocket

SHOP, EVIL = "https://shop.example", "https://evil.example"
POLLING = "/socket.io/?EIO=4&transport=polling"


@pytest.fixture
async def house(closed_house: House) -> House:
    """A house that names its shop's site."""
    await closed_house.open_gateway(FIRUZE_WIDGET_ORIGINS=f"{SHOP}, https://*.other.example")
    return closed_house


def own_origin(house: House) -> str:
    return base_of(house.gateways[0])


@pytest.mark.parametrize("path", ["/api/visitor/session", "/api/visitor/leave", POLLING])
@pytest.mark.parametrize(
    "origin",
    [
        EVIL,
        "http://shop.example",
        "https://shop.example:444",
        "https://shop.example.evil.example",
        "https://a.other.example",
        "null",
        "not an origin",
    ],
)
async def test_a_site_that_is_not_named_is_refused(
    house: House, http: aiohttp.ClientSession, path: str, origin: str
) -> None:
    """The gateway does nothing for such a request, rather than only hiding the answer."""
    headers = {"Origin": origin}
    method = "GET" if path == POLLING else "POST"
    async with http.request(method, house.base + path, json={}, headers=headers) as answer:
        told = await answer.json()
        assert (answer.status, told["error"]["code"]) == (403, "origin_refused")
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_socket_of_a_site_that_is_not_named_is_refused(
    house: House, http: aiohttp.ClientSession
) -> None:
    """Whatever token it has."""
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await RawSocket.open(http, house.base, headers={"Origin": EVIL})
    assert refused.value.status == 403


async def test_the_named_site_and_our_own_pages_are_served(
    house: House, http: aiohttp.ClientSession
) -> None:
    """Clients that are not another site's page are served too."""
    token = (await house.widget()).token
    for headers in ({"Origin": SHOP}, {"Origin": own_origin(house)}, {}):
        async with http.post(
            f"{house.base}/api/visitor/session", json={}, headers=headers
        ) as answer:
            assert answer.status == 200
            assert answer.headers.get("Access-Control-Allow-Origin") == headers.get("Origin")
        socket = await RawSocket.open(http, house.base, headers=headers)
        assert "sid" in await socket.connect("/visitor", {"token": token})
        await socket.close()


@pytest.mark.parametrize("path", ["/api/visitor/session", POLLING])
async def test_no_answer_may_be_read_with_credentials(
    open_house: House, house: House, http: aiohttp.ClientSession, path: str
) -> None:
    """This holds both where any site may ask, and where one is named."""
    for base in (open_house.base, house.base):
        async with http.options(f"{base}{path}", headers={"Origin": SHOP}) as answer:
            assert answer.status == 204
            assert answer.headers["Access-Control-Allow-Origin"] in ("*", SHOP)
            assert "Access-Control-Allow-Credentials" not in answer.headers
        async with http.get(f"{base}{POLLING}", headers={"Origin": SHOP}) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] in ("*", SHOP)
            assert "Access-Control-Allow-Credentials" not in answer.headers
