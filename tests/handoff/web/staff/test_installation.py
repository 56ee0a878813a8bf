"""Administrators see on which sites the widget was seen, by what browsers say of the page that asks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from redis.asyncio import Redis

from handoff.adapters.machine import now
from handoff.adapters.valkey.sites import KEPT, ValkeySites
from handoff.services.ports.sites import Site
from tests.handoff.browsers import Console
from tests.handoff.conftest import House

SHOP, BLOG = "https://shop.example", "http://blog.example:8080"


@pytest.fixture(autouse=True)
async def _nothing_seen(valkey: Redis) -> None:
    await valkey.delete("firuze:sites:loaded", "firuze:sites:begun")


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
    """Of the page's address only the origin stays. A site that the settings do not name is seen, too."""
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


async def test_a_flood_of_names_is_bounded(house: House, http: aiohttp.ClientSession) -> None:
    """Few sites that are new to the gateway are noted in a minute, and those it knows stay."""
    leila = await house.console("Leila", role="admin")
    await _load(http, house, SHOP)
    for number in range(40):
        await _load(http, house, f"https://{number}.evil.example/")
    seen = [site["origin"] for site in (await _installation(leila))["sites"]]
    assert len(seen) == 20
    assert SHOP in seen


async def test_the_list_keeps_the_latest(valkey: Redis) -> None:
    """However many sites there are."""
    times = iter(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(KEPT + 5))
    sites = ValkeySites(valkey, lambda: next(times))
    for number in range(KEPT + 5):
        await sites.saw("loaded", f"https://{number}.example")
    found = await sites.all()
    assert len(found) == KEPT
    latest = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=KEPT + 4)
    assert found[0] == Site(origin=f"https://{KEPT + 4}.example", loaded_at=latest, begun_at=None)
    assert f"https://{4}.example" not in [site.origin for site in found]


@pytest.mark.parametrize("role", ["agent", "supervisor"])
async def test_it_is_for_administrators(house: House, role: str) -> None:
    """Others are refused; those who are not logged in as well."""
    console = await house.console("Omid", role=role)
    url = f"{console.base}/api/staff/installation"
    async with console.http.get(url) as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (403, "not_allowed")
    async with aiohttp.ClientSession() as nobody, nobody.get(url) as answer:
        assert answer.status == 401
