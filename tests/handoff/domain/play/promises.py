"""The promises of the domain, checked against the log by other means than the domain's own."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.customer_view import for_customer
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.erasure import redacted
from handoff.domain.conversation.evolve import evolve, replay
from handoff.domain.conversation.state import Conversation, Owner, WithAgent
from handoff.domain.desk.routing import queue_rank
from tests.handoff.domain.play.story import owed

EVENT: TypeAdapter[e.Event] = TypeAdapter(e.Event)
CONVERSATION: TypeAdapter[Conversation] = TypeAdapter(Conversation)

# The owner of the conversation after an event of this type; other types do not change it.
OWNER_AFTER = {
    e.ConversationStarted: "bot",
    e.QueueEntered: "queued",
    e.AgentOffered: "offered",
    e.AgentAccepted: "agent",
    e.ReturnedToBot: "bot",
    e.ConversationReopened: "bot",
    e.TicketOpened: "ticket",
    e.ConversationClosed: "closed",
    e.ConversationErased: "closed",
}


@dataclass(frozen=True)
class Turn:
    """A turn the bot is at: what it was asked, under which epoch, how long the log was then."""

    conversation: str
    reply_to: int
    epoch: int
    asked_at: int


def owners(log: Iterable[e.Event]) -> list[str]:
    """The owner of the conversation after each event, derived from the types alone."""
    kinds: list[str] = []
    for event in log:
        kinds.append(OWNER_AFTER.get(type(event.body), kinds[-1] if kinds else "bot"))
    return kinds


def hands(state: Conversation) -> Owner:
    """The owner, without a snooze."""
    if isinstance(state.owner, WithAgent):
        return replace(state.owner, snoozed_until=None, snoozed_by=None)
    return state.owner


def check_envelopes(before: Conversation, events: tuple[e.Event, ...]) -> None:
    """`seq` and `after` have no gap; the epoch moves with the owner, and never otherwise."""
    state, public_seq = before, before.public_seq
    for event in events:
        after = evolve(state, event)
        assert event.seq == state.seq + 1, "a gap in seq"
        assert event.after == public_seq, "a gap in the chain of public events"
        public_seq = event.seq if event.public else public_seq
        moved = hands(after) != hands(state)
        assert event.epoch == state.epoch + moved, "the epoch does not move with the owner"
        state = after


def check_replay(
    state: Conversation, log: tuple[e.Event, ...], events: tuple[e.Event, ...]
) -> None:
    """The log alone gives the state, and neither loses anything as JSON."""
    assert replay(state.id, log) == state, "the log replays to another state"
    assert CONVERSATION.validate_json(CONVERSATION.dump_json(state)) == state
    for event in events:
        assert EVENT.validate_json(EVENT.dump_json(event)) == event


def check_erasable(state: Conversation, log: tuple[e.Event, ...], at: datetime) -> None:
    """Erased now, the log without its words folds to the state that is stored beside it."""
    after, events = append(state, c.Erase(under_way=True), at)
    assert replay(state.id, map(redacted, (*log, *events))) == after, "an erased log does not fold"


def check_answer(turn: Turn, log: tuple[e.Event, ...]) -> None:
    """The bot spoke: it owned the conversation, without a break since it was asked, and nobody
    else has answered that message."""
    assert owners(log)[-1] == "bot", "the bot spoke over the owner"
    meanwhile = {type(event.body) for event in log[turn.asked_at :]}
    assert not meanwhile & set(OWNER_AFTER), "an answer of a past epoch went out"
    assert turn.reply_to not in answered_by_bot(log), "a message was answered twice"
    assert turn.reply_to not in left_with_the_agent(log), "the bot answered words for the agent"


def answered_by_bot(log: tuple[e.Event, ...]) -> set[int]:
    """Messages that got words of the bot, an apology, or a person called for their sake. A turn
    reads every message that waits, so its words answer those before its last one too."""
    seqs: set[int] = set()
    for event in log:
        match event.body:
            case e.BotSaid(reply_to=seq) | e.BotFailed(reply_to=seq):
                seqs.update(range(1, seq + 1))
            case e.HandoffRequested(packet=packet):
                seqs.update(range(1, max(packet.evidence, default=0) + 1))
    return seqs


def left_with_the_agent(log: tuple[e.Event, ...]) -> set[int]:
    """What the customer wrote before an agent handed back: theirs, but for the last unanswered word."""
    theirs: set[int] = set()
    unanswered: list[int] = []
    for event in log:
        match event.body:
            case e.CustomerSaid(file=None):
                unanswered.append(event.seq)
            case e.AgentSaid() | e.ConversationClosed():
                theirs.update(unanswered)
                unanswered = []
            case e.ReturnedToBot() if event.actor.kind == "agent":
                theirs.update(unanswered[:-1])
                unanswered = unanswered[-1:]
            case (
                e.BotSaid(reply_to=seq) | e.BotFailed(reply_to=seq) | e.BotUnderstood(reply_to=seq)
            ):
                unanswered = [question for question in unanswered if question > seq]
            case _:
                pass
    return theirs


def check_nobody_is_left_in_silence(state: Conversation, log: tuple[e.Event, ...]) -> None:
    """With the bot, every message is answered, settled by an agent, or still due."""
    if state.owner.kind != "bot":
        return  # in the hands of a person, the queue or a ticket; or closed by a person
    settled_by_agent = max(
        (x.seq for x in log if isinstance(x.body, e.AgentSaid | e.ConversationClosed)), default=0
    )
    said = {x.seq for x in log if _is_words(x) and x.seq > settled_by_agent}
    said -= left_with_the_agent(log)
    left = said - answered_by_bot(log) - set(state.pending)
    assert not left, "a message is left in silence"


def _is_words(event: e.Event) -> bool:
    return isinstance(event.body, e.CustomerSaid) and event.body.file is None


def check_files_are_told_of(state: Conversation) -> None:
    """A customer whose words the bot has all answered knows that it saw none of their files."""
    if state.owner.kind == "bot" and not state.pending:
        assert not state.unseen, "a file is left in silence"


def check_place_in_the_queue(state: Conversation, log: tuple[e.Event, ...]) -> None:
    """The place counts from where the customer first asked for a person, through offers,
    transfers, losses and tickets, with the priority of the reason; the present wait from its own
    start."""
    kinds = owners(log)
    if not kinds or kinds[-1] not in {"queued", "offered"}:
        assert state.waiting_from is None, "nobody is awaited"
        return
    began = asked_for_a_person(log)
    asked = [x.body for x in log if isinstance(x.body, e.HandoffRequested)][-1]
    assert state.queued_since == began.at, "the place in the queue was lost"
    assert queue_rank(state.queued_since, state.priority) == queue_rank(began.at, asked.priority)
    waits = log[_first_of_the_last(kinds, {"queued", "offered"})]
    assert state.waiting_from == waits.at, "the wait began again"


def asked_for_a_person(log: tuple[e.Event, ...]) -> e.Event:
    """The event that put the customer into the queue for the matter that is open now."""
    began: e.Event | None = None
    ticket = False
    for event in log:
        match event.body:
            case e.QueueEntered():
                began = began or event
            case e.TicketOpened():
                began, ticket = began or event, True
            case e.AgentAccepted():
                ticket = False
            case e.ConversationClosed():
                began = None
            case e.ReturnedToBot() if not ticket:
                began = None
            case _:
                pass
    assert began is not None
    return began


def _first_of_the_last(kinds: list[str], run: set[str]) -> int:
    """Where the last unbroken run of such owners begins, as an index into the log."""
    return max(i for i, kind in enumerate(kinds) if kind not in run) + 1


def snooze_in(log: tuple[e.Event, ...]) -> e.Event | None:
    """The event that began the snooze which still lasts, read from the types alone."""
    began: e.Event | None = None
    for event in log:
        if isinstance(event.body, e.ConversationSnoozed):
            began = event
        elif isinstance(event.body, e.ConversationWoken):
            assert began is not None, "woken twice"
            began = None
        elif type(event.body) in OWNER_AFTER:
            began = None
    return began


def alone_in(log: tuple[e.Event, ...]) -> tuple[int, datetime] | None:
    """The event by which the customer knows that nobody is here, and when that ends in a ticket,
    read from the types alone."""
    told: tuple[int, datetime] | None = None
    for event in log:
        match event.body:
            case e.AbsenceTold(ticket_at=at) | e.WaitChosen(until=at):
                told = event.seq, at
            case e.AbsenceEnded():
                told = None
            case body if type(body) in OWNER_AFTER:
                told = None
            case _:
                pass
    return told


def check_woken(log: tuple[e.Event, ...]) -> None:
    """After the customer wrote, or asked for a person, nothing of theirs sleeps."""
    assert snooze_in(log) is None, "the customer's words were slept through"


def check_late(before: Conversation, command: c.Command, events: tuple[e.Event, ...]) -> None:
    """A timer overtaken by another one does nothing."""
    match command:
        case c.LoseAgent(epoch=epoch) | c.ExpireOffer(epoch=epoch) if epoch != before.epoch:
            assert not events, "a loss or a deadline of a past epoch had an effect"
        case c.ExpireWait(seq=seq) if before.absence is None or before.absence.seq != seq:
            assert not events, "the end of a past wait had an effect"
        case c.EndSnooze(seq=seq) if getattr(before.owner, "snoozed_by", None) != seq:
            assert not events, "the end of a past snooze had an effect"
        case _:
            pass


def check_given_up(state: Conversation, agent_id: str, heir: str | None) -> None:
    """Lost or handed on, it waits for a person, and not for the same one at once; or a slot is
    held for it, if its `heir` had one."""
    expected = "queued" if heir is None else "offered"
    assert state.owner.kind == expected, "a chat without its agent is not queued"
    assert heir is None or getattr(state.owner, "agent_id", None) == heir
    assert agent_id in state.missed, "who gave it up would be offered it at once"


def check_customers_view(events: tuple[e.Event, ...], staff_only: Iterable[str]) -> None:
    """Events to customers name no id and no team of the staff."""
    for event in events:
        if event.public:
            told = EVENT.dump_json(for_customer(event)).decode()
            assert not any(word in told for word in staff_only), "the staff's own went out"


def check_names(events: tuple[e.Event, ...], log: tuple[e.Event, ...]) -> None:
    """A person is named to the customer only while a slot of theirs is held, in the same commit,
    or when they are there; and who was named and does not come is excused by name."""
    held = {x.body.agent_id for x in events if isinstance(x.body, e.AgentOffered | e.AgentAccepted)}
    expected: str | None = None
    for event in log:
        body = event.body
        match body:
            case e.ConversationTransferred() if event in events:
                named = event.public and for_customer(event).body
                if isinstance(named, e.ConversationTransferred) and named.agent_name:
                    assert body.agent_id in held, "somebody was named without a slot"
            case e.AgentOffered():
                expected = body.agent_name if body.announced else None
            case e.QueueEntered():
                assert body.instead_of == expected, "a promise slipped in silence"
                expected = None
            case _ if type(body) in OWNER_AFTER:
                expected = None
            case _:
                pass


def check_duties(state: Conversation, log: tuple[e.Event, ...]) -> None:
    """What waits for the bot, for an agent's answer or for its time has its timer; nothing else
    has one."""
    owner = state.owner
    expected: set[tuple[str, int, datetime]] = set()
    if owner.kind == "offered":
        expected.add(("offer", state.epoch, owner.deadline))
    if owner.kind == "bot" and state.pending:
        expected.add(("bot_turn", state.pending[0], log[-1].at))
    if (began := snooze_in(log)) is not None:
        assert isinstance(began.body, e.ConversationSnoozed)
        expected.add(("snooze", began.seq, began.body.until))
    if (told := alone_in(log)) is not None:
        expected.add(("ticket", *told))
    assert owed(state) == expected
