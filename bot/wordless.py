"""An emoji alone is small talk, not a question that the bot failed to understand."""

from __future__ import annotations

import unicodedata
from typing import Any

from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME

CHITCHAT = "chitchat"


def as_small_talk(parsed: dict[str, Any]) -> dict[str, Any]:
    """The reading of a message of emoji, taken for small talk unless they are sour or the bot has understood them.

    Two misunderstandings bring a person; a smile must not be one of them.
    """
    intent, emotion = parsed["intent"]["name"], parsed.get("emotion") or {}
    sour = emotion.get("valence", 0) < 0
    if intent != DEFAULT_NLU_FALLBACK_INTENT_NAME or sour or not is_emoji(parsed["text"]):
        return parsed
    small_talk = {"name": CHITCHAT, "confidence": 1.0}
    return {**parsed, "intent": small_talk, "intent_ranking": [small_talk]}


def is_emoji(text: str) -> bool:
    """Whether there are pictures in it, and neither letters nor digits."""
    kinds = [unicodedata.category(character) for character in text]
    return "So" in kinds and not any(kind[0] in "LN" for kind in kinds)
