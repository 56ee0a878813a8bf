"""Wishes that are denied, and those that only look so."""

from __future__ import annotations

import pytest

from bot.components.negation import denied
from bot.spelling import normalise

CANCEL, PERSON = "cancel_order", "request_human"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("please don't cancel it", CANCEL),
        ("I do not want you to cancel my order", CANCEL),
        ("never cancel my order please", CANCEL),
        ("سفارشم رو لغو نکنید", CANCEL),
        ("کنسل نکنین لطفا", CANCEL),
        ("سفارش قدیمی کنسل نشه", CANCEL),
        ("نمی‌خوام لغو بشه", CANCEL),
        ("no human please", PERSON),
        ("don't pass me on to an agent, just say yes or no", PERSON),
        ("منو به اپراتور وصل نکنید", PERSON),
        ("کارشناس نمی‌خوام", PERSON),
    ],
)
def test_a_denied_wish_is_no_wish(text: str, topic: str) -> None:
    assert topic in denied(normalise(text))


@pytest.mark.parametrize(
    "text",
    [
        "cancel my order",
        "I don't know how to cancel it",
        "why don't you just cancel it",
        "I don't want it, cancel it",
        "I can't cancel my order",
        "nobody answers, I need an agent",
        "سفارش رو نمی‌خوام، لغو کنید",
        "چرا لغو نمی‌کنید",
        "به اپراتور وصلم کنید",
        "",
    ],
)
def test_other_denials_deny_no_wish(text: str) -> None:
    assert denied(normalise(text)) == frozenset()
