"""A help desk played at random: two conversations, two agents who hand on, put off and get lost, a
bot that answers fresh, late or twice. After every step the promises of the domain are checked against the log, by other means
than the domain's own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import decisions
from handoff.domain.conversation import events as e
from handoff.domain.conversation.bot_turns import for_one_turn
from handoff.domain.conversation.duties import Duty, DutyKind, duties_of
from handoff.domain.conversation.ratings import is_bad
from handoff.domain.conversation.state import Conversation, Offered, WithAgent
from handoff.domain.desk.routing import REST_AFTER_MISS, Candidate, Waiting, choose, queue_rank
from handoff.domain.errors import Refusal
from handoff.domain.files import SentFile
from handoff.domain.people import Names
from tests.handoff.domain.play.desk_moves import (
    IDS,
    STAFF,
    STAFF_ONLY,
    TEAM,
    Choice,
    Deed,
    Outcome,
    absences,
    accepts,
    agents,
    choices,
    deeds,
    goes_on_with_the_bot,
    ids,
    keeps_waiting,
    marks,
    nths,
    outcomes,
    says,
    seconds,
    wants_a_person,
    ways_to_hand_on,
    words,
)
from tests.handoff.domain.play.promises import (
    CONVERSATION,
    Turn,
    check_answer,
    check_customers_view,
    check_duties,
    check_envelopes,
    check_erasable,
    check_files_are_told_of,
    check_given_up,
    check_late,
    check_names,
    check_nobody_is_left_in_silence,
    check_place_in_the_queue,
    check_replay,
    check_woken,
    owners,
)
from tests.handoff.domain.play.story import DOCUMENT, NOON, PICTURE

type Appended = tuple[Conversation, tuple[e.Event, ...]]
type Append = Callable[[Conversation, c.Command, datetime], Appended]

OFFER_LASTS = timedelta(seconds=30)
LONG_AGO = NOON - timedelta(days=1)
CAPACITY = 1


class Desk(RuleBasedStateMachine):
    """`append` is injected, so that a domain with a planted fault can be played as well."""

    append: ClassVar["staticmethod[..., Appended]"] = staticmethod(decisions.append)

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.given = 0
        self.turns: list[Turn] = []
        self.deadlines: list[tuple[str, c.Command]] = []  # of offers, absences and snoozes
        self.states = {conversation_id: Conversation(id=conversation_id) for conversation_id in IDS}
        self.logs: dict[str, tuple[e.Event, ...]] = dict.fromkeys(IDS, ())

    def give(self, conversation_id: str, command: c.Command) -> tuple[e.Event, ...]:
        """Gives a command; what it brings is checked, a refusal must change nothing."""
        before = self.states[conversation_id]
        kept = CONVERSATION.dump_json(before)
        try:
            after, events = type(self).append(before, command, self.now)
        except Refusal:
            assert CONVERSATION.dump_json(before) == kept, "a refusal changed the state"
            return ()
        assert CONVERSATION.dump_json(before) == kept, "the old state was changed in place"
        self.states[conversation_id], self.logs[conversation_id] = (
            after,
            self.logs[conversation_id] + events,
        )
        check_envelopes(before, events)
        check_replay(after, self.logs[conversation_id], events)
        check_customers_view(events, STAFF_ONLY)
        check_names(events, self.logs[conversation_id])
        check_late(before, command, events)
        if isinstance(command, c.CustomerSay | c.RequestPerson):
            check_woken(self.logs[conversation_id])
        return events

    def next_number(self) -> int:
        self.given += 1
        return self.given

    def next_client_id(self) -> str:
        return f"client-{self.next_number()}"

    def rank(self, conversation_id: str) -> tuple[datetime, str]:
        state = self.states[conversation_id]
        assert state.queued_since is not None
        return queue_rank(state.queued_since, state.priority), conversation_id

    def candidates(self) -> list[Candidate]:
        owners = [state.owner for state in self.states.values()]
        held = [
            owner.agent_id
            for owner in owners
            if isinstance(owner, Offered)
            or (isinstance(owner, WithAgent) and owner.snoozed_until is None)
        ]
        return [
            Candidate(
                agent_id=agent.id,
                names=agent.names,
                capacity=CAPACITY,
                load=held.count(agent.id),
                teams=frozenset({TEAM} if agent.names.en == "Omid" else ()),
            )
            for agent in STAFF
        ]

    def load_of(self, agent_id: str) -> int:
        return next(each.load for each in self.candidates() if each.agent_id == agent_id)

    def held(self, command: c.Command) -> c.Command:
        """A transfer to somebody with a free slot holds it."""
        if (
            isinstance(command, c.Transfer)
            and command.to
            and self.load_of(command.to.id) < CAPACITY
        ):
            return replace(command, hold_until=self.now + OFFER_LASTS)
        return command

    def ask_bot(self, conversation_id: str) -> Turn | None:
        """The turn for which the bot is asked now, if it is its turn."""
        duty = self.duty("bot_turn", conversation_id)
        if duty is None:
            return None
        state = self.states[conversation_id]
        read = for_one_turn(state)
        assert read == state.pending[: len(read)], "a message was passed over"
        turn = Turn(
            conversation_id,
            read[-1],
            state.epoch,
            len(self.logs[conversation_id]),
        )
        self.turns.append(turn)
        return turn

    def duty(self, kind: DutyKind, conversation_id: str) -> Duty | None:
        found = [duty for duty in duties_of(self.states[conversation_id]) if duty.kind == kind]
        assert len(found) <= 1, f"more than one {kind}"
        return found[0] if found else None

    def due(self, kind: DutyKind) -> list[str]:
        return [each for each in self.states if self.duty(kind, each) is not None]

    def owned_by(self, *kinds: str) -> list[str]:
        return [
            conversation_id
            for conversation_id, state in self.states.items()
            if state.owner.kind in kinds
        ]

    # --- what happens ---

    @initialize()
    def begin(self) -> None:
        for conversation_id in IDS:
            self.give(
                conversation_id,
                c.Start(customer_id=conversation_id, customer_name=None, language="en"),
            )

    @rule(conversation_id=ids, text=words)
    def customer_writes(self, conversation_id: str, text: str) -> None:
        """A message is never refused; if the bot owns the conversation, it is asked."""
        self.customer_asks(conversation_id, text)

    def customer_asks(self, conversation_id: str, text: str = "where is my order") -> None:
        said = self.give(conversation_id, c.CustomerSay(text=text, client_id=self.next_client_id()))
        assert said, "a message of the customer was refused"
        self.ask_bot(conversation_id)

    @rule(conversation_id=ids, file=st.sampled_from([PICTURE, DOCUMENT]))
    def customer_sends_a_file(self, conversation_id: str, file: SentFile) -> None:
        """A file is never refused, and the bot is not asked about it."""
        client_id = self.next_client_id()
        sent = self.give(
            conversation_id, c.CustomerSay(text=file.name, client_id=client_id, file=file)
        )
        assert sent, "a file of the customer was refused"

    @rule(conversation_id=ids, choice=choices)
    def customer_chooses(self, conversation_id: str, choice: Choice) -> None:
        """A wish for a person is always granted."""
        self.give(conversation_id, choice(self.next_number()))
        if choice is wants_a_person:
            assert owners(self.logs[conversation_id])[-1] not in {"bot", "closed"}, (
                "a wish was lost"
            )

    @precondition(lambda self: any(state.ending for state in self.states.values()))
    @rule(conversation_id=ids, satisfaction=marks)
    def customer_rates(self, conversation_id: str, satisfaction: int) -> None:
        """A bad mark of a closed matter brings it to people."""
        ending, number = self.states[conversation_id].ending, self.next_number()
        if ending is None:
            return
        rate = c.Rate(
            client_id=f"client-{number}",
            closing=ending.seq,
            satisfaction=satisfaction,
            ticket=number,
        )
        if self.give(conversation_id, rate) and is_bad(satisfaction):
            owner = self.states[conversation_id].owner.kind
            assert owner != "closed", "a bad mark was left lying"

    @precondition(lambda self: self.due("bot_turn"))
    @rule(nth=nths, outcome=outcomes)
    def bot_answers_in_time(self, nth: int, outcome: Outcome) -> None:
        due = self.due("bot_turn")
        turn = self.ask_bot(due[nth % len(due)])
        assert turn is not None
        assert self.answer(turn, outcome), "an answer in time was not recorded"

    @rule(
        conversation_id=ids,
        agent=st.none() | agents,
        then=st.just(goes_on_with_the_bot) | choices,
        late=st.none() | outcomes,
    )
    def bot_is_overtaken(
        self, conversation_id: str, agent: c.Agent | None, then: Choice, late: Outcome | None
    ) -> None:
        """An agent steps in, or the customer loses patience, while the bot still thinks; its
        answer comes right after, or another time."""
        self.bring_to_bot(conversation_id)
        self.customer_asks(conversation_id)
        turn = self.turns[-1]
        self.give(conversation_id, c.RequestPerson() if agent is None else c.Take(agent=agent))
        self.give(conversation_id, then(self.next_number()))
        if late is not None:
            self.answer(turn, late)

    def bring_to_bot(self, conversation_id: str) -> None:
        owner = self.states[conversation_id].owner
        if isinstance(owner, WithAgent):
            self.give(
                conversation_id,
                c.ReturnToBot(
                    agent=c.Agent(id=owner.agent_id, names=Names.written(owner.agent_name))
                ),
            )
        elif owner.kind != "closed":
            self.give(conversation_id, c.ContinueWithBot())

    @precondition(lambda self: self.turns)
    @rule(back=st.integers(0, 2), outcome=outcomes)
    def bot_answers_late(self, back: int, outcome: Outcome) -> None:
        """Or for the second time: one of the last turns it was asked for."""
        self.answer(self.turns[-1 - back % len(self.turns)], outcome)

    def answer(self, turn: Turn, outcome: Outcome) -> tuple[e.Event, ...]:
        before = self.logs[turn.conversation]
        events = self.give(turn.conversation, outcome.command(turn))
        if any(isinstance(event.body, e.BotSaid) for event in events):
            check_answer(turn, before)
        return events

    @rule(conversation_id=ids, seconds=seconds, declined=st.booleans())
    def offer_is_missed(self, conversation_id: str, seconds: int, *, declined: bool) -> None:
        """Offers a waiting conversation to an agent, who declines or lets the deadline pass."""
        self.give(conversation_id, c.RequestPerson())
        self.route(sorted(self.owned_by("queued"), key=self.rank))
        self.now += timedelta(seconds=seconds)
        state = self.states[conversation_id]
        if isinstance(state.owner, Offered):
            agent = c.Agent(id=state.owner.agent_id, names=Names.written(state.owner.agent_name))
            self.give(
                conversation_id,
                c.Decline(agent=agent) if declined else c.ExpireOffer(epoch=state.epoch),
            )
            assert self.states[conversation_id].owner.kind == "queued", (
                "a missed offer did not move on"
            )

    @rule(conversation_id=ids, agent=agents, concerned=st.booleans(), deed=deeds)
    def staff(self, conversation_id: str, agent: c.Agent, deed: Deed, *, concerned: bool) -> None:
        """Anybody may try anything; who owns the conversation or was asked to has more success."""
        owner = self.states[conversation_id].owner
        owning = owner.kind == "agent" and owner.agent_id == agent.id
        if concerned and isinstance(owner, Offered | WithAgent):
            agent = c.Agent(id=owner.agent_id, names=Names.written(owner.agent_name))
            owning = owner.kind == "agent"
            if deed is accepts:
                self.give(conversation_id, c.Accept(agent=agent))
                assert self.states[conversation_id].owner.kind == "agent", (
                    "an offer could not be accepted"
                )
                return
        events = self.give(conversation_id, self.held(deed(agent, self.next_client_id())))
        if deed is says:
            assert bool(events) == owning, "other than the owner spoke"

    def bring_to_agent(self, conversation_id: str, agent: c.Agent) -> c.Agent:
        """Brings the conversation to an agent, whoever owns it."""
        if self.states[conversation_id].owner.kind == "closed":
            self.give(conversation_id, c.RequestPerson())
        self.give(conversation_id, c.Take(agent=agent, over=True))
        owner = self.states[conversation_id].owner
        assert isinstance(owner, WithAgent), "a supervisor could not take over"
        return c.Agent(id=owner.agent_id, names=Names.written(owner.agent_name))

    @rule(conversation_id=ids, agent=agents, told_late=st.booleans())
    def agent_is_lost(self, conversation_id: str, agent: c.Agent, *, told_late: bool) -> None:
        """Lost, the chat is queued again; of the loss a gateway may tell late, when somebody has the
        chat again, or much later."""
        agent = self.bring_to_agent(conversation_id, agent)
        lost = c.LoseAgent(epoch=self.states[conversation_id].epoch)
        self.deadlines.append((conversation_id, lost))
        self.give(conversation_id, lost)
        check_given_up(self.states[conversation_id], agent.id, None)
        if told_late:
            self.bring_to_agent(conversation_id, agent)
            self.give(conversation_id, lost)

    @rule(conversation_id=ids, agent=agents, hand_on=ways_to_hand_on, comes=st.booleans())
    def agent_hands_on(
        self, conversation_id: str, agent: c.Agent, hand_on: Deed, *, comes: bool
    ) -> None:
        """Transfers to a colleague with a free slot, which is held, or to the first to come; the announced
        colleague may not come."""
        agent = self.bring_to_agent(conversation_id, agent)
        command = self.held(hand_on(agent, self.next_client_id()))
        self.give(conversation_id, command)
        heir = command.to if isinstance(command, c.Transfer) and command.hold_until else None
        check_given_up(self.states[conversation_id], agent.id, heir.id if heir else None)
        if heir is not None:
            assert self.load_of(heir.id) <= CAPACITY, "a slot was held twice"
            expired = c.ExpireOffer(epoch=self.states[conversation_id].epoch)
            self.deadlines.append((conversation_id, expired))
            self.give(conversation_id, c.Accept(agent=heir) if comes else expired)

    @rule(conversation_id=ids, agent=agents, seconds=seconds, writes=st.booleans())
    def agent_snoozes(
        self, conversation_id: str, agent: c.Agent, seconds: int, *, writes: bool
    ) -> None:
        """The customer may write before its time."""
        agent = self.bring_to_agent(conversation_id, agent)
        until = self.now + timedelta(seconds=seconds)
        (began,) = self.give(conversation_id, c.Snooze(agent=agent, until=until))
        self.deadlines.append((conversation_id, c.EndSnooze(seq=began.seq)))
        if writes:
            self.customer_asks(conversation_id)

    @rule(
        seconds=seconds,
        deadline=st.integers(0, 2),
        absence=st.none() | absences,
    )
    def clock(self, seconds: int, deadline: int, absence: c.TellAbsence | None) -> None:
        """Time passes; a deadline comes, in time or long after its matter was settled; the router
        does its round: it offers, or says that nobody is here."""
        self.now += timedelta(seconds=seconds)
        self.end_waits()
        if deadline < len(self.deadlines):
            self.give(*self.deadlines[-1 - deadline])
        waiting = sorted(self.owned_by("queued"), key=self.rank)
        if absence is None:
            self.route(waiting)
        for conversation_id in self.owned_by("queued"):
            self.give(conversation_id, absence or c.EndAbsence())
            self.note_end_of_wait(conversation_id)

    @rule(
        conversation_id=ids,
        absence=absences,
        then=st.just(keeps_waiting) | choices,
        seconds=seconds,
    )
    def nobody_is_here(
        self, conversation_id: str, absence: c.TellAbsence, then: Choice, seconds: int
    ) -> None:
        """Tells waiting customers that nobody is online; each chooses, and an old deadline comes
        late."""
        self.give(conversation_id, c.RequestPerson())
        self.give(conversation_id, absence)
        self.note_end_of_wait(conversation_id)
        if self.states[conversation_id].absence is not None:
            self.give(conversation_id, then(self.next_number()))
            self.give(*self.deadlines[-1])
            self.note_end_of_wait(conversation_id)
        self.now += timedelta(seconds=seconds)
        self.end_waits()

    def note_end_of_wait(self, conversation_id: str) -> None:
        duty = self.duty("ticket", conversation_id)
        if duty is not None:
            self.deadlines.append(
                (conversation_id, c.ExpireWait(seq=duty.ref, number=self.next_number()))
            )

    def end_waits(self) -> None:
        """Nobody waits longer for nobody than was said."""
        for conversation_id in self.due("ticket"):
            duty = self.duty("ticket", conversation_id)
            if duty is not None and duty.at <= self.now:
                self.give(conversation_id, c.ExpireWait(seq=duty.ref, number=self.next_number()))
                assert self.states[conversation_id].owner.kind == "ticket", (
                    "a wait for nobody did not end"
                )

    def route(self, waiting: list[str]) -> None:
        """Offers waiting conversations, in their order, to agents who are free and rested."""
        for conversation_id in waiting:
            wish = self.wish(conversation_id)
            chosen = choose(self.candidates(), wish, self.now)
            if chosen is not None:
                assert self.now - wish.missed.get(chosen.agent_id, LONG_AGO) >= REST_AFTER_MISS
                agent = c.Agent(id=chosen.agent_id, names=chosen.names)
                offer = c.Offer(agent=agent, deadline=self.now + OFFER_LASTS)
                assert self.give(conversation_id, offer), (
                    "a queued conversation could not be offered"
                )
                epoch = self.states[conversation_id].epoch
                self.deadlines.append((conversation_id, c.ExpireOffer(epoch=epoch)))

    def wish(self, conversation_id: str) -> Waiting:
        state = self.states[conversation_id]
        assert state.waiting_from is not None
        return Waiting(
            since=state.waiting_from,
            language=state.language,
            team=state.team,
            wanted_agent=state.wanted_agent,
            missed=state.missed,
        )

    @rule(conversation_id=ids)
    def somebody_asks_what_erasure_would_leave(self, conversation_id: str) -> None:
        if self.logs[conversation_id]:
            check_erasable(self.states[conversation_id], self.logs[conversation_id], self.now)

    # --- what must hold after each of it ---

    @invariant()
    def each_has_one_owner_and_what_is_due_follows_from_it(self) -> None:
        for conversation_id in IDS:
            state, log = self.states[conversation_id], self.logs[conversation_id]
            assert state.owner.kind == (owners(log)[-1] if log else "bot")
            check_duties(state, log)

    @invariant()
    def no_message_is_left_in_silence(self) -> None:
        for conversation_id in IDS:
            check_nobody_is_left_in_silence(
                self.states[conversation_id], self.logs[conversation_id]
            )

    @invariant()
    def no_file_is_left_in_silence(self) -> None:
        for conversation_id in IDS:
            check_files_are_told_of(self.states[conversation_id])

    @invariant()
    def the_place_in_the_queue_is_kept(self) -> None:
        for conversation_id in IDS:
            check_place_in_the_queue(self.states[conversation_id], self.logs[conversation_id])
