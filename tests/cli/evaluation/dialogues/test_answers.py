"""What was answered, told from a log."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from cli.evaluation.dialogues.answers import Answer, Ear, found
from handoff.domain.bot_answers import Button
from handoff.domain.conversation import events as e
from handoff.domain.understanding import Intent
from tests.handoff.cards import card_of

TOPICS = {"order_status", "return_start", "return_policy", "delivery_time", "store_hours", "thank"}


def heard(*bodies: e.Body) -> Answer:
    at = datetime(2026, 11, 30, tzinfo=UTC)
    log = [
        e.Event(seq=n, after=n - 1, at=at, epoch=0, actor=e.Actor(kind="bot"), body=body)
        for n, body in enumerate(bodies, start=1)
    ]
    return Ear(TOPICS).heard(log)


def said(text: str, name: str | None = None, buttons: Sequence[Button] = ()) -> e.BotSaid:
    return e.BotSaid(text=text, reply_to=1, utter_action=name, buttons=tuple(buttons))


def read(intent: str, **slots: str) -> e.BotUnderstood:
    return e.BotUnderstood(reply_to=1, intent=Intent(name=intent, confidence=0.9), slots=slots)


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("utter_delivery_time", "delivery_time"),
        ("utter_return_policy", "return_policy"),
        ("utter_return_sure", "return_start"),
        ("utter_hours_open", "store_hours"),
        ("utter_order_delayed", "order_status"),
        ("utter_foreign_language", "languages"),
        ("utter_something_new", "inform"),
    ],
)
def test_the_response_tells_the_topic_and_else_the_intent_does(name: str, topic: str) -> None:
    assert heard(read("inform"), said("Yes.", name)).topics == {topic}


def test_what_the_form_asks_is_about_what_it_is_open_for() -> None:
    answer = heard(read("inform", order_purpose="return"), said("Which?", "utter_ask_contact"))
    assert answer.topics == {"return_start"}
    assert answer.asks == {"contact"}
    assert not answer.claims


@pytest.mark.parametrize(
    ("intent", "topic"), [("return_start", "return_start"), ("inform", "order_status")]
)
def test_what_a_form_says_that_has_let_go_is_about_what_was_read(intent: str, topic: str) -> None:
    """A customer who wants to send something back and is asked to sign in was heard as that."""
    assert heard(read(intent), said("Sign in.", "utter_order_sign_in")).topics == {topic}


def test_how_an_order_stands_answers_what_was_asked_of_it() -> None:
    answer = heard(read("inform", order_purpose="refund"), said("Back.", "utter_order_returned"))
    assert answer.topics == {"order_status", "refund_status"}


def test_a_form_that_has_let_go_was_about_an_order() -> None:
    answer = heard(read("deny"), said("No problem.", "utter_order_without_number"))
    assert answer.topics == {"order_status"}


def test_several_answers_have_several_topics() -> None:
    answer = heard(
        e.CustomerSaid(text="thx", client_id="1", language="en"),
        read("thank", order_purpose="status"),
        said("You're welcome!", "utter_thank"),
        said("What's your order number?", "utter_ask_order_number"),
    )
    assert answer.said == ("thx",)
    assert answer.topics == {"thank", "order_status"}
    assert answer.asks == {"order_number"}
    assert answer.cheerful
    assert answer.claims


@pytest.mark.parametrize(
    "name", ["utter_clarify", "utter_not_understood", "utter_out_of_scope", "utter_ask_contact"]
)
def test_questions_back_and_not_knowing_claim_nothing_and_are_no_apology(name: str) -> None:
    answer = heard(read("nlu_fallback"), said("Sorry, which one?", name))
    assert not answer.claims
    assert not answer.sorry


def test_topics_behind_buttons_are_offered() -> None:
    buttons = [Button(title="Returns", payload='/return_policy{"a": "b"}'), Button(title="x")]
    answer = heard(read("nlu_fallback"), said("One of these?", "utter_clarify", buttons))
    assert "return_policy" in answer.offered
    assert "Returns" in answer.shown


@pytest.mark.parametrize("text", ["I'm sorry to hear that.", "متأسفم که این‌طور شد.", "ببخشید!"])
def test_an_apology_stands_at_the_beginning(text: str) -> None:
    assert heard(read("thank"), said(text, "utter_item_damaged")).sorry
    late = said("All is well. " * 20 + text, "utter_item_damaged")
    assert not heard(read("thank"), late).sorry


def test_failures_and_what_is_shown_on_cards_are_told() -> None:
    card = e.BotSaid(text="", reply_to=1, card=card_of("1042"))
    answer = heard(read("inform"), card, e.BotFailed(reply_to=1, code="bot_error"))
    assert answer.failed == "bot_error"
    assert "1042" in answer.shown


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("65|۶۵", "هزینه ۶۵ هزار تومان است"),
        ("65", "هزینه ۶۵ هزار تومان است"),
        ("TEHRAN", "in Tehran"),
        ("450,000", "۴۵۰٬۰۰۰ ریال"),
        ("می خوام", "می‌خوام"),
        ("you're", "you’re"),
    ],
)
def test_spelling_makes_no_difference(expression: str, text: str) -> None:
    assert found(expression, text)
    assert not found(expression, "something else")
