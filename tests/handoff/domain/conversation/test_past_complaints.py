"""Complaints that came to no good end, and what becomes of them."""

from dataclasses import replace
from typing import Literal

import pytest

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.customer_view import for_customer
from handoff.domain.conversation.state import Conversation
from handoff.domain.handoff.packet import PastComplaint
from tests.handoff.domain.play.story import NOON, SARA, START, Told, say, told, turn


def complained(intent: str = "complaint") -> Told:
    """The bot has read it and called for a person."""
    story = told(say("this is a disgrace"))
    story = story.then(turn(story.state, intent=intent))
    return story if story.state.packet else story.then(c.RequestPerson())


def ended(
    disposition: Literal["resolved", "unresolved", "spam"], intent: str = "complaint"
) -> Told:
    return complained(intent).then(c.Take(agent=SARA), c.Close(agent=SARA, disposition=disposition))


def back(earlier: Conversation) -> Told:
    """The same customer in a new conversation."""
    start = replace(START, unresolved=earlier.unresolved)
    return Told(Conversation(id="conversation-2"), ()).then(start)


def test_a_complaint_that_ended_badly_is_remembered() -> None:
    """The state records where it ended, and why a person had been called."""
    state = ended("unresolved").state
    assert state.unresolved == PastComplaint(
        conversation_id="conversation-1", seq=state.seq, at=NOON, reason="complaint"
    )


@pytest.mark.parametrize("disposition", ["resolved", "spam"])
def test_a_complaint_that_ended_otherwise_is_not(
    disposition: Literal["resolved", "spam"],
) -> None:
    """It is settled, or was none."""
    assert ended(disposition).state.unresolved is None


def test_a_question_without_an_answer_is_no_complaint() -> None:
    """Nobody was upset about it."""
    assert ended("unresolved", "request_human").state.unresolved is None


def test_a_complaint_within_another_matter_counts() -> None:
    """A request for a person after a complaint is a complaint."""
    story = told(say("this is a disgrace"))
    story = story.then(turn(story.state, intent="complaint"), c.ContinueWithBot())
    story = story.then(say("oh, and", "said-2"))
    story = story.then(turn(story.state, intent="complaint", handoff="order_system_down"))
    story = story.then(c.Take(agent=SARA), c.Close(agent=SARA, disposition="unresolved"))
    assert story.state.unresolved is not None
    assert story.state.unresolved.reason == "order_system_down"


def test_one_taken_up_unasked_and_left_is_none() -> None:
    """A person stepped in without a complaint."""
    story = told(c.Take(agent=SARA), c.Close(agent=SARA, disposition="unresolved"))
    assert story.state.unresolved is None


def test_a_ticket_is_open_until_somebody_settles_it() -> None:
    """It goes on with the bot: the ticket is known, and calls nobody a second time."""
    story = complained().then(c.OpenTicket(number=1001), c.ContinueWithBot(), say("order?", "2"))
    assert story.state.unresolved is not None
    assert story.state.unresolved.ticket == 1001
    served = story.then(turn(story.state))
    assert [body.type for body in served.since(story)] == ["bot.understood", "bot.said"]
    settled = served.then(c.Take(agent=SARA), c.ReturnToBot(agent=SARA))
    assert settled.state.unresolved is None


def test_who_comes_back_is_known_and_served_sooner() -> None:
    """The first question about an order brings a person, who sees what was before."""
    earlier = ended("unresolved").state
    story = back(earlier).then(say())
    story = story.then(turn(story.state, intent="order_status"))
    packet = story.state.packet
    assert packet is not None
    assert (packet.reason, packet.unresolved) == ("unresolved_complaint", earlier.unresolved)


def test_once_is_enough() -> None:
    """A customer who goes on with the bot instead is served by the bot; the agent still sees it."""
    story = back(ended("unresolved").state).then(say())
    story = story.then(turn(story.state, intent="order_status"), c.ContinueWithBot())
    story = story.then(say("and now?", "said-2"))
    story = story.then(turn(story.state, intent="order_status"))
    assert story.state.packet is None
    asked = story.then(c.RequestPerson()).state.packet
    assert asked is not None
    assert asked.unresolved is not None


def test_the_same_conversation_opened_again_remembers_too() -> None:
    """Closed without a good end yesterday, written to today."""
    story = ended("unresolved").then(say("hello again", "said-2"))
    story = story.then(turn(story.state, intent="order_status"))
    assert story.state.packet is not None
    assert story.state.packet.reason == "unresolved_complaint"


def test_it_goes_on_until_it_is_settled() -> None:
    """It passes from conversation to conversation, and no further than a good end."""
    second = back(ended("unresolved").state)
    third = back(second.then(c.Take(agent=SARA), c.Close(agent=SARA)).state)
    assert second.state.unresolved is not None
    assert third.state.unresolved is None


def test_the_customer_is_not_told() -> None:
    """It is for the staff."""
    started = back(ended("unresolved").state).log[0]
    body = for_customer(started).body
    assert isinstance(body, e.ConversationStarted)
    assert body.unresolved is None
