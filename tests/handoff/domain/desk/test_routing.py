"""Which agent is offered a waiting conversation, and which customer comes first."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.desk.routing import (
    CLOCK_SLACK,
    LANGUAGE_PATIENCE,
    LONGEST_WRAP_UP,
    REST_AFTER_MISS,
    TEAM_PATIENCE,
    Candidate,
    Waiting,
    choose,
    live_first,
    queue_rank,
)
from handoff.domain.language import Language
from handoff.domain.people import Names
from tests.handoff.domain.play.story import NOON

INSTANT = timedelta(microseconds=1)
ENGLISH: frozenset[Language] = frozenset({"en"})
PERSIAN: frozenset[Language] = frozenset({"fa"})
RETURNS = frozenset({"returns"})


def candidate(agent_id: str, load: int = 0, capacity: int = 3) -> Candidate:
    return Candidate(
        agent_id=agent_id, names=Names(en=agent_id.title()), capacity=capacity, load=load
    )


def waiting(missed: Mapping[str, datetime] | None = None) -> Waiting:
    """A customer who has just come, speaks English and asks for nothing special."""
    return Waiting(since=NOON, language="en", missed=missed or {})


def test_nobody_there() -> None:
    """Nobody is online, so there is no choice."""
    assert choose([], waiting(), NOON) is None


def test_the_least_loaded_is_chosen() -> None:
    """Fewer chats first."""
    omid = candidate("omid", 1)
    assert choose([candidate("sara", 2), omid], waiting(), NOON) == omid


def test_load_is_relative_to_capacity() -> None:
    """Two of five is less than one of two."""
    roomy, tight = candidate("sara", 2, capacity=5), candidate("omid", 1, capacity=2)
    assert choose([tight, roomy], waiting(), NOON) == roomy


def test_of_two_equally_loaded_who_has_been_free_longer() -> None:
    """Work is shared in turns."""
    sara = replace(candidate("sara"), free_since=NOON - timedelta(minutes=2))
    omid = replace(candidate("omid"), free_since=NOON - timedelta(minutes=1))
    assert choose([omid, sara], waiting(), NOON) == sara
    assert choose([omid, replace(sara, load=1)], waiting(), NOON) == omid


def test_a_tie_is_broken_by_id() -> None:
    """Two equals come in any order; the choice is always the same."""
    omid, sara = candidate("omid", 1), candidate("sara", 1)
    assert choose([sara, omid], waiting(), NOON) == choose([omid, sara], waiting(), NOON) == omid


@pytest.mark.parametrize("full", [candidate("sara", 3), candidate("sara", 4), candidate("s", 0, 0)])
def test_the_full_are_passed_over(full: Candidate) -> None:
    """An agent without a free slot is offered nothing; a capacity of zero is no error."""
    assert choose([full], waiting(), NOON) is None


def test_who_wraps_up_is_left_alone() -> None:
    """The agent gets no offer until the very end of the pause."""
    sara = replace(candidate("sara"), free_since=NOON)
    assert choose([sara], waiting(), NOON - INSTANT) is None
    assert choose([sara], waiting(), NOON) == sara


def test_who_missed_an_offer_rests_then_may_be_asked_again() -> None:
    """The offer goes to others for exactly a minute."""
    missed = waiting({"sara": NOON})
    sara, omid = candidate("sara"), candidate("omid", 2)
    just_before = NOON + REST_AFTER_MISS - INSTANT
    assert choose([sara, omid], missed, just_before) == omid
    assert choose([sara], missed, just_before) is None
    assert choose([sara, omid], missed, NOON + REST_AFTER_MISS) == sara


def test_a_clock_that_was_put_back_keeps_nobody_waiting() -> None:
    """What was noted hours ahead no longer binds: neither a wrap-up, nor a miss, nor the patience
    with which a language or a team is asked for."""
    ahead = NOON + timedelta(hours=3)
    sara = replace(candidate("sara"), free_since=ahead, languages=PERSIAN)
    assert choose([sara], Waiting(since=ahead, language="en", missed={"sara": ahead}), NOON) == sara
    assert choose([sara], Waiting(since=ahead, language="en", team="returns"), NOON) == sara


def test_clocks_that_differ_a_little_change_nothing() -> None:
    """A moment just ahead is a moment ago, and a wrap-up that may be still is one."""
    just_ahead = NOON + CLOCK_SLACK
    missed = Waiting(since=just_ahead, language="en", missed={"sara": just_ahead})
    assert choose([candidate("sara")], missed, NOON) is None
    assert choose([replace(candidate("sara"), languages=PERSIAN)], waiting(), NOON) is None
    wraps_up = replace(candidate("sara"), free_since=NOON + LONGEST_WRAP_UP)
    assert choose([wraps_up], waiting(), NOON) is None
    assert choose([replace(wraps_up, free_since=wraps_up.free_since + INSTANT)], waiting(), NOON)


# --- who fits ---------------------------------------------------------------------------------


def test_who_is_wanted_comes_before_who_is_less_busy() -> None:
    """As long as they have a slot, are not resting, and are there."""
    sara, omid = candidate("sara", 2), candidate("omid")
    wanted = replace(waiting(), wanted_agent="sara")
    assert choose([sara, omid], wanted, NOON) == sara
    assert choose([candidate("sara", 3), omid], wanted, NOON) == omid
    assert choose([sara, omid], replace(wanted, missed={"sara": NOON}), NOON) == omid
    assert choose([omid], wanted, NOON) == omid


def test_who_is_wanted_need_not_speak_the_language() -> None:
    """A colleague chose them by name, or the customer had them before."""
    sara = replace(candidate("sara"), languages=PERSIAN)
    assert choose([sara], waiting(), NOON) is None
    assert choose([sara, candidate("omid")], replace(waiting(), wanted_agent="sara"), NOON) == sara


def test_nobody_else_until_the_patience_with_the_language_ends() -> None:
    """Then somebody is better than nobody; who speaks it still comes first."""
    sara = replace(candidate("sara"), languages=PERSIAN)
    omid = replace(candidate("omid", 2), languages=ENGLISH)
    assert choose([sara], waiting(), NOON + LANGUAGE_PATIENCE - INSTANT) is None
    assert choose([sara], waiting(), NOON + LANGUAGE_PATIENCE) == sara
    assert choose([sara, omid], waiting(), NOON + LANGUAGE_PATIENCE) == omid


def test_nobody_else_until_the_patience_with_the_team_ends() -> None:
    """A transfer to a team waits for the team, longer than for a language."""
    sara, omid = candidate("sara"), replace(candidate("omid", 2), teams=RETURNS)
    returns = replace(waiting(), team="returns")
    assert choose([sara], returns, NOON + TEAM_PATIENCE - INSTANT) is None
    assert choose([sara], returns, NOON + TEAM_PATIENCE) == sara
    for moment in (NOON, NOON + TEAM_PATIENCE):
        assert choose([sara, omid], returns, moment) == omid


def test_skill_in_the_topic_is_a_preference() -> None:
    """An agent skilled in returns comes first; nobody waits for lack of one."""
    sara, omid = candidate("sara"), replace(candidate("omid", 2), topics=frozenset({"return"}))
    returning = replace(waiting(), topic="return")
    assert choose([sara, omid], returning, NOON) == omid
    assert choose([sara], returning, NOON) == sara


def test_language_counts_for_more_than_skill() -> None:
    """Understanding the customer comes first, even after the patience."""
    sara = replace(candidate("sara", 2), languages=ENGLISH)
    omid = replace(candidate("omid"), languages=PERSIAN, topics=frozenset({"return"}))
    returning = replace(waiting(), topic="return")
    assert choose([sara, omid], returning, NOON + LANGUAGE_PATIENCE) == sara


ids = st.sampled_from("abcdef")
candidates = st.lists(
    st.builds(
        Candidate,
        agent_id=ids,
        names=st.just(Names(en="x")),
        capacity=st.integers(0, 5),
        load=st.integers(0, 6),
        languages=st.frozensets(st.sampled_from(["en", "fa"])),
        teams=st.frozensets(st.sampled_from(["returns", "vip"])),
        topics=st.frozensets(st.sampled_from(["return", "payment"])),
        free_since=st.integers(-60, 9).map(lambda s: NOON + timedelta(seconds=s)),
    ),
    unique_by=lambda candidate: candidate.agent_id,
)
ago = st.integers(0, 600).map(lambda s: NOON - timedelta(seconds=s))
waits = st.builds(
    Waiting,
    since=ago,
    language=st.sampled_from(["en", "fa"]),
    topic=st.none() | st.sampled_from(["return", "payment"]),
    team=st.none() | st.sampled_from(["returns", "vip"]),
    wanted_agent=st.none() | ids,
    missed=st.dictionaries(ids, ago),
)


def may_be_asked(candidate: Candidate, wish: Waiting) -> bool:
    """At noon."""
    waited = NOON - wish.since
    rested = NOON - wish.missed.get(candidate.agent_id, NOON - REST_AFTER_MISS) >= REST_AFTER_MISS
    fits_team = wish.team is None or wish.team in candidate.teams or waited >= TEAM_PATIENCE
    understands = wish.language in candidate.languages or waited >= LANGUAGE_PATIENCE
    known = candidate.agent_id == wish.wanted_agent
    ready = candidate.load < candidate.capacity and candidate.free_since <= NOON
    return ready and rested and fits_team and (understands or known)


@given(candidates, waits)
def test_nobody_is_asked_who_may_not_be_and_nobody_passed_over(
    present: list[Candidate], wish: Waiting
) -> None:
    """In whatever order agents come, the choice is one who may be asked, and among equal ones the
    least loaded."""
    eligible = [agent for agent in present if may_be_asked(agent, wish)]
    chosen = choose(present, wish, NOON)
    assert (chosen in eligible) if eligible else (chosen is None)
    assert choose(present[::-1], wish, NOON) == chosen
    if chosen is None:
        return
    if any(agent.agent_id == wish.wanted_agent for agent in eligible):
        assert chosen.agent_id == wish.wanted_agent
        return
    alike = [
        agent
        for agent in eligible
        if (agent.languages, agent.teams, agent.topics)
        == (chosen.languages, chosen.teams, chosen.topics)
    ]
    assert all(chosen.load * agent.capacity <= agent.load * chosen.capacity for agent in alike)


minutes = st.integers(0, 600)


def test_a_priority_is_a_head_start() -> None:
    """Three minutes of priority weigh as much as three minutes of waiting."""
    assert queue_rank(NOON, 3) == queue_rank(NOON - timedelta(minutes=3), 0)
    assert queue_rank(NOON, 3) < queue_rank(NOON, 0)


@given(minutes, minutes, st.integers(0, 3), st.integers(0, 3))
def test_nobody_starves(first: int, second: int, p1: int, p2: int) -> None:
    """A customer who came earlier by more than any priority is served first."""
    one = queue_rank(NOON + timedelta(minutes=first), p1)
    other = queue_rank(NOON + timedelta(minutes=second), p2)
    if second - first > 3:
        assert one < other


def test_customers_who_are_there_are_served_first() -> None:
    """Both groups keep their own order."""
    assert live_first(["a", "b", "c", "d"], {"b", "d"}) == ["b", "d", "a", "c"]
    assert live_first(["a", "b"], set()) == ["a", "b"]
