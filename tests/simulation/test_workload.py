"""The customers of a scenario, and how they are distributed."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from statistics import fmean, pvariance

import pytest

from simulation.workload import (
    SHOP_DAY,
    START,
    Scenario,
    ServiceShape,
    customers,
    shop_hours,
    shop_team,
    steady_hours,
    steady_team,
)

STEADY = Scenario(
    days=20,
    agents=steady_team(10, 1),
    hourly=steady_hours(80),
    service=timedelta(minutes=6),
    patience=timedelta(minutes=4),
    urgent_share=0.25,
)


def test_arrivals_are_a_poisson_process() -> None:
    """The right number, in order, with gaps whose deviation is their mean."""
    times = [customer.arrives for customer in customers(STEADY, 1)]
    gaps = [(b - a).total_seconds() for a, b in pairwise(times)]
    assert len(times) == pytest.approx(20 * 24 * 80, rel=0.02)
    assert min(gaps) >= 0
    assert pvariance(gaps) ** 0.5 == pytest.approx(fmean(gaps), rel=0.03)
    assert START <= times[0] < times[-1] < STEADY.end


def test_a_shops_day() -> None:
    """Nobody comes at night, and each hour has its share."""
    scenario = replace(STEADY, hourly=shop_hours(50), days=200)
    hours = [customer.arrives.hour for customer in customers(scenario, 1)]
    counts = [hours.count(hour) / scenario.days for hour in range(24)]
    assert sum(counts[:9]) == sum(counts[21:]) == 0
    assert counts[9:21] == pytest.approx([50 * share for share in SHOP_DAY], rel=0.05)
    assert fmean(SHOP_DAY) == pytest.approx(1)


@pytest.mark.parametrize(
    ("shape", "variation"), [("exponential", 1.0), ("lognormal", 0.5), ("lognormal", 1.5)]
)
def test_service_times(shape: ServiceShape, variation: float) -> None:
    """The mean and the spread are those that were asked for."""
    scenario = replace(STEADY, shape=shape, variation=variation)
    times = [customer.service.total_seconds() / 60 for customer in customers(scenario, 1)]
    assert fmean(times) == pytest.approx(6, rel=0.03)
    assert pvariance(times) / fmean(times) ** 2 == pytest.approx(variation, rel=0.1)


def test_patience_and_urgency() -> None:
    """In the mean as asked for; without a patience nobody has an end of it."""
    people = list(customers(STEADY, 1))
    patience = [person.patience.total_seconds() / 60 for person in people if person.patience]
    assert fmean(patience) == pytest.approx(4, rel=0.03)
    assert fmean(person.head_start for person in people) == pytest.approx(0.75, rel=0.05)
    endless = replace(STEADY, patience=None)
    assert all(customer.patience is None for customer in customers(endless, 1))


def test_one_change_leaves_the_rest_alone() -> None:
    """Longer chats come at the same moments, from customers just as patient."""
    slower = replace(STEADY, service=timedelta(minutes=12))
    pairs = zip(customers(STEADY, 7), customers(slower, 7), strict=True)
    for one, other in pairs:
        assert (one.arrives, one.patience) == (other.arrives, other.patience)
        assert abs(one.service * 2 - other.service) < timedelta(milliseconds=1)


def test_nobody_comes() -> None:
    """No arrivals, no end without them."""
    assert list(customers(replace(STEADY, hourly=steady_hours(0)), 1)) == []


def test_what_is_steady() -> None:
    """The same people and the same arrivals at all hours, or not."""
    assert STEADY.steady
    assert not replace(STEADY, hourly=shop_hours(50)).steady
    assert not replace(STEADY, agents=shop_team(10, 1)).steady
