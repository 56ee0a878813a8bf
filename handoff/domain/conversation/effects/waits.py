"""Effects of a handoff, and of what a waiting customer hears and chooses."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from handoff.domain.conversation import events as e
from handoff.domain.conversation.state import (
    Absence,
    Conversation,
    Promised,
    Queued,
    WithBot,
)

Handled = (
    e.HandoffRequested
    | e.QueueEntered
    | e.WaitPromised
    | e.WaitSlipped
    | e.AbsenceTold
    | e.WaitChosen
    | e.AbsenceEnded
)


def evolve(state: Conversation, event: e.Event, body: Handled) -> Conversation:
    match body:
        case e.HandoffRequested():
            raised = state.unresolved_raised or body.packet.unresolved is not None
            return replace(
                state, packet=body.packet, priority=body.priority, unresolved_raised=raised
            )
        case e.QueueEntered():
            return _queued(state, event, body)
        case e.WaitPromised():
            until = event.at + timedelta(minutes=body.high)
            return replace(state, promised=Promised(low=body.low, high=body.high, until=until))
        case e.WaitSlipped():
            return replace(state, promised=state.promised and replace(state.promised, until=None))
        case e.AbsenceTold():
            return replace(state, absence=_told_of_absence(state.absence, body, event.seq))
        case e.WaitChosen():
            return replace(state, absence=_waiting_on(state.absence, body.until, event.seq))
        case e.AbsenceEnded():
            return replace(state, absence=None)
        case _:
            assert_never(body)


def _queued(state: Conversation, event: e.Event, body: e.QueueEntered) -> Conversation:
    overtaken = state.pending if isinstance(state.owner, WithBot) else state.overtaken
    return replace(
        state,
        owner=Queued(),
        queued_since=body.since,
        waiting_from=state.waiting_from or event.at,
        promised=state.promised if state.waiting_from is not None else None,
        overtaken=overtaken,
    )


def _told_of_absence(told: Absence | None, body: e.AbsenceTold, seq: int) -> Absence:
    return Absence(
        closed=body.closed,
        opens_at=body.opens_at,
        ticket_at=body.ticket_at,
        seq=seq,
        chosen=told is not None and told.chosen and not body.closed,
    )


def _waiting_on(told: Absence | None, until: datetime, seq: int) -> Absence | None:
    return told and replace(told, ticket_at=until, seq=seq, chosen=True)
