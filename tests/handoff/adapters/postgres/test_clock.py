"""The one time of an installation: PostgreSQL's, also when somebody sets its clock."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.clock import SharedClock, steady, time_of
from tests.handoff.conftest import Written


class Told:
    """A server's time that can be set, over a line that can be slow in either direction.

    No other time passes than what the line takes.
    """

    def __init__(self) -> None:
        self.passed = timedelta(hours=5)
        self._difference = datetime.now(UTC) - self.passed
        self.there = self.back = timedelta(milliseconds=1)

    def put_ahead(self, ahead: timedelta) -> None:
        """Somebody sets the server's clock."""
        self._difference += ahead

    async def __call__(self) -> datetime:
        self.passed += self.there
        time = self.time()
        self.passed += self.back
        return time

    def time(self) -> datetime:
        """The time that the server has now."""
        return self.passed + self._difference

    def clock(self) -> SharedClock:
        """A gateway's clock that looks at this server."""
        return SharedClock(self, lambda: self.passed)


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
    clock = told.clock()
    await clock.look()
    assert written.entries == []
    told.put_ahead(timedelta(hours=hours))
    await clock.look()
    assert abs(clock() - told.time()) <= told.there + told.back
    (entry,) = written.entries
    assert (entry["event"], round(entry["seconds"] / 3600)) == ("clock.jumped", hours)


@pytest.mark.parametrize(("there", "back"), [(300, 1), (1, 300), (150, 150)])
async def test_a_slow_look_moves_a_clock_that_is_right_nowhere(there: int, back: int) -> None:
    """PostgreSQL or the gateway was busy; the look proves nothing, so events keep their distances."""
    told = Told()
    clock = told.clock()
    await clock.look()
    ahead = clock() - told.time()
    told.there, told.back = timedelta(milliseconds=there), timedelta(milliseconds=back)
    await clock.look()
    assert clock() - told.time() == ahead


async def test_what_a_slow_first_look_left_open_a_quick_one_settles() -> None:
    """The first one is wrong by its own round trip at most."""
    told = Told()
    clock = told.clock()
    told.there = timedelta(milliseconds=300)
    await clock.look()
    assert abs(clock() - told.time()) <= told.there + told.back
    told.there = timedelta(milliseconds=1)
    await clock.look()
    assert abs(clock() - told.time()) <= told.there + told.back


def test_a_steady_time_only_grows() -> None:
    """It is for differences."""
    assert timedelta(0) <= steady() - steady() + timedelta(seconds=1) < timedelta(seconds=2)
