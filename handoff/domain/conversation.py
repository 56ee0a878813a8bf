"""The conversation: who owns it, and what follows from what was recorded.

                          transfer, agent lost
                       ┌───────────────────────────────────┐
    BOT ──handoff──► QUEUED ◄──────► OFFERED ──accept──► AGENT ──close──► CLOSED
     ▲                 │  └─────────────take───────────────▲  │             │
     │   nobody came,  │                                   │  │             │ customer
     │   or chosen     ▼                                   │  │             │ writes
     │               TICKET ──────────────take─────────────┘  │             │
     └──── return to bot, continue with bot, reopen ◄─────────┴─────────────┘

State is the fold of the log: `evolve(state, event)` is pure, and what is stored beside the log
(the snapshot, the timer of `duty_of`) can be made again from it by `replay`. What may happen
next is decided in `decisions.py`.

Who waits and finds nobody there is told so (`Absence`) and may wait, leave a ticket or go on with
the bot; whoever does not choose, and whoever has waited long enough, gets a ticket by its timer. A
ticket keeps its place: it counts from when a person was first asked for.

Every change of owner increments `epoch`. A bot answer carries the epoch under which it was
computed, and is kept from the customer when that has passed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, assert_never

from handoff.domain import events as e
from handoff.domain.handoff_policy import COMPLAINT, Reading
from handoff.domain.language import Language

# The bot's memory grows with every turn and so does what a turn costs: it begins anew so often.
SEGMENT_TURNS = 30

# What Rasa calls the slot that a form is asking for; in the middle of a form nothing begins anew.
FORM_SLOT = "requested_slot"

# As many readings as the policy and the packet look at.
READINGS_KEPT = 12

# Unanswered messages that are remembered one by one once they are a person's to answer: who reads
# them reads all of them, and the bot, should it get them back, answers the latest.
UNANSWERED_KEPT = 50

# Handoffs of customers who had something to complain about.
OF_COMPLAINTS: frozenset[e.HandoffReason] = frozenset(
    {"complaint", "unresolved_complaint", "anger", "upset"}
)


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
    announced: bool = False  # to the customer, by name


@dataclass(frozen=True, slots=True, kw_only=True)
class WithAgent:
    kind: Literal["agent"] = "agent"
    agent_id: str
    agent_name: str
    since: datetime
    snoozed_until: datetime | None = None
    snoozed_by: int | None = None  # seq of the event that began the snooze


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
class Absence:
    """What a waiting customer was told of nobody being here. `seq` is that of the event by which
    `ticket_at` stands; `chosen`: the customer has chosen to wait."""

    closed: bool
    opens_at: datetime | None
    ticket_at: datetime
    seq: int
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """The range of minutes that a waiting customer was told. It ends at `until`; None once the
    customer was told that it has passed and that nobody knows more."""

    low: int
    high: int
    until: datetime | None

    def has_passed(self, now: datetime) -> bool:
        """In vain, and the customer does not know it yet."""
        return self.until is not None and self.until < now


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
class Action:
    """What the bot did last, or is about to do: in its turn on message `reply_to`."""

    begun: e.ActionBegun
    done: bool = False

    def is_of(self, reply_to: int) -> bool:
        return self.begun.reply_to == reply_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The state of one conversation after the event `seq`."""

    id: str
    seq: int = 0
    public_seq: int = 0  # of the last event that the customer may see
    epoch: int = 0
    owner: Owner = field(default=WithBot(), metadata=e.told_apart_by("kind"))
    customer_id: str = ""
    language: Language = "en"
    contact: Contact = Contact()
    segment: int = 0  # of the bot's memory: a new one begins at each hand-back, and every so often
    turns: int = 0  # of the bot in this segment
    asked: int = 0  # seq of the customer's last message
    pending: tuple[int, ...] = ()  # seqs of the customer's messages which nobody has answered yet
    overtaken: tuple[int, ...] = ()  # those the bot had in hand when it lost the conversation
    readings: tuple[Reading, ...] = ()
    slots: Mapping[str, e.Json] = field(default_factory=dict)
    action: Action | None = None  # the bot's last
    queued_since: datetime | None = None  # first asked for a person: the place in the queue
    waiting_from: datetime | None = None  # when this wait began; offers do not begin it anew
    promised: Promised | None = None  # the last range that was told for this wait
    absence: Absence | None = None  # while nobody is here
    wanted_agent: str | None = None  # asked for by a transfer, or whose chat this was
    team: str | None = None  # asked for by a transfer
    priority: int = 0
    packet: e.HandoffPacket | None = None  # of the handoff it is in
    verified: bool = False  # the shop vouches for who the customer is
    unresolved: e.PastComplaint | None = None  # the last one, of whichever conversation
    unresolved_raised: bool = False  # a person has been called for since
    missed: Mapping[str, datetime] = field(
        default_factory=dict
    )  # by agent id: when missed, lost, handed on
    ticket: int | None = None
    started_at: datetime | None = None
    at: datetime | None = None  # of the event `seq`
    last: LastMessage | None = None


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
            return _turn_taken(state)
        case e.BotSaid():
            last = _last(event, "bot", body.text)
            return replace(state, readings=_answered(state.readings, body), last=last)
        case e.ActionBegun():
            return replace(state, action=Action(begun=body))
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
            # Who hands a chat on does not want it back at once.
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
        case e.BotSuppressed():
            return replace(state, overtaken=_without(state.overtaken, body.reply_to))
        case e.AgentNoted():
            return state
        case _:
            assert_never(body)


def _resolved(state: Conversation) -> Conversation:
    return replace(state, unresolved=None, unresolved_raised=False)


def _unresolved(state: Conversation, event: e.Event, ticket: int | None = None) -> Conversation:
    """After a bad end, or a ticket, of what may have been a complaint. An older one remains."""
    packet = state.packet
    if packet is None or not _is_complaint(packet):
        return state
    past = e.PastComplaint(
        conversation_id=state.id,
        seq=event.seq,
        at=event.at,
        reason=packet.reason,
        ticket=ticket,
    )
    return replace(state, unresolved=past, unresolved_raised=False)


def _is_complaint(packet: e.HandoffPacket) -> bool:
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


def _turn_taken(state: Conversation) -> Conversation:
    turns = state.turns + 1
    if turns < SEGMENT_TURNS or state.slots.get(FORM_SLOT) is not None:
        return replace(state, turns=turns)
    return replace(state, segment=state.segment + 1, turns=0)


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
        pending=_without(state.pending, reply_to),
        overtaken=_without(state.overtaken, reply_to),
    )


def _without(seqs: tuple[int, ...], settled: int) -> tuple[int, ...]:
    return tuple(seq for seq in seqs if seq != settled)


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
    """With the bot again, which starts afresh: no old readings, no old wait. What the customer
    wrote meanwhile and nobody answered is now for the bot. An open ticket keeps its place."""
    return replace(
        state,
        owner=WithBot(),
        segment=state.segment + 1,
        turns=0,
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


# --- duties -----------------------------------------------------------------------------------

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
