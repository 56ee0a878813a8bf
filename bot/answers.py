"""From Rasa's tracker and messages to the answer the gateway is promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.components.feelings import NEUTRAL
from bot.policy import gives_details
from bot.slots import order_asked, told

if TYPE_CHECKING:
    from rasa.shared.core.trackers import DialogueStateTracker


def composed(
    tracker: DialogueStateTracker, messages: list[dict[str, Any]], language: str
) -> dict[str, Any]:
    """The body of a 200 answer; see docs/subsystems/bot.md."""
    return {
        "messages": [said for said in map(_message, messages) if _has_content(said)],
        **understood(_read_with_order(tracker)),
        "slots": told(tracker.current_slot_values()),
        "in_form": order_asked(tracker) is not None or tracker.active_loop_name is not None,
        "handoff": handoff_wished(messages),
        "language": language,
    }


def _read_with_order(tracker: DialogueStateTracker) -> dict[str, Any]:
    """The latest message's reading, in the light of the order that is talked of."""
    parsed: dict[str, Any] = tracker.latest_message.parse_data
    if not gives_details(tracker):
        return parsed
    certain = {"name": "inform", "confidence": 1.0}
    return {**parsed, "intent": certain, "intent_ranking": [certain, *parsed["intent_ranking"]]}


def understood(parsed: dict[str, Any]) -> dict[str, Any]:
    """What the pipeline makes of a message."""
    return {
        "intent": _scored(parsed["intent"]),
        "ranking": [_scored(intent) for intent in parsed.get("intent_ranking", [])],
        "entities": [_entity(entity) for entity in parsed["entities"]],
        "matters": [_scored(intent) for intent in parsed.get("matters", [])],
        "emotion": parsed.get("emotion") or NEUTRAL.as_dict(),
    }


def _message(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": message.get("text") or "",
        "buttons": [
            {"title": button["title"], "payload": button["payload"]}
            for button in message.get("buttons") or []
        ],
        "utter_action": message.get("utter_action"),
        "card": (message.get("custom") or {}).get("card"),
    }


def _has_content(said: dict[str, Any]) -> bool:
    return bool(said["text"] or said["buttons"] or said["card"])


def _scored(intent: dict[str, Any]) -> dict[str, Any]:
    return {"name": intent["name"], "confidence": round(float(intent["confidence"]), 4)}


def _entity(entity: dict[str, Any]) -> dict[str, Any]:
    return {name: entity.get(name) for name in ("entity", "value", "start", "end")}


def handoff_wished(messages: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The first wish for a person among the bot's messages."""
    wished = [(message.get("custom") or {}).get("handoff") for message in messages]
    return next((wish for wish in wished if wish), None)
