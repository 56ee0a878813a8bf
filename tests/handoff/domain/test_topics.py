"""What follows from the list of topics."""

from handoff.domain.topics import Topics
from tests.handoff.topics import TOPICS, listed, topic


def test_a_topic_says_what_it_is_and_whether_a_person_comes() -> None:
    """By the name of its intent."""
    assert TOPICS.kind("item_damaged") == "serious"
    assert TOPICS.person("item_damaged") == "acknowledged"
    assert TOPICS.priority("item_damaged") == 3
    assert TOPICS.get("item_damaged") is not None


def test_an_intent_that_is_not_listed_calls_nobody() -> None:
    """A shop's own bot may have intents that the list does not know."""
    assert TOPICS.kind("never_heard_of") is None
    assert TOPICS.person("never_heard_of") == "never"
    assert TOPICS.priority("never_heard_of") == 0
    assert Topics().get("greet") is None


def test_what_is_about_an_order_follows_from_the_answers() -> None:
    """A topic is about an order when the talk about orders answers it, or when its answer asks for the number."""
    topics = listed(
        topic("order_status", by="order", answer="status"),
        topic("cancel_order", by="order", answer="cancel"),
        topic("item_damaged", "serious", "acknowledged", asks="order_number"),
        topic("payment_problem", "serious", "acknowledged", asks="amount"),
        topic("store_hours", "general", by="action", answer="action_store_hours"),
    )
    assert topics.told_by_an_order == {"order_status"}
    assert topics.about_an_order == {"order_status", "cancel_order", "item_damaged"}
