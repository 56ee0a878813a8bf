"""Routing: who gets the next conversation, by how many customers wait and how many agents are
there.

It measures the pure part alone, as the router runs it: for each waiting customer, the choice among
all agents online, and the chosen one's load counted up. Times are processor time: nothing is
awaited here, and the load of other programs does not matter.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bench.figures import Bar, Figure, Result, Stopwatch, percentile
from handoff.domain.desk.routing import Candidate, Waiting, choose
from handoff.domain.language import LANGUAGES
from handoff.domain.people import Names
from stack.screen import Screen

QUEUES = (100, 1_000, 10_000)
STAFFS = (5, 50, 500)
DECISIONS = 300  # measured for each pair of sizes, at least
LIMIT = Bar(limit=5, of="value")  # ms

TOPICS = ("order_status", "return_policy", "complaint", "payment_methods", "delivery_time")
TEAMS = ("orders", "returns", "billing")
NOW = datetime(2027, 1, 4, 12, tzinfo=UTC)


async def measure_routing(
    screen: Screen, *, queues: Sequence[int] = QUEUES, staffs: Sequence[int] = STAFFS
) -> Result:
    """The p99 of one decision, and a whole pass over the queue, for every pair of sizes."""
    watch = Stopwatch()
    figures: list[Figure] = []
    for staff in staffs:
        for queue in queues:
            async with screen.step(f"{queue} queued, {staff} agents", "they are being routed"):
                figures += _measure(queue, staff)
    return Result(
        benchmark="routing",
        floor="the least loaded of all by one `min`, without language, team, skill or history",
        parameters={"queued": list(queues), "agents": list(staffs)},
        figures=figures,
        seconds=watch.seconds,
    )


def _measure(queue: int, staff: int) -> list[Figure]:
    dice = random.Random(queue * staff)  # noqa: S311 - the same people in every run
    people = [_agent(dice, number) for number in range(staff)]
    waiting = [_waiting(dice, people, number) for number in range(queue)]
    where = f"{queue:,} × {staff}"
    ours, floor = _decisions(people, waiting, choose), _decisions(people, waiting, _least_loaded)
    began = time.thread_time()
    _pass(people, waiting)
    whole = time.thread_time() - began
    return [
        Figure(
            name=f"{where}, a decision, p50",
            unit="µs",
            value=percentile(ours, 0.5) * 1000,
            floor=percentile(floor, 0.5) * 1000,
            ratio=percentile(ours, 0.5) / percentile(floor, 0.5),
        ),
        Figure(
            name=f"{where}, a decision, p99", unit="ms", value=percentile(ours, 0.99), bar=LIMIT
        ),
        Figure(name=f"{where}, the whole queue", unit="ms", value=whole * 1000),
    ]


type Choice = Callable[[Sequence[Candidate], Waiting, datetime], Candidate | None]


def _decisions(people: list[Candidate], waiting: list[Waiting], choice: Choice) -> list[float]:
    """Milliseconds of single decisions, with everybody as free as at the start of a pass."""
    present = {person.agent_id: person for person in people}
    took = []
    for number in range(max(DECISIONS, min(len(waiting), 2 * DECISIONS))):
        wish = waiting[number % len(waiting)]
        began = time.thread_time()
        _decide(dict(present), wish, choice)
        took.append((time.thread_time() - began) * 1000)
    return took


def _pass(people: list[Candidate], waiting: list[Waiting]) -> int:
    """Serves the whole queue; returns how many customers were offered to somebody."""
    present = {person.agent_id: person for person in people}
    return sum(_decide(present, wish, choose) for wish in waiting)


def _decide(present: dict[str, Candidate], wish: Waiting, choice: Choice) -> bool:
    """Does what the router does for one conversation, except the commit."""
    chosen = choice(list(present.values()), wish, NOW)
    if chosen is None:
        return False
    present[chosen.agent_id] = replace(chosen, load=chosen.load + 1)
    return True


def _least_loaded(people: Sequence[Candidate], _wish: Waiting, _now: datetime) -> Candidate | None:
    return min(people, key=lambda person: person.load, default=None)


def _agent(dice: random.Random, number: int) -> Candidate:
    capacity = dice.randint(2, 6)
    return Candidate(
        agent_id=f"agent-{number:04}",
        names=Names(en=f"Agent {number}"),
        capacity=capacity,
        load=dice.randint(0, capacity),
        languages=frozenset(dice.sample(LANGUAGES, dice.randint(1, len(LANGUAGES)))),
        topics=frozenset(dice.sample(TOPICS, 2)),
        teams=frozenset(dice.sample(TEAMS, 1)),
        free_since=NOW - timedelta(seconds=dice.randint(0, 3600)),
    )


def _waiting(dice: random.Random, people: list[Candidate], number: int) -> Waiting:
    """One in ten was transferred to a team, one in five knows an agent, some were missed before."""
    missed = dice.sample(people, min(len(people), dice.choice((0, 0, 0, 1, 2))))
    return Waiting(
        since=NOW - timedelta(seconds=number % 1200),
        language=dice.choice(LANGUAGES),
        topic=dice.choice((*TOPICS, None)),
        team=dice.choice(TEAMS) if dice.random() < 0.1 else None,  # noqa: PLR2004
        wanted_agent=dice.choice(people).agent_id if dice.random() < 0.2 else None,  # noqa: PLR2004
        missed={person.agent_id: NOW - timedelta(seconds=30) for person in missed},
    )
