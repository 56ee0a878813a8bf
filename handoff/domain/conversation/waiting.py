"""Waiting for a person: how a conversation enters the queue, what a waiting customer hears, and how the
wait ends when no agent has come.
"""

from datetime import datetime
from typing import Literal, assert_never

from handoff.domain.conversation import bot_turns
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.state import (
    Closed,
    Conversation,
    Offered,
    Queued,
    Ticketed,
    WithAgent,
    WithBot,
)
from handoff.domain.errors import illegal_move
from handoff.domain.handoff.policy import Handoff
from handoff.domain.handoff.policy_settings import PolicySettings


def request_person(state: Conversation, now: datetime, rules: PolicySettings) -> list[e.Body]:
    requested = Handoff(reason="requested", evidence=())
    match state.owner:
        case WithBot():
            return bot_turns.hand_off(state, requested, now, rules)
        case Closed():
            return [e.ConversationReopened(), *bot_turns.hand_off(state, requested, now, rules)]
        case WithAgent(snoozed_until=datetime()):
            return [e.ConversationWoken(cause="customer")]
        case Queued() | Offered() | WithAgent() | Ticketed():
            return []  # a person is already on the way, or will be
        case _:
            assert_never(state.owner)


def offer(state: Conversation, command: c.Offer) -> list[e.Body]:
    if not isinstance(state.owner, Queued):
        raise illegal_move("Only a queued conversation can be offered", owner=state.owner.kind)
    agent = command.agent
    return [
        e.AgentOffered(
            agent_id=agent.id,
            agent_name=agent.names.in_language(state.language),
            deadline=command.deadline,
        )
    ]


def promise_wait(state: Conversation, command: c.PromiseWait, now: datetime) -> list[e.Body]:
    late = has_slipped(state, now)
    if not isinstance(state.owner, Queued | Offered) or (state.promised and not late):
        return []  # it no longer waits, or the customer has heard a range already
    return [e.WaitPromised(low=command.low, high=command.high, late=late)]


def has_slipped(state: Conversation, now: datetime) -> bool:
    waits = isinstance(state.owner, Queued | Offered)
    return waits and state.promised is not None and state.promised.has_passed(now)


def tell_absence(state: Conversation, command: c.TellAbsence, now: datetime) -> list[e.Body]:
    """Tells the customer once that nobody is here, and again when the desk has closed meanwhile, which
    calls for a new choice. A desk that has opened without an agent changes neither choice nor deadline."""
    told = state.absence
    if not isinstance(state.owner, Queued):
        return []  # it waits no more
    if told and (told.closed, told.opens_at) == (command.closed, command.opens_at):
        return []
    ticket_at = told.ticket_at if told and not command.closed else now + command.patience
    return [e.AbsenceTold(closed=command.closed, opens_at=command.opens_at, ticket_at=ticket_at)]


def keep_waiting(state: Conversation, command: c.KeepWaiting, now: datetime) -> list[e.Body]:
    told = state.absence
    if told is None or told.chosen:
        return []  # somebody is here, or it was chosen before
    return [e.WaitChosen(until=max(told.opens_at or now, now) + command.patience)]


def expire_offer(state: Conversation, command: c.ExpireOffer) -> list[e.Body]:
    if not isinstance(state.owner, Offered) or command.epoch != state.epoch:
        return []  # accepted or declined in the meantime
    return miss(state, state.owner, "deadline")


def miss(state: Conversation, offered: Offered, cause: e.MissCause) -> list[e.Body]:
    if state.queued_since is None:
        raise illegal_move("An offer without a place in the queue", owner=state.owner.kind)
    return [
        e.OfferExpired(agent_id=offered.agent_id, cause=cause),
        e.QueueEntered(
            since=state.queued_since,
            instead_of=offered.agent_name if offered.announced else None,
        ),
    ]


def open_ticket(state: Conversation, command: c.OpenTicket) -> list[e.Body]:
    match state.owner:
        case Ticketed():
            return []
        case Queued() | Offered():
            return [_ticket(state, command.number, "chosen")]
        case _:
            raise illegal_move("A ticket is opened from the queue", owner=state.owner.kind)


def expire_wait(state: Conversation, command: c.ExpireWait) -> list[e.Body]:
    if state.absence is None or state.absence.seq != command.seq:
        return []  # somebody came, or the customer chose otherwise
    return [_ticket(state, command.number, "nobody_online")]


def _ticket(
    state: Conversation, number: int, cause: Literal["nobody_online", "chosen"]
) -> e.TicketOpened:
    """A conversation has one open ticket: the number that the customer knows stays."""
    return e.TicketOpened(number=number if state.ticket is None else state.ticket, cause=cause)


def continue_with_bot(state: Conversation) -> list[e.Body]:
    match state.owner:
        case Queued() | Offered() | Ticketed():
            words = set(state.pending) - set(state.files)
            unseen = [e.FilesUnseen()] if state.unseen and not words else []
            return [e.ReturnedToBot(), *unseen]
        case WithBot():
            return []
        case _:
            raise illegal_move(
                "Only who waits for a person can go on with the bot", owner=state.owner.kind
            )
