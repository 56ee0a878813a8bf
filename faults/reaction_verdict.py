"""The comparison of reactions, pure: what had to follow from the log against what did.

The log alone says what had to follow; nothing here uses the code of a reaction.

| a finding | when |
| --- | --- |
| an event unhandled | the witness, which handles every event, has not handled one of the log, or has handled an event before an earlier one of the same conversation |
| a subscription that is not through | events are behind, postponed or parked after everything has settled |
| an agent who should be away | two offers in a row ran out, without an answer or a press of "I'm back" between, and the agent's console did not show that they are away |
| a wrong count | the stored number of missed offers is not the log's, or an agent is away without a reason |
| an offer in a wrap-up | an agent was offered a chat before the pause after their last close was over |
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from faults.record import ConsoleRecord
from faults.verdict import Stored, Violation
from handoff.domain.conversation import events as e
from handoff.services.ports.subscriptions import Progress

MISSES = 2  # in a row; then the agent is away

# The time limit of a reaction while gateways die: a lease must expire, and another gateway must
# look. While nothing at all is committed the database is down, and that time does not count.
SLACK = timedelta(seconds=12)
OUTAGE = timedelta(seconds=1)

# The difference between the clocks of a gateway and of the suite.
CLOCKS_APART = timedelta(seconds=1)

# A router decides on the agents' state at the beginning of its pass.
ROUTERS_LOOK = timedelta(seconds=3)


@dataclass(frozen=True)
class Sighting:
    """Records that the witness handled an event."""

    conversation_id: str
    seq: int


@dataclass(frozen=True)
class Member:
    """An agent as stored at the end. `chosen_in`: the transaction of the last press of "I'm back"."""

    id: str
    available: bool
    missed: int
    chosen_in: int


@dataclass(frozen=True)
class Aftermath:
    """The results of reactions: the progress of the subscriptions, the witness's sightings, the
    agents, the transaction of each event by (conversation, seq), and the times when a gateway was
    stopped."""

    progress: Mapping[str, Progress]
    sightings: Sequence[Sighting]
    members: Sequence[Member]
    committed_in: Mapping[tuple[str, int], int]
    wrap_up: timedelta
    pauses: Sequence[tuple[datetime, datetime]] = ()

    @property
    def repeats(self) -> int:
        """How many events the witness handled more than once."""
        return len(self.sightings) - len(set(self.sightings))


@dataclass(frozen=True)
class Demand:
    """An agent who had to be set away after `since`, and before `until` if that is set."""

    agent_id: str
    since: datetime
    until: datetime | None


@dataclass
class ReactionVerdict:
    """`handled`: events that the witness handled; `away`: times that an agent had to be set
    away."""

    handled: int
    repeats: int
    away: int
    findings: list[Violation] = field(default_factory=list)


def judge_reactions(
    stored: Mapping[str, Stored], after: Aftermath, desks: Mapping[str, ConsoleRecord]
) -> ReactionVerdict:
    """The missing reactions. `desks` has what each agent's console showed, by the agent's id."""
    demands = [x for id_, desk in desks.items() for x in demands_of(id_, stored, desk)]
    findings = [
        *_witness(stored, after.sightings),
        *(x for name, each in after.progress.items() for x in _progress(name, each)),
        *(x for demand in demands for x in _demand(demand, desks[demand.agent_id])),
        *(x for member in after.members for x in _member(member, stored, after)),
        *(x for member in after.members for x in _wrap_ups(member, stored, after)),
    ]
    return ReactionVerdict(
        handled=len(set(after.sightings)),
        repeats=after.repeats,
        away=len(demands),
        findings=findings,
    )


def _missed(what: str, conversation_id: str = "") -> Violation:
    return Violation("reaction missed", conversation_id, what)


# --- the seam ---------------------------------------------------------------------------------


def _witness(stored: Mapping[str, Stored], sightings: Sequence[Sighting]) -> Iterator[Violation]:
    """Every event must be handled at least once, those of one conversation first in their order."""
    first: dict[str, list[int]] = {}
    for sighting in dict.fromkeys(sightings):
        first.setdefault(sighting.conversation_id, []).append(sighting.seq)
    for id_, each in stored.items():
        handled = first.get(id_, [])
        unhandled = {event.seq for event in each.log} - set(handled)
        if unhandled:
            yield _missed(f"the events {sorted(unhandled)} were never handled", id_)
        if handled != sorted(handled):
            yield Violation("reordered", id_, "events were handled out of order")


def _progress(name: str, progress: Progress) -> Iterator[Violation]:
    if progress.behind or progress.postponed or progress.parked:
        yield _missed(
            f"{name} is {progress.behind} events behind, {progress.postponed} are postponed and "
            f"{progress.parked} parked"
        )


# --- missed offers ----------------------------------------------------------------------------

Answer = Literal["missed", "accepted"]


def demands_of(agent_id: str, stored: Mapping[str, Stored], desk: ConsoleRecord) -> list[Demand]:
    """Each time that two offers in a row ran out. It is no demand if the agent answered or pressed
    the button before the reaction had to come."""
    moments: list[tuple[datetime, str]] = [(at, "back") for at in desk.presses]
    moments += [(event.at, kind) for _, event, kind in _answers(agent_id, stored)]
    moments.sort()
    commits = sorted(event.at for event in _events(stored))
    demands, misses = [], 0
    for place, (at, kind) in enumerate(moments):
        misses = misses + 1 if kind == "missed" else 0
        if misses == MISSES:
            until = next((when for when, what in moments[place + 1 :] if what != "missed"), None)
            demand = Demand(agent_id, at, until)
            if until is None or _working(commits, at, until) > SLACK or _was_met(demand, desk):
                demands.append(demand)
    return demands


def _working(commits: Sequence[datetime], since: datetime, until: datetime) -> timedelta:
    """The time between the two without the outages in it, which the log shows as gaps."""
    between = [since, *(at for at in commits if since < at < until), until]
    return sum((min(later - at, OUTAGE) for at, later in pairwise(between)), timedelta())


def _answers(agent_id: str, stored: Mapping[str, Stored]) -> Iterator[tuple[str, e.Event, Answer]]:
    """The missed and answered offers of the agent."""
    for id_, each in stored.items():
        for event in each.log:
            match event.body:
                case e.OfferExpired(agent_id=whose, cause="deadline") if whose == agent_id:
                    yield id_, event, "missed"
                case e.AgentAccepted(agent_id=whose) if whose == agent_id:
                    yield id_, event, "accepted"


def _demand(demand: Demand, desk: ConsoleRecord) -> Iterator[Violation]:
    if not _was_met(demand, desk):
        who, at = demand.agent_id, f"{demand.since:%H:%M:%S}"
        yield _missed(f"agent {who} let two offers run out, the second at {at}, and is not away")


def _was_met(demand: Demand, desk: ConsoleRecord) -> bool:
    """Whether the console showed its agent in time that they are away."""
    begin, until = demand.since - CLOCKS_APART, demand.until
    return any(begin <= at and (until is None or at <= until) for at in desk.shown_away)


def _member(member: Member, stored: Mapping[str, Stored], after: Aftermath) -> Iterator[Violation]:
    """The stored count must be that of the misses since the last answer and the last press; an
    agent may be away only after two in a row since that press."""
    answers = [
        (after.committed_in[id_, event.seq], kind)
        for id_, event, kind in _answers(member.id, stored)
    ]
    count = most = 0
    for committed_in, kind in sorted(answers):
        if committed_in > member.chosen_in:
            count = count + 1 if kind == "missed" else 0
            most = max(most, count)
    if member.available and (member.missed != count or count >= MISSES):
        yield _missed(
            f"agent {member.id} missed {count} offers; {member.missed} are counted, and they are "
            "available"
        )
    if not member.available and not MISSES <= member.missed <= most:
        yield _missed(f"agent {member.id} is away and missed no more than {most} in a row")


# --- wrap-ups ---------------------------------------------------------------------------------


def _wrap_ups(
    member: Member, stored: Mapping[str, Stored], after: Aftermath
) -> Iterator[Violation]:
    closes = [
        event.at
        for event in _events(stored)
        if isinstance(event.body, e.ConversationClosed) and event.actor.id == member.id
    ]
    for id_, each in stored.items():
        for event in each.log:
            match event.body:
                case e.AgentOffered(agent_id=whose) if whose == member.id:
                    if any(_is_within(event.at, close, after) for close in closes):
                        yield _missed(f"{event.seq} was offered in the agent's wrap-up", id_)


def _is_within(offered: datetime, closed: datetime, after: Aftermath) -> bool:
    """Whether it fell into the pause. A router that was stopped meanwhile decided before the
    close."""
    if not closed + ROUTERS_LOOK < offered < closed + after.wrap_up:
        return False
    return not any(begin <= offered and closed <= end for begin, end in after.pauses)


def _events(stored: Mapping[str, Stored]) -> Iterable[e.Event]:
    return (event for each in stored.values() for event in each.log)
