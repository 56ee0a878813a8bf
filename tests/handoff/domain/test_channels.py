"""The channels, and what a customer sees on each."""

from dataclasses import replace
from typing import get_args

import pytest

from handoff.domain.bot_answers import Button
from handoff.domain.channels import CHANNELS, ChannelKind
from handoff.domain.conversation import events as e
from handoff.domain.conversation.brief import brief_of
from handoff.domain.conversation.customer_view import for_customer
from handoff.domain.conversation.state import Conversation
from tests.handoff.cards import card_of
from tests.handoff.domain.play.story import START, Told, say, told

BUTTONS = (Button(title="Track it", payload="/track"), Button(title="A person", payload="/h"))
ANSWER = e.BotSaid(text="Here it is", reply_to=2, buttons=BUTTONS, card=card_of("1042"))


def test_every_channel_says_what_it_can_show() -> None:
    """A channel without a row could not be served."""
    assert set(CHANNELS) == set(get_args(ChannelKind))


@pytest.mark.parametrize("channel", get_args(ChannelKind))
def test_a_conversation_keeps_the_channel_on_which_it_began(channel: ChannelKind) -> None:
    """The channel stays in its log, its state and in lists, whatever happens."""
    start = replace(START, channel=channel)
    story = Told(Conversation(id="conversation-1"), ()).then(start, say())
    (started, *_) = story.log
    assert isinstance(started.body, e.ConversationStarted)
    assert started.body.channel == channel
    assert story.state.channel == brief_of(story.state).channel == channel


@pytest.mark.parametrize(
    ("channel", "titles"),
    [("widget", ["Track it", "A person"]), ("rasa", ["Track it", "A person"]), ("mail", [])],
)
def test_a_channel_shows_what_it_can(channel: ChannelKind, titles: list[str]) -> None:
    """The words and cards always, buttons where there are any."""
    event = replace(told(say()).log[-1], body=ANSWER)
    body = for_customer(event, on=channel).body
    assert isinstance(body, e.BotSaid)
    assert (body.text, [button.title for button in body.buttons]) == ("Here it is", titles)
    assert body.card == ANSWER.card
