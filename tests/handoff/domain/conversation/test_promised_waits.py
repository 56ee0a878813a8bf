"""The range promised to a waiting customer: once for each wait, and only while it lasts."""

from datetime import timedelta

import pytest

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.state import Promised
from tests.handoff.domain.play.story import (
    DEADLINE,
    EVERY_OWNER,
    NOON,
    OFFER,
    SARA,
    closed,
    queued,
    with_agent,
)

PROMISE = c.PromiseWait(low=2, high=5)


def test_who_waits_is_told() -> None:
    """The promise is an event that the customer may see."""
    told = queued().then(PROMISE)
    promised = told.log[-1]
    assert promised.body == e.WaitPromised(low=2, high=5)
    assert told.state.promised == Promised(low=2, high=5, until=NOON + timedelta(minutes=5))
    assert promised.public
    assert promised.actor == e.Actor(kind="system")


def test_a_wait_is_promised_once_through_missed_offers() -> None:
    """A missed offer does not restart the wait."""
    told = queued().then(PROMISE, PROMISE, OFFER, PROMISE, c.ExpireOffer(epoch=2), PROMISE)
    assert told.types.count("wait.promised") == 1


def test_a_new_wait_is_promised_anew() -> None:
    """After a transfer the customer waits again, and gets a new range."""
    handed_on = queued().then(PROMISE, OFFER, c.Accept(agent=SARA))
    handed_on = handed_on.then(c.Transfer(agent=SARA, team="returns", client_id="note-1"), PROMISE)
    assert handed_on.types.count("wait.promised") == 2


@pytest.mark.parametrize("owner", ["bot", "agent", "ticket", "closed"])
def test_who_does_not_wait_is_told_nothing(owner: str) -> None:
    """The promise comes too late: nothing happens."""
    told = EVERY_OWNER[owner]()
    assert told.then(PROMISE).since(told) == []


def test_the_offer_s_deadline_is_not_moved_by_a_promise() -> None:
    """A promise leaves the offer as it is."""
    told = queued().then(OFFER, PROMISE)
    assert told.state.owner.kind == "offered"
    assert getattr(told.state.owner, "deadline", None) == DEADLINE
    assert with_agent().state.promised is None
    assert closed().state.promised is None


IN_VAIN = NOON + timedelta(minutes=5, seconds=1)
SLIP = c.SlipWait()


def test_a_range_that_passed_in_vain_is_followed_by_another() -> None:
    """The customer gets it before asking, and once: the new range counts from its own promise."""
    told = queued().then(PROMISE, SLIP)
    again = told.then(PROMISE, PROMISE, SLIP, at=IN_VAIN)
    assert again.since(told) == [e.WaitPromised(low=2, high=5, late=True)]
    assert again.state.promised == Promised(low=2, high=5, until=IN_VAIN + timedelta(minutes=5))


def test_what_is_not_known_any_more_is_said_too() -> None:
    """It takes longer, and nobody knows how long: said once, and no range after it."""
    told = queued().then(PROMISE)
    slipped = told.then(SLIP, SLIP, PROMISE, at=IN_VAIN)
    assert slipped.since(told) == [e.WaitSlipped()]
    assert slipped.log[-1].public


def test_a_range_that_passed_while_somebody_was_asked_is_told_after_it() -> None:
    """Through a missed offer as well; once somebody has come, there is nothing to excuse."""
    missed = queued().then(PROMISE, OFFER).then(c.ExpireOffer(epoch=2), at=IN_VAIN)
    assert missed.then(PROMISE, at=IN_VAIN).types[-1] == "wait.promised"
    served = queued().then(PROMISE, OFFER, c.Accept(agent=SARA))
    assert served.then(PROMISE, SLIP, at=IN_VAIN) == served
