"""What a message is about besides its first matter (`matters` of its reading).

A general question is answered in the same turn, before the first matter: so that what the bot asks about that
stands last. Anything else is named after the answer, with a button, unless a person takes over anyway.
"""

from __future__ import annotations

from typing import Any

from bot.components.feelings import NEUTRAL
from bot.topics import Topic, Topics

_GENERAL = "general"
_OF_ORDERS = frozenset(
    {"order_number", "phone", "email"}
)  # entities that a general question needs not


def answered_first(parsed: dict[str, Any], known: Topics) -> dict[str, Any] | None:
    """The reading of a general question that the message holds besides, as if it had come alone."""
    for topic in _besides(parsed, known):
        if topic.kind == _GENERAL and not topic.to_a_person:
            guess = {"name": topic.name, "confidence": 1.0}
            entities = [e for e in parsed["entities"] if e["entity"] not in _OF_ORDERS]
            return {
                "text": parsed["text"],
                "intent": guess,
                "intent_ranking": [guess],
                "entities": entities,
                "emotion": NEUTRAL.as_dict(),
            }
    return None


def named_after(parsed: dict[str, Any], known: Topics) -> Topic | None:
    """The topic to be named after the answer, if there is one that customers can be asked about."""
    first = known.get(parsed["intent"]["name"])
    if first is None or first.to_a_person:
        return None
    unanswered = (topic for topic in _besides(parsed, known) if topic.kind != _GENERAL)
    return next((topic for topic in unanswered if topic.question), None)


def _besides(parsed: dict[str, Any], known: Topics) -> list[Topic]:
    """The further topics, those that are answered by the same words as the first left out."""
    first = known.get(parsed["intent"]["name"])
    if first is None:
        return []
    topics = [known[m["name"]] for m in parsed.get("matters", []) if m["name"] in known]
    return [topic for topic in topics if (topic.by, topic.answer) != (first.by, first.answer)]
