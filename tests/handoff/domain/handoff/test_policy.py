"""When the bot should step aside."""

import typing
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.handoff.policy import Handoff, assess, strain
from handoff.domain.handoff.policy_settings import PRIORITY, PolicySettings
from handoff.domain.understanding import Emotion, Entity, HandoffReason, Reading
from tests.handoff.domain.play.strategies import emotions
from tests.handoff.topics import RULES, TOPICS, listed, topic

CALM = Emotion()
ORDER = Entity(entity="order_number", value="1042")


def reading(
    seq: int = 2,
    intent: str = "order_status",
    emotion: Emotion = CALM,
    handoff: HandoffReason | None = None,
    named: tuple[Entity, ...] = (),
    answers: tuple[str, ...] = (),
) -> Reading:
    return Reading(
        seq=seq,
        intent=intent,
        confidence=0.9,
        emotion=emotion,
        entities=named,
        answers=answers,
        handoff=handoff,
    )


def sour(valence: float) -> Emotion:
    return Emotion(label="frustration", score=-valence, valence=valence, arousal=-valence / 2)


def rage(arousal: float = RULES.shouting, words: tuple[str, ...] = ("thieves", "liars")) -> Emotion:
    return Emotion(label="anger", score=0.9, words=words, valence=-0.9, arousal=arousal)


def moods(*valences: float, intent: str = "") -> list[Reading]:
    """A chat of small talk in which nothing but the mood changes."""
    return [reading(seq, intent, sour(valence)) for seq, valence in enumerate(valences, start=1)]


def reason(readings: list[Reading]) -> HandoffReason | None:
    handoff = assess(readings, RULES)
    return handoff.reason if handoff else None


def test_nothing_was_read() -> None:
    """Without a reading there is nothing to hand off for."""
    assert assess([], RULES) is None


def test_an_ordinary_question_stays_with_the_bot() -> None:
    """A question that the bot understands is the bot's."""
    assert assess([reading(2), reading(4, "opening_hours")], RULES) is None


@pytest.mark.parametrize(
    ("latest", "expected"),
    [
        (reading(4, "request_human"), "requested"),
        (reading(4, "complaint"), "complaint"),
        (reading(4, "speak_to_manager"), "requested"),
        (reading(4, "item_damaged"), "serious_topic"),
        (reading(4, "item_damaged", rage()), "serious_topic"),
        (reading(4, "product_advice"), "complex_topic"),
        (reading(4, handoff="complex_topic"), "complex_topic"),
        (reading(4, "change_order", rage(), "complex_topic"), "anger"),
        (reading(4, handoff="order_system_down"), "order_system_down"),
        (reading(4, "request_human", rage(), "order_system_down"), "requested"),
        (reading(4, "complaint", rage(), "order_system_down"), "order_system_down"),
        (reading(4, "complaint", rage()), "complaint"),
    ],
)
def test_one_message_can_call_a_person(latest: Reading, expected: HandoffReason) -> None:
    """A wish, a complaint, a topic for people, or the bot's own cry for help count at once, in the
    order of what matters most; the evidence is as strong as the bot was sure."""
    assert assess([reading(2), latest], RULES) == Handoff(
        reason=expected, evidence=(4,), scores=(0.9,)
    )


def test_what_the_bot_says_it_passes_on_is_passed_on() -> None:
    """Also in a shop that leaves the topic to the bot, but not the sentence that the bot says."""
    left_to_the_bot = PolicySettings(topics=listed(topic("change_order")))
    passed_on = reading(4, "change_order", handoff="complex_topic")
    due = Handoff(reason="complex_topic", evidence=(4,), scores=(0.9,))
    assert assess([passed_on], left_to_the_bot) == due
    assert assess([reading(4, "change_order")], left_to_the_bot) is None


def test_shouting_calls_a_person_at_once() -> None:
    """A furious customer uses more than one angry word: the evidence shows how much."""
    shouted = reading(4, emotion=rage())
    assert assess([shouted], RULES) == Handoff(reason="anger", evidence=(4,), scores=(0.9,))


@pytest.mark.parametrize(
    "emotion",
    [
        rage(words=("damn",)),
        rage(arousal=RULES.shouting - 0.01),
        replace(rage(), label="frustration"),
        sour(-0.99),
        Emotion(label="sadness", score=0.99),
        Emotion(label="joy", score=1),
    ],
)
def test_a_tone_is_not_a_reason(emotion: Emotion) -> None:
    """One rude word, however strong, or another feeling, does not call a person by itself."""
    assert assess([reading(4, emotion=emotion)], RULES) is None


# --- the mood line ----------------------------------------------------------------------------


def test_a_mood_that_falls_calls_a_person_before_anybody_shouts() -> None:
    """The customer is displeased twice in a row; calm words before are no evidence."""
    upset = [reading(1), *moods(0.0, -0.6, -0.6)[1:]]
    assert assess(upset, RULES) == Handoff(reason="upset", evidence=(2, 3), scores=(0.6, 0.6))


@pytest.mark.parametrize(
    "valences",
    [
        (-0.6,),
        (-0.3, -0.3),
        (-0.9, 0.7, -0.6),  # joy takes the strain away
        (-0.6, 0.0, 0.0, 0.0, 0.0, -0.6),  # and so does time
        (-0.6, -0.6, 0.0),  # the latest is calm
    ],
)
def test_a_mood_that_comes_and_goes_does_not(valences: tuple[float, ...]) -> None:
    """A mood that has passed no longer counts."""
    assert assess(moods(*valences), RULES) is None


def test_what_is_not_forgotten_counts() -> None:
    """A calm question between two sour ones does not end the line, and is no evidence."""
    assert assess(moods(-0.8, 0.0, -0.8), RULES) == Handoff(
        reason="upset", evidence=(1, 3), scores=(0.8, 0.8)
    )


@given(emotions)
def test_no_single_message_passes_the_height(emotion: Emotion) -> None:
    """Which is what makes a line of it."""
    assert reason([reading(1, "", emotion)]) != "upset"
    assert 0 <= strain(emotion) <= RULES.high
    assert RULES.low < RULES.high


@pytest.mark.parametrize(
    ("emotion", "weighs"),
    [
        (Emotion(label="sadness", score=0.6), 0.6),
        (Emotion(label="joy", score=0.6), 0),
        (Emotion(label="neutral", score=0.6), 0),
        (Emotion(label="anger", score=0.6, valence=-0.4), 0.4),
    ],
)
def test_a_bot_that_tells_no_valence_is_taken_by_its_labels(
    emotion: Emotion, weighs: float
) -> None:
    """A label and a score are enough to follow a mood."""
    assert strain(emotion) == weighs


# --- going in circles -------------------------------------------------------------------------


def test_the_first_misunderstanding_is_met_with_a_question() -> None:
    """One misunderstanding brings a question. A message understood in between resets the count."""
    assert assess([reading(2, "nlu_fallback")], RULES) is None
    between = [reading(2, "nlu_fallback"), reading(4), reading(6, "nlu_fallback")]
    assert assess(between, RULES) is None


@pytest.mark.parametrize("other", ["nlu_fallback", "out_of_scope"])
def test_the_second_misunderstanding_in_a_row_calls_a_person(other: str) -> None:
    """Not understood twice in a row: both messages are the evidence. Beyond the bot's field is as
    good as not understood, once."""
    twice = [reading(2), reading(4, other), reading(6, "nlu_fallback")]
    assert assess(twice, RULES) == Handoff(
        reason="misunderstood", evidence=(4, 6), scores=(0.9, 0.9)
    )


def test_two_wishes_beyond_the_field_are_understood_twice() -> None:
    """The weather and a joke: the bot knows that it does not know."""
    assert assess([reading(2, "out_of_scope"), reading(4, "out_of_scope")], RULES) is None


def test_the_same_wish_a_third_time_calls_a_person() -> None:
    """The request has led to nothing, whatever was said between."""
    asked = [reading(2), reading(4), reading(6, "thank"), reading(8)]
    assert assess(asked[:2], RULES) is None
    assert assess(asked, RULES) == Handoff(
        reason="customer_repeats", evidence=(2, 4, 8), scores=(0.9, 0.9, 0.9)
    )


def test_what_the_customer_adds_is_progress() -> None:
    """Three orders are three questions; the same number said again is nothing new."""
    others = [reading(n, named=(replace(ORDER, value=str(n)),)) for n in (2, 4, 6)]
    assert assess(others, RULES) is None
    assert reason([reading(n, named=(ORDER,)) for n in (2, 4, 6)]) == "customer_repeats"


def test_general_questions_may_be_many() -> None:
    """A bot may have one intent for all that it is asked: its answers tell whether it is stuck."""
    assert (
        assess([reading(n, "faq", answers=(f"utter_faq/{n}",)) for n in (2, 4, 6)], RULES) is None
    )


@pytest.mark.parametrize("intent", ["greet", "thank", "affirm", ""])
def test_small_talk_may_be_repeated(intent: str) -> None:
    """Neither three thanks nor the same "you're welcome" thrice call anybody."""
    assert (
        assess([reading(n, intent, answers=("utter_welcome",)) for n in (2, 4, 6)], RULES) is None
    )


def test_the_same_answer_a_third_time_calls_a_person() -> None:
    """Whatever the customer asks, the bot has but one thing to say; an answer between ends it."""
    answered = [reading(n, f"topic_{n}", answers=("utter_hours",)) for n in (2, 4, 6)]
    assert assess(answered[:2], RULES) is None
    assert assess(answered, RULES) == Handoff(
        reason="bot_repeats", evidence=(2, 4, 6), scores=(0.9, 0.9, 0.9)
    )
    other = replace(answered[1], answers=("utter_address",))
    assert assess([answered[0], other, answered[2]], RULES) is None


@pytest.mark.parametrize(
    ("topic_name", "expected"),
    [("payment_methods", "bot_repeats"), ("account_problem", "bot_repeats"), ("store_hours", None)],
)
def test_a_fact_is_progress_only_where_the_answer_depends_on_it(
    topic_name: str, expected: HandoffReason | None
) -> None:
    """A policy and a fixed reply say the same of any day that a customer names; opening hours do not."""
    days = [(replace(ORDER, entity="date", value=day),) for day in ("monday", "friday", "sunday")]
    asked = [
        reading(seq, topic_name, named=day, answers=("utter_the_same",))
        for seq, day in zip((2, 4, 6), days, strict=True)
    ]
    assert reason(asked) == expected
    assert reason(asked[:2]) is None


# --- what was before --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "latest", [reading(2), reading(2, "store_hours", sour(-0.4)), reading(2, "refund_status")]
)
def test_who_comes_back_with_an_old_complaint_gets_a_person_sooner(latest: Reading) -> None:
    """An order of theirs, or the first sour word, is enough."""
    assert assess([latest], RULES) is None
    handoff = assess([latest], RULES, unresolved=True)
    assert handoff is not None
    assert (handoff.reason, handoff.evidence) == ("unresolved_complaint", (2,))


@pytest.mark.parametrize("latest", [reading(2, "store_hours"), reading(2, "greet", sour(-0.2))])
def test_an_old_complaint_is_no_reason_by_itself(latest: Reading) -> None:
    """A customer who asks when the shop opens gets the answer."""
    assert assess([latest], RULES, unresolved=True) is None


def test_what_is_past_does_not_count_again() -> None:
    """Only the latest message can call a person: an old wish was dealt with."""
    assert assess([reading(2, "request_human"), reading(4, "complaint"), reading(6)], RULES) is None


def test_every_reason_has_a_priority() -> None:
    """No reason goes without a place in the queue, and the upset come before the patient."""
    assert set(PRIORITY) == set(typing.get_args(HandoffReason))
    for upset in ("anger", "upset", "complaint", "unresolved_complaint"):
        assert PRIORITY[upset] > PRIORITY["requested"]


# --- settings ---------------------------------------------------------------------------------


def _reason(readings: list[Reading], **changed: Any) -> HandoffReason | None:
    handoff = assess(readings, replace(RULES, **changed))
    return handoff.reason if handoff else None


def test_a_shop_names_its_topics_for_people() -> None:
    """Whatever the bot could have said to them; the others are the bot's again."""
    topics = listed(topic("gift_wrapping", "complex", "acknowledged"))
    assert _reason([reading(intent="gift_wrapping")], topics=topics) == "complex_topic"
    assert _reason([reading(intent="product_advice")], topics=topics) is None


@pytest.mark.parametrize("valence", [0.0, 0.9])
def test_what_is_serious_calls_a_person_however_calmly_it_is_told(valence: float) -> None:
    """A polite report of damage, and a cheerful one, are as serious as a loud one."""
    assert _reason([reading(intent="item_damaged", emotion=sour(valence))]) == "serious_topic"


def test_what_a_button_offers_calls_nobody_by_itself() -> None:
    """A topic whose answer only offers a person stays with the bot."""
    assert _reason([reading(intent="payment_methods")]) is None


def test_a_topic_is_served_by_its_own_priority_where_that_is_more() -> None:
    """The reason's minutes are the least."""
    assert (
        RULES.priority_of("serious_topic", "item_damaged") == TOPICS.priority("item_damaged") == 3
    )
    assert RULES.priority_of("anger", "item_damaged") == PRIORITY["anger"]
    assert RULES.priority_of("requested", "never heard of") == PRIORITY["requested"]


def test_a_shop_says_how_often_is_too_often() -> None:
    """For what is not understood, and for what is asked or answered again."""
    lost = [reading(seq, "nlu_fallback") for seq in (2, 4, 6)]
    assert _reason(lost[:2], misunderstandings=3) is None
    assert _reason(lost, misunderstandings=3) == "misunderstood"
    asked = [reading(seq) for seq in (2, 4)]
    assert _reason(asked, repeats=2) == "customer_repeats"
    answered = [reading(seq, f"topic_{seq}", answers=("utter_hours",)) for seq in (2, 4)]
    assert _reason(answered, repeats=2) == "bot_repeats"


def test_a_shop_says_which_matters_do_not_move() -> None:
    """They are the customer's own, and what somebody comes back for after a bad end."""
    rules = PolicySettings(topics=listed(topic("gift_wrapping")))
    wrapped = [reading(seq, "gift_wrapping") for seq in (2, 4, 6)]
    assert _reason(wrapped, topics=rules.topics) == "customer_repeats"
    assert _reason([reading(seq) for seq in (2, 4, 6)], topics=rules.topics) is None
    assert assess(wrapped[:1], rules, unresolved=True) is not None
    assert assess([reading()], rules, unresolved=True) is None


def test_the_mood_line_follows_its_settings() -> None:
    """A lower line calls a person earlier, a higher one later or never."""
    sour_chat = moods(-0.6, -0.6)
    assert _reason(sour_chat) == "upset"
    assert _reason(sour_chat, high=1.3) is None
    assert _reason(moods(-0.6), high=0.5) == "upset"
    assert _reason(sour_chat, decay=0.5) is None
    assert _reason(sour_chat, low=0.7) is None
    assert _reason([reading(emotion=rage(arousal=0.5))], shouting=0.5) == "anger"
    assert _reason([reading(emotion=rage(words=("thieves",)))], shouted_words=1) == "anger"


readings = st.builds(
    Reading,
    seq=st.integers(1, 99),
    intent=st.sampled_from(
        [
            "order_status",
            "request_human",
            "complaint",
            "nlu_fallback",
            "change_order",
            "item_damaged",
        ]
    ),
    confidence=st.floats(0, 1),
    emotion=emotions,
    answers=st.sampled_from([(), ("utter_one",), ("utter_two",)]),
    handoff=st.none() | st.just("order_system_down"),
)


@given(recent=st.lists(readings, min_size=1, max_size=8), unresolved=st.booleans())
def test_a_handoff_shows_its_evidence(recent: list[Reading], *, unresolved: bool) -> None:
    """Whatever calls a person names messages that were read, the latest among them, each with how
    strongly it speaks."""
    handoff = assess(recent, RULES, unresolved=unresolved)
    if handoff is not None:
        assert set(handoff.evidence) <= {r.seq for r in recent}
        assert handoff.evidence[-1] == recent[-1].seq
        assert len(handoff.scores) == len(handoff.evidence)
        assert all(0 <= score <= 1 for score in handoff.scores)


@given(st.lists(readings, max_size=8), readings)
def test_a_wish_for_a_person_is_always_granted(recent: list[Reading], latest: Reading) -> None:
    """Whatever went before, a customer who asks for a person gets one."""
    wish = Reading(seq=100, intent="request_human", confidence=0.1, emotion=latest.emotion)
    assert assess([*recent, wish], RULES) == Handoff(
        reason="requested", evidence=(100,), scores=(0.1,)
    )
