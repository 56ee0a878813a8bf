"""What each gateway has waiting for the bots, in a hash by gateway, by Valkey's own clock."""

from datetime import timedelta

from redis.asyncio import Redis

from handoff.adapters.valkey.outage import as_cache_down
from handoff.domain.desk.bot_load import BotLoad, together

KEY = "firuze:bots:loads"

# A gateway that has said nothing for so long is gone, and so are its turns.
LIFE_SECONDS = 5

_NOW = """
local told = redis.call('TIME')
local now = told[1] + told[2] / 1000000
"""
_TELL = f"""{_NOW}
redis.call('HSET', KEYS[1], ARGV[1], (now + {LIFE_SECONDS}) .. ' ' .. ARGV[2] .. ' ' .. ARGV[3])
"""
# A load that ends later than any can was written down before the clock was set.
_ALL = f"""{_NOW}
local found, loads = redis.call('HGETALL', KEYS[1]), {{}}
for i = 1, #found, 2 do
    local ends, load = string.match(found[i + 1], '^(%S+) (.+)$')
    if now < tonumber(ends) and tonumber(ends) < now + {LIFE_SECONDS + 1} then
        loads[#loads + 1] = load
    else
        redis.call('HDEL', KEYS[1], found[i])
    end
end
return loads
"""


class ValkeyBotLoads:
    """Implements `SharedBotLoads` for the gateway of this name."""

    def __init__(self, valkey: Redis, gateway: str) -> None:
        self._valkey = valkey
        self._gateway = gateway
        self._tell = valkey.register_script(_TELL)
        self._all = valkey.register_script(_ALL)

    async def tell(self, load: BotLoad) -> None:
        seconds = load.longest.total_seconds()
        with as_cache_down():
            await self._tell(keys=[KEY], args=[self._gateway, load.waiting, seconds])

    async def withdraw(self) -> None:
        with as_cache_down():
            await self._valkey.hdel(KEY, self._gateway)

    async def everywhere(self) -> BotLoad:
        with as_cache_down():
            found = await self._all(keys=[KEY])
        return together(map(_load, found))


def _load(told: bytes) -> BotLoad:
    waiting, longest = told.split()
    return BotLoad(waiting=int(waiting), longest=timedelta(seconds=float(longest)))
