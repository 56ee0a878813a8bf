"""Sums up a run: waits, service level, losses, load, and how often promises were kept."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean, stdev

from handoff.domain.desk.wait_promises import Ending, Promise, hit_rate
from simulation.desk import SimulatedRun, SimulatedVisit, VisitOutcome
from simulation.workload import START, AgentPlan, Scenario

# A customer answered within this time counts as served well.
SERVICE_LEVEL = timedelta(seconds=60)

# Customers who still wait when the clock stops are not counted: their promises are undecided.
ENDINGS: dict[VisitOutcome, Ending] = {
    "answered": "answered",
    "gave_up": "gave_up",
    "waiting": "gave_up",
    "ticket": "unserved",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """How evenly the load is spread over the agents, by the busy share of their slots' time: `jain`
    is 1 when it is the same for all and 1/n when one of n does everything (Jain, Chiu and Hawe,
    1984); `busiest` and `idlest` are the extremes."""

    jain: float
    busiest: float
    idlest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A run in numbers. Waits are minutes in the queue of all who left it, in whatever way; shares
    are 0…1 of all customers. `mean_wait_error` is half of the 95 % confidence interval, from the
    means of the days; None for fewer than two days."""

    came: int
    outcomes: Counter[VisitOutcome]
    mean_wait: float
    mean_wait_error: float | None
    median_wait: float
    wait_p90: float
    service_level: float
    abandoned: float
    utilisation: float
    fairness: Fairness
    promises: int
    hit_rate: float | None


def measure(scenario: Scenario, run: SimulatedRun) -> Figures:
    """Sums up a run of `scenario`.

    Raises:
        ValueError: nobody came.
    """
    if not run.visits:
        raise ValueError("Nobody came: there is nothing to measure")
    done = [visit for visit in run.visits if visit.outcome != "waiting"]
    waits = sorted(_minutes(visit.waited) for visit in done) or [math.nan]
    promises = promises_of(run.visits)
    return Figures(
        came=len(run.visits),
        outcomes=Counter(visit.outcome for visit in run.visits),
        mean_wait=fmean(waits),
        mean_wait_error=_error(done),
        median_wait=_quantile(waits, 0.5),
        wait_p90=_quantile(waits, 0.9),
        service_level=_share(run.visits, _served_well),
        abandoned=_share(run.visits, lambda visit: visit.outcome == "gave_up"),
        utilisation=_utilisation(scenario, run),
        fairness=fairness([_busy(scenario, run, agent) for agent in scenario.agents]),
        promises=len(promises),
        hit_rate=hit_rate(promises),
    )


def promises_of(visits: Iterable[SimulatedVisit]) -> list[Promise]:
    """The promised ranges, and whether they were kept."""
    return [
        Promise(told=visit.told, waited=visit.waited, ending=ENDINGS[visit.outcome])
        for visit in visits
        if visit.told is not None
    ]


def fairness(loads: Sequence[float]) -> Fairness:
    """Measures how even the agents' loads are, each a share of what that agent could carry."""
    squares = sum(load**2 for load in loads)
    jain = sum(loads) ** 2 / (len(loads) * squares) if squares else 1.0
    return Fairness(jain=jain, busiest=max(loads), idlest=min(loads))


def _served_well(visit: SimulatedVisit) -> bool:
    return visit.outcome == "answered" and visit.waited <= SERVICE_LEVEL


def _share(visits: Sequence[SimulatedVisit], counts: Callable[[SimulatedVisit], bool]) -> float:
    return sum(map(counts, visits)) / len(visits)


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _error(done: Iterable[SimulatedVisit]) -> float | None:
    """Waits of one day resemble each other, so the unit is the day (batch means)."""
    days: defaultdict[int, list[float]] = defaultdict(list)
    for visit in done:
        days[(visit.customer.arrives - START).days].append(_minutes(visit.waited))
    if len(days) < 2:  # noqa: PLR2004 - a deviation needs two
        return None
    return 1.96 * stdev(fmean(waits) for waits in days.values()) / math.sqrt(len(days))


def _busy(scenario: Scenario, run: SimulatedRun, agent: AgentPlan) -> float:
    offered = timedelta(hours=agent.slot_hours * scenario.days)
    return run.busy[agent.id] / offered


def _utilisation(scenario: Scenario, run: SimulatedRun) -> float:
    offered = timedelta(hours=sum(agent.slot_hours for agent in scenario.agents) * scenario.days)
    return sum(run.busy.values(), timedelta()) / offered


def _minutes(time: timedelta) -> float:
    return time.total_seconds() / 60
