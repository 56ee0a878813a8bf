"""The step after each outcome of a lookup."""

from __future__ import annotations

from typing import Any

from bot.actions.orders import next_step
from bot.actions.talk import guesses

ASKED: dict[str, Any] = {"number": "1042", "contact": None, "tries": 0}


def test_contact_is_asked_only_when_the_order_system_wants_it() -> None:
    step = next_step({"result": "contact_needed"}, "cancel", **ASKED)
    assert step["requested_slot"] == "contact"
    assert step["order_number"] == "1042"


def test_the_first_miss_asks_once_more_and_the_second_ends_the_form() -> None:
    first = next_step({"result": "no_match"}, "status", **ASKED)
    assert (first["requested_slot"], first["order_number"]) == ("order_number", None)
    second = next_step({"result": "no_match"}, "status", **{**ASKED, "tries": first["order_tries"]})
    assert second["requested_slot"] is None


def test_everything_else_ends_the_form_at_once() -> None:
    for result in ("found", "too_many_attempts", "order_system_down"):
        step = next_step({"result": result}, "status", **ASKED)
        assert step["requested_slot"] is None
        assert step["order_lookup"] == {"result": result}


def test_only_what_can_be_done_is_asked_about_once_more() -> None:
    prospects = {"order_cancelled": "possible", "return_requested": "not_sent"}
    found = {"result": "found", "order": {"number": "1042"}, "prospects": prospects}
    asked = {
        purpose: next_step(found, purpose, **ASKED)["requested_slot"]
        for purpose in ("status", "refund", "return", "cancel")
    }
    assert asked == {"status": None, "refund": None, "return": None, "cancel": "order_confirmed"}


def test_an_unsure_bot_offers_likely_topics_and_fills_up_with_common_ones() -> None:
    ranking = [
        {"name": "nlu_fallback", "confidence": 0.5},
        {"name": "delivery_time", "confidence": 0.4},
        {"name": "affirm", "confidence": 0.3},
        {"name": "shipping_cost", "confidence": 0.01},
    ]
    assert guesses(ranking) == ["delivery_time", "order_status", "store_hours"]
