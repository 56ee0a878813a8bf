"""How a customer finds an earlier conversation in a list."""

from dataclasses import replace

import pytest

from handoff.domain.conversation import commands as c
from handoff.domain.conversation.earlier import Outcome, earlier_talk, is_blank, is_readable
from handoff.domain.conversation.state import Closed, Conversation, Rating, Ticketed
from handoff.domain.language import Language
from tests.handoff.domain.play.story import NOON, Told, offered, queued, say, told, turn, with_agent
from tests.handoff.topics import listed, topic

LATE: dict[Language, str] = {"en": "My parcel is late", "fa": "بسته‌ام دیر کرده"}
HI: dict[Language, str] = {"en": "Hello", "fa": "سلام"}
TOPICS = listed(
    topic("order_late", question=LATE), topic("greet", "small_talk", question=HI), topic("billing")
)


def read_as(*intents: str) -> Conversation:
    """Each message of the customer was read as one of `intents`."""
    story = told()
    for number, intent in enumerate(intents):
        story = story.then(say(f"message {number}", client_id=f"said-{number}"))
        story = story.then(turn(story.state, intent=intent))
    return story.state


def test_the_latest_matter_is_told_in_the_reader_s_language() -> None:
    """Small talk after it, and topics without words for customers, do not count."""
    state = read_as("order_late", "billing", "greet", "unheard_of")
    assert earlier_talk(state, TOPICS, "en").topic == "My parcel is late"
    assert earlier_talk(state, TOPICS, "fa").topic == "بسته‌ام دیر کرده"
    assert earlier_talk(read_as("greet"), TOPICS, "en").topic is None


@pytest.mark.parametrize(
    ("story", "outcome"),
    [
        (told(), "assistant"),
        (queued(), "people"),
        (offered(), "people"),
        (with_agent(), "people"),
    ],
)
def test_who_has_it_is_told_without_names(story: Told, outcome: Outcome) -> None:
    """A customer reads no more than that it is with the bot or with people."""
    assert earlier_talk(story.then(say()).state, TOPICS, "en").outcome == outcome


def test_a_request_has_its_number_and_a_closed_matter_its_mark() -> None:
    """Both are what the customer was told."""
    state = told(say()).state
    request = replace(state, owner=Ticketed(number=1007), ticket=1007)
    rating = Rating(closing=3, at=NOON, satisfaction=4, effort=None)
    closed = replace(state, owner=Closed(at=NOON), rating=rating)
    open_talk, over = (earlier_talk(x, TOPICS, "en") for x in (request, closed))
    assert (open_talk.outcome, open_talk.ticket, open_talk.satisfaction) == ("request", 1007, None)
    assert (over.outcome, over.ticket, over.satisfaction) == ("closed", None, 4)


def test_the_last_words_and_their_time_go_along() -> None:
    """With when it began."""
    state = told(say("is it on its way?")).state
    talk = earlier_talk(state, TOPICS, "en")
    assert (talk.id, talk.began_at, talk.at, talk.last) == (state.id, NOON, NOON, state.last)


def test_nothing_can_be_read_where_nothing_was_said_or_all_was_erased() -> None:
    """Such a conversation is in no list."""
    silent, spoken = told().state, told(say()).state
    for state in (silent, replace(spoken, erased=True), Conversation(id="conversation-1")):
        assert not is_readable(state)
        with pytest.raises(ValueError, match="nothing to read"):
            earlier_talk(state, TOPICS, "en")
    assert is_readable(spoken)


@pytest.mark.parametrize(
    ("story", "blank"),
    [
        (told(), True),
        (told(c.GiveConsent(version=1)), True),
        (told(say()), False),
        (told(c.LeaveContact(client_id="left-1", email="nika@mail.example")), False),
        (told(c.LeaveContact(client_id="left-1", phone="0935 555 0177")), False),
        (queued(), False),
    ],
)
def test_a_conversation_in_which_nothing_has_happened_is_blank(story: Told, *, blank: bool) -> None:
    """An agreement alone tells the staff nothing; words, an address and a wish for a person do."""
    assert is_blank(story.state) == blank


def test_what_was_erased_is_not_blank() -> None:
    """The staff see that there was something."""
    assert not is_blank(replace(told().state, erased=True))
