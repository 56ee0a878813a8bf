"""What follows from an event: the state is the fold of the log."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, assert_never

from handoff.domain.conversation import events as e
from handoff.domain.conversation.erasure import emptied
from handoff.domain.conversation.segments import new_segment, turn_taken
from handoff.domain.conversation.state import (
    Absence,
    BotAction,
    Closed,
    Contact,
    Conversation,
    LastMessage,
    Offered,
    Promised,
    Queued,
    Ticketed,
    WithAgent,
    WithBot,
)
from handoff.domain.handoff.packet import HandoffPacket, PastComplaint
from handoff.domain.handoff.policy import COMPLAINT
from handoff.domain.understanding import HandoffReason, Reading

# As many readings as the policy and the packet look at.
READINGS_KEPT = 12

# Unanswered messages that are remembered one by one once they are a person's to answer: who reads
# them reads all of them, and the bot, should it get them back, answers the latest.
UNANSWERED_KEPT = 50

# Handoffs of customers who had something to complain about.
OF_COMPLAINTS: frozenset[HandoffReason] = frozenset(
    {"complaint", "unresolved_complaint", "anger", "upset"}
)


def replay(conversation_id: str, log: Iterable[e.Event]) -> Conversation:
    """The state after a whole log."""
    state = Conversation(id=conversation_id)
    for event in log:
        state = evolve(state, event)
    return state


def evolve(state: Conversation, event: e.Event) -> Conversation:
    """The state after `event`, which must be the next one of the log."""
    state = replace(
        state,
        seq=event.seq,
        public_seq=event.seq if event.public else state.public_seq,
        epoch=event.epoch,
        at=event.at,
    )
    return _evolve_body(state, event, event.body)


def _evolve_body(state: Conversation, event: e.Event, body: e.Body) -> Conversation:  # noqa: C901, PLR0912 - one arm for each event
    match body:
        case e.ConversationStarted():
            return replace(
                state,
                customer_id=body.customer_id,
                channel=body.channel,
                language=body.language,
                contact=Contact(name=body.customer_name),
                started_at=event.at,
                verified=body.verified,
                unresolved=body.unresolved,
            )
        case e.CustomerSaid():
            return replace(
                state,
                language=body.language,
                asked=event.seq,
                pending=_still_pending(state, event.seq),
                last=_last(event, "customer", body.text),
            )
        case e.BotUnderstood():
            readings = (*state.readings, reading_of(body))[-READINGS_KEPT:]
            state = replace(_settled(state, body.reply_to), readings=readings, slots=body.slots)
            return turn_taken(state, in_form=body.in_form)
        case e.BotSaid():
            last = _last(event, "bot", body.text)
            return replace(state, readings=_answered(state.readings, body), last=last)
        case e.ActionBegun():
            return replace(state, action=BotAction(begun=body))
        case e.ActionTaken():
            return replace(state, action=state.action and replace(state.action, done=True))
        case e.BotFailed():
            return _settled(state, body.reply_to)
        case e.HandoffRequested():
            raised = state.unresolved_raised or body.packet.unresolved is not None
            return replace(
                state, packet=body.packet, priority=body.priority, unresolved_raised=raised
            )
        case e.QueueEntered():
            overtaken = state.pending if isinstance(state.owner, WithBot) else state.overtaken
            return replace(
                state,
                owner=Queued(),
                queued_since=body.since,
                waiting_from=state.waiting_from or event.at,
                promised=state.promised if state.waiting_from is not None else None,
                overtaken=overtaken,
            )
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
        case e.AgentOffered():
            return replace(
                state,
                absence=None,
                owner=Offered(
                    agent_id=body.agent_id,
                    agent_name=body.agent_name,
                    deadline=body.deadline,
                    announced=body.announced,
                ),
            )
        case e.OfferExpired():
            return replace(state, missed={**state.missed, body.agent_id: event.at})
        case e.AgentAccepted():
            owner = WithAgent(agent_id=body.agent_id, agent_name=body.agent_name, since=event.at)
            return replace(
                state,
                owner=owner,
                waiting_from=None,
                absence=None,
                wanted_agent=body.agent_id,  # who knows the matter is asked first the next time
                missed={},
                ticket=None,
            )
        case e.AgentLost():
            return replace(state, missed={**state.missed, body.agent_id: event.at})
        case e.ConversationTransferred():
            # An agent who hands a chat on does not want it back at once.
            missed = {event.actor.id: event.at} if event.actor.id else {}
            return replace(state, wanted_agent=body.agent_id, team=body.team, missed=missed)
        case e.ConversationSnoozed():
            return _snoozed(state, body.until, event.seq)
        case e.ConversationWoken():
            return _snoozed(state, None, None)
        case e.AgentSaid():
            return replace(state, pending=(), last=_last(event, "agent", body.text))
        case e.ReturnedToBot() if event.actor.kind == "agent":
            # The agent has read it all, and leaves the bot the last word that is unanswered.
            return _back_with_bot(replace(_resolved(state), pending=state.pending[-1:]))
        case e.ReturnedToBot() | e.ConversationReopened():
            return _back_with_bot(state)
        case e.TicketOpened():
            return replace(
                _unresolved(state, event, body.number),
                unresolved_raised=True,  # the ticket is how a person was called for
                owner=Ticketed(number=body.number),
                ticket=body.number,
                waiting_from=None,
                absence=None,
            )
        case e.ContactLeft():
            contact = Contact(
                name=body.name or state.contact.name,
                email=body.email or state.contact.email,
                phone=body.phone or state.contact.phone,
            )
            return replace(state, contact=contact)
        case e.ConversationClosed():
            ended = body.disposition == "unresolved"
            state = _unresolved(state, event) if ended else _resolved(state)
            return replace(state, owner=Closed(at=event.at), queued_since=None, pending=())
        case e.ConversationErased():
            return emptied(state, event.at)
        case e.BotSuppressed():
            return replace(state, overtaken=_after(state.overtaken, body.reply_to))
        case e.AgentNoted():
            return state
        case _:
            assert_never(body)


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


def _snoozed(state: Conversation, until: datetime | None, by: int | None) -> Conversation:
    if not isinstance(state.owner, WithAgent):
        return state
    return replace(state, owner=replace(state.owner, snoozed_until=until, snoozed_by=by))


def _last(event: e.Event, by: Literal["customer", "bot", "agent"], text: str) -> LastMessage:
    return LastMessage(by=by, text=text, at=event.at)


def _still_pending(state: Conversation, said: int) -> tuple[int, ...]:
    pending = (*state.pending, said)
    return pending if isinstance(state.owner, WithBot) else pending[-UNANSWERED_KEPT:]


def _settled(state: Conversation, reply_to: int) -> Conversation:
    return replace(
        state,
        pending=_after(state.pending, reply_to),
        overtaken=_after(state.overtaken, reply_to),
    )


def _after(seqs: tuple[int, ...], settled: int) -> tuple[int, ...]:
    """The bot answers in order, so with one message it has answered all that came before it."""
    return tuple(seq for seq in seqs if seq > settled)


def reading_of(understood: e.BotUnderstood) -> Reading:
    return Reading(
        seq=understood.reply_to,
        intent=understood.intent.name,
        confidence=understood.intent.confidence,
        emotion=understood.emotion,
        entities=understood.entities,
    )


def _answered(readings: tuple[Reading, ...], said: e.BotSaid) -> tuple[Reading, ...]:
    """The readings with the name of the response added to the message that it answers."""
    if said.utter_action is None:
        return readings
    return tuple(
        replace(r, answers=(*r.answers, said.utter_action)) if r.seq == said.reply_to else r
        for r in readings
    )


def _back_with_bot(state: Conversation) -> Conversation:
    """Gives the conversation to the bot again, which starts afresh: no old readings, no old wait. What the customer
    wrote meanwhile and nobody answered is now for the bot. An open ticket keeps its place."""
    return replace(
        new_segment(state),
        owner=WithBot(),
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
