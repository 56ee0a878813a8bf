"""Understanding, measured on messages the bot has not seen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from rasa.core.agent import Agent
from sklearn.metrics import f1_score

if TYPE_CHECKING:
    from pathlib import Path

BAR = 0.85


@pytest.fixture(scope="module")
def agent(model: Path) -> Agent:
    return Agent.load(model)


def parsed(agent: Agent, text: str) -> dict[str, Any]:
    return asyncio.run(agent.parse_message(text))


@pytest.mark.parametrize("language", ["en", "fa"])
def test_unseen_messages_are_understood(agent: Agent, checkout: Path, language: str) -> None:
    """Macro F1 over intents, misunderstandings that end in a question counted as wrong."""
    path = checkout / "tests" / "bot" / "heldout" / f"{language}.yml"
    pairs = [(i, t) for i, ts in yaml.safe_load(path.read_text("utf-8")).items() for t in ts]
    guessed = [parsed(agent, text)["intent"]["name"] for _, text in pairs]
    wrong = [(t, i, g) for (i, t), g in zip(pairs, guessed, strict=True) if i != g]
    truth = [intent for intent, _ in pairs]
    score = f1_score(truth, guessed, labels=sorted(set(truth)), average="macro")
    assert score >= BAR, wrong


@pytest.mark.parametrize("text", ["blorgh wuff", "asdf qwer", "شسیب لاتن", "zzz", "...", "🙂"])
def test_gibberish_is_asked_about_not_guessed_at(agent: Agent, text: str) -> None:
    assert parsed(agent, text)["intent"]["name"] == "nlu_fallback"


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
