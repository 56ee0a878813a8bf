"""The state: what each event makes of it, and what it must do next."""

from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.duties import duties_of
from handoff.domain.conversation.effects import agents, bot, endings, talk, waits
from handoff.domain.conversation.effects.bot import READINGS_KEPT
from handoff.domain.conversation.effects.talk import UNANSWERED_KEPT
from handoff.domain.conversation.evolve import evolve, replay
from handoff.domain.conversation.state import (
    Closed,
    Contact,
    Conversation,
    LastMessage,
    Offered,
    Queued,
    Ticketed,
    WithAgent,
    WithBot,
)
from handoff.domain.understanding import Emotion, Reading
from tests.handoff.domain.play.story import (
    DEADLINE,
    EVERY_OWNER,
    NOON,
    OFFER,
    SARA,
    Told,
    bot_message,
    closed,
    failed_turn,
    offered,
    owed,
    queued,
    say,
    snoozed,
    ticketed,
    told,
    turn,
    with_agent,
)
from tests.handoff.domain.play.strategies import internal_events, public_events

CONVERSATION: TypeAdapter[Conversation] = TypeAdapter(Conversation)


def test_a_new_conversation_is_the_bots() -> None:
    """Before and after its start a conversation belongs to the bot and waits for nothing."""
    state = told().state
    assert (state.seq, state.public_seq, state.epoch, state.owner) == (1, 1, 0, WithBot())
    assert (state.customer_id, state.contact, state.language) == (
        "customer-nika",
        Contact(name="Nika"),
        "en",
    )
    assert state.started_at == NOON
    assert (state.pending, state.queued_since, state.last) == ((), None, None)


def test_times_never_go_back() -> None:
    """What is recorded after the clock was put back has the time of the last event before."""
    story = told(say("one")).then(say("two"), at=NOON - timedelta(hours=3))
    story = story.then(say("three"), at=NOON + timedelta(seconds=1))
    assert [event.at - NOON for event in story.log[1:]] == [
        timedelta(0),
        timedelta(0),
        timedelta(seconds=1),
    ]
    assert story.state.at == NOON + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("story", "owner"),
    [
        (told(), WithBot()),
        (queued(), Queued()),
        (offered(), Offered(agent_id=SARA.id, agent_name="Sara", deadline=DEADLINE)),
        (with_agent(), WithAgent(agent_id=SARA.id, agent_name="Sara", since=NOON)),
        (ticketed(), Ticketed(number=1001)),
        (closed(), Closed(at=NOON)),
    ],
)
def test_the_owner_follows_the_log(story: Told, owner: object) -> None:
    """The log alone tells who owns the conversation."""
    assert story.state.owner == owner
    assert replay("conversation-1", story.log) == story.state


@pytest.mark.parametrize("kind", EVERY_OWNER)
def test_the_state_survives_json(kind: str) -> None:
    """A snapshot read back equals the original state, whoever owns it."""
    state = EVERY_OWNER[kind]().then(c.LeaveContact(client_id="x", phone="0912")).state
    assert state.owner.kind == kind
    assert CONVERSATION.validate_json(CONVERSATION.dump_json(state)) == state


@settings(deadline=None)
@given(st.lists(public_events | internal_events, max_size=8))
def test_any_log_can_be_replayed(log: list[e.Event]) -> None:
    """A log, however strange, has a state, a piece at a time or at once, and it survives JSON."""
    state = replay("x", log[:3])
    for event in log[3:]:
        state = evolve(state, event)
    assert state == replay("x", log)
    assert CONVERSATION.validate_json(CONVERSATION.dump_json(state)) == state
    if log:
        assert (state.seq, state.epoch) == (log[-1].seq, log[-1].epoch)


def test_what_is_no_event_is_an_error() -> None:
    """A log with an entry that nobody knows is not replayed as if it were not there."""
    strange = replace(told().log[0], body=cast("e.Body", "something"))
    with pytest.raises(AssertionError):
        evolve(told().state, strange)


@pytest.mark.parametrize("effects", [agents, bot, endings, talk, waits])
def test_an_event_of_another_kind_is_an_error(effects: ModuleType) -> None:
    """A module that gets an event which it does not know stops, instead of passing it over."""
    story = told()
    with pytest.raises(AssertionError):
        effects.evolve(story.state, story.log[0], "something")


def test_internal_events_do_not_move_the_public_place() -> None:
    """The customer's place in the log is that of the last event they may see."""
    state = told().then(c.AgentNote(agent=SARA, text="Careful", client_id="n")).state
    assert (state.seq, state.public_seq) == (2, 1)


def test_the_last_words_are_kept() -> None:
    """Lists show who spoke last, and what they said; notes are not shown."""
    story = told(say("Hi there"))
    assert story.state.last == LastMessage(by="customer", text="Hi there", at=NOON)
    story = story.then(turn(story.state))
    assert story.state.last == LastMessage(by="bot", text="On its way", at=NOON)
    later = NOON + timedelta(minutes=1)
    story = story.then(c.Take(agent=SARA)).then(
        c.AgentSay(agent=SARA, text="I'm Sara", client_id="a"), at=later
    )
    story = story.then(c.AgentNote(agent=SARA, text="Careful", client_id="n"))
    assert story.state.last == LastMessage(by="agent", text="I'm Sara", at=later)


def test_the_language_follows_the_customer() -> None:
    """The conversation speaks the language the customer wrote last."""
    assert told(say("سلام")).state.language == "fa"
    assert told(say("سلام"), say("12", "said-2")).state.language == "fa"
    assert told(say("sefaresham kojast"), say("my phone is 0912", "said-2")).state.language == "fa"


def test_contact_is_completed_not_erased() -> None:
    """Omitted fields keep their known values."""
    story = told(
        c.LeaveContact(client_id="1", email="nika@example.com"),
        c.LeaveContact(client_id="2", phone="0912", name="Nika A."),
    )
    assert story.state.contact == Contact(name="Nika A.", email="nika@example.com", phone="0912")


# --- who answers ------------------------------------------------------------------------------


def test_messages_wait_for_the_bot_in_their_order() -> None:
    """Two messages wait; the answer to the first leaves the second."""
    story = told(say("One two"), say("Three four", "said-2"))
    assert story.state.pending == (2, 3)
    assert story.then(turn(story.state)).state.pending == (3,)


def test_an_agents_reply_answers_everything() -> None:
    """Once a person has replied, nothing said before is left for the bot."""
    story = with_agent().then(say("One two"), say("Three four", "said-2"))
    assert len(story.state.pending) == 2
    assert story.then(c.AgentSay(agent=SARA, text="Both", client_id="a")).state.pending == ()


def test_of_a_flood_a_person_is_shown_the_latest() -> None:
    """What nobody answers does not grow without end in a person's hands; with the bot each counts."""
    flood = [say("And?", f"said-{number}") for number in range(UNANSWERED_KEPT + 3)]
    assert len(told(*flood).state.pending) == len(flood)
    state = with_agent().then(*flood).state
    assert state.pending == tuple(range(state.seq - UNANSWERED_KEPT + 1, state.seq + 1))


def test_a_note_answers_nothing() -> None:
    """A colleague's note leaves the customer's message unanswered."""
    story = with_agent().then(say(), c.AgentNote(agent=SARA, text="Hm", client_id="n"))
    assert len(story.state.pending) == 1


def test_a_duty_is_new_once() -> None:
    """It came with the step that brought it; a later one that leaves it as it is brings none, though
    time has passed."""
    started = told()
    asked = started.then(say("one"))
    again = asked.then(say("two"), at=NOON + timedelta(seconds=1))
    second = again.then(turn(again.state))
    assert duties_of(started.state) == frozenset()
    assert owed(asked.state) == {("bot_turn", asked.state.seq, NOON)}
    assert duties_of(again.state) == duties_of(asked.state)
    assert duties_of(second.state).isdisjoint(duties_of(again.state))
    assert {duty.ref for duty in duties_of(second.state)} == {again.state.seq}
    assert duties_of(asked.then(turn(asked.state)).state) == frozenset()


def test_what_was_said_while_waiting_goes_to_the_bot_with_the_conversation() -> None:
    """A customer who writes in the queue and then goes on with the bot gets an answer, not
    silence."""
    story = queued().then(say("where is order 1042"), c.ContinueWithBot())
    asked = next(event.seq for event in story.log if isinstance(event.body, e.CustomerSaid))
    assert story.state.pending == (asked,)
    assert owed(story.state) == {("bot_turn", asked, NOON)}


def test_a_closed_matter_is_not_the_bots_when_it_is_reopened() -> None:
    """What was said before the close was dealt with; only what reopens it waits."""
    story = with_agent().then(say("thank you so much"), c.Close(agent=SARA))
    assert story.state.pending == ()
    reopened = story.then(say("one more thing", "said-2"))
    assert reopened.state.pending == (reopened.state.seq,)


def test_readings_remember_what_was_answered_and_have_an_end() -> None:
    """The policy sees the last readings with the names of the answers, no more than it needs."""
    story = told()
    for number in range(READINGS_KEPT + 3):
        story = story.then(say("where is it now", f"said-{number}"))
        asked = story.state.pending[0]
        story = story.then(
            turn(
                story.state,
                bot_message(utter_action=f"utter_{number}"),
                bot_message("Anything else?"),
                slots={"number": number},
            )
        )
    readings = story.state.readings
    assert len(readings) == READINGS_KEPT
    assert readings[-1] == Reading(
        seq=asked,
        intent="opening_hours",
        confidence=0.9,
        emotion=Emotion(),
        answers=(f"utter_{number}",),
    )
    assert [r.answers for r in readings] == [(f"utter_{n}",) for n in range(3, READINGS_KEPT + 3)]
    assert story.state.slots == {"number": READINGS_KEPT + 2}


@pytest.mark.parametrize(
    "story",
    [
        with_agent().then(c.ReturnToBot(agent=SARA)),
        queued().then(c.ContinueWithBot()),
        closed().then(say()),
    ],
    ids=["returned", "continued", "reopened"],
)
def test_the_bot_starts_afresh(story: Told) -> None:
    """With a new segment and without the past that led to a person."""
    state = story.state
    assert (state.owner, state.segment) == (WithBot(), 1)
    assert (state.readings, state.slots, state.missed, state.team) == ((), {}, {}, None)
    assert (state.queued_since, state.waiting_from) == (None, None)
    assert (state.priority, state.packet) == (0, None)


def test_a_handoff_is_kept_with_its_packet() -> None:
    """Why a person was called stays at hand, also once they have come."""
    story = told(say())
    story = story.then(failed_turn(story.state), c.Take(agent=SARA))
    packet = story.state.packet
    assert packet is not None
    assert (packet.reason, packet.evidence, story.state.priority) == ("bot_error", (2,), 1)


# --- duties -----------------------------------------------------------------------------------


def test_the_bot_has_to_answer_the_oldest_message() -> None:
    """One turn at a time, first in first out, due at once."""
    story = told(say(), say("Three four", "said-2"))
    assert owed(story.state) == {("bot_turn", 2, NOON)}
    answered = story.then(turn(story.state)).state
    assert owed(answered) == {("bot_turn", 3, NOON)}


def test_an_offer_runs_out_at_its_deadline() -> None:
    """The offer's duty names the epoch it was made under, so another offer is another duty."""
    first = offered()
    assert owed(first.state) == {("offer", first.state.epoch, DEADLINE)}
    second = first.then(c.Decline(agent=SARA), OFFER)
    assert owed(second.state) == {("offer", first.state.epoch + 2, DEADLINE)}


def test_a_snooze_ends_at_its_time() -> None:
    """Its duty names the event that began it, so a longer snooze is another duty."""
    hour, two_hours = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    story = snoozed(hour)
    assert owed(story.state) == {("snooze", story.state.seq, hour)}
    longer = story.then(c.Snooze(agent=SARA, until=two_hours))
    assert owed(longer.state) == {("snooze", longer.state.seq, two_hours)}
    assert owed(longer.then(c.Wake(agent=SARA)).state) == set()


@pytest.mark.parametrize("kind", ["bot", "queued", "agent", "ticket", "closed"])
def test_nothing_is_due_by_itself(kind: str) -> None:
    """Without a message for the bot or an offer there is no timer."""
    assert owed(EVERY_OWNER[kind]().state) == set()


@pytest.mark.parametrize("kind", ["queued", "agent", "ticket"])
def test_a_message_in_other_hands_is_no_duty_of_the_bot(kind: str) -> None:
    """The bot is asked nothing while a person, the queue or a ticket owns the conversation."""
    story = EVERY_OWNER[kind]().then(say())
    assert story.state.pending
    assert owed(story.state) == set()
