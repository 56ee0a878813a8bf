"""The loads of several gateways in a real Valkey."""

from datetime import timedelta

from redis.asyncio import Redis

from handoff.adapters.valkey.bot_loads import KEY, LIFE_SECONDS, ValkeyBotLoads
from handoff.domain.desk.bot_load import BotLoad

BUSY = BotLoad(waiting=7, longest=timedelta(seconds=2.5))
BUSIER = BotLoad(waiting=5, longest=timedelta(seconds=4))


async def test_the_loads_of_all_gateways_are_one(valkey: Redis) -> None:
    """The latest of each counts; one that withdraws has none."""
    here, there = ValkeyBotLoads(valkey, "here"), ValkeyBotLoads(valkey, "there")
    assert await here.everywhere() == BotLoad()
    await here.tell(BUSIER)
    await here.tell(BUSY)
    await there.tell(BUSIER)
    assert await here.everywhere() == BotLoad(waiting=12, longest=BUSIER.longest)
    await there.withdraw()
    assert await here.everywhere() == BUSY


async def test_a_gateway_that_is_gone_is_forgotten(valkey: Redis) -> None:
    """And so is one that told its load before Valkey's clock was put back."""
    loads = ValkeyBotLoads(valkey, "here")
    now, _ = await valkey.time()
    await valkey.hset(KEY, "dead", f"{now - 1} 9 9")
    await valkey.hset(KEY, "of tomorrow", f"{now + LIFE_SECONDS + 60} 9 9")
    await loads.tell(BUSY)
    assert await loads.everywhere() == BUSY
    assert await valkey.hkeys(KEY) == [b"here"]
