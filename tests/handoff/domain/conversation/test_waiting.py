"""The decisions while a customer waits: the queue, offers and tickets."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Ticketed
from handoff.domain.errors import IllegalMove
from tests.handoff.domain.play.story import NOON, OFFER, OMID, SARA, offered, say, ticketed, told

EXPIRE = c.ExpireOffer(epoch=2)  # of the offer in `offered()`
CHOSEN = c.OpenTicket(number=1002)


def test_a_missed_offer_keeps_the_place_in_the_queue() -> None:
    """Missed or declined, hours later: the wait counts from its beginning, the miss from now."""
    for command in (EXPIRE, c.Decline(agent=SARA)):
        later = NOON + timedelta(hours=1)
        story = offered().then(command, at=later)
        assert (story.state.queued_since, story.state.missed) == (NOON, {SARA.id: later})
        assert story.log[-1].body == e.QueueEntered(since=NOON)


def test_the_deadline_of_an_older_offer_is_no_deadline_of_this_one() -> None:
    """A timer that comes late finds the next offer untouched."""
    story = offered().then(c.Decline(agent=SARA), replace(OFFER, agent=OMID))
    assert story.then(EXPIRE) == story


def test_an_offer_without_a_place_is_refused() -> None:
    """A state that no log can lead to is not made worse."""
    state = replace(offered().state, queued_since=None)
    with pytest.raises(IllegalMove):
        append(state, EXPIRE, NOON)


def test_accepting_ends_the_wait() -> None:
    """With a person there nobody waits; the place is kept, should that person be lost."""
    state = offered().then(EXPIRE, OFFER, c.Accept(agent=SARA)).state
    assert (state.waiting_from, state.missed, state.ticket) == (None, {}, None)
    assert state.queued_since == NOON


def test_an_offer_is_gone_once_a_ticket_is_chosen() -> None:
    """An agent who accepts too late is refused; the ticket stands."""
    story = offered().then(CHOSEN)
    assert story.state.owner == Ticketed(number=1002)
    with pytest.raises(IllegalMove):
        story.then(c.Accept(agent=SARA))
    assert story.then(EXPIRE) == story


def test_the_number_of_a_ticket_stands() -> None:
    """Back with the bot and queued again, the customer keeps their ticket number."""
    story = ticketed(1001).then(c.ContinueWithBot())
    assert story.state.ticket == 1001
    again = story.then(c.RequestPerson(), CHOSEN)
    assert again.state.owner == Ticketed(number=1001)


def test_an_accepted_ticket_is_done_with() -> None:
    """The next ticket of the conversation is a new one."""
    story = ticketed(1001).then(c.Take(agent=SARA), c.Close(agent=SARA), c.RequestPerson(), CHOSEN)
    assert story.state.ticket == 1002


def test_who_writes_under_a_ticket_stays_under_it() -> None:
    """A message adds to the ticket; it neither reopens the queue nor wakes the bot."""
    story = ticketed().then(say(), c.RequestPerson())
    assert story.state.owner == Ticketed(number=1001)


def test_stepping_in_unasked_says_so() -> None:
    """An agent who takes a conversation from the bot leaves the reason in the log."""
    story = told(say()).then(c.Take(agent=SARA))
    packet = story.state.packet
    assert packet is not None
    assert packet.reason == "taken_over"
