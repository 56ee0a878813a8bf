"""Events as they are stored, also by earlier releases."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from handoff.adapters.codec import BODY, dump, read_body
from handoff.domain.conversation.events import AgentSaid, Body, BotSaid
from tests.handoff.cards import EVERY_CARD, stored_card


@pytest.mark.parametrize("kind", EVERY_CARD)
@pytest.mark.parametrize(
    "body",
    [BotSaid(text="Here", reply_to=2), AgentSaid(text="Here", client_id="1")],
    ids=lambda body: body.type,
)
def test_a_card_comes_back_as_it_was(body: BotSaid | AgentSaid, kind: str) -> None:
    stored = json.dumps(dump(BODY, body) | {"card": dump_card(kind)})
    read = read_body(stored)
    assert isinstance(read, type(body))
    assert read.card == EVERY_CARD[kind]


def dump_card(kind: str) -> Any:
    body: Body = BotSaid(text="", reply_to=1, card=EVERY_CARD[kind])
    return dump(BODY, body)["card"]


@pytest.mark.parametrize(
    "card",
    [
        {"kind": "weather", "sky": "blue"},
        {"number": "1042"},
        stored_card(),  # without its number
        stored_card(number="1042", total={"amount": "12.5", "currency": "€"}),
    ],
)
def test_a_card_that_is_none_today_leaves_the_words(card: dict[str, Any]) -> None:
    """Bots could once send anything as a card."""
    stored = {"type": "bot.said", "text": "Here", "reply_to": 2, "card": card}
    assert read_body(json.dumps(stored)) == BotSaid(text="Here", reply_to=2)


def test_anything_else_that_is_wrong_is_wrong() -> None:
    with pytest.raises(ValidationError):
        read_body('{"type": "bot.said", "text": 7, "reply_to": 2, "card": {"kind": "weather"}}')
