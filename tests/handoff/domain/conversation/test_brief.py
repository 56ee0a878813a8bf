"""What lists show of a conversation."""

from dataclasses import replace

import pytest

from handoff.domain.conversation import commands as c
from handoff.domain.conversation.brief import brief_of
from handoff.domain.conversation.state import Conversation, Queued
from handoff.domain.understanding import Emotion
from tests.handoff.domain.play.story import NOON, SARA, say, to_team, told, turn, with_agent


def test_a_conversation_just_begun_has_a_brief() -> None:
    """Nothing was said, read or asked for yet."""
    brief = brief_of(told().state)
    assert (brief.customer_name, brief.seq, brief.started_at) == ("Nika", 1, NOON)
    assert (brief.reason, brief.mood, brief.last, brief.queued_since) == (None, None, None, None)


def test_why_and_in_what_mood_somebody_waits() -> None:
    """The reason of the handoff and the emotion of the last message that was read."""
    story = told(say("this is an outrage"))
    state = story.then(turn(story.state, intent="complaint")).state
    angry = replace(state.readings[-1], emotion=Emotion(label="anger", score=0.9))
    brief = brief_of(replace(state, readings=(*state.readings, angry)))
    assert (brief.owner, brief.reason, brief.mood) == (Queued(), "complaint", angry.emotion)
    assert (brief.priority, brief.queued_since) == (state.priority, state.queued_since)


def test_the_last_words_are_those_of_the_state() -> None:
    """The brief has the last message, whoever wrote it."""
    story = told(say("hello"), c.RequestPerson())
    assert brief_of(story.state).last == story.state.last


def test_whose_it_is_goes_along() -> None:
    """The team that was asked for, and who had the chat last: by them it is in sight or not."""
    brief = brief_of(with_agent().state)
    assert (brief.wanted_agent, brief.team) == (SARA.id, None)
    brief = brief_of(with_agent().then(to_team("returns")).state)
    assert (brief.wanted_agent, brief.team) == (None, "returns")


def test_what_has_not_started_is_in_no_list() -> None:
    """There would be nothing to show."""
    with pytest.raises(ValueError, match="has not started"):
        brief_of(Conversation(id="conversation-1"))
