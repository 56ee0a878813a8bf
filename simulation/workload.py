"""A scenario, and the customers it makes: when they come, how long they take, how patient they are."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

# Where the virtual clock starts: a Monday, midnight.
START = datetime(2026, 1, 5, tzinfo=UTC)

HOURS_A_DAY = 24

type ServiceShape = Literal["exponential", "lognormal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """An agent is online every day from hour `start` until hour `end` (0…24)."""

    start: float
    end: float


ALL_DAY = Shift(start=0, end=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentPlan:
    """One agent: how many chats at once, and when."""

    id: str
    capacity: int
    shift: Shift = ALL_DAY

    @property
    def slot_hours(self) -> float:
        """Slots offered in a day, in hours."""
        return self.capacity * (self.shift.end - self.shift.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is simulated.

    Attributes:
        days: the length; customers still in the queue at the end count as waiting.
        agents: the team.
        hourly: arrivals per hour, one figure for each hour of the day.
        service: the mean time a chat occupies its slot.
        shape: how service times are spread.
        variation: variance ÷ mean² of lognormal service times.
        patience: the mean of the exponential patience; None means nobody ever leaves.
        urgent_share: how many (0…1) come with a head start in the queue.
        urgent_minutes: that head start.
    """

    days: int
    agents: tuple[AgentPlan, ...]
    hourly: tuple[float, ...]
    service: timedelta
    shape: ServiceShape = "exponential"
    variation: float = 1.0
    patience: timedelta | None = None
    urgent_share: float = 0.0
    urgent_minutes: int = 3

    @property
    def end(self) -> datetime:
        """When the virtual clock stops."""
        return START + timedelta(days=self.days)

    @property
    def steady(self) -> bool:
        """Whether arrivals and team are the same around the clock, as the theory assumes."""
        all_day = all(agent.shift == ALL_DAY for agent in self.agents)
        return all_day and len(set(self.hourly)) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A customer who wants a person: `service` is the time the chat will take, `patience` how long
    they are ready to wait (None: forever), `head_start` minutes of priority."""

    number: int
    arrives: datetime
    service: timedelta
    patience: timedelta | None
    head_start: int


def customers(scenario: Scenario, seed: int) -> Iterator[Arrival]:
    """The customers of a scenario, in order of arrival; the same ones for the same seed.

    Each property has a stream of random numbers of its own, so that changing one of them (longer
    chats, say) leaves the others as they were.
    """
    service, patience, urgency = (
        random.Random(f"{seed}:{name}") for name in ("service", "patience", "urgency")
    )
    for number, arrives in enumerate(arrivals(scenario, random.Random(f"{seed}:arrivals"))):
        yield Arrival(
            number=number,
            arrives=arrives,
            service=_service(scenario, service),
            patience=_patience(scenario, patience),
            head_start=scenario.urgent_minutes * (urgency.random() < scenario.urgent_share),
        )


def arrivals(scenario: Scenario, source: random.Random) -> Iterator[datetime]:
    """A Poisson process with an hourly rate, by thinning (Lewis & Shedler, 1979)."""
    highest = max(scenario.hourly)
    if highest <= 0:
        return
    hours = 0.0
    while True:
        hours += source.expovariate(highest)
        if hours >= scenario.days * HOURS_A_DAY:
            return
        if source.random() * highest < scenario.hourly[int(hours) % HOURS_A_DAY]:
            yield START + timedelta(hours=hours)


def _service(scenario: Scenario, source: random.Random) -> timedelta:
    if scenario.shape == "exponential":
        return scenario.service * source.expovariate(1)
    spread = math.log1p(scenario.variation)  # of the logarithm; its mean keeps the mean at 1
    return scenario.service * source.lognormvariate(-spread / 2, math.sqrt(spread))


def _patience(scenario: Scenario, source: random.Random) -> timedelta | None:
    if scenario.patience is None:
        return None
    return scenario.patience * source.expovariate(1)


# A shop's day, open from 9 to 21: busiest around noon. The mean over the open hours is 1.
SHOP_DAY = (0.6, 0.7, 0.8, 1.0, 1.3, 1.5, 1.5, 1.3, 1.0, 0.9, 0.8, 0.6)
OPENS, CHANGES, LEAVES, CLOSES = 9, 13, 17, 21


def steady_team(agents: int, capacity: int) -> tuple[AgentPlan, ...]:
    """The same people around the clock."""
    return tuple(AgentPlan(id=_name(number), capacity=capacity) for number in range(agents))


def shop_team(agents: int, capacity: int) -> tuple[AgentPlan, ...]:
    """Two shifts that overlap in the busy hours, 9 to 17 and 13 to 21, taken in turn."""
    early, late = Shift(start=OPENS, end=LEAVES), Shift(start=CHANGES, end=CLOSES)
    return tuple(
        AgentPlan(id=_name(number), capacity=capacity, shift=late if number % 2 else early)
        for number in range(agents)
    )


def steady_hours(per_hour: float) -> tuple[float, ...]:
    """The same rate around the clock."""
    return (per_hour,) * HOURS_A_DAY


def shop_hours(per_hour: float) -> tuple[float, ...]:
    """`per_hour` in the mean of the open hours, nobody in the night."""
    night = (0.0,)
    open_hours = tuple(per_hour * share for share in SHOP_DAY)
    return night * OPENS + open_hours + night * (HOURS_A_DAY - CLOSES)


def _name(number: int) -> str:
    return f"agent-{number + 1:03}"
