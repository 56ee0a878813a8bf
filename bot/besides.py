"""What a message is about besides its first matter (`matters` of its reading).

General questions are answered in the same turn, before the first matter: so that what the bot asks about that
stands last. Only an apology stands before them. Anything else is named after the answer, with a button, unless a
person takes over anyway.
"""

from __future__ import annotations

from typing import Any

from bot.components.feelings import NEUTRAL
from bot.topics import Topic, Topics

_GENERAL = "general"
_OF_MOODS = frozenset({"complaint", "abuse"})  # how a customer feels: the gateway's policy hears it
_OF_ORDERS = frozenset(
    {"order_number", "phone", "email"}
)  # entities that a general question needs not


def answered_first(parsed: dict[str, Any], known: Topics) -> list[dict[str, Any]]:
    """The readings of general questions that the message holds besides, each as if it had come alone."""
    entities = [e for e in parsed["entities"] if e["entity"] not in _OF_ORDERS]
    return [
        {
            "text": parsed["text"],
            "intent": {"name": topic.name, "confidence": 1.0},
            "intent_ranking": [{"name": topic.name, "confidence": 1.0}],
            "entities": entities,
            "emotion": NEUTRAL.as_dict(),
        }
        for topic in _besides(parsed, known)
        if topic.kind == _GENERAL and not topic.to_a_person
    ]


def is_apologised_for(parsed: dict[str, Any], known: Topics) -> bool:
    """Whether the first matter is a trouble, whose apology no other answer may come before."""
    first = known.get(parsed["intent"]["name"])
    return first is not None and first.is_trouble


def named_after(parsed: dict[str, Any], known: Topics) -> Topic | None:
    """The topic to be named after the answer, if there is one that customers can be asked about."""
    first = known.get(parsed["intent"]["name"])
    if first is None or first.to_a_person:
        return None
    unanswered = (
        topic
        for topic in _besides(parsed, known)
        if topic.kind != _GENERAL and topic.name not in _OF_MOODS
    )
    return next((topic for topic in unanswered if topic.question), None)


def _besides(parsed: dict[str, Any], known: Topics) -> list[Topic]:
    """The further topics, those that are answered by the same words as the first left out."""
    first = known.get(parsed["intent"]["name"])
    if first is None:
        return []
    topics = [known[m["name"]] for m in parsed.get("matters", []) if m["name"] in known]
    return [topic for topic in topics if (topic.by, topic.answer) != (first.by, first.answer)]
