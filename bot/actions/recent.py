"""What was named or said a moment ago: "and how long does it take?" is still about the same place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    from rasa_sdk import Tracker

_LOOKED_BACK = 3  # messages of the customer, the latest included


def recent_entities(
    tracker: Tracker, kinds: Collection[str], topics: Collection[str]
) -> list[dict[str, Any]]:
    """The entities of `kinds` in the latest message, else in the one before on one of `topics`."""
    for message in _messages(tracker, topics):
        found = [entity for entity in message.get("entities", []) if entity["entity"] in kinds]
        if found:
            return found
    return []


def _messages(tracker: Tracker, topics: Collection[str]) -> list[dict[str, Any]]:
    said = [event["parse_data"] for event in tracker.events if event["event"] == "user"]
    latest, before = said[-1:], said[-_LOOKED_BACK:-1]
    on_topic = [parsed for parsed in before if parsed["intent"]["name"] in topics]
    return [*latest, *reversed(on_topic)]


def lately_said(tracker: Tracker) -> list[str]:
    """The bot's texts in answer to the last few messages."""
    texts: list[str] = []
    messages = 0
    for event in reversed(tracker.events):
        messages += event["event"] == "user"
        if messages > _LOOKED_BACK:
            break
        if event["event"] == "bot" and event.get("text"):
            texts.append(event["text"])
    return texts
