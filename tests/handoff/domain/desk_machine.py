"""A help desk played at random: two conversations, three agents, a bot that answers fresh, late or
twice. After every step the promises of the domain are checked against the log, by other means
than the domain's own."""

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)
from pydantic import TypeAdapter

from handoff.domain import commands as c
from handoff.domain import decisions
from handoff.domain import events as e
from handoff.domain.conversation import Conversation, duty_of, evolve, replay
from handoff.domain.errors import DomainError
from handoff.domain.routing import REST_AFTER_MISS, Candidate, choose, queue_rank
from tests.handoff.domain.story import NOON

type Append = Callable[
    [Conversation, c.Command, datetime], tuple[Conversation, tuple[e.Event, ...]]
]

EVENT: TypeAdapter[e.Event] = TypeAdapter(e.Event)
CONVERSATION: TypeAdapter[Conversation] = TypeAdapter(Conversation)

OFFER_LASTS = timedelta(seconds=30)
CAPACITY = 1
IDS = ("first", "second")

ids = st.sampled_from(IDS)
agents = st.sampled_from(
    [c.Agent(id=name.lower(), name=name) for name in ("Sara", "Omid", "Leila")]
)
words = st.sampled_from(["where is my order", "سفارشم کجاست؟", "1042", "ok", "", "🙂"])

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


@dataclass(frozen=True)
class Outcome:
    """What the bot makes of a turn."""

    intent: str = "order_status"
    texts: tuple[str, ...] = ("On its way",)
    anger: float = 0.0
    handoff: e.HandoffReason | None = None
    failure: str | None = None

    def command(self, turn: Turn) -> c.RecordBotTurn:
        result: c.BotReply | c.BotFailure = c.BotReply(
            intent=e.Intent(name=self.intent, confidence=0.8),
            slots={"asked": turn.reply_to},
            emotion=e.Emotion(label="anger", score=self.anger),
            messages=tuple(
                e.BotSaid(text=text, reply_to=turn.reply_to, utter_action=f"utter_{self.intent}")
                for text in self.texts
            ),
            handoff=self.handoff,
        )
        if self.failure is not None:
            result = c.BotFailure(code=self.failure)
        return c.RecordBotTurn(reply_to=turn.reply_to, epoch=turn.epoch, outcome=result)


outcomes = st.sampled_from(
    [
        Outcome(),
        Outcome(texts=("Found it", "Anything else?")),
        Outcome(intent="nlu_fallback"),
        Outcome(intent="request_human", texts=()),
        Outcome(intent="complaint", texts=("I am sorry",)),
        Outcome(anger=0.9),
        Outcome(handoff="order_system_down"),
        Outcome(texts=()),
        Outcome(failure="timeout"),
    ]
)


def owners(log: Iterable[e.Event]) -> list[str]:
    """Who owned the conversation after each event, read from the types alone."""
    kinds: list[str] = []
    for event in log:
        kinds.append(OWNER_AFTER.get(type(event.body), kinds[-1] if kinds else "bot"))
    return kinds


class Desk(RuleBasedStateMachine):
    """`append` is injected, so that a domain with a planted fault can be played as well."""

    append: ClassVar[Append] = staticmethod(decisions.append)

    turns = Bundle("turns")
    offers = Bundle("offers")

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.said = 0
        self.tickets = 1000
        self.states = {one: Conversation(id=one) for one in IDS}
        self.logs: dict[str, tuple[e.Event, ...]] = dict.fromkeys(IDS, ())

    def give(self, one: str, command: c.Command) -> tuple[e.Event, ...]:
        """Gives a command; what it brings is checked, a refusal must change nothing."""
        before = self.states[one]
        kept = copy.deepcopy(before)
        try:
            after, events = type(self).append(before, command, self.now)
        except DomainError:
            assert before == kept, "a refusal changed the state"
            return ()
        assert before == kept, "the old state was changed in place"
        self.states[one], self.logs[one] = after, self.logs[one] + events
        check_envelopes(before, events)
        check_replay(after, self.logs[one], events)
        return events

    def next_client_id(self) -> str:
        self.said += 1
        return f"client-{self.said}"

    def rank(self, one: str) -> tuple[datetime, str]:
        state = self.states[one]
        assert state.queued_since is not None
        return queue_rank(state.queued_since, state.priority), one

    def candidates(self) -> list[Candidate]:
        held = [getattr(state.owner, "agent_id", None) for state in self.states.values()]
        return [
            Candidate(agent_id=name, name=name.title(), capacity=CAPACITY, load=held.count(name))
            for name in ("sara", "omid", "leila")
        ]

    # --- what happens ---

    @initialize()
    def begin(self) -> None:
        for one in IDS:
            self.start_again(one)

    @rule(one=ids)
    def start_again(self, one: str) -> None:
        self.give(one, c.Start(customer_id=f"customer-{one}", customer_name=None, language="en"))

    @rule(seconds=st.sampled_from([1, 29, 31, 61, 3600]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(one=ids, text=words)
    def customer_says(self, one: str, text: str) -> None:
        events = self.give(one, c.CustomerSay(text=text, client_id=self.next_client_id()))
        assert events, "a message of the customer was refused"

    @rule(target=turns, one=ids)
    def bot_is_asked(self, one: str) -> object:
        duty = duty_of(self.states[one], self.now)
        if duty is None or duty.kind != "bot_turn":
            return multiple()
        return Turn(one, duty.ref, self.states[one].epoch, len(self.logs[one]))

    @rule(turn=turns, outcome=outcomes)
    def bot_answers(self, turn: Turn, outcome: Outcome) -> None:
        """Fresh, late, or for the second time: turns stay in the bundle."""
        before = self.logs[turn.conversation]
        events = self.give(turn.conversation, outcome.command(turn))
        if any(isinstance(event.body, e.BotSaid) for event in events):
            check_answer(turn, before)

    @rule(one=ids)
    def customer_wants_a_person(self, one: str) -> None:
        self.give(one, c.RequestPerson())
        assert owners(self.logs[one])[-1] not in {"bot", "closed"}, "a wish for a person was lost"

    @rule(one=ids)
    def customer_goes_on_with_the_bot(self, one: str) -> None:
        self.give(one, c.ContinueWithBot())

    @rule(one=ids)
    def customer_leaves_contact(self, one: str) -> None:
        self.give(one, c.LeaveContact(client_id=self.next_client_id(), email="a@b.example"))

    @rule(one=ids, cause=st.sampled_from(["chosen", "nobody_online"]))
    def ticket(self, one: str, cause: str) -> None:
        self.tickets += 1
        assert cause in {"chosen", "nobody_online"}
        chosen = cause == "chosen"
        self.give(
            one,
            c.OpenTicket(number=self.tickets, cause="chosen" if chosen else "nobody_online"),
        )

    @rule(target=offers)
    def router_offers(self) -> object:
        """To the head of the queue: a free, rested agent, if there is one."""
        waiting = sorted(
            (one for one in IDS if self.states[one].owner.kind == "queued"), key=self.rank
        )
        for one in waiting:
            state = self.states[one]
            chosen = choose(self.candidates(), state.missed, self.now)
            if chosen is not None:
                missed = state.missed.get(chosen.agent_id)
                assert missed is None or self.now - missed >= REST_AFTER_MISS
                agent = c.Agent(id=chosen.agent_id, name=chosen.name)
                offer = c.Offer(agent=agent, deadline=self.now + OFFER_LASTS)
                assert self.give(one, offer), "a queued conversation could not be offered"
                return one, self.states[one].epoch
        return multiple()

    @rule(offer=offers)
    def deadline_comes(self, offer: tuple[str, int]) -> None:
        """In time, or long after the offer was settled."""
        one, epoch = offer
        self.give(one, c.ExpireOffer(epoch=epoch))

    @rule(one=ids, agent=agents)
    def agent_accepts(self, one: str, agent: c.Agent) -> None:
        self.give(one, c.Accept(agent=agent))

    @rule(one=ids)
    def the_one_who_was_asked_accepts(self, one: str) -> None:
        owner = self.states[one].owner
        if owner.kind == "offered":
            self.give(one, c.Accept(agent=c.Agent(id=owner.agent_id, name=owner.agent_name)))
            assert self.states[one].owner.kind == "agent", "an offer was not there to be accepted"

    @rule(one=ids, agent=agents)
    def agent_declines(self, one: str, agent: c.Agent) -> None:
        self.give(one, c.Decline(agent=agent))

    @rule(one=ids, agent=agents)
    def agent_takes(self, one: str, agent: c.Agent) -> None:
        self.give(one, c.Take(agent=agent))

    @rule(one=ids, agent=agents)
    def agent_says(self, one: str, agent: c.Agent) -> None:
        owner = self.states[one].owner
        said = self.give(one, c.AgentSay(agent=agent, text="Hi", client_id=self.next_client_id()))
        assert bool(said) == (owner.kind == "agent" and owner.agent_id == agent.id)

    @rule(one=ids, agent=agents)
    def agent_notes(self, one: str, agent: c.Agent) -> None:
        assert self.give(one, c.AgentNote(agent=agent, text="Hm", client_id=self.next_client_id()))

    @rule(one=ids, agent=agents)
    def agent_returns_to_bot(self, one: str, agent: c.Agent) -> None:
        self.give(one, c.ReturnToBot(agent=agent))

    @rule(one=ids, agent=agents)
    def agent_closes(self, one: str, agent: c.Agent) -> None:
        self.give(one, c.Close(agent=agent))

    # --- what must hold after each of it ---

    @invariant()
    def each_has_one_owner_and_what_is_due_follows_from_it(self) -> None:
        for one in IDS:
            state, log = self.states[one], self.logs[one]
            assert state.owner.kind == (owners(log)[-1] if log else "bot")
            check_duty(state, self.now)

    @invariant()
    def no_message_is_left_in_silence(self) -> None:
        for one in IDS:
            check_nobody_is_left_in_silence(self.states[one], self.logs[one])

    @invariant()
    def the_place_in_the_queue_is_kept(self) -> None:
        for one in IDS:
            check_place_in_the_queue(self.states[one], self.logs[one])


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
