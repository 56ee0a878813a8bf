"""What is left of a conversation once the customer's words are erased. Pure.

The log keeps its places, times, actors and kinds of events, the names of intents and responses, and
what the staff did: figures go on counting. Words, names, contacts, orders, moods and what the bot took
down are gone, those of the agents too, since agents repeat what customers tell them.

The customer may not come back to an erased conversation, so its state keeps nothing that follows from
a word. That makes both orders equal, and a log that was erased folds to the state beside it:

    evolve(replay(log), erased) == evolve(replay(redacted(event) for event in log), erased)
"""

from dataclasses import replace
from datetime import datetime

from handoff.domain.conversation import events as e
from handoff.domain.conversation.state import (
    Closed,
    Contact,
    Conversation,
    Offered,
    Queued,
    Ticketed,
    WithAgent,
)
from handoff.domain.handoff.packet import HandoffPacket
from handoff.domain.understanding import NEUTRAL


def is_under_way(state: Conversation) -> bool:
    """Whether a person talks with the customer or is awaited, by a ticket too."""
    if isinstance(state.owner, Queued | Offered | WithAgent | Ticketed):
        return True
    return state.ticket is not None and not isinstance(state.owner, Closed)


def redacted(event: e.Event) -> e.Event:
    """The event without anything that tells of the customer; redacting twice changes nothing more."""
    actor = event.actor
    if actor.kind == "customer":
        actor = replace(actor, name=None)
    return replace(event, actor=actor, body=_without_words(event.body))


def _without_words(body: e.Body) -> e.Body:  # noqa: C901, PLR0912 - one arm for each kind with words
    match body:
        case e.ConversationStarted() | e.CustomerIdentified():
            return replace(body, customer_name=None)
        case e.CustomerSaid():
            return replace(body, text="", payload=None, file=None)
        case e.BotUnderstood():
            return replace(body, entities=(), slots={}, emotion=NEUTRAL)
        case e.BotSaid():
            return replace(body, text="", buttons=(), card=None)
        case e.ActionBegun() | e.ActionTaken():
            return replace(body, order="")
        case e.BotSuppressed():
            return replace(body, texts=())
        case e.HandoffRequested():
            return replace(body, packet=_bare(body.packet))
        case e.AgentSaid():
            return replace(body, text="", file=None, card=None)
        case e.AgentNoted():
            return replace(body, text="")
        case e.ConversationRated():
            return replace(body, comment=None)
        case e.DataRequestAnswered():
            return replace(body, reason=None)
        case e.ContactLeft():
            return replace(body, name=None, email=None, phone=None)
        case _:
            return body


def _bare(packet: HandoffPacket) -> HandoffPacket:
    """Strips the packet of moods and of what the customer told; the reason and the intents remain."""
    return replace(packet, slots={}, scores=(), mood=(), entities=(), orders=(), files=())


def emptied(state: Conversation, at: datetime) -> Conversation:
    """The state once the conversation is erased: closed, owed nothing, without a word."""
    return replace(
        state,
        erased=True,
        owner=Closed(at=at),
        contact=Contact(),
        pending=(),
        overtaken=(),
        files=(),
        unseen=False,
        told_unseen=False,
        readings=(),
        slots={},
        action=None,
        queued_since=None,
        waiting_from=None,
        promised=None,
        absence=None,
        priority=0,
        packet=None,
        unresolved=None,
        unresolved_raised=False,
        missed={},
        ticket=None,
        last=None,
    )
