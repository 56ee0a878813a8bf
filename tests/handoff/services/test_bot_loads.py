"""What gateways tell each other of the turns that wait for bots."""

from datetime import timedelta

import pytest

from handoff.domain.desk.bot_load import NOTICED, BotLoad
from handoff.services.bot_loads import BotLoads
from handoff.services.errors import CacheDown
from tests.handoff.conftest import Written

BUSY = BotLoad(waiting=7, longest=NOTICED)
HASTE = BotLoad(waiting=1, longest=timedelta(milliseconds=20))
REST = BotLoad()


class Shared:
    """What gateways say of their bots, while Valkey can be reached."""

    def __init__(self) -> None:
        self.reachable = True
        self.told: list[BotLoad | None] = []

    async def tell(self, load: BotLoad) -> None:
        self.told.append(load)

    async def withdraw(self) -> None:
        self.told.append(None)

    async def everywhere(self) -> BotLoad:
        if not self.reachable:
            raise CacheDown
        return BotLoad(waiting=40, longest=NOTICED)


class Gateway:
    def __init__(self) -> None:
        self.load = REST
        self.shared = Shared()
        self.loads = BotLoads(lambda: self.load, self.shared)

    async def go_through(self, *loads: BotLoad) -> None:
        for self.load in loads:
            await self.loads.run_once()


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


async def test_a_gateway_tells_its_load_for_as_long_as_it_has_one(gateway: Gateway) -> None:
    """What a gateway says holds for a few seconds, so it says it again; when nobody waits it takes it back, once."""
    await gateway.go_through(REST, HASTE, HASTE, REST, REST)
    assert gateway.shared.told == [HASTE, HASTE, None]


async def test_the_log_says_when_bots_become_short_of_cores(
    gateway: Gateway, written: Written
) -> None:
    """Once, and again the next time."""
    await gateway.go_through(HASTE, BUSY, BUSY, HASTE, BUSY)
    assert written.everything.count("bots.short_of_cores") == 2


async def test_all_gateways_are_seen_together(gateway: Gateway) -> None:
    """While Valkey is away a gateway knows what waits on itself."""
    gateway.load = BUSY
    assert (await gateway.loads.everywhere()).waiting == 40
    gateway.shared.reachable = False
    assert await gateway.loads.everywhere() == BUSY
