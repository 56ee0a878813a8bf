"""The desk on a virtual clock: a discrete-event simulation around the real routing rules.

An agenda orders the next events by time; the clock jumps from one entry to the next. Like the
gateway's router, the desk makes a pass over the queue whenever something has changed: it offers the
first of the queue to the agent whom `choose` names, and opens tickets when nobody is online. An
offer is accepted at once, so routing alone causes the waits.
"""

import heapq
from bisect import bisect, insort
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Literal

from handoff.domain.desk.routing import Candidate, Waiting, choose, queue_rank
from handoff.domain.desk.wait_promises import (
    RECENT,
    Pace,
    Waited,
    WaitRange,
    giving_up_rate,
    pace_of,
    wait_range,
)
from handoff.domain.people import Names
from simulation.workload import ALL_DAY, START, AgentPlan, Arrival, Scenario, customers

type VisitOutcome = Literal["waiting", "answered", "gave_up", "ticket"]


@dataclass(slots=True)
class SimulatedVisit:
    """A customer's visit. `waited` is the time in the queue, until now if still waiting; `told` is
    the range promised on arrival to a customer who could not be served at once."""

    customer: Arrival
    outcome: VisitOutcome = "waiting"
    waited: timedelta = timedelta()
    agent_id: str | None = None
    told: WaitRange | None = None


@dataclass(slots=True)
class SimulatedRun:
    """The result of a run: every visit, and the time each agent's slots were busy."""

    visits: list[SimulatedVisit] = field(default_factory=list)
    busy: dict[str, timedelta] = field(default_factory=dict)


type _Place = tuple[datetime, int]  # the rank, and the number of the customer to break ties


class SimulatedDesk:
    """Runs a scenario once."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self._scenario = scenario
        self._coming = customers(scenario, seed)
        self._now = START
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()  # ties in time go in the order of planning
        self._queue: list[_Place] = []
        self._visits: dict[int, SimulatedVisit] = {}  # of customers in the queue
        self._agents = {
            plan.id: Candidate(
                agent_id=plan.id, names=Names(en=plan.id), capacity=plan.capacity, load=0
            )
            for plan in scenario.agents
        }
        self._present: set[str] = set()
        self._services: deque[timedelta] = deque(maxlen=RECENT)
        self._waits: deque[Waited] = deque(maxlen=RECENT)
        self._pace: Pace | None = None
        self._run = SimulatedRun(busy=dict.fromkeys(self._agents, timedelta()))

    def run(self) -> SimulatedRun:
        """Runs the days."""
        self._plan_shifts()
        self._plan_arrival()
        while self._agenda and self._agenda[0][0] < self._scenario.end:
            self._now, _, happens = heapq.heappop(self._agenda)
            happens()
        for visit in self._visits.values():
            visit.waited = self._scenario.end - visit.customer.arrives
        return self._run

    def _plan(self, at: datetime, happens: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (at, next(self._order), happens))

    # People at the desk

    def _plan_shifts(self) -> None:
        for plan in self._scenario.agents:
            for day in range(self._scenario.days):
                midnight = START + timedelta(days=day)
                self._plan(midnight + timedelta(hours=plan.shift.start), partial(self._comes, plan))
                if plan.shift != ALL_DAY:
                    end = midnight + timedelta(hours=plan.shift.end)
                    self._plan(end, partial(self._goes, plan))

    def _comes(self, plan: AgentPlan) -> None:
        self._present.add(plan.id)
        self._route()

    def _goes(self, plan: AgentPlan) -> None:
        """Takes nothing new from now on; finishes open chats."""
        self._present.discard(plan.id)
        self._route()

    def _team(self) -> list[Candidate]:
        return [agent for agent in self._agents.values() if agent.agent_id in self._present]

    # Customers

    def _plan_arrival(self) -> None:
        customer = next(self._coming, None)
        if customer is not None:
            self._plan(customer.arrives, partial(self._arrives, customer))

    def _arrives(self, customer: Arrival) -> None:
        visit = SimulatedVisit(customer)
        self._run.visits.append(visit)
        self._visits[customer.number] = visit
        insort(self._queue, self._place(customer))
        self._route()
        if customer.number in self._visits:
            visit.told = self._promise(customer)
            if customer.patience is not None:
                self._plan(self._now + customer.patience, partial(self._gives_up, customer))
        self._plan_arrival()

    def _place(self, customer: Arrival) -> _Place:
        return queue_rank(customer.arrives, customer.head_start), customer.number

    def _promise(self, customer: Arrival) -> WaitRange | None:
        place = bisect(self._queue, self._place(customer))
        if self._pace is None:
            self._pace = pace_of(self._services)
        leaving = giving_up_rate(self._waits) if customer.patience is not None else 0.0
        return wait_range(place, self._team(), self._pace, leaving)

    def _gives_up(self, customer: Arrival) -> None:
        if customer.number in self._visits:
            self._queue.remove(self._place(customer))
            self._leave_queue(customer.number, "gave_up")

    def _leave_queue(self, number: int, outcome: VisitOutcome) -> SimulatedVisit:
        """Records the wait, for later promises."""
        visit = self._visits.pop(number)
        visit.outcome, visit.waited = outcome, self._now - visit.customer.arrives
        if visit.waited:
            self._waits.append(Waited(time=visit.waited, gave_up=outcome == "gave_up"))
        return visit

    # Routing

    def _route(self) -> None:
        """Makes a pass over the queue. When the first finds nobody free, neither does the next."""
        while self._queue:
            team = self._team()
            if not team:
                self._open_tickets()
                return
            chosen = choose(team, Waiting(since=self._now, language="en"), self._now)
            if chosen is None:
                return
            self._answer(self._queue.pop(0)[1], chosen)

    def _open_tickets(self) -> None:
        for _, number in self._queue:
            self._leave_queue(number, "ticket")
        self._queue.clear()

    def _answer(self, number: int, agent: Candidate) -> None:
        visit = self._leave_queue(number, "answered")
        visit.agent_id = agent.agent_id
        self._agents[agent.agent_id] = replace(agent, load=agent.load + 1)
        service = visit.customer.service
        self._plan(self._now + service, partial(self._ends, agent.agent_id, service))
        self._run.busy[agent.agent_id] += min(service, self._scenario.end - self._now)

    def _ends(self, agent_id: str, service: timedelta) -> None:
        agent = self._agents[agent_id]
        self._agents[agent_id] = replace(agent, load=agent.load - 1, free_since=self._now)
        self._services.append(service)
        self._pace = None
        self._route()
