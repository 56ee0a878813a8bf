"""The one time of an installation: PostgreSQL's, also when somebody sets its clock."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.clock import SharedClock, steady, time_of
from tests.handoff.conftest import Written


class Told:
    """A server's time that can be set, over a line that can be slow in either direction."""

    def __init__(self) -> None:
        self._difference = datetime.now(UTC) - steady()
        self.ahead = timedelta(0)
        self.seconds_there = 0.0
        self.seconds_back = 0.0

    async def __call__(self) -> datetime:
        await asyncio.sleep(self.seconds_there)
        time = self.time()
        await asyncio.sleep(self.seconds_back)
        return time

    def time(self) -> datetime:
        """The time that the server has now."""
        return steady() + self._difference + self.ahead


async def test_all_gateways_have_the_time_of_postgresql(engine: AsyncEngine) -> None:
    """Clocks agree to some milliseconds, and go on between two readings."""
    clocks = [SharedClock(time_of(engine)) for _ in range(2)]
    for clock in clocks:
        await clock.look()
    told = await time_of(engine)()
    assert all(abs(clock() - told) < timedelta(seconds=0.5) for clock in clocks)
    assert clocks[0]() < clocks[0]()


@pytest.mark.parametrize("hours", [-3, 3])
async def test_a_clock_that_is_set_is_followed_and_told_of(hours: int, written: Written) -> None:
    """At the next look, in either direction; a server that agrees is not worth a word."""
    told = Told()
    clock = SharedClock(told)
    await clock.look()
    assert written.entries == []
    told.ahead = timedelta(hours=hours)
    before = clock()
    await clock.look()
    assert abs(clock() - before - told.ahead) < timedelta(seconds=1)
    (entry,) = written.entries
    assert (entry["event"], round(entry["seconds"] / 3600)) == ("clock.jumped", hours)


@pytest.mark.parametrize(("there", "back"), [(0.3, 0), (0, 0.3), (0.15, 0.15)])
async def test_a_slow_look_moves_a_clock_that_is_right_nowhere(there: float, back: float) -> None:
    """PostgreSQL or the gateway was busy; the look proves nothing, so events keep their distances."""
    told = Told()
    clock = SharedClock(told)
    await clock.look()
    ahead = clock() - told.time()
    told.seconds_there, told.seconds_back = there, back
    await clock.look()
    assert abs(clock() - told.time() - ahead) < timedelta(milliseconds=20)


async def test_what_a_slow_first_look_left_open_a_quick_one_settles() -> None:
    """The first one is wrong by its own round trip at most."""
    told = Told()
    clock = SharedClock(told)
    told.seconds_there = 0.3
    await clock.look()
    assert abs(clock() - told.time()) < timedelta(seconds=0.4)
    told.seconds_there = 0.0
    await clock.look()
    assert abs(clock() - told.time()) < timedelta(milliseconds=20)


def test_a_steady_time_only_grows() -> None:
    """It is for differences."""
    assert timedelta(0) <= steady() - steady() + timedelta(seconds=1) < timedelta(seconds=2)
