"""What the bot does for a customer: begun only in its own turn, told once when it is done."""

from dataclasses import replace

import pytest

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.evolve import replay
from handoff.domain.errors import IllegalMove
from tests.handoff.domain.play.story import SARA, Told, say, told, turn

BEGIN = c.BeginAction(
    kind="return_requested", order="1042", reply_to=2, segment=0, reason="damaged"
)
FINISH = c.FinishAction(reply_to=2)
TAKEN = e.ActionTaken(kind="return_requested", order="1042", reply_to=2, reason="damaged")


@pytest.fixture
def asked() -> Told:
    """The customer has said yes, and the bot is at it."""
    return told(say("yes"))


def test_an_action_is_begun_for_staff_and_told_to_all_when_it_is_done(asked: Told) -> None:
    """The bot begins it, with the customer's request."""
    done = asked.then(BEGIN, FINISH)
    begun, taken = done.log[-2:]
    assert (begun.public, taken.public) == (False, True)
    assert (begun.actor, taken.actor) == (e.Actor(kind="bot"), e.Actor(kind="bot"))
    assert taken.body == TAKEN
    assert replay(done.state.id, done.log) == done.state


def test_a_turn_that_is_taken_again_begins_and_finishes_nothing_twice(asked: Told) -> None:
    """Another gateway goes on where the first one died."""
    begun = asked.then(BEGIN)
    assert begun.then(BEGIN).since(begun) == []
    done = begun.then(FINISH)
    assert done.then(BEGIN, FINISH).since(done) == []


def test_one_turn_begins_one_thing(asked: Told) -> None:
    """A turn that has begun one action cannot begin another."""
    with pytest.raises(IllegalMove):
        asked.then(BEGIN, replace(BEGIN, order="1051"))


def test_the_next_turn_may_do_something_else(asked: Told) -> None:
    """What was done before does not stand in its way, nor is it told again."""
    before = asked.then(BEGIN, FINISH, turn(asked.state), say("and 1051", "said-2"))
    again = c.BeginAction(
        kind="order_cancelled", order="1051", reply_to=before.state.pending[0], segment=0
    )
    after = before.then(again, FINISH)
    assert [type(body) for body in after.since(before)] == [e.ActionBegun]


def test_a_person_who_has_taken_the_conversation_is_not_overruled(asked: Told) -> None:
    """Neither at once nor after the person has handed it back: that turn is over."""
    taken = asked.then(c.Take(agent=SARA))
    with pytest.raises(IllegalMove):
        taken.then(BEGIN)
    with pytest.raises(IllegalMove):
        taken.then(c.ReturnToBot(agent=SARA), BEGIN)


def test_a_turn_that_was_answered_is_over(asked: Told) -> None:
    """An action after the turn's answer is not part of the turn."""
    with pytest.raises(IllegalMove):
        asked.then(turn(asked.state), BEGIN)


def test_what_was_begun_is_finished_whoever_has_the_conversation(asked: Told) -> None:
    """It is a fact by then, and both sides should know it."""
    taken = asked.then(BEGIN, c.Take(agent=SARA))
    assert taken.then(FINISH).since(taken) == [TAKEN]


def test_what_was_never_begun_cannot_be_finished(asked: Told) -> None:
    """The command does nothing."""
    assert asked.then(FINISH).since(asked) == []
