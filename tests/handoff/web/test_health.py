"""`/healthz` and `/readyz` with every server there, and with each of them down."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from handoff.adapters.postgres.migrate import migrate
from stack.embedded.account import service_account
from stack.embedded.postgres import EmbeddedPostgres
from stack.embedded.valkey import EmbeddedValkey
from tests.handoff.conftest import House, Written, vouched
from tests.handoff.scripted_bot import ScriptedBot
from tests.handoff.waiting import eventually

WELL = {"database": "ok", "valkey": "ok", "bot": "ok", "settings": "ok"}


class Servers:
    """Servers of this module's own, which may go down, and the gateway's word on them."""

    def __init__(self, home: Path) -> None:
        self.postgres = EmbeddedPostgres(home, account=service_account())
        self.valkey = EmbeddedValkey(home, account=service_account())


@pytest.fixture(scope="module")
async def servers(servers_folder: Path) -> AsyncIterator[Servers]:
    home = servers_folder / "health"
    home.mkdir()
    home.chmod(0o755)
    servers = Servers(home)
    servers.postgres.start()
    servers.valkey.start()
    await migrate(servers.postgres.url)
    yield servers
    servers.valkey.stop()
    servers.postgres.stop()


@pytest.fixture
async def base(closed_house: House, servers: Servers) -> str:
    urls: dict[str, Any] = {"DATABASE_URL": servers.postgres.url, "REDIS_URL": servers.valkey.url}
    await closed_house.open_gateway(**urls)
    return closed_house.base


async def _told(http: aiohttp.ClientSession, url: str) -> tuple[int, Any]:
    async with http.get(url) as answer:
        return answer.status, await answer.json()


async def _until(http: aiohttp.ClientSession, base: str, checks: dict[str, str]) -> None:
    """Until `/readyz` says exactly this, while `/healthz` says that the gateway is alive."""

    async def agreed() -> bool:
        status, told = await _told(http, f"{base}/readyz")
        assert (status, told["status"]) == _expected(told["checks"])
        return bool(told["checks"] == checks)

    # A server of this module starts meanwhile, which a busy machine may take long for.
    await eventually(agreed, f"/readyz to say {checks}", within=60)
    assert await _told(http, f"{base}/healthz") == (200, {"status": "ok"})


def _expected(checks: dict[str, str]) -> tuple[int, str]:
    """People can be served without the bot, and without Valkey; not without the record."""
    if checks["database"] == "down":
        return 503, "unready"
    return 200, "ok" if checks == WELL else "degraded"


async def test_valkey_down_and_back(
    base: str, http: aiohttp.ClientSession, servers: Servers, closed_house: House
) -> None:
    """Degraded without it: customers are still served."""
    await _until(http, base, WELL)
    servers.valkey.stop()
    await _until(http, base, WELL | {"valkey": "down"})
    widget = await closed_house.widget()
    assert (await widget.say("anybody there?"))["ok"]
    await widget.until_type("bot.said")
    servers.valkey.start()
    await _until(http, base, WELL)


async def test_a_valkey_that_hangs_is_down(
    base: str, http: aiohttp.ClientSession, servers: Servers
) -> None:
    """The answer does not wait indefinitely."""
    assert servers.valkey.pid is not None
    os.kill(servers.valkey.pid, signal.SIGSTOP)
    try:
        await _until(http, base, WELL | {"valkey": "down"})
    finally:
        os.kill(servers.valkey.pid, signal.SIGCONT)
    await _until(http, base, WELL)


async def test_the_bot_down_and_back(
    base: str, http: aiohttp.ClientSession, bot: ScriptedBot, closed_house: House
) -> None:
    """Without bot and people: degraded. The customer gets an apology, the truth about who is here and,
    without a choice, a ticket: not silence."""
    async with ScriptedBot().listening() as other:
        port = int(other.url.rpartition(":")[2])
        urls: dict[str, Any] = {"DATABASE_URL": closed_house.settings["DATABASE_URL"]}
        gateway = await closed_house.open_gateway(
            FIRUZE_BOT_URL=other.url, FIRUZE_UNDECIDED_SECONDS=0.5, **urls
        )
        second = f"http://127.0.0.1:{gateway.port}"
        await _until(http, second, WELL)
    await _until(http, second, WELL | {"bot": "down"})
    widget = await closed_house.widget(gateway)
    await widget.say("anybody there?")
    await widget.until_type("ticket.opened")
    assert {"bot.failed", "absence.told"} <= set(widget.types)
    async with ScriptedBot().listening(port):
        await _until(http, second, WELL)


async def test_the_database_down_and_back(
    base: str,
    http: aiohttp.ClientSession,
    servers: Servers,
    closed_house: House,
    written: Written,
) -> None:
    """Without the record nothing is promised: `unavailable`, and afterwards all is well again."""
    widget = await closed_house.widget()
    assert (await widget.say("before"))["ok"]
    servers.postgres.stop()
    await _until(http, base, WELL | {"database": "down"})
    refused = await widget.say("during", client_id="01920000-0000-7000-8000-000000000009")
    assert refused["error"]["code"] == "unavailable", written.everything
    known = {"identity": vouched("nika")}
    async with http.post(f"{base}/api/visitor/session", json=known) as answer:
        assert answer.status == 503
    servers.postgres.start()
    await _until(http, base, WELL)
    again = await widget.say("during", client_id="01920000-0000-7000-8000-000000000009")
    assert again["ok"]
    await widget.sync()
    assert [t for t in widget.texts if not t.startswith("You said")] == ["before", "during"]


async def test_it_tells_how_far_the_reactions_are(base: str, http: aiohttp.ClientSession) -> None:
    """By name, on whichever gateway they run; it makes no difference to being ready."""
    _, told = await _told(http, f"{base}/readyz")
    rest = {"behind": 0, "oldest": None, "postponed": 0, "parked": 0}
    assert told["reactions"] == {"missed_offers": rest, "rating_requests": rest}


async def test_it_tells_how_busy_the_bots_are(base: str, http: aiohttp.ClientSession) -> None:
    """A balancer sends people here all the same: people answer those whom the bot does not reach in time."""
    _, told = await _told(http, f"{base}/readyz")
    assert told["bots"] == {"waiting": 0, "longest": 0.0, "short_of_cores": False}
