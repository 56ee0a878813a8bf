"""The range that was told to who waits: once for each wait, and only while it lasts."""

import pytest

from handoff.domain import commands as c
from handoff.domain import events as e
from tests.handoff.domain.story import (
    DEADLINE,
    EVERY_OWNER,
    OFFER,
    SARA,
    closed,
    queued,
    with_agent,
)

PROMISE = c.PromiseWait(low=2, high=5)


def test_who_waits_is_told() -> None:
    """The customer may see it, and the house has said it."""
    told = queued().then(PROMISE)
    promised = told.log[-1]
    assert promised.body == e.WaitPromised(low=2, high=5)
    assert promised.public
    assert promised.actor == e.Actor(kind="system")


def test_a_wait_is_promised_once_through_missed_offers() -> None:
    """An offer that nobody took does not begin the wait anew."""
    told = queued().then(PROMISE, PROMISE, OFFER, PROMISE, c.ExpireOffer(epoch=2), PROMISE)
    assert told.types.count("wait.promised") == 1


def test_a_new_wait_is_promised_anew() -> None:
    """After a transfer the customer waits again, and is told again."""
    handed_on = queued().then(PROMISE, OFFER, c.Accept(agent=SARA))
    handed_on = handed_on.then(c.Transfer(agent=SARA, team="returns", client_id="note-1"), PROMISE)
    assert handed_on.types.count("wait.promised") == 2


@pytest.mark.parametrize("owner", ["bot", "agent", "ticket", "closed"])
def test_who_does_not_wait_is_told_nothing(owner: str) -> None:
    """The promise comes too late: nothing happens."""
    told = EVERY_OWNER[owner]()
    assert told.then(PROMISE).since(told) == []


def test_the_offer_s_deadline_is_not_moved_by_a_promise() -> None:
    """What is offered stays offered."""
    told = queued().then(OFFER, PROMISE)
    assert told.state.owner.kind == "offered"
    assert getattr(told.state.owner, "deadline", None) == DEADLINE
    assert with_agent().state.promised is False
    assert closed().state.promised is False
