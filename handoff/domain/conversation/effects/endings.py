"""Effects of the ways in which a handoff ends: back to the bot, a ticket, the close, erasure."""

from dataclasses import replace
from typing import assert_never

from handoff.domain.conversation import events as e
from handoff.domain.conversation.erasure import emptied
from handoff.domain.conversation.segments import new_segment
from handoff.domain.conversation.state import (
    Closed,
    Conversation,
    Ending,
    Rating,
    Ticketed,
    WithBot,
)
from handoff.domain.handoff.packet import HandoffPacket, PastComplaint
from handoff.domain.handoff.policy import COMPLAINT
from handoff.domain.understanding import HandoffReason

# Handoffs of customers who had something to complain about.
OF_COMPLAINTS: frozenset[HandoffReason] = frozenset(
    {"complaint", "unresolved_complaint", "anger", "upset"}
)

Handled = (
    e.ReturnedToBot
    | e.ConversationReopened
    | e.TicketOpened
    | e.ConversationClosed
    | e.ConversationRated
    | e.ConversationErased
)


def evolve(state: Conversation, event: e.Event, body: Handled) -> Conversation:
    match body:
        case e.ReturnedToBot() if event.actor.kind == "agent":
            # The agent has read it all, and leaves the bot the last word that is unanswered.
            state = replace(_resolved(state), pending=_words(state)[-1:], unseen=False)
            return _back_with_bot(state)
        case e.ReturnedToBot():
            return _back_with_bot(state)
        case e.ConversationReopened():
            return _back_with_bot(replace(state, ending=None))
        case e.TicketOpened():
            return _ticketed(state, event, body.number)
        case e.ConversationClosed():
            return _closed(state, event, body)
        case e.ConversationRated():
            return _rated(state, event, body)
        case e.ConversationErased():
            return emptied(state, event.at)
        case _:
            assert_never(body)


def _closed(state: Conversation, event: e.Event, body: e.ConversationClosed) -> Conversation:
    if body.disposition == "unresolved":
        state = _unresolved(state, event)
    elif body.disposition != "ended":  # of which nobody has said whether it is solved
        state = _resolved(state)
    return replace(
        state,
        owner=Closed(at=event.at),
        ending=Ending(seq=event.seq, at=event.at, asks=body.asks),
        closing=event.seq,
        queued_since=None,
        waiting_from=None,
        absence=None,
        pending=(),
        unseen=False,
    )


def _rated(state: Conversation, event: e.Event, body: e.ConversationRated) -> Conversation:
    before = state.rating
    first = before.at if before is not None and before.closing == body.closing else event.at
    rating = Rating(
        closing=body.closing, at=first, satisfaction=body.satisfaction, effort=body.effort
    )
    return replace(state, rating=rating)


def _ticketed(state: Conversation, event: e.Event, number: int) -> Conversation:
    return replace(
        _unresolved(state, event, number),
        unresolved_raised=True,  # the ticket is how a person was called for
        owner=Ticketed(number=number),
        ticket=number,
        queued_since=state.queued_since or event.at,  # a bad mark is what asks for a person
        waiting_from=None,
        absence=None,
    )


def _resolved(state: Conversation) -> Conversation:
    return replace(state, unresolved=None, unresolved_raised=False)


def _unresolved(state: Conversation, event: e.Event, ticket: int | None = None) -> Conversation:
    """Keeps a bad end, or a ticket, of what may have been a complaint. An older one remains."""
    packet = state.packet
    if packet is None or not _is_complaint(packet):
        return state
    past = PastComplaint(
        conversation_id=state.id,
        seq=event.seq,
        at=event.at,
        reason=packet.reason,
        ticket=ticket,
    )
    return replace(state, unresolved=past, unresolved_raised=False)


def _is_complaint(packet: HandoffPacket) -> bool:
    return packet.reason in OF_COMPLAINTS or any(i.name == COMPLAINT for i in packet.intents)


def _words(state: Conversation) -> tuple[int, ...]:
    """The customer's unanswered messages that are no files."""
    return tuple(seq for seq in state.pending if seq not in state.files)


def _back_with_bot(state: Conversation) -> Conversation:
    """Gives the conversation to the bot again, which starts afresh: no old readings, no old wait. What the customer
    wrote meanwhile and nobody answered is now for the bot, which cannot answer files. An open ticket keeps its place."""
    return replace(
        new_segment(state),
        owner=WithBot(),
        pending=_words(state),
        readings=(),
        slots={},
        queued_since=state.queued_since if state.ticket is not None else None,
        waiting_from=None,
        absence=None,
        team=None,
        priority=0,
        packet=None,
        missed={},
    )
