"""The promised wait, and how often the promise is kept."""

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.desk.routing import Candidate
from handoff.domain.desk.wait_promises import (
    CONFIDENCE,
    MIN_SAMPLE,
    SAYABLE,
    Ending,
    Pace,
    Promise,
    Waited,
    WaitRange,
    giving_up_rate,
    hit_rate,
    pace_of,
    wait_range,
)
from handoff.domain.people import Names


def team(people: int, capacity: int = 1, load: int | None = None) -> list[Candidate]:
    """Everyone is full, or carries `load`."""
    carried = capacity if load is None else load
    return [
        Candidate(agent_id=f"a{number}", names=Names(en="Sara"), capacity=capacity, load=carried)
        for number in range(people)
    ]


def pace(minutes: float = 6, variation: float = 1, sample: int = 10**9) -> Pace:
    """So many chats that the pace is beyond doubt, unless said otherwise."""
    return Pace(minutes=minutes, variation=variation, sample=sample)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def erlang_within(stages: int, rate: float, time: float) -> float:
    """The Erlang distribution itself: at least `stages` of a Poisson process within `time`."""
    mean = rate * time
    fewer = sum(math.exp(-mean) * mean**n / math.factorial(n) for n in range(stages))
    return 1 - fewer


# What the cube root of Wilson and Hilferty may be wrong by, in probability.
APPROXIMATION = 0.015


class TestPace:
    """How long chats take, from the latest of them."""

    def test_mean_and_variation(self) -> None:
        """The times 2, 4, 6, 8 and 10 minutes have mean 6 and variance 8."""
        pace = pace_of([minutes(number) for number in (2, 4, 6, 8, 10)])
        assert pace is not None
        assert pace.minutes == pytest.approx(6)
        assert pace.variation == pytest.approx(8 / 36)
        assert pace.sample == 5

    def test_too_few_chats_tell_nothing(self) -> None:
        """One chat less than needed is no pace."""
        assert pace_of([minutes(6)] * (MIN_SAMPLE - 1)) is None
        assert pace_of([minutes(6)] * MIN_SAMPLE) == pace(6, 0, MIN_SAMPLE)

    def test_chats_without_any_length_tell_nothing(self) -> None:
        """Closed as soon as they were opened, all of them."""
        assert pace_of([minutes(0)] * MIN_SAMPLE) is None


class TestGivingUp:
    """How fast people lose patience."""

    def test_those_who_left_by_the_minutes_waited_by_all(self) -> None:
        """Two of four leave, after 20 minutes of waiting in sum."""
        waits = [Waited(time=minutes(5), gave_up=gave_up) for gave_up in (True, False) * 2]
        assert giving_up_rate(waits) == pytest.approx(0.1)

    def test_nobody_waited(self) -> None:
        """No waits, no rate."""
        assert giving_up_rate([]) == 0


class TestWaitRange:
    """The range that the customer hears."""

    def test_nobody_there(self) -> None:
        """Nothing is promised for people who are not there, or take no chats."""
        assert wait_range(1, [], pace()) is None
        assert wait_range(1, team(2, capacity=0), pace()) is None

    def test_an_unknown_pace(self) -> None:
        """A customer who must wait for a chat to end gets no range if nobody knows how long chats
        take."""
        assert wait_range(1, team(1), None) is None

    def test_a_free_slot(self) -> None:
        """A customer who can be served now is: the pace does not matter."""
        assert wait_range(3, team(3, load=0), None) == WaitRange(0, 1)

    def test_only_the_places_beyond_the_free_slots_wait(self) -> None:
        """The first of two waits for none of the busy slots, the second for the first chat's end."""
        people = [*team(9), *team(1, load=0)]
        assert wait_range(1, people, pace()) == WaitRange(0, 1)
        assert wait_range(2, people, pace()) == wait_range(1, team(10), pace())

    def test_who_carries_too_much_frees_nothing_for_others(self) -> None:
        """A capacity that was lowered is no debt of the colleagues'."""
        overfull = Candidate(agent_id="z", names=Names(en="Omid"), capacity=1, load=3)
        assert wait_range(1, [*team(1, load=0), overfull], pace()) == WaitRange(0, 1)

    @pytest.mark.parametrize(
        ("place", "people", "said"),
        [(1, 10, (0, 1)), (4, 10, (1, 4)), (8, 10, (3, 8)), (4, 3, (3, 12)), (3, 1, (7, 35))],
    )
    def test_what_people_say(self, place: int, people: int, said: tuple[int, int]) -> None:
        """Six minutes a chat: the range follows the queue and the team."""
        assert wait_range(place, team(people), pace(6)) == said

    def test_too_far_away(self) -> None:
        """Nobody promises an answer in some hours, neither as an end nor as a beginning."""
        assert wait_range(12, team(1), pace(15)) is None
        assert wait_range(60, team(1), pace(15)) is None

    def test_those_ahead_who_give_up_make_it_shorter(self) -> None:
        """With half of the queue leaving, the wait is less than half as long."""
        patient = wait_range(20, team(5), pace(10))
        impatient = wait_range(20, team(5), pace(10), giving_up=0.2)
        assert patient is not None
        assert impatient is not None
        assert impatient.high < patient.low

    def test_regular_chats_allow_a_narrower_range(self) -> None:
        """The less chats differ, the more can be said."""
        regular = wait_range(10, team(2), pace(6, variation=0.1))
        wild = wait_range(10, team(2), pace(6, variation=3))
        assert regular is not None
        assert wild is not None
        assert wild.low < regular.low < regular.high < wild.high

    def test_a_small_sample_makes_it_wider(self) -> None:
        """Five chats tell less than a hundred."""
        few = wait_range(20, team(5), pace(6, sample=5))
        many = wait_range(20, team(5), pace(6, sample=100))
        assert few is not None
        assert many is not None
        assert few.low < many.low < many.high < few.high


@given(st.integers(1, 40), st.integers(1, 60), st.floats(1, 40))
def test_ranges_are_right_four_times_in_five(place: int, people: int, service: float) -> None:
    """For exponential service the truth is an Erlang distribution: no other sayable beginning is
    nearer to its 10 %, and from there no other sayable end makes the range hold nearer to 80 %."""
    told = wait_range(place, team(people), pace(service))
    if told is None:
        return
    below = {number: erlang_within(place, people / service, number) for number in SAYABLE}
    starts = [abs(below[number] - 0.1) for number in SAYABLE]
    ends = [abs(below[n] - below[told.low] - CONFIDENCE) for n in SAYABLE if n > told.low]
    assert abs(below[told.low] - 0.1) == pytest.approx(min(starts), abs=APPROXIMATION)
    error = abs(below[told.high] - below[told.low] - CONFIDENCE)
    assert error == pytest.approx(min(ends), abs=2 * APPROXIMATION)


@given(st.integers(1, 60), st.integers(1, 60), st.floats(1, 40))
def test_moving_up_never_moves_the_beginning_away(place: int, people: int, service: float) -> None:
    """One place nearer: the range begins no later."""
    here = wait_range(place, team(people), pace(service))
    behind = wait_range(place + 1, team(people), pace(service))
    assert here is None or behind is None or here.low <= behind.low


def promise(waited: float, ending: Ending = "answered") -> Promise:
    """A promise of two to five minutes."""
    return Promise(told=WaitRange(2, 5), waited=minutes(waited), ending=ending)


class TestHitRate:
    """The share of promises that came true."""

    def test_nothing_promised(self) -> None:
        """No figure is made up."""
        assert hit_rate([]) is None

    @pytest.mark.parametrize(
        ("waited", "kept"), [(1.9, 0), (2, 1), (3.5, 1), (5, 1), (5.1, 0), (60, 0)]
    )
    def test_both_ends_are_part_of_the_promise(self, waited: float, kept: int) -> None:
        """Too early is not right either."""
        assert hit_rate([promise(waited)]) == kept

    def test_shares(self) -> None:
        """Three of four."""
        waits = (1, 2, 3, 4)
        assert hit_rate([promise(waited) for waited in waits]) == pytest.approx(0.75)

    def test_whom_nobody_came_to(self) -> None:
        """The promise was broken when the desk closed, however early that was."""
        assert hit_rate([promise(3), promise(3, "unserved")]) == pytest.approx(0.5)

    def test_who_left_after_the_end_was_let_down(self) -> None:
        """Giving up does not make a late answer any better."""
        assert hit_rate([promise(3), promise(6, "gave_up")]) == pytest.approx(0.5)

    def test_who_left_early_says_nothing(self) -> None:
        """Alone it is no evidence; beside others it leaves their share as it is."""
        assert hit_rate([promise(1, "gave_up")]) is None
        others = [promise(3), promise(6)]
        assert hit_rate([promise(1, "gave_up"), *others]) == pytest.approx(0.5)

    def test_who_left_midway_counts_as_those_who_stayed_on(self) -> None:
        """At 3 minutes one of four was answered in time. The next leaves, and would have fared as
        the two who stayed: one answered in time, one not. So 1/4 + 3/4 · 1/2 is right."""
        promises = [promise(3), promise(3.5, "gave_up"), promise(4), promise(9)]
        assert hit_rate(promises) == pytest.approx(0.625)

    def test_what_is_never_known_is_left_out(self) -> None:
        """One answered too early, one in time, and one who left as the last of all."""
        promises = [promise(1), promise(3), promise(4, "gave_up")]
        assert hit_rate(promises) == pytest.approx(0.5)
