"""Who is offered a waiting conversation: pure, given the people present and what they carry.

The first rule: of those online, available and with a free slot, the least loaded. Who has just
missed an offer of this very conversation rests a while, so that the offer moves on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# How long an agent is passed over for a conversation after missing or declining it.
REST_AFTER_MISS = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An agent who is online and available. `load` counts chats owned and offered now."""

    agent_id: str
    name: str
    capacity: int
    load: int

    @property
    def free(self) -> int:
        return self.capacity - self.load


def choose(
    candidates: Sequence[Candidate], missed: Mapping[str, datetime], now: datetime
) -> Candidate | None:
    """The agent to offer a conversation to, or None if it must wait.

    Args:
        candidates: those online and available.
        missed: when each agent (by id) last missed an offer of this conversation.
        now: the time of the decision.
    """
    free = [
        candidate
        for candidate in candidates
        if candidate.free > 0 and not _rests(missed.get(candidate.agent_id), now)
    ]
    # Relative load is fair to people of different capacity; the id makes the choice stable.
    return min(free, key=lambda one: (one.load / one.capacity, one.agent_id), default=None)


def _rests(missed_at: datetime | None, now: datetime) -> bool:
    return missed_at is not None and now - missed_at < REST_AFTER_MISS


def queue_rank(since: datetime, priority_minutes: int) -> datetime:
    """The place in the queue as a time: the earlier comes first.

    Everyone's wait grows alike, so a priority is a head start of some minutes, and nobody starves.
    """
    return since - timedelta(minutes=priority_minutes)
