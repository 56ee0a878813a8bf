"""When the bot should step aside."""

import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.events import Emotion, HandoffReason
from handoff.domain.handoff_policy import ANGER_THRESHOLD, PRIORITY, Handoff, Reading, assess
from tests.handoff.domain.strategies import emotions


def reading(
    seq: int = 2,
    intent: str = "order_status",
    emotion: Emotion = Emotion(),  # noqa: B008 - a frozen value
    handoff: HandoffReason | None = None,
) -> Reading:
    return Reading(seq=seq, intent=intent, confidence=0.9, emotion=emotion, handoff=handoff)


def anger(score: float) -> Emotion:
    return Emotion(label="anger", score=score)


def test_nothing_was_read() -> None:
    """Without a reading there is nothing to hand off for."""
    assert assess([]) is None


def test_an_ordinary_question_stays_with_the_bot() -> None:
    """A question that the bot understands is the bot's."""
    assert assess([reading(2), reading(4, "opening_hours")]) is None


@pytest.mark.parametrize(
    ("latest", "reason"),
    [
        (reading(4, "request_human"), "requested"),
        (reading(4, "complaint"), "complaint"),
        (reading(4, emotion=anger(0.9)), "anger"),
        (reading(4, emotion=anger(ANGER_THRESHOLD)), "anger"),
        (reading(4, handoff="order_system_down"), "order_system_down"),
        (reading(4, "request_human", anger(1), "order_system_down"), "requested"),
        (reading(4, "complaint", anger(1), "order_system_down"), "order_system_down"),
        (reading(4, "complaint", anger(1)), "complaint"),
    ],
)
def test_one_message_can_call_a_person(latest: Reading, reason: HandoffReason) -> None:
    """A wish, a complaint, anger or the bot's own cry for help count at once, in this order."""
    assert assess([reading(2), latest]) == Handoff(reason=reason, evidence=(4,))


@pytest.mark.parametrize(
    "emotion",
    [
        anger(ANGER_THRESHOLD - 0.01),
        Emotion(label="sadness", score=1),
        Emotion(label="joy", score=1),
    ],
)
def test_a_tone_is_not_a_reason(emotion: Emotion) -> None:
    """Mild anger, or another feeling however strong, does not call a person by itself."""
    assert assess([reading(4, emotion=emotion)]) is None


def test_the_first_misunderstanding_is_met_with_a_question() -> None:
    """Not understood once: ask. Understood in between: count anew."""
    assert assess([reading(2, "nlu_fallback")]) is None
    between = [reading(2, "nlu_fallback"), reading(4), reading(6, "nlu_fallback")]
    assert assess(between) is None


def test_the_second_misunderstanding_in_a_row_calls_a_person() -> None:
    """Not understood twice in a row: both messages are the evidence."""
    twice = [reading(2), reading(4, "nlu_fallback"), reading(6, "nlu_fallback")]
    assert assess(twice) == Handoff(reason="misunderstood", evidence=(4, 6))


def test_what_is_past_does_not_count_again() -> None:
    """Only the latest message can call a person: an old wish was dealt with."""
    assert assess([reading(2, "request_human"), reading(4, "complaint"), reading(6)]) is None


def test_every_reason_has_a_priority() -> None:
    """No reason goes without a place in the queue, and the upset come before the patient."""
    assert set(PRIORITY) == set(typing.get_args(HandoffReason))
    upset = Handoff(reason="anger", evidence=())
    assert upset.priority > Handoff(reason="requested", evidence=()).priority


readings = st.builds(
    Reading,
    seq=st.integers(1, 99),
    intent=st.sampled_from(["order_status", "request_human", "complaint", "nlu_fallback"]),
    confidence=st.floats(0, 1),
    emotion=emotions,
    handoff=st.none() | st.just("order_system_down"),
)


@given(st.lists(readings, min_size=1, max_size=8))
def test_a_handoff_shows_its_evidence(recent: list[Reading]) -> None:
    """Whatever calls a person names messages that were read, the latest among them."""
    handoff = assess(recent)
    if handoff is not None:
        assert set(handoff.evidence) <= {r.seq for r in recent}
        assert handoff.evidence[-1] == recent[-1].seq


@given(st.lists(readings, max_size=8), readings)
def test_a_wish_for_a_person_is_always_granted(recent: list[Reading], latest: Reading) -> None:
    """Whatever went before, whoever asks for a person gets one."""
    wish = Reading(seq=100, intent="request_human", confidence=0.1, emotion=latest.emotion)
    assert assess([*recent, wish]) == Handoff(reason="requested", evidence=(100,))
