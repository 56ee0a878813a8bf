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


RETURNS = {
    "en": "Pots come back within 14 days. A cracked pot travels at our cost.",
    "fa": "گلدون تا ۱۴ روز برمی‌گرده. هزینهٔ برگشت گلدون ترک‌خورده با ماست.",
}


@pytest.mark.parametrize(
    ("language", "question", "part"),
    [
        ("en", "fine. and cracked ones?", "A cracked pot travels at our cost."),
        ("en", "so how many days again", "Pots come back within 14 days."),
        ("fa", "خب ترک‌خورده چی؟", "هزینهٔ برگشت گلدون ترک‌خورده با ماست."),
    ],
)
def test_who_goes_on_about_a_policy_is_told_the_part_that_is_meant(
    language: str, question: str, part: str
) -> None:
    """The whole was read out a moment ago, so it is not read out again."""
    policies, topic = {"return_policy": RETURNS}, topics()["return_policy"]
    whole = ("utter_return_policy", {"policy": RETURNS[language]})
    first = policy_answer(policies, topic, language, question=question)
    again = policy_answer(
        policies, topic, language, question=question, said=[f"This is all: {RETURNS[language]}"]
    )
    assert (first, again) == (whole, ("utter_policy_part", {"part": part}))


@pytest.mark.parametrize(
    ("language", "question", "means"),
    [
        ("en", "so no visa?", "Visa"),
        ("en", "do you take Amex or PayPal", "American Express or PayPal"),
        ("fa", "با مسترکارت چی؟", "مسترکارت"),
        ("fa", "visa kart ghabul mikonid", "ویزا"),
        ("fa", "با بیت‌کوین یا تتر هم میشه؟", "بیت‌کوین یا تتر"),
    ],
)
def test_a_way_to_pay_that_the_shop_does_not_name_is_said_to_be_unnamed(
    language: str, question: str, means: str
) -> None:
    """A list of ways to pay is no answer to who asks for one that is not on it."""
    pays = {"en": "We take debit cards and cash.", "fa": "با کارت یا نقدی می‌تونید بپردازید."}
    answer = policy_answer(
        {"payment_methods": pays}, topics()["payment_methods"], language, question=question
    )
    filled = {"means": means, "policy": pays[language]}
    assert answer == ("utter_payment_methods_unnamed", filled)


@pytest.mark.parametrize("question", ["can I pay cash?", "naghdi mishe?", "how do I pay", "نقد چی"])
def test_a_way_to_pay_that_is_named_in_either_language_is_answered_by_the_policy(
    question: str,
) -> None:
    """The shop may have written "cash" in one language, and the customer in the other."""
    pays = {"en": "We take cards and cash.", "fa": "با کارت هم می‌شه."}
    answer = policy_answer(
        {"payment_methods": pays}, topics()["payment_methods"], "fa", question=question
    )
    assert answer == ("utter_payment_methods", {"policy": pays["fa"]})
