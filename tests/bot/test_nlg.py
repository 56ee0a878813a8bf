"""From a response to the sentence that a customer reads, without a model."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlg import FreshWords

DOMAIN = Domain.from_dict(
    {
        "intents": ["item_damaged", "delivery_time", "bot_challenge"],
        "slots": {
            "customer_name": {"type": "text", "mappings": [{"type": "custom"}]},
            "customer_verified": {"type": "bool", "mappings": [{"type": "custom"}]},
            "order_number": {"type": "text", "mappings": [{"type": "custom"}]},
        },
        "responses": {
            "utter_item_damaged": [{"text": "I'm sorry. {asks}"}],
            "utter_asks_order_number": [{"text": "Which order is it?"}],
            "utter_bot_challenge": [{"text": "I'm a bot."}],
            "utter_delivery_time": [{"text": "Two days."}],
            "utter_again": [{"text": "That is all I know: {text}", "buttons": []}],
            "utter_spoken": [
                {"text": "{told}!", "buttons": [{"title": "{person}", "payload": '/x{"a": "b"}'}]}
            ],
        },
    }
)


def said(
    response: str,
    slots: dict[str, Any],
    earlier: tuple[str, ...] = (),
    intents: tuple[str, str] = ("help", "item_damaged"),
    **values: str,
) -> dict[str, Any]:
    """What is said in the turn after one in which `earlier` was said; `intents` of both messages."""
    tracker = DialogueStateTracker("somebody", DOMAIN.slots)
    first, message = (
        UserUttered("it broke", intent={"name": name, "confidence": 0.9}) for name in intents
    )
    before = [first, *(BotUttered(text) for text in earlier)]
    known = [SlotSet(name, value) for name, value in slots.items()]
    tracker.update_with_events([*known, *before, message], DOMAIN)
    words = FreshWords(domain=DOMAIN).generate(response, tracker, "firuze", **values)
    found: dict[str, Any] | None = asyncio.run(words)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("slots", "text"),
    [
        ({}, "I'm sorry. Which order is it?"),
        ({"order_number": "1042"}, "I'm sorry."),
        ({"customer_verified": True}, "I'm sorry."),
        ({"customer_verified": False}, "I'm sorry. Which order is it?"),
    ],
)
def test_nobody_is_asked_for_what_the_shop_knows(slots: dict[str, Any], text: str) -> None:
    """The shop knows the orders of a customer who is signed in."""
    assert said("utter_item_damaged", slots)["text"] == text


def test_titles_of_buttons_are_filled_and_payloads_are_left_alone() -> None:
    assert said("utter_spoken", {}, told="Hallo", person="Ein Mensch") == {
        "text": "Hallo!",
        "buttons": [{"title": "Ein Mensch", "payload": '/x{"a": "b"}'}],
    }


TIME, CHALLENGE, DAMAGE = "delivery_time", "bot_challenge", "item_damaged"


@pytest.mark.parametrize(
    ("response", "before", "intents", "text"),
    [
        ("utter_delivery_time", "Two days.", (TIME, TIME), "That is all I know: Two days."),
        ("utter_delivery_time", "Two days.", (DAMAGE, TIME), "Two days."),
        ("utter_delivery_time", "Three days.", (TIME, TIME), "Two days."),
        ("utter_bot_challenge", "I'm a bot.", (CHALLENGE, CHALLENGE), "I'm a bot."),
    ],
)
def test_only_the_same_question_about_a_matter_gets_an_excuse_for_the_same_answer(
    response: str, before: str, intents: tuple[str, str], text: str
) -> None:
    assert said(response, {}, (before,), intents)["text"] == text
