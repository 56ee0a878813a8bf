"""What must happen to a conversation without anybody asking, and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handoff.domain.conversation.state import Conversation, Offered, Queued, WithAgent, WithBot

DutyKind = Literal["bot_turn", "offer", "snooze", "ticket"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something to do at `at`. `ref` says what about: the seq of the message which the bot must
    answer, the epoch of the offer that runs out, the seq at which the snooze or the wait without
    anybody began. A duty with another `ref` is another duty."""

    kind: DutyKind
    ref: int
    at: datetime


def new_duty(before: Conversation, after: Conversation, now: datetime) -> Duty | None:
    """The duty which the step from `before` to `after` brought with it. One that was there before is
    not new: somebody may be at it."""
    was, duty = duty_of(before, now), duty_of(after, now)
    return None if (was and (was.kind, was.ref)) == (duty and (duty.kind, duty.ref)) else duty


def duty_of(state: Conversation, now: datetime) -> Duty | None:
    """What must happen to this conversation without anybody asking; kept as a timer beside the
    state, so that any gateway can act on it after a crash."""
    match state.owner:
        case WithBot() if state.pending:
            return Duty(kind="bot_turn", ref=state.pending[0], at=now)
        case Offered():
            return Duty(kind="offer", ref=state.epoch, at=state.owner.deadline)
        case WithAgent(snoozed_until=datetime() as until, snoozed_by=int() as began):
            return Duty(kind="snooze", ref=began, at=until)
        case Queued() if state.absence is not None:
            return Duty(kind="ticket", ref=state.absence.seq, at=state.absence.ticket_at)
        case _:
            return None
