"""Computes the wait that a customer hears: a range of minutes that is right four times in five, or
nothing when that cannot be known. Pure, and quick enough for every move of the queue.

The customer at place `n` of the queue is served when `k = n - free slots` chats of the `s` slots of
those present have ended. With a mean service time `m`, chats end at the rate `s / m`, and each of
those who wait ahead may give up at a rate `g`; so the wait is the sum of `k` steps, and while `i`
are still ahead a step takes `1 / (s/m + i·g)` in the mean (a death process; Whitt, "Predicting
queueing delays", Management Science 45, 1999). Exponential service and nobody leaving make it an
Erlang(k, s/m) distribution exactly.

Service times are not always exponential, so the variance of the ends is scaled by an index of
dispersion: chats of many different slots end like a Poisson process (index 1) for a start, and like
the service times themselves (index: their squared variation) once every slot has turned over
several times. And `m` is itself an estimate from `sample` chats, with its own variance. A gamma
distribution of that mean and variance gives the range; Wilson & Hilferty (PNAS 17, 1931) turn it
into a normal one by a cube root; its probabilities are then right to 0.015.

The range is then said in numbers that people use. Coarse numbers make a range too sure or too
doubtful, so the end makes up for the beginning: it is chosen for the sum to come nearest to 80 %.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import NormalDist, fmean
from typing import Literal, NamedTuple

from handoff.domain.desk.routing import Candidate

# How often a range should be right.
CONFIDENCE = 0.8

# With fewer chats than this, nobody knows how long one takes.
MIN_SAMPLE = 5

# How many of the latest chats (and of the latest waits) are worth looking at: enough for a mean
# within 10 %, few enough to follow the day.
RECENT = 100

# Minutes as people say them. A customer hears no number beyond the last of them.
SAYABLE = (
    *range(11),
    *(12, 15, 20, 25, 30, 35, 40, 45, 50),
    *(60, 75, 90, 105, 120, 150, 180, 210, 240),
)

_NORMAL = NormalDist()


class WaitRange(NamedTuple):
    """A wait of `low` to `high` minutes, both included; `low` 0 reads "less than"."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long a chat holds its slot: the mean in `minutes`, the `variation` (variance ÷ mean²; 1
    for an exponential distribution), seen in `sample` chats."""

    minutes: float
    variation: float
    sample: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """A wait that has ended: how long, and whether the customer gave up."""

    time: timedelta
    gave_up: bool


type Ending = Literal["answered", "gave_up", "unserved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The range that a customer was `told`, and how the wait ended after `waited`.

    `answered`: a person came. `gave_up`: the customer left first, so nobody will ever know.
    `unserved`: the customer stayed, and no person came (the desk closed).
    """

    told: WaitRange
    waited: timedelta
    ending: Ending


def pace_of(service_times: Sequence[timedelta]) -> Pace | None:
    """The pace seen in recent `service_times` (from a slot being taken until it is free again), or
    None if there are too few to tell."""
    minutes = [_minutes(time) for time in service_times]
    if len(minutes) < MIN_SAMPLE:
        return None
    mean = fmean(minutes)
    if mean <= 0:
        return None
    variance = fmean((time - mean) ** 2 for time in minutes)
    return Pace(minutes=mean, variation=variance / mean**2, sample=len(minutes))


def giving_up_rate(waits: Iterable[Waited]) -> float:
    """How many of those who wait give up in a minute of waiting: those who did, divided by the
    minutes waited by all. The maximum likelihood estimate for exponential patience."""
    gave_up, minutes = 0, 0.0
    for wait in waits:
        gave_up += wait.gave_up
        minutes += _minutes(wait.time)
    return gave_up / minutes if minutes > 0 else 0.0


def wait_range(
    place: int, present: Iterable[Candidate], pace: Pace | None, giving_up: float = 0.0
) -> WaitRange | None:
    """What to tell the customer who is at `place` (from 1) of the queue.

    Args:
        place: the place in the queue, 1 is next.
        present: those online and available, with what they carry.
        pace: see `pace_of`; None if unknown.
        giving_up: see `giving_up_rate`, per minute.

    Returns:
        The range, or None when it cannot be known: nobody is there, nobody has chatted yet, or it
        is further away than anybody can promise.
    """
    team = list(present)
    slots = sum(agent.capacity for agent in team)
    if slots <= 0:
        return None
    ends_needed = place - sum(max(agent.free, 0) for agent in team)
    if ends_needed <= 0:
        return WaitRange(0, 1)
    if pace is None:
        return None
    return _said(_wait(ends_needed, slots, pace, giving_up))


def hit_rate(promises: Iterable[Promise]) -> float | None:
    """The share of promises that came true (0…1), None if none has been put to the test.

    Customers who gave up before the end of their range are censored observations: the promise was
    neither kept nor broken, and dropping them would bias the rate, since customers with long waits
    are the ones who leave. The product-limit estimate counts them as far as they got (Kaplan & Meier,
    JASA 53, 1958), on a scale where every range begins at 1 and ends at 2.
    """
    known = kept = 0.0
    remaining = 1.0
    tested = sorted(_tested(promise) for promise in promises)
    for index, (progress, unknown) in enumerate(tested):
        if unknown:
            continue
        step = remaining / (len(tested) - index)
        remaining -= step
        known += step
        kept += step if 1 <= progress <= _END else 0
    return kept / known if known else None


_END = 2.0
_BROKEN = 3.0


def _tested(promise: Promise) -> tuple[float, bool]:
    """How far into the promise its customer got, and whether its truth is unknown for that."""
    waited, (low, high) = _minutes(promise.waited), promise.told
    if waited > high or promise.ending == "unserved":
        return _BROKEN, False
    unknown = promise.ending == "gave_up"
    if waited < low:
        return waited / low, unknown
    return 1 + (waited - low) / (high - low), unknown


@dataclass(frozen=True, slots=True)
class _Gamma:
    """A gamma distribution of `mean` and `variance`, by the cube root of Wilson & Hilferty."""

    mean: float
    variance: float

    def below(self, value: float) -> float:
        """The probability of at most `value`."""
        if value <= 0:
            return 0.0
        centre, spread = self._cube_root()
        return _NORMAL.cdf((math.cbrt(value / self.mean) - centre) / spread)

    def quantile(self, share: float) -> float:
        """The value that is not exceeded with the probability `share`, 0 < share < 1."""
        centre, spread = self._cube_root()
        root = centre + spread * _NORMAL.inv_cdf(share)
        return self.mean * max(root, 0.0) ** 3

    def _cube_root(self) -> tuple[float, float]:
        """The mean and the deviation of the cube root of (value ÷ mean), which is near normal."""
        squared = self.variance / self.mean**2 / 9
        return 1 - squared, math.sqrt(squared)


def _wait(ends_needed: int, slots: int, pace: Pace, giving_up: float) -> _Gamma:
    """The wait in minutes until `ends_needed` chats have ended."""
    steps = [1 / (slots / pace.minutes + ahead * giving_up) for ahead in range(ends_needed)]
    mean = sum(steps)
    turnover = mean / pace.minutes  # how often each slot will have changed hands
    dispersion = pace.variation + (1 - pace.variation) / (1 + turnover) ** 2
    doubt = mean**2 * pace.variation / pace.sample  # the pace itself is an estimate
    return _Gamma(mean, dispersion * sum(step**2 for step in steps) + doubt)


def _said(wait: _Gamma) -> WaitRange | None:
    """The sayable number nearest to the 10th percentile, and the end that brings it to 80 %."""
    low = _nearest(wait, (1 - CONFIDENCE) / 2)
    if low is None:
        return None
    high = _nearest(wait, wait.below(low) + CONFIDENCE, above=low)
    return None if high is None else WaitRange(low, high)


def _nearest(wait: _Gamma, share: float, above: int = -1) -> int | None:
    """The sayable number (greater than `above`) below which the wait lies with a probability
    nearest to `share`; None if the quantile is beyond them all."""
    candidates = (number for number in _around(wait.quantile(share)) if number > above)
    return min(candidates, key=lambda number: abs(wait.below(number) - share), default=None)


def _around(minutes: float) -> list[int]:
    """The sayable numbers next to `minutes`, below and above; none if it is beyond them all."""
    above = bisect_left(SAYABLE, minutes)
    if above == len(SAYABLE):
        return []
    return [SAYABLE[bisect_right(SAYABLE, minutes) - 1], SAYABLE[above]]


def _minutes(time: timedelta) -> float:
    return time.total_seconds() / 60
