"""The desk on a virtual clock: what it must do by its own logic, and what theory says it does."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from handoff.domain.desk.wait_promises import CONFIDENCE
from simulation.desk import SimulatedDesk, SimulatedRun
from simulation.measures import measure
from simulation.report import theory_of
from simulation.workload import (
    START,
    AgentPlan,
    Scenario,
    Shift,
    shop_hours,
    shop_team,
    steady_hours,
    steady_team,
)

STEADY = Scenario(
    days=3,
    agents=steady_team(6, 1),
    hourly=steady_hours(50),
    service=timedelta(minutes=6),
)
IMPATIENT = replace(STEADY, hourly=steady_hours(70), patience=timedelta(minutes=4))
SHOP = replace(STEADY, agents=shop_team(10, 2), hourly=shop_hours(100))


def run(scenario: Scenario, seed: int = 1) -> SimulatedRun:
    return SimulatedDesk(scenario, seed).run()


@pytest.mark.parametrize("scenario", [STEADY, IMPATIENT, SHOP, replace(SHOP, urgent_share=0.3)])
def test_nobody_is_lost(scenario: Scenario) -> None:
    """Everyone who came was answered, gave up, got a ticket or still waits; each exactly once."""
    visits = run(scenario).visits
    numbers = [visit.customer.number for visit in visits]
    assert numbers == list(range(len(visits)))
    outcomes = Counter(visit.outcome for visit in visits)
    assert outcomes.total() == len(visits) > 0
    assert all((visit.agent_id is not None) == (visit.outcome == "answered") for visit in visits)


@pytest.mark.parametrize("scenario", [STEADY, IMPATIENT, SHOP])
def test_nobody_carries_more_than_agreed(scenario: Scenario) -> None:
    """At every moment an agent has at most `capacity` chats, and takes them within the shift."""
    plans = {plan.id: plan for plan in scenario.agents}
    moves = []
    for visit in run(scenario).visits:
        if visit.agent_id is not None:
            began = visit.customer.arrives + visit.waited
            hour = (began - START) % timedelta(days=1) / timedelta(hours=1)
            shift = plans[visit.agent_id].shift
            assert shift.start <= hour <= shift.end
            moves += [
                (began, 1, visit.agent_id),
                (began + visit.customer.service, -1, visit.agent_id),
            ]
    loads: Counter[str] = Counter()
    for _, change, agent_id in sorted(moves):
        loads[agent_id] += change
        assert 0 <= loads[agent_id] <= plans[agent_id].capacity


def test_first_come_first_served() -> None:
    """Without priorities the queue keeps its order."""
    began = [visit.customer.arrives + visit.waited for visit in run(STEADY).visits]
    assert all(one <= other for one, other in pairwise(began))


def test_the_urgent_wait_less() -> None:
    """A head start of three minutes is a wait three minutes shorter, at most."""
    visits = run(replace(STEADY, hourly=steady_hours(56), urgent_share=0.3)).visits

    def mean(head_start: int) -> float:
        waits = [v.waited.total_seconds() for v in visits if v.customer.head_start == head_start]
        return sum(waits) / len(waits)

    assert mean(0) - 180 <= mean(3) < mean(0)


def test_who_gives_up_has_waited_as_long_as_patience_lasts() -> None:
    """Nobody is answered later than that."""
    visits = run(IMPATIENT).visits
    assert {visit.outcome for visit in visits} >= {"answered", "gave_up"}
    for visit in visits:
        assert visit.customer.patience is not None
        if visit.outcome == "gave_up":
            assert visit.waited == visit.customer.patience
        else:
            assert visit.waited <= visit.customer.patience


def test_nobody_there_means_a_ticket() -> None:
    """A customer who comes at night, or waits when the last agent goes, is not left waiting."""
    plan = AgentPlan(id="sara", capacity=1, shift=Shift(start=9, end=17))
    visits = run(replace(STEADY, agents=(plan,), hourly=steady_hours(30))).visits
    waiting_for_a_day = [visit for visit in visits if visit.waited > timedelta(hours=9)]
    assert not waiting_for_a_day
    for visit in visits:
        if not 9 <= visit.customer.arrives.hour < 17:
            assert visit.outcome == "ticket"
            assert visit.told is None


def test_who_is_still_waiting_at_the_end() -> None:
    """With one pair of hands for the work of five, most are; their wait is counted to the end."""
    scenario = replace(STEADY, agents=steady_team(1, 1), days=1)
    waiting = [visit for visit in run(scenario).visits if visit.outcome == "waiting"]
    assert len(waiting) > 500
    assert all(visit.customer.arrives + visit.waited == scenario.end for visit in waiting)


def test_the_same_seed_gives_the_same_days() -> None:
    """Days match to the microsecond; another seed gives others."""
    day = replace(IMPATIENT, days=1)
    assert run(day, 5) == run(day, 5)
    assert run(day, 5) != run(day, 6)


def test_only_who_has_to_wait_is_promised_something() -> None:
    """And once a few chats have ended, nearly everyone who has to is."""
    visits = run(STEADY).visits
    assert not [visit for visit in visits if visit.told is not None and not visit.waited]
    waited = [visit for visit in visits if visit.waited]
    assert len([visit for visit in waited if visit.told is None]) < 0.01 * len(waited)


# Long enough for the confidence interval of the mean wait to be well within 10 %.
LONG = {
    "one slot each": replace(STEADY, days=50, agents=steady_team(5, 1), hourly=steady_hours(35)),
    "three slots each": replace(STEADY, days=50, agents=steady_team(2, 3), hourly=steady_hours(42)),
}


@pytest.mark.parametrize("scenario", LONG.values(), ids=LONG)
def test_waits_are_those_of_erlang_c(scenario: Scenario) -> None:
    """Constant arrivals, exponential service, in order of arrival: theory and routing agree."""
    figures, theory = measure(scenario, run(scenario)), theory_of(scenario)
    assert theory is not None
    assert theory.name == "Erlang C"
    assert figures.mean_wait == pytest.approx(theory.mean_wait, rel=0.1)
    assert figures.wait_p90 == pytest.approx(theory.wait_quantile(0.9), rel=0.1)
    assert figures.service_level == pytest.approx(theory.answered_within(1), rel=0.05)
    assert figures.utilisation == pytest.approx(theory.utilisation, rel=0.05)


def test_waits_are_those_of_erlang_a() -> None:
    """The same with people who leave."""
    scenario = replace(IMPATIENT, days=15)
    figures, theory = measure(scenario, run(scenario)), theory_of(scenario)
    assert theory is not None
    assert theory.name == "Erlang A"
    assert figures.mean_wait == pytest.approx(theory.mean_wait, rel=0.1)
    assert figures.wait_p90 == pytest.approx(theory.wait_quantile(0.9), rel=0.1)
    assert figures.abandoned == pytest.approx(theory.abandoned, rel=0.1)
    assert figures.service_level == pytest.approx(theory.answered_within(1), rel=0.05)


BUSY = replace(STEADY, days=8, agents=steady_team(10, 1), hourly=steady_hours(88))
PROMISING = {
    "exponential": BUSY,
    "lognormal, regular": replace(BUSY, shape="lognormal", variation=0.5),
    "lognormal, wild": replace(BUSY, shape="lognormal", variation=2, hourly=steady_hours(80)),
    "impatient": replace(BUSY, hourly=steady_hours(110), patience=timedelta(minutes=4)),
    "urgent among them": replace(BUSY, urgent_share=0.2),
    "a shop's day": replace(BUSY, days=20, agents=shop_team(10, 1), hourly=shop_hours(45)),
    "a shop's day, lognormal": replace(
        BUSY, days=20, agents=shop_team(10, 1), hourly=shop_hours(45), shape="lognormal"
    ),
}


@pytest.mark.parametrize("scenario", PROMISING.values(), ids=PROMISING)
def test_promises_come_true_four_times_in_five(scenario: Scenario) -> None:
    """A range of 80 % is right in 75 to 85 % of some thousand cases."""
    figures = measure(scenario, run(scenario, 3))
    assert figures.promises > 2_000
    assert figures.hit_rate == pytest.approx(CONFIDENCE, abs=0.05)
