"""What must happen to a conversation without anybody asking, and when.

Duties follow from the state alone. They are kept as timers beside it, so that any gateway can do
them after a crash.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from handoff.domain.conversation.state import Conversation, Offered, Queued, WithAgent, WithBot

DutyKind = Literal["bot_turn", "offer", "snooze", "ticket"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something to do at `at`. `ref` says what about: the seq of the message which the bot must
    answer, the epoch of the offer that runs out, the seq at which the snooze or the wait without
    anybody began. A duty with another `ref` is another duty; one with another `at` is the same."""

    kind: DutyKind
    ref: int
    at: datetime = field(compare=False)


def duties_of(state: Conversation) -> frozenset[Duty]:
    """Everything that is to be done about the conversation.

    What a step brought with it is `duties_of(after) - duties_of(before)`: a duty that was there
    before is not new, and a gateway may be doing it already.
    """
    found = (rule(state) for rule in (bot_turn_of, _offer, _snooze, _ticket))
    return frozenset(duty for duty in found if duty is not None)


def bot_turn_of(state: Conversation) -> Duty | None:
    """The bot answers one message at a time: the next is its duty once this one is answered."""
    if isinstance(state.owner, WithBot) and state.pending and state.at is not None:
        return Duty(kind="bot_turn", ref=state.pending[0], at=state.at)
    return None


def _offer(state: Conversation) -> Duty | None:
    if isinstance(state.owner, Offered):
        return Duty(kind="offer", ref=state.epoch, at=state.owner.deadline)
    return None


def _snooze(state: Conversation) -> Duty | None:
    match state.owner:
        case WithAgent(snoozed_until=datetime() as until, snoozed_by=int() as began):
            return Duty(kind="snooze", ref=began, at=until)
        case _:
            return None


def _ticket(state: Conversation) -> Duty | None:
    """A customer who finds nobody here, and chooses nothing, gets a ticket."""
    if isinstance(state.owner, Queued) and state.absence is not None:
        return Duty(kind="ticket", ref=state.absence.seq, at=state.absence.ticket_at)
    return None
