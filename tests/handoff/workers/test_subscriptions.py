"""Readers of the record: at least once, in order, on one gateway at a time, held up by nothing."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.subscriptions import PostgresSubscriptions
from handoff.domain.conversation import events as e
from handoff.services.errors import CacheDown
from handoff.services.ports.subscriptions import Logged, Progress, StartFrom
from handoff.workers.subscriptions import LEASE, MOST_TRIES, Reactions, Subscription
from tests.handoff.services.conftest import Clock, Door, say

A_MINUTE = 60.0


@dataclass
class Listener:
    """A reaction to what customers say: it keeps the words, and fails at some of them."""

    name: str = field(default_factory=new_id)
    handles: tuple[type[e.Body], ...] = (e.CustomerSaid,)
    start: StartFrom = "now"
    heard: list[str] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    failing: dict[str, Callable[[], object]] = field(default_factory=dict)

    async def handle(self, logged: Logged) -> None:
        body = logged.event.body
        assert isinstance(body, e.CustomerSaid)
        self.tried[body.text] += 1
        if body.text in self.failing:
            outcome = self.failing[body.text]()
            if asyncio.iscoroutine(outcome):
                await outcome
        self.heard.append(body.text)


class House:
    """One reaction, and the gateways it may run on."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._store = PostgresSubscriptions(engine)
        self._clock = clock
        self.reaction = Listener()

    def gateway(self, **options: float) -> Subscription:
        nudged = asyncio.Event()
        return Subscription(self.reaction, self._store, self._clock, new_id(), nudged, **options)

    async def progress(self) -> Progress:
        found = await Reactions(self._store, [self.gateway()]).progress()
        return found[self.reaction.name]


@pytest.fixture
def house(engine: AsyncEngine, clock: Clock) -> House:
    return House(engine, clock)


@pytest.fixture
async def gateway(house: House) -> AsyncIterator[Subscription]:
    """A gateway that reads."""
    gateway = house.gateway()
    await gateway.run_once()
    yield gateway
    await gateway.stop()


def _broken() -> None:
    raise ValueError("This cannot be handled")


async def test_it_hears_of_everything_once_and_in_order(
    house: House, gateway: Subscription, door: Door
) -> None:
    """More than a page of it, and what comes while it looks again."""
    texts = [str(number) for number in range(130)]
    state = await door.conversation(*map(say, texts))
    await gateway.run_once()
    await door.go_on(state, say("later"))
    await gateway.run_once()
    assert house.reaction.heard == [*texts, "later"]
    assert (await house.progress()).behind == 0


async def test_a_new_reader_may_catch_up_from_the_beginning(house: House, door: Door) -> None:
    """It gets events from before it existed."""
    words = new_id()
    await door.conversation(say(words))
    house.reaction.start = "beginning"
    gateway = house.gateway()
    await gateway.run_once()
    await gateway.stop()
    assert words in house.reaction.heard


# --- gateways ---------------------------------------------------------------------------------


async def test_one_gateway_reads_and_the_next_one_takes_over(
    house: House, gateway: Subscription, door: Door, clock: Clock
) -> None:
    """When the lease of the one that died has passed: nothing twice, nothing left out."""
    other = house.gateway()
    state = await door.conversation(say("one"))
    await gateway.run_once()
    await door.go_on(state, say("two"))
    await other.run_once()
    assert house.reaction.heard == ["one"]
    clock.elapse(LEASE.total_seconds())
    await other.run_once()
    assert house.reaction.heard == ["one", "two"]
    await door.go_on(state, say("three"))
    await gateway.run_once()  # it has woken up
    assert house.reaction.heard == ["one", "two"]
    await other.stop()
    await gateway.run_once()
    assert house.reaction.heard == ["one", "two", "three"]


async def test_what_was_handled_and_not_noted_is_handled_again(
    house: House, gateway: Subscription, door: Door, clock: Clock
) -> None:
    """At least once: a gateway that dies between the two leaves no event out."""

    def die() -> None:
        raise asyncio.CancelledError

    await door.conversation(say("one"), say("two"), say("three"))
    house.reaction.failing["two"] = die
    with pytest.raises(asyncio.CancelledError):
        await gateway.run_once()
    del house.reaction.failing["two"]
    clock.elapse(LEASE.total_seconds())
    other = house.gateway()
    await other.run_once()
    assert house.reaction.heard == ["one", "one", "two", "three"]
    await other.stop()


async def test_a_lease_is_prolonged_while_there_is_much_to_do(
    house: House, gateway: Subscription, door: Door, clock: Clock
) -> None:
    """Nobody else reads meanwhile, and the lease does not run out under the reader."""
    other = house.gateway()

    async def slow() -> None:
        clock.elapse(LEASE.total_seconds() * 0.6)
        await other.run_once()

    texts = [str(number) for number in range(6)]
    house.reaction.failing |= dict.fromkeys(texts, slow)
    await door.conversation(*map(say, texts))
    await gateway.run_once()
    assert house.reaction.heard == texts


async def test_a_reader_that_has_lost_its_lease_stops(
    house: House, gateway: Subscription, door: Door, clock: Clock
) -> None:
    """A gateway was paused: what it has in hand is handled twice, and it does no more."""
    other = house.gateway()

    async def paused() -> None:
        house.reaction.failing.clear()
        clock.elapse(LEASE.total_seconds() + 1)
        await other.run_once()

    await door.conversation(say("one"), say("two"), say("three"))
    house.reaction.failing["two"] = paused
    await gateway.run_once()
    assert house.reaction.heard == ["one", "one", "two", "three", "two"]
    await other.stop()


# --- what cannot be handled ---------------------------------------------------------------------


async def test_an_event_that_cannot_be_handled_holds_up_its_own_conversation_only(
    house: House, gateway: Subscription, door: Door, clock: Clock
) -> None:
    """It is tried again, later each time; those behind it follow in their order."""
    house.reaction.failing["poison"] = _broken
    state = await door.conversation(say("poison"), say("behind it"))
    await door.conversation(say("elsewhere"))
    await gateway.run_once()
    await door.go_on(state, say("even later"))
    await gateway.run_once()
    assert house.reaction.heard == ["elsewhere"]
    assert (await house.progress()).postponed == 3
    clock.elapse(1)
    await gateway.run_once()
    clock.elapse(1)
    await gateway.run_once()
    assert house.reaction.tried["poison"] == 2
    del house.reaction.failing["poison"]
    clock.elapse(1)
    await gateway.run_once()
    assert house.reaction.heard == ["elsewhere", "poison", "behind it", "even later"]
    assert await house.progress() == Progress(behind=0, oldest=None, postponed=0, parked=0)


async def test_it_is_parked_in_the_end_and_the_others_go_on(
    house: House, gateway: Subscription, door: Door, clock: Clock
) -> None:
    """Any gateway may park it; it is shown, and not retried automatically."""
    house.reaction.failing["poison"] = _broken
    await door.conversation(say("poison"), say("behind it"))
    await gateway.run_once()
    await gateway.stop()
    other = house.gateway()
    for _ in range(MOST_TRIES + 2):
        clock.elapse(2 * A_MINUTE)
        await other.run_once()
    assert house.reaction.tried["poison"] == MOST_TRIES
    assert house.reaction.heard == ["behind it"]
    progress = await house.progress()
    assert (progress.postponed, progress.parked) == (0, 1)
    await other.stop()


async def test_a_handler_that_hangs_has_failed(house: House, door: Door) -> None:
    """It is cut off within the lease."""
    gateway = house.gateway(handle_seconds=0.05)
    await gateway.run_once()
    house.reaction.failing["poison"] = asyncio.Event().wait
    await door.conversation(say("poison"))
    await door.conversation(say("elsewhere"))
    await gateway.run_once()
    assert house.reaction.heard == ["elsewhere"]
    await gateway.stop()


async def test_a_server_that_is_away_is_not_the_event_s_fault(
    house: House, gateway: Subscription, door: Door, clock: Clock
) -> None:
    """No try is counted, and the reader goes on once the server is back."""

    def away() -> None:
        raise CacheDown

    house.reaction.failing["one"] = away
    await door.conversation(say("one"), say("two"))
    for _ in range(MOST_TRIES + 1):
        with pytest.raises(CacheDown):
            await gateway.run_once()
        clock.elapse(timedelta(minutes=2).total_seconds())
    del house.reaction.failing["one"]
    await gateway.run_once()
    assert house.reaction.heard == ["one", "two"]
    assert (await house.progress()).parked == 0
