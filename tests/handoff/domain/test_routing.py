"""Who is offered a waiting conversation, and who waits before whom."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.routing import REST_AFTER_MISS, Candidate, choose, queue_rank
from tests.handoff.domain.story import NOON


def candidate(agent_id: str, load: int = 0, capacity: int = 3) -> Candidate:
    return Candidate(agent_id=agent_id, name=agent_id.title(), capacity=capacity, load=load)


def test_nobody_there() -> None:
    """With nobody present there is nobody to offer it to."""
    assert choose([], {}, NOON) is None


def test_the_least_loaded_is_chosen() -> None:
    """Fewer chats first."""
    assert choose([candidate("sara", 2), candidate("omid", 1)], {}, NOON) == candidate("omid", 1)


def test_load_is_relative_to_capacity() -> None:
    """Two of five is less than one of two."""
    roomy, tight = candidate("sara", 2, capacity=5), candidate("omid", 1, capacity=2)
    assert choose([tight, roomy], {}, NOON) == roomy


def test_a_tie_is_broken_by_id() -> None:
    """Of two equally loaded it is always the same one, in whatever order they come."""
    omid, sara = candidate("omid", 1), candidate("sara", 1)
    assert choose([sara, omid], {}, NOON) == choose([omid, sara], {}, NOON) == omid


@pytest.mark.parametrize("full", [candidate("sara", 3), candidate("sara", 4), candidate("s", 0, 0)])
def test_the_full_are_passed_over(full: Candidate) -> None:
    """Who has no free slot is offered nothing; a capacity of none is no error."""
    assert choose([full], {}, NOON) is None


def test_who_missed_an_offer_rests_then_may_be_asked_again() -> None:
    """For a minute the offer goes to others, to the second."""
    missed = {"sara": NOON}
    sara, omid = candidate("sara"), candidate("omid", 2)
    just_before = NOON + REST_AFTER_MISS - timedelta(microseconds=1)
    assert choose([sara, omid], missed, just_before) == omid
    assert choose([sara], missed, just_before) is None
    assert choose([sara, omid], missed, NOON + REST_AFTER_MISS) == sara


candidates = st.lists(
    st.builds(
        Candidate,
        agent_id=st.sampled_from("abcdef"),
        name=st.just("x"),
        capacity=st.integers(0, 5),
        load=st.integers(0, 6),
    ),
    unique_by=lambda one: one.agent_id,
)
misses = st.dictionaries(
    st.sampled_from("abcdef"), st.integers(0, 120).map(lambda s: NOON - timedelta(seconds=s))
)


@given(candidates, misses)
def test_the_choice_is_free_rested_least_loaded_and_stable(
    present: list[Candidate], missed: dict[str, datetime]
) -> None:
    """Nobody is chosen who may not be, nobody is passed over who could, in any order."""
    eligible = [
        one
        for one in present
        if one.free > 0
        and (one.agent_id not in missed or NOON - missed[one.agent_id] >= REST_AFTER_MISS)
    ]
    chosen = choose(present, missed, NOON)
    assert (chosen in eligible) if eligible else (chosen is None)
    if chosen is not None:
        assert all(chosen.load * one.capacity <= one.load * chosen.capacity for one in eligible)
    assert choose(present[::-1], missed, NOON) == chosen


minutes = st.integers(0, 600)


def test_a_priority_is_a_head_start() -> None:
    """Three minutes of priority weigh as much as three minutes of waiting."""
    assert queue_rank(NOON, 3) == queue_rank(NOON - timedelta(minutes=3), 0)
    assert queue_rank(NOON, 3) < queue_rank(NOON, 0)


@given(minutes, minutes, st.integers(0, 3), st.integers(0, 3))
def test_nobody_starves(first: int, second: int, p1: int, p2: int) -> None:
    """Who came so much earlier that no priority makes up for it is served first."""
    one = queue_rank(NOON + timedelta(minutes=first), p1)
    other = queue_rank(NOON + timedelta(minutes=second), p2)
    if second - first > 3:
        assert one < other
