"""Erasure: what goes, what stays, and that the log still folds."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from handoff.domain.bot_answers import BotMessage, BotReply, Button
from handoff.domain.cards import CouponCard, ProductCard
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.duties import duties_of
from handoff.domain.conversation.erasure import is_under_way, redacted
from handoff.domain.conversation.evolve import replay
from handoff.domain.conversation.state import Closed, Contact
from handoff.domain.errors import IllegalMove
from handoff.domain.understanding import Emotion, Entity, Intent
from tests.handoff.domain.play.story import (
    EVERY_OWNER,
    NOON,
    SARA,
    Told,
    closed,
    told,
    turn,
    with_agent,
)
from tests.handoff.domain.play.strategies import internal_events, public_events

EVENT: TypeAdapter[e.Event] = TypeAdapter(e.Event)
ERASE = c.Erase(under_way=True)

# The customer's words, wherever a conversation can keep some.
WORDS = ("Nika", "nika@", "+98", "ORD-77", "my parcel", "I am sorry", "furious", "blue lamp")


def wordy() -> Told:
    """A conversation in which every kind of event with words has some."""
    said = told(c.CustomerSay(text="Nika here: my parcel ORD-77", client_id="1", payload="/ORD-77"))
    reply = BotReply(
        intent=Intent(name="complaint", confidence=0.9),
        entities=(Entity(entity="order_number", value="ORD-77"),),
        slots={"order_number": "ORD-77"},
        emotion=Emotion(label="anger", score=0.9, words=("furious",), valence=-1, arousal=1),
        messages=(
            BotMessage(
                text="I am sorry, Nika",
                buttons=(Button(title="my parcel", payload="/x"),),
                card=ProductCard(title="blue lamp"),
                utter_action="utter_sorry",
            ),
        ),
    )
    begun = c.BeginAction(kind="order_cancelled", order="ORD-77", reply_to=2, segment=0)
    done = c.FinishAction(reply_to=2)
    late = c.RecordBotTurn(reply_to=2, epoch=0, outcome=reply)
    return said.then(
        begun,
        done,
        late,
        c.LeaveContact(client_id="2", name="Nika", email="nika@mail.example", phone="+98 935"),
        c.Identify(customer_id="c-2", customer_name="Nika"),
        c.CustomerSay(text="my parcel?", client_id="3"),
        c.RequestPerson(),
        c.Take(agent=SARA),
        c.AgentSay(
            agent=SARA,
            text="I am sorry, Nika",
            client_id="4",
            card=CouponCard(title="For your blue lamp", code="ORD-77"),
        ),
        c.AgentNote(agent=SARA, text="Nika is furious", client_id="5"),
    )


def test_no_word_is_left() -> None:
    """Neither the redacted log nor the state holds a word, a name, a number or an address."""
    story = wordy()
    assert sum(word in _text(story.log) for word in WORDS) == len(WORDS)
    erased = story.then(ERASE)
    assert not [word for word in WORDS if word in _text(map(redacted, erased.log))]
    assert (erased.state.contact, erased.state.last, erased.state.packet) == (Contact(), None, None)
    assert (erased.state.readings, erased.state.slots, erased.state.action) == ((), {}, None)


def test_figures_go_on_counting() -> None:
    """Places, times, actors, kinds of events, intents, reasons and names of the staff remain."""
    story = wordy()
    kept = [redacted(event) for event in story.log]
    assert [(x.seq, x.after, x.at, x.epoch, x.body.type) for x in kept] == [
        (x.seq, x.after, x.at, x.epoch, x.body.type) for x in story.log
    ]
    assert [x.actor.id for x in kept] == [x.actor.id for x in story.log]
    assert {x.actor.name for x in kept if x.actor.kind == "agent"} == {"Sara"}
    bodies = {type(x.body): x.body for x in kept}
    understood, handoff = bodies[e.BotUnderstood], bodies[e.HandoffRequested]
    assert isinstance(understood, e.BotUnderstood)
    assert isinstance(handoff, e.HandoffRequested)
    assert understood.intent == Intent(name="complaint", confidence=0.9)
    assert handoff.packet.reason == "complaint"


def test_an_answer_that_came_too_late_loses_its_words() -> None:
    """It was never sent, and is redacted all the same."""
    late = e.BotSuppressed(reply_to=2, computed_epoch=0, texts=("I am sorry, Nika",))
    kept = redacted(replace(wordy().log[-1], body=late)).body
    assert kept == e.BotSuppressed(reply_to=2, computed_epoch=0, texts=())


@given(st.one_of(public_events, internal_events))
def test_redacting_twice_changes_nothing_more(event: e.Event) -> None:
    """An erasure that was cut off may begin again; the place in the log never changes."""
    once = redacted(event)
    assert redacted(once) == once
    assert replace(once, body=event.body, actor=event.actor) == event
    assert type(once.body) is type(event.body)


@pytest.mark.parametrize("owner", [*EVERY_OWNER, "wordy"])
def test_the_redacted_log_folds_to_the_state(owner: str) -> None:
    """The log without its words gives the state which is stored beside it, whoever had the chat."""
    story = {**EVERY_OWNER, "wordy": wordy}[owner]().then(ERASE)
    assert replay(story.state.id, map(redacted, story.log)) == story.state


def test_an_erased_conversation_is_over_and_owes_nothing() -> None:
    """It is closed under a new epoch, and no timer waits for it."""
    before = with_agent()
    after = before.then(ERASE, at=NOON + timedelta(hours=1))
    assert after.state.owner == Closed(at=NOON + timedelta(hours=1))
    assert after.state.epoch == before.state.epoch + 1
    assert after.state.erased
    assert duties_of(after.state) == frozenset()


@pytest.mark.parametrize("owner", ["queued", "offered", "agent", "ticket"])
def test_somebody_at_work_is_not_cut_off_unasked(owner: str) -> None:
    """Where a person serves the customer or is awaited, erasing needs to be meant."""
    story = EVERY_OWNER[owner]()
    assert is_under_way(story.state)
    with pytest.raises(IllegalMove) as refusal:
        story.then(c.Erase())
    assert (refusal.value.code, refusal.value.data) == ("under_way", {"owner": owner})
    assert story.then(ERASE).state.erased


@pytest.mark.parametrize("owner", ["bot", "closed"])
def test_what_nobody_works_on_is_erased_at_once(owner: str) -> None:
    """A conversation with the bot, or one that is closed, holds nobody up."""
    assert EVERY_OWNER[owner]().then(c.Erase()).state.erased


def test_a_ticket_left_open_counts_as_work() -> None:
    """The customer goes on with the bot, and somebody still owes an answer."""
    story = EVERY_OWNER["ticket"]().then(c.ContinueWithBot())
    assert is_under_way(story.state)


@pytest.mark.parametrize(
    "command",
    [
        c.CustomerSay(text="Back again", client_id="9"),
        c.LeaveContact(client_id="9", email="back@mail.example"),
        c.RequestPerson(),
        c.AgentNote(agent=SARA, text="Who was this?", client_id="9"),
        c.Take(agent=SARA),
    ],
)
def test_nothing_is_added_to_an_erased_conversation(command: c.Command) -> None:
    """Words that come late, from whichever side, are refused: nothing would ever take them out."""
    with pytest.raises(IllegalMove) as refusal:
        closed().then(ERASE).then(command)
    assert refusal.value.code == "erased"


def test_a_late_turn_of_the_bot_is_refused() -> None:
    """A turn that was being computed brings words of the customer's matter: none is taken down."""
    story = told(c.CustomerSay(text="hello", client_id="1"))
    late = turn(story.state)
    with pytest.raises(IllegalMove):
        story.then(ERASE).then(late)


def test_erasing_twice_is_erasing_once() -> None:
    """The second time nothing is recorded."""
    once = closed().then(ERASE)
    assert once.then(ERASE) == once


def _text(log: object) -> str:
    return str(list(log))  # type: ignore[call-overload]
