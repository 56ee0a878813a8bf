"""One time for the whole installation: PostgreSQL's.

Gateways look at it twice a second, before they judge deadlines, and carry it on with their machine's
monotonic clock, which nobody can set. What a gateway's own clock says matters to nothing (docs/adr/0009).

A look proves a time only to within its own round trip. A gateway moves its clock by no more than a look
proves wrong: else a slow answer would throw it half that answer's time ahead, and the next one back.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.engine import single_statements

log = structlog.get_logger()

Measure = Callable[[], Awaitable[datetime]]

_TIME = select(func.clock_timestamp())

# More than two looks ever differ by while nobody sets a clock.
JUMP = timedelta(seconds=1)


def time_of(engine: AsyncEngine) -> Measure:
    """Asks PostgreSQL for its time."""
    single = single_statements(engine)

    async def measure() -> datetime:
        async with single.connect() as connection:
            told: datetime = (await connection.execute(_TIME)).scalar_one()
        return told.astimezone(UTC)

    return measure


def _steady() -> timedelta:
    return timedelta(seconds=time.monotonic())


def steady() -> datetime:
    """A time that never jumps and means nothing by itself: only differences of it do."""
    return datetime.fromtimestamp(0, UTC) + _steady()


class SharedClock:
    """Implements `Clock`. Until the first look it is this machine's own time.

    `carry` is what it goes on with between two looks: how long ago a moment that means nothing was.
    """

    def __init__(self, measure: Measure, carry: Callable[[], timedelta] = _steady) -> None:
        self._measure = measure
        self._carry = carry
        self._origin = datetime.now(UTC) - carry()  # noqa: TID251

    def __call__(self) -> datetime:
        return self._origin + self._carry()

    async def look(self) -> None:
        """Takes over the time of PostgreSQL. Raises what PostgreSQL raises when it is away."""
        before = self._carry()
        told = await self._measure()
        origin = min(max(self._origin, told - self._carry()), told - before)
        jump = origin - self._origin
        if abs(jump) > JUMP:
            log.warning("clock.jumped", seconds=round(jump.total_seconds(), 1))
        self._origin = origin
