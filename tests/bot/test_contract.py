"""What the bot really answers, and what it takes, against `contracts/`: the gateway's side of both.

The schemas are written from the gateway's code, and say all that an answer holds and nothing else.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from bot.turns import Message, Seed, Turn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydantic import BaseModel
    from typing_extensions import Self

    from internal_api import InternalApi
    from talking import Bot

    Check = Callable[[str, Any], None]

# One for each kind of answer: texts, buttons, cards, forms, wishes for a person, misunderstandings.
MESSAGES = [
    "hello",
    "are you open?",
    "help",
    "where is my order?",
    "1042",
    "my phone is 0912 123 4567",
    "zzz",
    "please change the address of my order",
    "/restart",
    "سفارش ۱۰۴۲ رو لغو کنید",
    "این چه وضعشه؟ واقعاً عصبانیم!",
]


class Contract:
    """One file of `contracts/`, and its definitions by name."""

    def __init__(self, file: Path) -> None:
        self._schema = json.loads(file.read_text("utf-8"))

    def check(self, name: str, content: Any) -> None:
        """Fails with the place that is not as agreed."""
        schema = {**self._schema, "$ref": f"#/$defs/{name}"}
        errors = [
            f"{error.json_path}: {error.message}"
            for error in Draft202012Validator(schema).iter_errors(content)
        ]
        assert errors == []

    def fields(self, name: str) -> dict[str, Any]:
        fields: dict[str, Any] = self._schema["$defs"][name]["properties"]
        return fields

    @classmethod
    def of(cls, checkout: Path, name: str) -> Self:
        return cls(checkout / "contracts" / f"{name}.schema.json")


@pytest.fixture(scope="session")
def channel(checkout: Path) -> Contract:
    return Contract.of(checkout, "bot")


@pytest.fixture(scope="session")
def internal(checkout: Path) -> Contract:
    return Contract.of(checkout, "internal")


@pytest.fixture(autouse=True)
def _fresh_shop(shop: InternalApi) -> None:
    shop.reset()


@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_answer_is_as_agreed(bot: Bot, channel: Contract, language: str) -> None:
    talk = bot.conversation(language, customer_name="Nika")
    for message in MESSAGES:
        answer = talk.say(message)
        assert answer.status == 200, message
        channel.check("TurnAnswer", answer.body)


def test_a_pressed_button_is_answered_as_agreed(bot: Bot, channel: Contract) -> None:
    channel.check(
        "TurnAnswer", bot.conversation().press('/order_status{"order_number": "1042"}').body
    )


@pytest.mark.parametrize("message", MESSAGES)
def test_every_reading_is_as_agreed(bot: Bot, channel: Contract, message: str) -> None:
    channel.check("ReadAnswer", bot.read(message).body)


@pytest.mark.parametrize(
    ("body", "secret"), [(b"", None), (b"{}", None), (b'{"text": "hi"}', "guess")]
)
def test_every_refusal_is_as_agreed(
    bot: Bot, channel: Contract, body: bytes, secret: str | None
) -> None:
    channel.check("ErrorAnswer", bot.post(body, secret).body)


def test_a_failed_turn_is_told_as_agreed(bot: Bot, channel: Contract, shop: InternalApi) -> None:
    shop.broken = True
    answer = bot.conversation().say("are you open?")
    assert answer.status == 500
    channel.check("ErrorAnswer", answer.body)


@pytest.mark.parametrize(
    ("name", "model"), [("TurnQuestion", Turn), ("ReadQuestion", Message), ("Seed", Seed)]
)
def test_the_questions_are_those_which_the_gateway_asks(
    channel: Contract, name: str, model: type[BaseModel]
) -> None:
    """The same fields, and one length of each on both sides."""
    ours, agreed = model.schema()["properties"], channel.fields(name)
    assert ours.keys() == agreed.keys()
    assert {field: _length(ours[field]) for field in ours} == {
        field: _length(agreed[field]) for field in agreed
    }


def _length(field: dict[str, Any]) -> int | None:
    """The most characters; of what may be null, those of the text."""
    kinds = [field, *field.get("anyOf", [])]
    return next((kind["maxLength"] for kind in kinds if "maxLength" in kind), None)


class TestInternalApi:
    """The gateway as these tests play it answers as the real one does, and is asked as agreed."""

    @pytest.fixture(autouse=True)
    def _asked(self, bot: Bot, shop: InternalApi, internal: Contract) -> None:
        self.bot, self.shop, self.check = bot, shop, internal.check

    def test_the_shop_and_its_hours(self) -> None:
        self.check("BusinessAnswer", self.shop.answer("/internal/business", None)[1])
        self.check("HoursAnswer", self.shop.answer("/internal/business/hours", None)[1])

    def test_lookups_and_wishes(self) -> None:
        self.shop.prospects = {"order_cancelled": "possible", "return_requested": "not_sent"}
        talk = self.bot.conversation()
        talk.say("cancel order 1042, my phone is 0912 123 4567")
        assert talk.say("yes").said == ["utter_cancel_done"]
        for lookup in list(self.shop.lookups):
            self.check("LookupQuestion", lookup)
            self.check("LookupAnswer", self.shop.answer("/internal/orders/lookup", lookup)[1])
        (wish,) = list(self.shop.wishes)
        self.check("ActionQuestion", wish)
        self.check("ActionAnswer", self.shop.answer("/internal/orders/actions", wish)[1])

    def test_wishes_that_need_a_code(self) -> None:
        self.shop.prospects = {"order_cancelled": "with_code", "return_requested": "not_sent"}
        self.shop.code = "407316"
        talk = self.bot.conversation()
        talk.say("cancel order 1042, my phone is 0912 123 4567")
        assert talk.say("yes").said == ["utter_order_code_sent"]
        assert talk.say("407316").said == ["utter_cancel_done"]
        for wish in list(self.shop.wishes):
            self.check("ActionQuestion", wish)
            self.check("ActionAnswer", self.shop.answer("/internal/orders/actions", wish)[1])
        assert [wish["code"] for wish in self.shop.wishes[:2]] == [None, "407316"]

    @pytest.mark.parametrize("outcome", ["refused", "taken_over", "no_match"])
    def test_what_did_not_come_about(self, outcome: str) -> None:
        self.shop.outcome = outcome
        self.check("ActionAnswer", self.shop.answer("/internal/orders/actions", {"number": "1"})[1])
