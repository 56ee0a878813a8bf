"""The promises of the domain, checked against the log by other means than the domain's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from handoff.domain import events as e
from handoff.domain.conversation import Conversation, duty_of, evolve, replay
from handoff.domain.routing import queue_rank

EVENT: TypeAdapter[e.Event] = TypeAdapter(e.Event)
CONVERSATION: TypeAdapter[Conversation] = TypeAdapter(Conversation)

# Who owns the conversation after an event of this type; of the others none changes it.
OWNER_AFTER = {
    e.ConversationStarted: "bot",
    e.QueueEntered: "queued",
    e.AgentOffered: "offered",
    e.AgentAccepted: "agent",
    e.ReturnedToBot: "bot",
    e.ConversationReopened: "bot",
    e.TicketOpened: "ticket",
    e.ConversationClosed: "closed",
}


@dataclass(frozen=True)
class Turn:
    """A turn the bot is at: what it was asked, under which epoch, how long the log was then."""

    conversation: str
    reply_to: int
    epoch: int
    asked_at: int


def owners(log: Iterable[e.Event]) -> list[str]:
    """Who owned the conversation after each event, read from the types alone."""
    kinds: list[str] = []
    for event in log:
        kinds.append(OWNER_AFTER.get(type(event.body), kinds[-1] if kinds else "bot"))
    return kinds


def check_envelopes(before: Conversation, events: tuple[e.Event, ...]) -> None:
    """`seq` and `after` have no gap; the epoch moves with the owner, and never otherwise."""
    state, public_seq = before, before.public_seq
    for event in events:
        after = evolve(state, event)
        assert event.seq == state.seq + 1, "a gap in seq"
        assert event.after == public_seq, "a gap in the chain of public events"
        public_seq = event.seq if event.public else public_seq
        moved = after.owner != state.owner
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


def check_answer(turn: Turn, log: tuple[e.Event, ...]) -> None:
    """The bot spoke: it owned the conversation, without a break since it was asked, and nobody
    else has answered that message."""
    assert owners(log)[-1] == "bot", "the bot spoke over the owner"
    meanwhile = {type(event.body) for event in log[turn.asked_at :]}
    assert not meanwhile & set(OWNER_AFTER), "an answer of a past epoch went out"
    assert turn.reply_to not in answered_by_bot(log), "a message was answered twice"


def answered_by_bot(log: tuple[e.Event, ...]) -> set[int]:
    """Messages that got words of the bot, an apology, or a person called for their sake."""
    seqs: set[int] = set()
    for event in log:
        match event.body:
            case e.BotSaid(reply_to=seq) | e.BotFailed(reply_to=seq):
                seqs.add(seq)
            case e.HandoffRequested(packet=packet):
                seqs.update(packet.evidence)
    return seqs


def check_nobody_is_left_in_silence(state: Conversation, log: tuple[e.Event, ...]) -> None:
    """With the bot, every message is answered, settled by an agent, or still due."""
    if state.owner.kind != "bot":
        return  # in the hands of a person, the queue or a ticket; or closed by a person
    settled_by_agent = max(
        (x.seq for x in log if isinstance(x.body, e.AgentSaid | e.ConversationClosed)), default=0
    )
    said = {x.seq for x in log if isinstance(x.body, e.CustomerSaid) and x.seq > settled_by_agent}
    left = said - answered_by_bot(log) - set(state.pending)
    assert not left, "a message is left in silence"


def check_place_in_the_queue(state: Conversation, log: tuple[e.Event, ...]) -> None:
    """Queued or offered, the wait counts from where it began, with the priority of its reason."""
    kinds = owners(log)
    if not kinds or kinds[-1] not in {"queued", "offered"}:
        assert state.queued_since is None, "nobody is awaited"
        return
    last_elsewhere = max(i for i, k in enumerate(kinds) if k not in {"queued", "offered"})
    asked = [x.body for x in log if isinstance(x.body, e.HandoffRequested)][-1]
    began = log[last_elsewhere + 1].at
    assert state.queued_since == began, "the place in the queue was lost"
    assert queue_rank(state.queued_since, state.priority) == queue_rank(began, asked.priority)


def check_duty(state: Conversation, now: datetime) -> None:
    """What waits for the bot or for an agent's answer has its timer; nothing else has one."""
    duty = duty_of(state, now)
    owner = state.owner
    if owner.kind == "offered":
        assert duty is not None
        assert (duty.kind, duty.ref, duty.at) == ("offer", state.epoch, owner.deadline)
    elif owner.kind == "bot" and state.pending:
        assert duty is not None
        assert (duty.kind, duty.ref) == ("bot_turn", state.pending[0])
    else:
        assert duty is None
