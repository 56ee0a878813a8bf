"""Presence leases, limits and the fan-out on a real Valkey."""

import time
from typing import Any

import pytest
from redis.asyncio import Redis

from handoff.adapters.valkey.addresses import KEPT_SECONDS, ValkeyAddresses
from handoff.adapters.valkey.fanout import ValkeyFanout
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.adapters.valkey.presence import (
    CUSTOMERS_KEY,
    LEASE_SECONDS,
    LINGER_SECONDS,
    ValkeyPresence,
)
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.domain.errors import TooManyAttempts
from handoff.services.ports.limits import SHARED, ClientNetwork
from handoff.services.signals import AgentTyping, BotTyping, CustomerTyping, QueueMoved, Signal
from tests.handoff.waiting import eventually

NAMES = Pseudonyms("secret-of-the-tests")


class Ear:
    """Hears signals of other gateways."""

    def __init__(self) -> None:
        self.heard: list[Signal] = []

    def __call__(self, signal: Signal) -> None:
        self.heard.append(signal)


async def test_a_lease_makes_present_until_it_is_given_up(valkey: Redis) -> None:
    """A member who renews is online, one who leaves is not, and others are unaffected."""
    presence = ValkeyPresence(valkey)
    await presence.renew([])
    assert await presence.online() == frozenset()
    await presence.renew(["sara", "omid"])
    await presence.leave("sara")
    assert await presence.online() == {"omid"}


async def _leases(valkey: Redis) -> dict[bytes, float]:
    """The end of each member's lease, in Unix seconds."""
    leases: list[Any] = await valkey.zrange("firuze:presence", 0, -1, withscores=True)
    return dict(leases)


async def test_a_lease_that_was_not_renewed_runs_out(valkey: Redis) -> None:
    """Once its time has passed the member is gone, without anybody saying so."""
    await ValkeyPresence(valkey).renew(["sara", "omid"])
    leases = await _leases(valkey)
    assert all(0 < until - time.time() <= LEASE_SECONDS for until in leases.values())
    await valkey.zadd("firuze:presence", {"sara": time.time() - 0.001})
    assert await ValkeyPresence(valkey).online() == {"omid"}


async def test_who_lingers_is_soon_gone_and_the_other_way_round(valkey: Redis) -> None:
    """A console that closes shortens the lease, and never makes one."""
    presence = ValkeyPresence(valkey)
    await presence.renew(["sara"])
    for name in ("sara", "omid"):
        await presence.linger(name)
    leases = await _leases(valkey)
    assert list(leases) == [b"sara"]
    assert 0 < leases[b"sara"] - time.time() <= LINGER_SECONDS


async def test_customers_are_looked_up_among_those_asked_for(valkey: Redis) -> None:
    """A lease that is missing or has run out is nobody there; staff and customers are apart."""
    customers = ValkeyPresence(valkey, CUSTOMERS_KEY)
    await customers.renew(["a", "b", "c"])
    await customers.leave("b")
    await valkey.zadd(CUSTOMERS_KEY, {"d": time.time() - 0.001})
    assert await customers.among(["a", "b", "d", "e"]) == {"a"}
    assert await customers.among([]) == frozenset()
    assert await ValkeyPresence(valkey).online() == frozenset()


async def test_customers_of_this_gateway_are_there_whatever_valkey_has_forgotten(
    valkey: Redis,
) -> None:
    """Their leases are renewed before anybody is looked for."""
    here, there = ValkeyPresence(valkey, CUSTOMERS_KEY), ValkeyPresence(valkey, CUSTOMERS_KEY)
    await here.renew(["a"])
    await valkey.delete(CUSTOMERS_KEY)
    assert await there.among(["a"]) == frozenset()
    assert await here.among(["a"]) == {"a"}


@pytest.mark.parametrize("hours", [-3, 3])
async def test_leases_outlive_a_clock_that_is_set(valkey: Redis, hours: int) -> None:
    """A member connected here is present at once, others once their gateway renews: leases from before
    the change of the clock are void."""
    here, there = ValkeyPresence(valkey), ValkeyPresence(valkey)
    await here.renew(["sara"])
    await there.renew(["omid"])
    before = time.time() - hours * 3600  # as the leases look once the clock has been set
    await valkey.zadd("firuze:presence", {"sara": before, "omid": before, "ghost": before})
    assert await here.online() == {"sara"}
    assert await there.online() == {"sara", "omid"}


async def test_attempts_beyond_the_limit_are_refused_until_the_window_ends(
    valkey: Redis,
) -> None:
    """The refusal says how long to wait; another key is another counter."""
    limits = ValkeyLimits(valkey, NAMES)
    for _ in range(3):
        await limits.hit("sara", limit=3, window_seconds=60)
    with pytest.raises(TooManyAttempts) as refused:
        await limits.hit("sara", limit=3, window_seconds=60)
    assert 0 < int(refused.value.data["retry_after"]) <= 60
    await limits.hit("omid", limit=3, window_seconds=60)
    await valkey.delete(limits.name("sara"))  # as its expiry does
    await limits.hit("sara", limit=3, window_seconds=60)


async def test_attempts_do_not_prolong_the_window(valkey: Redis) -> None:
    """A caller who keeps trying is not locked out indefinitely."""
    limits = ValkeyLimits(valkey, NAMES)
    await limits.hit("sara", limit=1, window_seconds=60)
    await valkey.expire(limits.name("sara"), 5)
    with pytest.raises(TooManyAttempts) as refused:
        await limits.hit("sara", limit=1, window_seconds=60)
    assert int(refused.value.data["retry_after"]) <= 5


async def test_an_attempt_taken_back_does_not_count(valkey: Redis) -> None:
    """It makes room for another one, and leaves nothing behind that never expires."""
    limits = ValkeyLimits(valkey, NAMES)
    await limits.hit("sara", limit=1, window_seconds=60)
    await limits.undo("sara")
    await limits.hit("sara", limit=1, window_seconds=60)
    await valkey.delete(limits.name("sara"))  # as its expiry does
    await limits.undo("sara")
    assert await valkey.keys() == []


async def test_a_customer_s_network_is_known_for_a_day_from_its_last_use(valkey: Redis) -> None:
    """Two customers of one network are known to be that; afterwards nobody's is known."""
    addresses, home = ValkeyAddresses(valkey, NAMES), ClientNetwork("93.184.216.34")
    await addresses.remember("nika", home)
    await addresses.remember("daniel", home)
    await addresses.remember("mehdi", SHARED)
    known_as = await addresses.of("nika")
    assert known_as == await addresses.of("daniel") != SHARED
    assert await addresses.of("mehdi") == await addresses.of("nobody") == SHARED
    assert 0 < await valkey.ttl("firuze:address:nika") <= KEPT_SECONDS


async def test_valkey_holds_no_address_and_no_contact(valkey: Redis) -> None:
    """Neither in names nor in values, nor a hash that could be tried out without the secret."""
    limits, addresses = ValkeyLimits(valkey, NAMES), ValkeyAddresses(valkey, NAMES)
    secrets = ["93.184.216.34", "nika@mail.example", "09125550142"]
    for secret in secrets:
        await limits.hit(secret, limit=1, window_seconds=60)
    await addresses.remember("nika", ClientNetwork(secrets[0]))
    kept = str([*await valkey.keys(), await valkey.get("firuze:address:nika")])
    assert not [secret for secret in secrets if secret in kept]
    assert Pseudonyms("another secret").of(secrets[0]) != NAMES.of(secrets[0])


async def test_signals_reach_both_gateways_once_and_in_order(valkey: Redis) -> None:
    """The sender does not hear its own echo."""
    here, there = Ear(), Ear()
    mine, other = ValkeyFanout(valkey, here), ValkeyFanout(valkey, there)
    await mine.start()
    await other.start()
    await _both_listen(valkey)
    sent = [QueueMoved(positions={"c": place}) for place in range(50)]
    for signal in sent:
        mine.send(signal)
    await eventually(lambda: _length(there, 50), "the other gateway")
    assert there.heard == sent
    other.send(CustomerTyping(conversation_id="c", active=True))
    await eventually(lambda: _length(here, 1), "the echo's end")
    assert len(there.heard) == 50
    await mine.stop()
    await other.stop()


async def test_a_gateway_alone_bothers_nobody_until_another_comes(valkey: Redis) -> None:
    """Nothing goes to Valkey for nobody's sake; from the first moment of another one all of it does."""
    here, there = Ear(), Ear()
    mine, other = ValkeyFanout(valkey, here), ValkeyFanout(valkey, there)
    typing = [CustomerTyping(conversation_id=name, active=True) for name in "abc"]
    await mine.start()
    await eventually(lambda: _goes_unsent(valkey, mine, typing[0]), "the gateway's being alone")
    await other.start()
    await eventually(lambda: _arrives(mine, typing[1], there), "the newcomer's first signal")
    await other.stop()
    await eventually(lambda: _goes_unsent(valkey, mine, typing[2]), "being alone once more")
    await mine.stop()


async def test_signals_go_on_after_valkey_has_dropped_everybody(valkey: Redis) -> None:
    """Gateways whose subscriptions were cut find each other again."""
    here, there = Ear(), Ear()
    mine, other = ValkeyFanout(valkey, here), ValkeyFanout(valkey, there)
    await mine.start()
    await other.start()
    await _both_listen(valkey)
    await valkey.client_kill_filter(_type="pubsub")
    typing = [CustomerTyping(conversation_id=name, active=True) for name in "ab"]
    await eventually(lambda: _arrives(mine, typing[0], there), "a signal to the other")
    await eventually(lambda: _arrives(other, typing[1], here), "a signal back")
    await mine.stop()
    await other.stop()


async def test_a_signal_that_is_no_signal_ends_nothing(valkey: Redis) -> None:
    """Rubbish on the channel is logged; the next signal arrives."""
    ear = Ear()
    fanout = ValkeyFanout(valkey, ear)
    await fanout.start()
    await eventually(lambda: _listeners(valkey, 1), "the subscription")
    await valkey.publish("firuze:signals", b"rubbish")
    await valkey.publish("firuze:signals", b"x" * 32 + b'{"active": "perhaps"}')
    other = ValkeyFanout(valkey, Ear())
    await other.start()
    other.send(BotTyping(conversation_id="c", active=False))
    await eventually(lambda: _length(ear, 1), "a good signal")
    await other.stop()
    await fanout.stop()


async def test_signals_of_one_shape_are_told_apart(valkey: Redis) -> None:
    """Each arrives as what it is."""
    there = Ear()
    mine, other = ValkeyFanout(valkey, Ear()), ValkeyFanout(valkey, there)
    await mine.start()
    await other.start()
    await _both_listen(valkey)
    signals: list[Signal] = [
        AgentTyping(conversation_id="c", active=True),
        BotTyping(conversation_id="c", active=True),
        CustomerTyping(conversation_id="c", active=True),
    ]
    for signal in signals:
        mine.send(signal)
    await eventually(lambda: _length(there, 3), "three signals")
    assert there.heard == signals
    await mine.stop()
    await other.stop()


async def _arrives(sender: ValkeyFanout, signal: Signal, ear: Ear) -> bool:
    sender.send(signal)
    return signal in ear.heard


async def _goes_unsent(valkey: Redis, sender: ValkeyFanout, signal: Signal) -> bool:
    """Whether Valkey was asked to publish nothing for it."""
    before = await _published(valkey)
    sender.send(signal)
    await sender.sent()
    return await _published(valkey) == before


async def _published(valkey: Redis) -> int:
    return int((await valkey.info("commandstats")).get("cmdstat_publish", {"calls": 0})["calls"])


async def _length(ear: Ear, length: int) -> bool:
    return len(ear.heard) == length


async def _listeners(valkey: Redis, count: int) -> bool:
    return (await valkey.pubsub_numsub("firuze:signals"))[0][1] >= count


async def _both_listen(valkey: Redis) -> None:
    await eventually(lambda: _listeners(valkey, 2), "two subscriptions")
