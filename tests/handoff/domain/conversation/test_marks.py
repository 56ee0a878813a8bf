"""How far each side has got: cursors that only rise, up to the last public event, owner's alone."""

from dataclasses import replace
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.conversation import commands as c
from handoff.domain.conversation.marks import (
    NOTHING,
    Mark,
    Marks,
    customers_mark,
    later,
    staffs_mark,
)
from handoff.domain.errors import IllegalMove
from tests.handoff.domain.play.story import DEADLINE, OMID, SARA, say, told

claims = st.builds(Mark, delivered=st.integers(0, 40), read=st.integers(0, 40))
marks = claims.map(lambda claim: later(NOTHING, claim))

OWNED = told(say(), c.Take(agent=SARA), c.AgentNote(agent=SARA, text="hm", client_id="n-1")).state


@given(marks, marks)
def test_marks_never_go_back(one: Mark, other: Mark) -> None:
    """Whatever is added, neither cursor falls, and what is read has been delivered."""
    both = later(one, other)
    assert both.delivered >= one.delivered
    assert both.read >= one.read
    assert both.delivered >= both.read


@given(st.lists(claims, min_size=1), st.randoms())
def test_the_order_in_which_marks_come_does_not_matter(given_: list[Mark], random: object) -> None:
    """Late, early or twice: two gateways end up with the same."""
    shuffled = given_ * 2
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert reduce(later, shuffled, NOTHING) == reduce(later, given_, NOTHING)


@given(marks)
def test_the_same_mark_again_changes_nothing(mark: Mark) -> None:
    """A resend is harmless."""
    assert later(mark, mark) == mark
    assert later(NOTHING, mark) == mark


@given(claims, st.integers(0, 40))
def test_no_mark_passes_the_last_public_event(claim: Mark, head: int) -> None:
    """A mark beyond the last public event is cut to it."""
    conversation = replace(OWNED, public_seq=head)
    counted = customers_mark(conversation, claim)
    assert counted == staffs_mark(conversation, SARA.id, claim)
    assert counted.read == min(claim.read, head)
    assert counted.delivered == min(max(claim.delivered, claim.read), head)


def test_a_note_is_nothing_that_the_customer_could_know_of() -> None:
    """The agent has read to the end; the customer sees a mark at the last public event."""
    assert OWNED.seq > OWNED.public_seq
    counted = staffs_mark(OWNED, SARA.id, Mark(read=OWNED.seq))
    assert counted == Mark(delivered=OWNED.public_seq, read=OWNED.public_seq)


def test_only_the_owner_s_reading_counts() -> None:
    """Watchers' marks do not reach the customer; nor do those of an agent who is only offered the
    chat, or has handed it back."""
    waiting = told(say(), c.RequestPerson())
    handed_back = told(say(), c.Take(agent=SARA), c.ReturnToBot(agent=SARA))
    for state, agent in (
        (OWNED, OMID),
        (told(say()).state, SARA),
        (waiting.state, SARA),
        (waiting.then(c.Offer(agent=SARA, deadline=DEADLINE)).state, SARA),
        (handed_back.state, SARA),
    ):
        with pytest.raises(IllegalMove) as refused:
            staffs_mark(state, agent.id, Mark(read=1))
        assert refused.value.code == "not_owner"
        assert refused.value.data == {"owner": state.owner.kind}


def test_nobody_has_read_anything_at_first() -> None:
    """A conversation without marks is unread on both sides."""
    assert Marks() == Marks(customer=Mark(delivered=0, read=0), staff=Mark(delivered=0, read=0))
