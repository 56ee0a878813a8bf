"""Routing chooses the agent for a waiting conversation: pure, given the agents present and their loads.

Among agents who are online, available and have a free slot, it prefers:

1. members of the team that a transfer asked for; nobody else at first;
2. agents who have not just missed an offer of this very conversation, so that the offer moves on;
3. the agent who was asked for by name, or knows the matter from before, whatever the language;
4. agents who speak the customer's language; nobody else at first, anybody once the wait is long;
5. agents who are skilled in the topic;
6. the least loaded, relative to capacity, and among equals the one who has been free the longest.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from handoff.domain.language import LANGUAGES, Language
from handoff.domain.people import Names

# How long an agent is passed over for a conversation after missing or declining it.
REST_AFTER_MISS = timedelta(seconds=60)

# An agent who lets this many offers in a row run out is not there, and gets no offers until they
# say that they are. Declining is an answer.
MISSES_BEFORE_AWAY = 2

# After this wait somebody who does not speak the language is better than nobody, and after a
# longer one somebody who is not of the team.
LANGUAGE_PATIENCE = timedelta(seconds=90)
TEAM_PATIENCE = timedelta(minutes=5)

# A wrap-up that ends later than this was computed by a clock that has been set back since.
LONGEST_WRAP_UP = timedelta(minutes=15)
CLOCK_SLACK = timedelta(minutes=1)

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An agent who is online and available. `load` counts chats owned and offered now;
    `free_since` is when the last chat ended or will have been wrapped up."""

    agent_id: str
    names: Names
    capacity: int
    load: int
    languages: frozenset[Language] = frozenset(LANGUAGES)
    topics: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    free_since: datetime = _LONG_AGO

    @property
    def free(self) -> int:
        return self.capacity - self.load


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a conversation in the queue asks for. `since` is when this wait began."""

    since: datetime
    language: Language
    topic: str | None = None
    team: str | None = None
    wanted_agent: str | None = None
    missed: Mapping[str, datetime] = field(default_factory=dict)  # by agent id: when


def choose(candidates: Sequence[Candidate], waiting: Waiting, now: datetime) -> Candidate | None:
    """The agent to offer `waiting` to, or None if it must wait."""
    waited = _time_since(waiting.since, now)
    language = waiting.language if waited < LANGUAGE_PATIENCE else None
    team = waiting.team if waited < TEAM_PATIENCE else None
    eligible = [
        candidate
        for candidate in candidates
        if candidate.free > 0
        and not now < candidate.free_since <= now + LONGEST_WRAP_UP
        and (team is None or team in candidate.teams)
        and (
            language is None
            or language in candidate.languages
            or candidate.agent_id == waiting.wanted_agent
        )
        and not _rests(waiting.missed.get(candidate.agent_id), now)
    ]
    return min(eligible, key=lambda candidate: _preference(candidate, waiting), default=None)


def _preference(candidate: Candidate, waiting: Waiting) -> tuple[object, ...]:
    """Smaller is better. Relative load is fair to people of different capacity; the id makes the
    choice stable."""
    return (
        candidate.agent_id != waiting.wanted_agent,
        waiting.team is not None and waiting.team not in candidate.teams,
        waiting.language not in candidate.languages,
        waiting.topic is not None and waiting.topic not in candidate.topics,
        candidate.load / candidate.capacity,
        candidate.free_since,
        candidate.agent_id,
    )


def _rests(missed_at: datetime | None, now: datetime) -> bool:
    return missed_at is not None and _time_since(missed_at, now) < REST_AFTER_MISS


def _time_since(moment: datetime, now: datetime) -> timedelta:
    """How long ago `moment` was. A moment in the future was noted by a clock that has been set back
    since: it is long past."""
    return timedelta.max if moment > now + CLOCK_SLACK else now - moment


def live_first(queue: Sequence[str], there: Collection[str]) -> list[str]:
    """The order in which to serve the conversations in `queue`: those whose customers have left
    keep their order, behind those whose customers are there."""
    return sorted(queue, key=lambda waiting: waiting not in there)


def queue_rank(since: datetime, priority_minutes: int) -> datetime:
    """The place in the queue as a time: the earlier comes first.

    Everyone's wait grows alike, so a priority is a head start of some minutes, and nobody starves.
    """
    return since - timedelta(minutes=priority_minutes)
