"""What queueing theory says about a desk: Erlang C (nobody leaves) and Erlang A (some do).

Both assume a constant Poisson stream of customers, exponential service, one queue in order of
arrival, and identical slots. Times are in minutes, rates per minute, load in erlangs (the slots
that would be busy if nobody had to wait).

Sources: A. K. Erlang (1917); the recursion of Erlang B as in R. B. Cooper, "Introduction to Queueing
Theory" (2nd ed., 1981); Erlang A after C. Palm (1946) in the integral form of A. Mandelbaum and
S. Zeltyn, "The Palm/Erlang-A queue, with applications to call centers" (2005).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

STEPS = 2_000  # of Simpson's rule; the integrands are smooth
NEGLIGIBLE = 40.0  # a factor of exp(-40) changes no digit shown


class Theory(Protocol):
    """A queue in its steady state."""

    @property
    def name(self) -> str:
        """Its name in the report."""

    @property
    def mean_wait(self) -> float:
        """Minutes in the queue, averaged over all customers."""

    @property
    def abandoned(self) -> float:
        """The share of customers who leave before being answered."""

    @property
    def utilisation(self) -> float:
        """The share of the slots that is busy."""

    def answered_within(self, minutes: float) -> float:
        """The share of customers who are answered within `minutes`."""

    def wait_quantile(self, share: float) -> float:
        """The minutes in the queue that `share` of the customers do not exceed."""


def blocking(slots: int, load: float) -> float:
    """Erlang B: the probability that all slots are busy if nobody can wait."""
    probability = 1.0
    for slot in range(1, slots + 1):
        probability = load * probability / (slot + load * probability)
    return probability


def delay_probability(slots: int, load: float) -> float:
    """Erlang C: the probability of having to wait if nobody leaves; 1 if the queue only grows."""
    if load >= slots:
        return 1.0
    lost = blocking(slots, load)
    return slots * lost / (slots - load * (1 - lost))


@dataclass(frozen=True)
class ErlangC:
    """M/M/s: `arrivals` per minute, `service` minutes each, `slots`.

    With `arrivals * service >= slots` there is no steady state, and waits are infinite.
    """

    slots: int
    arrivals: float
    service: float

    name = "Erlang C"
    abandoned = 0.0

    @property
    def load(self) -> float:
        """The load in erlangs."""
        return self.arrivals * self.service

    @property
    def utilisation(self) -> float:
        return min(self.load / self.slots, 1.0)

    @property
    def mean_wait(self) -> float:
        if self._spare <= 0:
            return math.inf
        return delay_probability(self.slots, self.load) / self._spare

    def answered_within(self, minutes: float) -> float:
        if self._spare <= 0:
            return 0.0
        return 1 - delay_probability(self.slots, self.load) * math.exp(-self._spare * minutes)

    def wait_quantile(self, share: float) -> float:
        if self._spare <= 0:
            return math.inf
        delayed = delay_probability(self.slots, self.load)
        if delayed <= 1 - share:
            return 0.0
        return math.log(delayed / (1 - share)) / self._spare

    @property
    def _spare(self) -> float:
        """How many more chats per minute the slots can end than customers arrive."""
        return (self.slots - self.load) / self.service


@dataclass(frozen=True)
class ErlangA:
    """M/M/s+M: as Erlang C, and every customer leaves after an exponential time of mean `patience`.

    The wait a customer of endless patience would have, V, is 0 with the probability 1/(1 + aBJ) and
    has the density aB·exp(g(v))/(1 + aBJ), where a is the rate of arrivals, B Erlang B of one slot
    less, J the integral of exp(g) over all v, g(v) = a·p·(1 - exp(-v/p)) - v·s/m, p the patience,
    and s/m the rate at which full slots end chats.
    """

    slots: int
    arrivals: float
    service: float
    patience: float

    name = "Erlang A"

    @property
    def mean_wait(self) -> float:
        return self.abandoned * self.patience  # each minute of waiting loses 1/patience of people

    @cached_property
    def abandoned(self) -> float:
        return 1 - self.answered_within(self._horizon)

    @property
    def utilisation(self) -> float:
        return self.arrivals * (1 - self.abandoned) * self.service / self.slots

    def answered_within(self, minutes: float) -> float:
        until = min(minutes, self._horizon)
        stayed = _integral(lambda v: self._density(v) * math.exp(-v / self.patience), 0, until)
        return (self._idle + self._entering * stayed) / self._all

    def longer_than(self, minutes: float) -> float:
        """The share of customers who spend more than `minutes` in the queue."""
        if minutes >= self._horizon:
            return 0.0
        later = _integral(self._density, minutes, self._horizon)
        return math.exp(-minutes / self.patience) * self._entering * later / self._all

    def wait_quantile(self, share: float) -> float:
        low, high = 0.0, self._horizon
        if self.longer_than(0) <= 1 - share:
            return 0.0
        while high - low > self.service * 1e-4:
            middle = (low + high) / 2
            low, high = (middle, high) if self.longer_than(middle) > 1 - share else (low, middle)
        return (low + high) / 2

    def _exponent(self, wait: float) -> float:
        leaving = self.arrivals * self.patience * -math.expm1(-wait / self.patience)
        return leaving - wait * self.slots / self.service

    def _density(self, wait: float) -> float:
        """The density, not normalised, but scaled to 1 at its maximum, so that it does not overflow."""
        return math.exp(self._exponent(wait) - self._peak)

    @cached_property
    def _likeliest(self) -> float:
        """The wait of highest density: 0 unless more customers come than the slots can serve."""
        load = self.arrivals * self.service / self.slots
        return self.patience * math.log(load) if load > 1 else 0.0

    @cached_property
    def _peak(self) -> float:
        return self._exponent(self._likeliest)

    @cached_property
    def _horizon(self) -> float:
        """Minutes after which the density is negligible."""
        minutes = self._likeliest + self.service / self.slots
        while self._exponent(minutes) > self._peak - NEGLIGIBLE:
            minutes *= 2
        return minutes

    @cached_property
    def _idle(self) -> float:
        """The weight of not having to wait, on the scale of the density."""
        return math.exp(-self._peak)

    @cached_property
    def _entering(self) -> float:
        """The weight of the density."""
        return self.arrivals * blocking(self.slots - 1, self.arrivals * self.service)

    @cached_property
    def _all(self) -> float:
        return self._idle + self._entering * _integral(self._density, 0, self._horizon)


def theory(slots: int, arrivals: float, service: float, patience: float | None) -> Theory:
    """Erlang A if customers lose patience, else Erlang C."""
    if patience is None:
        return ErlangC(slots, arrivals, service)
    return ErlangA(slots, arrivals, service, patience)


def _integral(function: Callable[[float], float], start: float, end: float) -> float:
    """Integrates by Simpson's rule."""
    width = (end - start) / STEPS
    inner = sum(function(start + i * width) * (4 if i % 2 else 2) for i in range(1, STEPS))
    return (function(start) + inner + function(end)) * width / 3
