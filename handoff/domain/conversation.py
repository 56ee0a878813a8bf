"""The conversation: who owns it, who may speak, and what follows from what.

    BOT ──handoff──► QUEUED ◄──────► OFFERED ──accept──► AGENT ──close──► CLOSED
     ▲                 │  └─────────────take───────────────▲  │             │
     │   nobody online │                                   │  │             │ customer
     │   or chosen     ▼                                   │  │             │ writes
     │               TICKET ──────────────take─────────────┘  │             │
     └──── return to bot, continue with bot, reopen ◄─────────┴─────────────┘

State is the fold of the log: `evolve(state, event)`. A command is decided against it by
`decide(state, command, now)`, which returns bodies of events or refuses. Both are pure; what is
stored beside the log (the snapshot, the timers of `duties_of`) can be made again from the log.

Every change of owner increments `epoch`. A bot answer carries the epoch under which it was
computed, and is kept from the customer when that has passed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, assert_never

from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.errors import IllegalMove
from handoff.domain.handoff_policy import Handoff, Reading, assess
from handoff.domain.language import Language, language_of

# As many readings as the policy and the packet look at.
READINGS_KEPT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class WithBot:
    kind: Literal["bot"] = "bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    kind: Literal["queued"] = "queued"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    kind: Literal["offered"] = "offered"
    agent_id: str
    agent_name: str
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WithAgent:
    kind: Literal["agent"] = "agent"
    agent_id: str
    agent_name: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticketed:
    kind: Literal["ticket"] = "ticket"
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    kind: Literal["closed"] = "closed"
    at: datetime


Owner = WithBot | Queued | Offered | WithAgent | Ticketed | Closed


@dataclass(frozen=True, slots=True, kw_only=True)
class LastMessage:
    """The last thing that was said, for lists."""

    by: Literal["customer", "bot", "agent"]
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The state of one conversation after the event `seq`."""

    id: str
    seq: int = 0
    public_seq: int = 0  # of the last event that the customer may see
    epoch: int = 0
    owner: Owner = WithBot()
    customer_id: str = ""
    language: Language = "en"
    contact: Contact = Contact()
    segment: int = 0  # of the bot's memory: a new one begins at each hand-back
    pending: tuple[int, ...] = ()  # customer's messages which the bot has yet to answer
    readings: tuple[Reading, ...] = ()
    slots: Mapping[str, e.Json] = field(default_factory=dict)
    queued_since: datetime | None = None
    priority: int = 0
    reason: e.HandoffReason | None = None
    missed: Mapping[str, datetime] = field(default_factory=dict)  # by agent id: last missed offer
    ticket: int | None = None
    started_at: datetime | None = None
    last: LastMessage | None = None


# --- deciding ---------------------------------------------------------------------------------


def decide(state: Conversation, command: c.Command, now: datetime) -> Sequence[e.Body]:
    """The events that `command` brings about, none if it already has, or a refusal.

    Raises:
        IllegalMove: the present owner does not allow it.
    """
    match command:
        case c.Start():
            return _start(state, command)
        case c.CustomerSay():
            return _customer_say(state, command)
        case c.RecordBotTurn():
            return _record_bot_turn(state, command, now)
        case c.RequestPerson():
            return _request_person(state, now)
        case c.Offer():
            return _offer(state, command)
        case c.ExpireOffer():
            return _expire_offer(state, command)
        case c.OpenTicket():
            return _open_ticket(state, command)
        case c.LeaveContact():
            return _leave_contact(command)
        case c.ContinueWithBot():
            return _continue_with_bot(state)
        case c.Accept():
            return _accept(state, command.agent)
        case c.Decline():
            return _decline(state, command.agent)
        case c.Take():
            return _take(state, command.agent, now)
        case c.AgentSay():
            return _agent_say(state, command)
        case c.AgentNote():
            return [e.AgentNoted(text=command.text, client_id=command.client_id)]
        case c.ReturnToBot():
            return _return_to_bot(state, command.agent)
        case c.Close():
            return _close(state, command)
        case _:
            assert_never(command)


def actor_of(state: Conversation, command: c.Command, body: e.Body) -> e.Actor:
    """Who an event is by: the bot for its words, else whoever gave the command."""
    match command:
        case c.RecordBotTurn() if isinstance(body, e.BotSaid | e.BotUnderstood | e.BotSuppressed):
            return e.Actor(kind="bot")
        case c.RecordBotTurn() | c.Offer() | c.ExpireOffer():
            return e.Actor(kind="system")
        case c.OpenTicket() if command.cause == "nobody_online":
            return e.Actor(kind="system")
        case (
            c.Accept()
            | c.Decline()
            | c.Take()
            | c.AgentSay()
            | c.AgentNote()
            | c.ReturnToBot()
            | c.Close()
        ):
            return e.Actor(kind="agent", id=command.agent.id, name=command.agent.name)
        case c.Start():
            return e.Actor(kind="customer", id=command.customer_id, name=command.customer_name)
        case _:
            return e.Actor(kind="customer", id=state.customer_id, name=state.contact.name)


def _start(state: Conversation, command: c.Start) -> list[e.Body]:
    if state.seq > 0:
        return []
    return [
        e.ConversationStarted(
            customer_id=command.customer_id,
            customer_name=command.customer_name,
            language=command.language,
        )
    ]


def _customer_say(state: Conversation, command: c.CustomerSay) -> list[e.Body]:
    said = e.CustomerSaid(
        text=command.text,
        client_id=command.client_id,
        language=language_of(command.text, state.language),
        payload=command.payload,
    )
    if isinstance(state.owner, Closed):
        return [e.ConversationReopened(), said]
    return [said]


def _record_bot_turn(
    state: Conversation, command: c.RecordBotTurn, now: datetime
) -> Sequence[e.Body]:
    outcome = command.outcome
    if command.epoch != state.epoch or not isinstance(state.owner, WithBot):
        return _suppress(command)
    if command.reply_to not in state.pending:
        return []
    if isinstance(outcome, c.BotFailure):
        failed = e.BotFailed(reply_to=command.reply_to, code=outcome.code)
        handoff = Handoff(reason="bot_error", evidence=(command.reply_to,))
        return [failed, *_hand_off(state, handoff, now)]
    return _answer(state, command.reply_to, outcome, now)


def _suppress(command: c.RecordBotTurn) -> list[e.Body]:
    if isinstance(command.outcome, c.BotFailure):
        return []
    texts = tuple(message.text for message in command.outcome.messages if message.text)
    return [e.BotSuppressed(reply_to=command.reply_to, computed_epoch=command.epoch, texts=texts)]


def _answer(
    state: Conversation, reply_to: int, reply: c.BotReply, now: datetime
) -> Sequence[e.Body]:
    understood = e.BotUnderstood(
        reply_to=reply_to,
        intent=reply.intent,
        ranking=reply.ranking,
        entities=reply.entities,
        slots=reply.slots,
        emotion=reply.emotion,
    )
    reading = replace(
        _reading_of(understood),
        answers=tuple(m.utter_action for m in reply.messages if m.utter_action),
        handoff=reply.handoff,
    )
    after = replace(state, readings=(*state.readings, reading), slots=reply.slots)
    handoff = assess(after.readings)
    events: list[e.Body] = [understood, *reply.messages]
    return [*events, *_hand_off(after, handoff, now)] if handoff else events


def _hand_off(state: Conversation, handoff: Handoff, now: datetime) -> list[e.Body]:
    return [_handoff_requested(state, handoff), e.QueueEntered(since=now)]


def _handoff_requested(state: Conversation, handoff: Handoff) -> e.HandoffRequested:
    packet = e.HandoffPacket(
        reason=handoff.reason,
        evidence=handoff.evidence,
        language=state.language,
        intents=tuple(
            e.Intent(name=r.intent, confidence=r.confidence) for r in reversed(state.readings)
        ),
        slots=state.slots,
        tried=tuple(dict.fromkeys(name for r in state.readings for name in r.answers)),
        mood=tuple(e.Mood(seq=r.seq, emotion=r.emotion) for r in state.readings),
    )
    return e.HandoffRequested(reason=handoff.reason, priority=handoff.priority, packet=packet)


def _request_person(state: Conversation, now: datetime) -> list[e.Body]:
    requested = Handoff(reason="requested", evidence=())
    match state.owner:
        case WithBot():
            return _hand_off(state, requested, now)
        case Closed():
            return [e.ConversationReopened(), *_hand_off(state, requested, now)]
        case Queued() | Offered() | WithAgent() | Ticketed():
            return []  # a person is already on the way, or will be
        case _:
            assert_never(state.owner)


def _offer(state: Conversation, command: c.Offer) -> list[e.Body]:
    if not isinstance(state.owner, Queued):
        raise _illegal(state, "Only a queued conversation can be offered")
    agent = command.agent
    return [e.AgentOffered(agent_id=agent.id, agent_name=agent.name, deadline=command.deadline)]


def _expire_offer(state: Conversation, command: c.ExpireOffer) -> list[e.Body]:
    if not isinstance(state.owner, Offered) or command.epoch != state.epoch:
        return []  # accepted or declined in the meantime
    return _miss(state, state.owner, "deadline")


def _miss(
    state: Conversation, offered: Offered, cause: Literal["deadline", "declined"]
) -> list[e.Body]:
    if state.queued_since is None:
        raise _illegal(state, "An offer without a place in the queue")
    return [
        e.OfferExpired(agent_id=offered.agent_id, cause=cause),
        e.QueueEntered(since=state.queued_since),
    ]


def _open_ticket(state: Conversation, command: c.OpenTicket) -> list[e.Body]:
    match state.owner:
        case Queued():
            return [e.TicketOpened(number=command.number, cause=command.cause)]
        case Offered() if command.cause == "chosen":
            return [e.TicketOpened(number=command.number, cause=command.cause)]
        case Ticketed():
            return []
        case _:
            raise _illegal(state, "A ticket is opened from the queue")


def _leave_contact(command: c.LeaveContact) -> list[e.Body]:
    return [
        e.ContactLeft(
            client_id=command.client_id,
            name=command.name,
            email=command.email,
            phone=command.phone,
        )
    ]


def _continue_with_bot(state: Conversation) -> list[e.Body]:
    match state.owner:
        case Queued() | Offered() | Ticketed():
            return [e.ReturnedToBot()]
        case WithBot():
            return []
        case _:
            raise _illegal(state, "Only who waits for a person can go on with the bot")


def _accept(state: Conversation, agent: c.Agent) -> list[e.Body]:
    match state.owner:
        case Offered(agent_id=agent.id):
            return [e.AgentAccepted(agent_id=agent.id, agent_name=agent.name)]
        case WithAgent(agent_id=agent.id):
            return []
        case _:
            raise _illegal(state, "This offer is no longer yours")


def _decline(state: Conversation, agent: c.Agent) -> list[e.Body]:
    match state.owner:
        case Offered(agent_id=agent.id):
            return _miss(state, state.owner, "declined")
        case Offered() | Queued():
            return []
        case _:
            raise _illegal(state, "This offer is no longer yours")


def _take(state: Conversation, agent: c.Agent, now: datetime) -> list[e.Body]:
    accepted = e.AgentAccepted(agent_id=agent.id, agent_name=agent.name)
    match state.owner:
        case Queued() | Ticketed() | Offered(agent_id=agent.id):
            return [accepted]
        case WithBot():
            handoff = Handoff(reason="taken_over", evidence=())
            return [*_hand_off(state, handoff, now), accepted]
        case WithAgent(agent_id=agent.id):
            return []
        case _:
            raise _illegal(state, "This conversation cannot be taken")


def _agent_say(state: Conversation, command: c.AgentSay) -> list[e.Body]:
    _require_owner(state, command.agent)
    return [e.AgentSaid(text=command.text, client_id=command.client_id)]


def _return_to_bot(state: Conversation, agent: c.Agent) -> list[e.Body]:
    if isinstance(state.owner, WithBot):
        return []
    _require_owner(state, agent)
    return [e.ReturnedToBot()]


def _close(state: Conversation, command: c.Close) -> list[e.Body]:
    if isinstance(state.owner, Closed):
        return []
    _require_owner(state, command.agent)
    return [e.ConversationClosed(disposition=command.disposition)]


def _require_owner(state: Conversation, agent: c.Agent) -> None:
    if not isinstance(state.owner, WithAgent) or state.owner.agent_id != agent.id:
        raise IllegalMove(
            "not_owner", "You do not own this conversation", {"owner": state.owner.kind}
        )


def _illegal(state: Conversation, message: str) -> IllegalMove:
    return IllegalMove("illegal_move", message, {"owner": state.owner.kind})


# --- evolving ---------------------------------------------------------------------------------


def append(
    state: Conversation, command: c.Command, now: datetime
) -> tuple[Conversation, tuple[e.Event, ...]]:
    """Decides `command` and gives its events their places in the log.

    Returns the state after them and the events. Raises as `decide` does.
    """
    recorded: list[e.Event] = []
    for body in decide(state, command, now):
        event = e.Event(
            seq=state.seq + 1,
            after=state.public_seq,
            at=now,
            epoch=state.epoch + (1 if _changes_owner(body) else 0),
            actor=actor_of(state, command, body),
            body=body,
        )
        state = evolve(state, event)
        recorded.append(event)
    return state, tuple(recorded)


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
    )
    return _evolve_body(state, event, event.body)


def _changes_owner(body: e.Body) -> bool:
    return isinstance(
        body,
        e.QueueEntered
        | e.AgentOffered
        | e.AgentAccepted
        | e.ReturnedToBot
        | e.TicketOpened
        | e.ConversationClosed
        | e.ConversationReopened,
    )


def _evolve_body(state: Conversation, event: e.Event, body: e.Body) -> Conversation:  # noqa: C901, PLR0911, PLR0912 - one arm for each event
    match body:
        case e.ConversationStarted():
            return replace(
                state,
                customer_id=body.customer_id,
                language=body.language,
                contact=Contact(name=body.customer_name),
                started_at=event.at,
            )
        case e.CustomerSaid():
            pending = (
                (*state.pending, event.seq) if isinstance(state.owner, WithBot) else state.pending
            )
            state = _said(state, event, "customer", body.text)
            return replace(state, language=body.language, pending=pending)
        case e.BotUnderstood():
            readings = (*state.readings, _reading_of(body))[-READINGS_KEPT:]
            return replace(_settled(state, body.reply_to), readings=readings, slots=body.slots)
        case e.BotSaid():
            state = _said(state, event, "bot", body.text)
            return replace(state, readings=_answered(state.readings, body))
        case e.BotFailed():
            return _settled(state, body.reply_to)
        case e.HandoffRequested():
            return replace(state, reason=body.reason, priority=body.priority)
        case e.QueueEntered():
            return replace(state, owner=Queued(), queued_since=body.since, pending=())
        case e.AgentOffered():
            return replace(
                state,
                owner=Offered(
                    agent_id=body.agent_id, agent_name=body.agent_name, deadline=body.deadline
                ),
            )
        case e.OfferExpired():
            return replace(state, missed={**state.missed, body.agent_id: event.at})
        case e.AgentAccepted():
            owner = WithAgent(agent_id=body.agent_id, agent_name=body.agent_name, since=event.at)
            return replace(state, owner=owner, queued_since=None, missed={}, ticket=None)
        case e.AgentSaid():
            return _said(state, event, "agent", body.text)
        case e.ReturnedToBot() | e.ConversationReopened():
            return _back_with_bot(state)
        case e.TicketOpened():
            return replace(
                state, owner=Ticketed(number=body.number), ticket=body.number, queued_since=None
            )
        case e.ContactLeft():
            contact = Contact(
                name=body.name or state.contact.name,
                email=body.email or state.contact.email,
                phone=body.phone or state.contact.phone,
            )
            return replace(state, contact=contact)
        case e.ConversationClosed():
            return replace(state, owner=Closed(at=event.at), queued_since=None)
        case e.BotSuppressed() | e.AgentNoted():
            return state
        case _:
            assert_never(body)


def _said(
    state: Conversation, event: e.Event, by: Literal["customer", "bot", "agent"], text: str
) -> Conversation:
    return replace(state, last=LastMessage(by=by, text=text, at=event.at))


def _settled(state: Conversation, reply_to: int) -> Conversation:
    return replace(state, pending=tuple(seq for seq in state.pending if seq != reply_to))


def _reading_of(understood: e.BotUnderstood) -> Reading:
    return Reading(
        seq=understood.reply_to,
        intent=understood.intent.name,
        confidence=understood.intent.confidence,
        emotion=understood.emotion,
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
    """With the bot again, which starts afresh: no old readings, no old wait."""
    return replace(
        state,
        owner=WithBot(),
        segment=state.segment + 1,
        readings=(),
        slots={},
        queued_since=None,
        priority=0,
        reason=None,
        missed={},
    )


# --- duties -----------------------------------------------------------------------------------

Duty = Literal["bot_turn", "offer"]


def duties_of(state: Conversation, now: datetime) -> dict[Duty, datetime]:
    """What must happen without anybody asking, and when: kept as timers beside the state, so
    that any gateway can act on them after a crash."""
    match state.owner:
        case WithBot() if state.pending:
            return {"bot_turn": now}
        case Offered():
            return {"offer": state.owner.deadline}
        case _:
            return {}
