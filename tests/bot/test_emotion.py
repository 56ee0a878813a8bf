"""How a customer feels, by the models, by the lexicon and by what the message is about."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from rasa.core.agent import Agent

from bot.components.emotion import Calibration, felt_as, leaning, leanings
from bot.components.feelings import NEUTRAL, felt
from bot.components.moods import Scores
from bot.topics import topics

if TYPE_CHECKING:
    from pathlib import Path

SOUR = {"anger", "frustration", "sadness", "fear"}
LABELS = {
    "anger": -1.0,
    "frustration": 1.0,
    "sadness": 0.0,
    "fear": -2.0,
    "joy": 3.0,
    "neutral": 4.0,
}
EVEN = {"en": 1.0, "fa": 1.0, "latin": 1.0}
CALIBRATED = Calibration(
    temperature=2,
    shift=-1,
    strong_shift=-2,
    witness=3,
    meaning_weight=EVEN,
    upset_from=dict.fromkeys(EVEN, 0.7),
)


def test_the_topic_is_the_second_witness() -> None:
    """The same words are more likely upset in a complaint than in praise."""
    unsure = Scores(upset=2.0, strong=0.0, labels=LABELS)
    by_topic = {"complaint": 1.0, "feedback_positive": -1.0}
    complaint = [{"name": "complaint", "confidence": 0.9}, {"name": "price", "confidence": 0.1}]
    praise = [{"name": "feedback_positive", "confidence": 0.9}]
    assert leaning(complaint, by_topic) == pytest.approx(0.9)
    assert leaning(praise, by_topic) == pytest.approx(-0.9)
    assert leaning([], by_topic) == 0
    assert CALIBRATED.chances(unsure, 0.9)[0] > 0.7 > CALIBRATED.chances(unsure, -0.9)[0]


def test_a_topic_leans_as_its_examples_do() -> None:
    """The more of them there are, the further; none say nothing."""
    many, few = [("late", True)] * 95 + [("late", False)] * 5, [("price", False)] * 5
    learnt = leanings([*many, *few])
    assert learnt["late"] == pytest.approx(90 / 105)
    assert learnt["price"] == pytest.approx(-0.5)
    assert leanings([]) == {}


def test_without_a_word_of_the_lexicon_the_models_name_the_feeling() -> None:
    emotion = felt_as(0.9, 0.2, LABELS, NEUTRAL, upset_from=0.7)
    assert (emotion.label, emotion.score, emotion.words) == ("frustration", 0.9, ())
    assert -0.5 < emotion.valence < -0.3


def test_a_word_of_the_lexicon_names_it_and_is_told() -> None:
    emotion = felt_as(0.9, 0.8, LABELS, felt("I am worried"), upset_from=0.7)
    assert (emotion.label, emotion.words) == ("fear", ("worried",))


def test_strong_feelings_strain_more_but_no_message_strains_to_the_full() -> None:
    """The gateway's mood line calls a person above 1: that takes two messages."""
    civil, furious = (felt_as(1, strong, LABELS, NEUTRAL, upset_from=0.7) for strong in (0, 1))
    assert -1 < furious.valence < civil.valence < 0
    assert furious.arousal > civil.arousal


def test_a_sour_word_in_a_calm_message_is_no_feeling() -> None:
    """Nobody is upset who asks what to do if something arrives broken."""
    calm = felt_as(0.1, 0, LABELS, felt("what a terrible rush it is here"), upset_from=0.7)
    assert (calm.label, calm.valence) == ("neutral", 0.0)


def test_joy_is_the_lexicons_to_tell() -> None:
    assert felt_as(0.0, 0, LABELS, felt("great, thank you"), upset_from=0.7).label == "joy"


class TestOfTheModel:
    """The model as it ships reads texts that no example has."""

    @pytest.fixture(scope="class")
    def agent(self, model: Path) -> Agent:
        return Agent.load(model)

    @pytest.mark.parametrize(
        "text",
        [
            "Well done, the third kettle in a row that leaks. Truly outstanding.",
            "You have had my money since Monday and I have nothing to show for it",
            "thanks for nothing",
            "I give up with you people",
            "my little boy needs that inhaler and nobody can tell me where it is",
            "سه هفته‌ست منو سر می‌دوونید، خسته شدم",
            "پول منو پس بدید، خجالت هم خوب چیزیه",
            "vaghean ke, dige azatun kharid nemikonam",
        ],
    )
    def test_upset_is_noticed_however_it_is_said(self, agent: Agent, text: str) -> None:
        """And nothing cheerful is answered."""
        read = parsed(agent, text)
        assert read["emotion"]["label"] in SOUR, read
        assert read["emotion"]["valence"] < 0
        known = topics().get(read["intent"]["name"])
        assert known is None or not known.cheerful

    @pytest.mark.parametrize(
        "text",
        [
            "what time do you close on Thursday?",
            "could you send two of the blue mugs to my office instead?",
            "lovely shop, my sister adored the scarf",
            "my card was declined twice, which other ways to pay are there?",
            "what do I do if the lamp is broken when it comes?",
            "فردا تا چند باز هستید؟",
            "خیلی قشنگ بسته‌بندی کرده بودید، مرسی",
            "salam, sefaresham key mirese?",
            "اگه کاسه شکسته برسه چی کار کنم؟",
            "یه تیکه‌ش خط داشت، همون روز عوضش کردن، دمشون گرم",
            "dishab bazi ro didi?",
        ],
    )
    def test_calm_is_left_calm(self, agent: Agent, text: str) -> None:
        read = parsed(agent, text)
        assert read["emotion"]["label"] not in SOUR, read
        assert read["emotion"]["valence"] >= 0


def parsed(agent: Agent, text: str) -> dict[str, Any]:
    return asyncio.run(agent.parse_message(text))
