"""Many logins at once: customers do not notice, and nobody waits in a line."""

import asyncio
import statistics
import time

import aiohttp
import pytest
from redis.asyncio import Redis

from tests.handoff.browsers import Widget
from tests.handoff.conftest import House

LOGINS = 60
RATIO = 12  # a login is work for one core, a word of a customer for a moment


async def _acks(widget: Widget, count: int) -> float:
    """The median time from a word to its ack, in seconds."""
    times = []
    for _ in range(count):
        began = time.perf_counter()
        assert (await widget.say("are you there?"))["ok"]
        times.append(time.perf_counter() - began)
    return statistics.median(times)


@pytest.mark.alone
async def test_customers_are_acked_while_sixty_log_in(
    closed_house: House, valkey: Redis, http: aiohttp.ClientSession
) -> None:
    """From as many networks, so that no brake but the one around the work itself holds them: most are
    refused at once, and say when to come back."""
    await closed_house.open_gateway(FIRUZE_EVENT_BURST=1000)
    widget = await closed_house.widget()
    at_rest = await _acks(widget, 30)
    url = f"{closed_house.base}/api/staff/login"

    async def log_in(number: int) -> tuple[int, bool]:
        given = {"email": f"nobody-{number}@books.example", "password": "wrong horse!"}
        headers = {"Origin": closed_house.base, "X-Forwarded-For": f"93.184.216.{number + 1}"}
        async with http.post(url, json=given, headers=headers) as answer:
            return answer.status, "Retry-After" in answer.headers

    flood = asyncio.gather(*(log_in(number) for number in range(LOGINS)))
    meanwhile = await _acks(widget, 30)
    answers = await flood
    assert {(401, False), (429, True)} == set(answers)
    assert answers.count((429, True)) > LOGINS // 2
    assert meanwhile < max(at_rest, 0.004) * RATIO
    await widget.leave()
