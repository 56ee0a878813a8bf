"""Understanding, where it must not fail. How good it is on the whole, `./firuze evaluate` measures."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from rasa.core.agent import Agent
from scipy.sparse import hstack
from scipy.special import softmax

from bot.components.classifier import NgramIntentClassifier, vectorisers

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def agent(model: Path) -> Agent:
    return Agent.load(model)


def parsed(agent: Agent, text: str) -> dict[str, Any]:
    return asyncio.run(agent.parse_message(text))


@pytest.mark.parametrize("text", ["blorgh wuff", "asdf qwer", "شسیب لاتن", "zzz", "...", "🙂"])
def test_gibberish_is_not_guessed_at(agent: Agent, text: str) -> None:
    """A question back, or an honest word that this is beyond the bot."""
    assert parsed(agent, text)["intent"]["name"] in {"nlu_fallback", "out_of_scope"}


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("می‌خوام سفارشم رو پیگیری کنم", "ميخوام سفارشم رو پيگيري كنم"),
        ("ساعت کار فروشگاه", "ساعت كار فروشگاه"),
        ("سفارش ۱۰۴۲ کجاست؟", "سفارش ١٠٤٢ كجاست؟"),
    ],
)
def test_the_keyboard_makes_no_difference(agent: Agent, typed: str, other: str) -> None:
    assert parsed(agent, typed)["intent"]["name"] == parsed(agent, other)["intent"]["name"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("salam khoobid?", "greet"),
        ("sefareshe man kojast", "order_status"),
        ("saat karitoon chande?", "store_hours"),
        ("hazineye ersal chande", "shipping_cost"),
        ("mikham ba adam sohbat konam", "request_human"),
    ],
)
def test_persian_in_latin_letters_is_understood(agent: Agent, text: str, intent: str) -> None:
    assert parsed(agent, text)["intent"]["name"] == intent


def test_confidences_are_probabilities(agent: Agent) -> None:
    ranking = parsed(agent, "how much is shipping")["intent_ranking"]
    confidences = [intent["confidence"] for intent in ranking]
    assert confidences == sorted(confidences, reverse=True)
    assert 0.9 < sum(confidences) <= 1.001


def test_a_message_is_weighed_as_scikit_learn_would(agent: Agent, checkout: Path) -> None:
    """The quick way of one message and the matrices of training come to the same scores."""
    classifier = component_of(agent, NgramIntentClassifier)
    text = "salam, where is my sefaresh 1042? هنوز نرسیده"
    features = []
    for vectoriser, view in zip(vectorisers(), classifier._views, strict=True):
        vectoriser.vocabulary = view.places
        vectoriser.idf_ = view.rarity
        features.append(vectoriser.transform([text]))
    scores = np.asarray(hstack(features) @ classifier._weights)[0]
    expected = sorted(softmax(scores), reverse=True)[:10]
    assert [r["confidence"] for r in classifier.ranking(text)] == pytest.approx(expected, rel=1e-3)


def component_of(agent: Agent, kind: type[Any]) -> Any:
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    return next(node._component for node in nodes if isinstance(node._component, kind))
