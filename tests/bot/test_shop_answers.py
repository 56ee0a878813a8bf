"""What the bot says of a shop that leaves things out of its `business.yml`."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.shop import address_answers, contact_answer, policy_answer
from bot.topics import topics

PHONE, EMAIL = "021 555 0100", "help@shop.example"


@pytest.mark.parametrize(
    ("contact", "response", "values"),
    [
        ({"phone": PHONE, "email": EMAIL}, "utter_contact_info", {"phone", "email"}),
        ({"phone": PHONE, "email": None}, "utter_contact_call", {"phone"}),
        ({"phone": None, "email": EMAIL}, "utter_contact_write", {"email"}),
        ({"phone": None, "email": None}, "utter_contact_here", set()),
        ({}, "utter_contact_here", set()),
    ],
)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_contact_that_the_shop_does_not_give_is_left_out(
    contact: dict[str, str | None], response: str, values: set[str], language: str
) -> None:
    """Customers never read "None": each combination has a sentence of its own."""
    said, filled = contact_answer(contact, language)
    assert (said, set(filled)) == (response, values)
    assert "None" not in "".join(filled.values())


def test_a_phone_number_is_read_in_the_customers_digits() -> None:
    """Persian customers read Persian digits."""
    assert contact_answer({"phone": PHONE}, "fa")[1]["phone"] == "۰۲۱ ۵۵۵ ۰۱۰۰"


def test_a_shop_without_an_address_says_so() -> None:
    """An online shop has none; the bot says that it does not know, and offers a person."""
    assert address_answers([], "en") == [("utter_shop_does_not_say", {})]
    two: list[dict[str, Any]] = [
        {"text": {"en": "1 High Street"}},
        {"text": {"en": "2 Side Street"}, "map": "https://m"},
    ]
    assert address_answers(two, "en") == [
        ("utter_store_address", {"address": "1 High Street", "map": ""}),
        ("utter_store_address", {"address": "2 Side Street", "map": "https://m"}),
    ]


def test_a_policy_that_the_shop_has_not_written_is_not_made_up() -> None:
    """Each topic is answered by its own policy, or by an honest word."""
    policies = {"return_policy": {"en": "Fourteen days.", "fa": "چهارده روز."}}
    known, unknown = topics()["return_policy"], topics()["shipping_cost"]
    assert policy_answer(policies, known, "fa") == (
        "utter_return_policy",
        {"policy": "چهارده روز."},
    )
    assert policy_answer(policies, unknown, "en") == ("utter_shop_does_not_say", {})
