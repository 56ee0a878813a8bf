"""Administrators see on which sites the widget was seen, by what browsers say of the page that asks."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from redis.asyncio import Redis
from yarl import URL

from handoff.adapters.machine import now
from handoff.adapters.valkey.sites import KEPT, ValkeySites
from handoff.services.ports.sites import Site
from tests.handoff.browsers import Console
from tests.handoff.conftest import House

SHOP, BLOG = "https://shop.example", "http://blog.example:8080"


@pytest.fixture(autouse=True)
async def _nothing_seen(valkey: Redis) -> None:
    await valkey.delete(*[name async for name in valkey.scan_iter("firuze:sites:*")] or [""])


@pytest.fixture
async def house(closed_house: House) -> House:
    """A house that names its shop's site, and has seen nobody yet."""
    await closed_house.open_gateway(FIRUZE_WIDGET_ORIGINS=SHOP)
    return closed_house


async def _installation(console: Console) -> Any:
    async with console.http.get(f"{console.base}/api/staff/installation") as answer:
        assert answer.status == 200
        return await answer.json()


async def _load(http: aiohttp.ClientSession, house: House, page: str) -> None:
    """A page fetches the launcher; whether it has been built is another matter."""
    async with http.get(f"{house.base}/widget.js", headers={"Referer": page}) as answer:
        assert answer.status in {200, 404}


async def test_the_shops_page_is_seen_when_it_loads_the_widget_and_when_a_chat_begins(
    house: House, http: aiohttp.ClientSession
) -> None:
    """Only the origin of the page's address stays. A site that the settings do not name is seen, too."""
    leila = await house.console("Leila", role="admin")
    assert await _installation(leila) == {"sites": [], "origins": [SHOP]}
    await _load(http, house, f"{BLOG}/post?secret=1")
    await _load(http, house, f"{SHOP}/mugs")
    headers = {"Origin": SHOP}
    async with http.post(f"{house.base}/api/visitor/session", json={}, headers=headers) as answer:
        assert answer.status == 200
    shop, blog = (await _installation(leila))["sites"]
    assert (shop["origin"], shop["allowed"]) == (SHOP, True)
    assert (blog["origin"], blog["allowed"], blog["begun_at"]) == (BLOG, False, None)
    for time in (shop["loaded_at"], shop["begun_at"], blog["loaded_at"]):
        assert abs(datetime.fromisoformat(time) - now()) < timedelta(minutes=2)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "null",
        "about:srcdoc",
        "ftp://files.example/",
        f"https://{'a' * 300}.example/",
        "https://[",
        "https://گلدان.example/",
    ],
)
async def test_what_is_no_sites_page_is_not_noted(
    house: House, http: aiohttp.ClientSession, page: str
) -> None:
    """Nor are our own pages: the preview in the console is no installation."""
    leila = await house.console("Leila", role="admin")
    await _load(http, house, page)
    await _load(http, house, f"{house.base}/console/")
    assert (await _installation(leila))["sites"] == []


@pytest.mark.parametrize("asked", [b"GET /widget.js", b"POST /api/visitor/session"])
async def test_bytes_that_are_no_text_are_not_noted(closed_house: House, asked: bytes) -> None:
    """No browser sends such an origin; whoever does gets the answer that everybody gets."""
    await closed_house.open_gateway(FIRUZE_WIDGET_ORIGINS="*")
    leila = await closed_house.console("Leila", role="admin")
    url = URL(closed_house.base)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(
        asked
        + b" HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nContent-Type: application/json\r\n"
        + b"Origin: https://\xff.example\r\nReferer: https://\xff.example/\r\n"
        + b"Content-Length: 2\r\n\r\n{}"
    )
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.split()[1] in {b"200", b"404"}
    assert (await _installation(leila))["sites"] == []


async def test_a_flood_of_names_is_bounded(house: House, http: aiohttp.ClientSession) -> None:
    """Few sites that nobody named are noted in a minute; the shop's own, loaded after them, is seen."""
    leila = await house.console("Leila", role="admin")
    for number in range(40):
        await _load(http, house, f"https://{number}.evil.example/")
    await _load(http, house, SHOP)
    seen = [site["origin"] for site in (await _installation(leila))["sites"]]
    assert len(seen) == 21
    assert seen[0] == SHOP


async def test_the_list_keeps_the_latest(valkey: Redis) -> None:
    """However many sites there are."""
    times = iter(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(KEPT + 5))
    sites = ValkeySites(valkey, lambda: next(times))
    for number in range(KEPT + 5):
        await sites.saw("loaded", f"https://{number}.example", named=False)
    found = await sites.all()
    assert len(found) == KEPT
    latest = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=KEPT + 4)
    assert found[0] == Site(origin=f"https://{KEPT + 4}.example", loaded_at=latest, begun_at=None)
    assert f"https://{4}.example" not in [site.origin for site in found]


async def test_no_number_of_others_drives_out_a_site_that_the_settings_name(valkey: Redis) -> None:
    """It is there once, also if the settings did not name it before."""
    times = iter(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(KEPT + 2))
    sites = ValkeySites(valkey, lambda: next(times))
    await sites.saw("loaded", SHOP, named=False)
    await sites.saw("loaded", SHOP, named=True)
    for number in range(KEPT):
        await sites.saw("loaded", f"https://{number}.example", named=False)
    found = await sites.all()
    assert len(found) == KEPT + 1
    second = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=1)
    assert found[-1] == Site(origin=SHOP, loaded_at=second, begun_at=None)


@pytest.mark.parametrize("role", ["agent", "supervisor"])
async def test_it_is_for_administrators(house: House, role: str) -> None:
    """Others are refused; those who are not logged in as well."""
    console = await house.console("Omid", role=role)
    url = f"{console.base}/api/staff/installation"
    async with console.http.get(url) as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (403, "not_allowed")
    async with aiohttp.ClientSession() as nobody, nobody.get(url) as answer:
        assert answer.status == 401
