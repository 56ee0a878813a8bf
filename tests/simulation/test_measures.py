"""The figures of a run, calculated by hand."""

from datetime import timedelta

import pytest

from handoff.domain.desk.wait_promises import WaitRange
from simulation.desk import SimulatedRun, SimulatedVisit, VisitOutcome
from simulation.measures import fairness, measure
from simulation.workload import START, AgentPlan, Arrival, Scenario, Shift, steady_hours

TEAM = (
    AgentPlan(id="omid", capacity=2, shift=Shift(start=0, end=12)),
    AgentPlan(id="sara", capacity=1),
)
SCENARIO = Scenario(days=2, agents=TEAM, hourly=steady_hours(1), service=timedelta(minutes=6))


def visit(
    outcome: VisitOutcome, minutes: float, day: int = 0, told: tuple[int, int] | None = None
) -> SimulatedVisit:
    customer = Arrival(
        number=0,
        arrives=START + timedelta(days=day),
        service=timedelta(minutes=6),
        patience=None,
        head_start=0,
    )
    return SimulatedVisit(
        customer,
        outcome=outcome,
        waited=timedelta(minutes=minutes),
        told=None if told is None else WaitRange(*told),
    )


RUN = SimulatedRun(
    visits=[
        visit("answered", 0),
        visit("answered", 1),
        visit("answered", 2, day=1, told=(1, 3)),
        visit("gave_up", 5, day=1, told=(1, 3)),
        visit("ticket", 2, day=1, told=(1, 3)),
        visit("waiting", 2, day=1, told=(1, 3)),
    ],
    busy={"omid": timedelta(hours=12), "sara": timedelta(hours=24)},
)


def test_figures() -> None:
    """Six came: three were answered, two of them within a minute."""
    figures = measure(SCENARIO, RUN)
    assert figures.came == figures.outcomes.total() == 6
    assert figures.mean_wait == pytest.approx((0 + 1 + 2 + 5 + 2) / 5)
    assert figures.median_wait == 2
    assert figures.wait_p90 == 5
    assert figures.service_level == pytest.approx(2 / 6)
    assert figures.abandoned == pytest.approx(1 / 6)


def test_the_error_comes_from_the_days() -> None:
    """The means of the two days are 0.5 and 3."""
    deviation = 2.5 / 2**0.5
    error = measure(SCENARIO, RUN).mean_wait_error
    assert error == pytest.approx(1.96 * deviation / 2**0.5)
    one_day = SimulatedRun(visits=RUN.visits[:2], busy=RUN.busy)
    assert measure(SCENARIO, one_day).mean_wait_error is None


def test_promises() -> None:
    """One kept, two broken: late, and never. Who still waits, for as long as the first did, is
    taken to fare as the two who waited longer."""
    figures = measure(SCENARIO, RUN)
    assert figures.promises == 4
    assert figures.hit_rate == pytest.approx(1 / 4)


def test_load() -> None:
    """Omid offers 2 · 12 · 2 hours and Sara 24 · 2, of which 12 and 24 were busy."""
    figures = measure(SCENARIO, RUN)
    assert figures.utilisation == pytest.approx(36 / 96)
    assert figures.fairness.idlest == pytest.approx(0.25)
    assert figures.fairness.busiest == pytest.approx(0.5)


def test_fairness() -> None:
    """Even is 1, one of four doing everything is a quarter, nobody doing anything is even."""
    assert fairness([0.3, 0.3, 0.3]).jain == pytest.approx(1)
    assert fairness([0, 0, 0.8, 0]).jain == pytest.approx(0.25)
    assert fairness([0, 0]).jain == 1


def test_nobody_came() -> None:
    """There is nothing to measure, and it says so."""
    with pytest.raises(ValueError, match="Nobody came"):
        measure(SCENARIO, SimulatedRun())
