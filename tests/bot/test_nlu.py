"""Understanding, where it must not fail. How good it is on the whole, `./firuze evaluate` measures."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from rasa.core.agent import Agent
from scipy.sparse import hstack

from bot.components.classifier import TopicClassifier
from bot.components.ngrams import views_of_matters

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


@pytest.mark.parametrize("text", ["where is my order?", "سفارشم کجاست؟", "sefaresham kojast?"])
def test_clear_as_a_message_is_it_may_be_about_something_else(agent: Agent, text: str) -> None:
    """No confidence is beyond the bound of its way of writing."""
    assert 0.8 < parsed(agent, text)["intent"]["confidence"] < 0.97


def test_where_hardly_a_word_is_known_less_is_believed(agent: Agent) -> None:
    """Its letters are like those of some topic all the same."""
    classifier = component_of(agent, TopicClassifier)
    strange, known = (
        sum(guess["confidence"] for guess in classifier.ranking(text, None))
        for text in ("orderrrwhereee", "order where")
    )
    assert strange < 0.6 < known


def test_a_message_is_weighed_as_scikit_learn_would(agent: Agent) -> None:
    """The quick way of one message and the matrices of training come to the same scores."""
    letters = component_of(agent, TopicClassifier)._models.letters
    text = "where is my parcel 1042? هنوز نرسیده"
    features = []
    for vectoriser, view in zip(views_of_matters(), letters.views, strict=True):
        vectoriser.vocabulary = view.places
        vectoriser.idf_ = view.rarity
        features.append(vectoriser.transform([text]))
    expected = np.asarray(hstack(features) @ letters.weights)[0]
    assert letters.scores(text) == pytest.approx(expected, rel=1e-3, abs=1e-4)


def test_without_an_encoder_the_letters_are_left(agent: Agent) -> None:
    """A message that has no vectors is ranked all the same."""
    ranking = component_of(agent, TopicClassifier).ranking("where is my order", None)
    assert ranking[0]["name"] == "order_status"


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("my parcel still isn't here. and do you wrap presents?", {"gift_wrap"}),
        ("do you have gift wrapping?\nwhat does shipping to Shiraz cost?", {"shipping_cost"}),
        ("سفارشم هنوز نرسیده. راستی قسطی هم می‌شه خرید؟", {"installments"}),
    ],
)
def test_a_second_matter_is_told(agent: Agent, text: str, topics: set[str]) -> None:
    read = parsed(agent, text)
    found = {read["intent"]["name"], *(matter["name"] for matter in read["matters"])}
    assert topics < found


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("please don't cancel my order, I still want it", "cancel_order"),
        ("no agent please, just tell me what shipping costs", "request_human"),
        ("سفارشم رو لغو نکنید لطفا", "cancel_order"),
    ],
)
def test_a_denied_wish_is_not_granted(agent: Agent, text: str, topic: str) -> None:
    read = parsed(agent, text)
    assert read["intent"]["name"] != topic
    assert topic not in {guess["name"] for guess in read["intent_ranking"]}


def component_of(agent: Agent, kind: type[Any]) -> Any:
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    return next(node._component for node in nodes if isinstance(node._component, kind))
