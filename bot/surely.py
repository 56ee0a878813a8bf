"""A message that is serious for certain, though not about what.

"The page has a tick, my letterbox has nothing" may be a parcel that was lost, or one that is broken: a person comes
for either. So the bot apologises in words that fit both, and asks nobody which of two troubles it is. The person who
comes reads the ranking. A message that carries on with what was asked before tells of no new trouble.
"""

from __future__ import annotations

from typing import Any

from bot.context import carries_on
from bot.ranking import taken_as
from bot.topics import Topics

_APOLOGY = "complaint"  # the topic whose answer fits any trouble
_CERTAIN = 0.65  # of all serious topics together
_PLAIN = 0.65  # from which on one topic stands for itself
_LEADING = 0.8  # share of the certainty that one topic may have and still be in doubt


def surely_serious(parsed: dict[str, Any], known: Topics) -> dict[str, Any]:
    """`parsed` as the one apology for all, if it is in doubt which of the serious topics it is; else as it is."""
    ranking = parsed.get("intent_ranking", [])
    serious = [guess for guess in ranking if _is_trouble(guess["name"], known)]
    certainty = sum(guess["confidence"] for guess in serious)
    likeliest = max((guess["confidence"] for guess in serious), default=0.0)
    in_doubt = (
        not carries_on(parsed["text"]) and likeliest < _PLAIN and likeliest <= _LEADING * certainty
    )
    intent = parsed["intent"]["name"]
    if certainty < _CERTAIN or not in_doubt or (intent in known and not _is_trouble(intent, known)):
        return parsed
    return taken_as(parsed, {"name": _APOLOGY, "confidence": certainty})


def _is_trouble(name: str, known: Topics) -> bool:
    return name in known and known[name].is_trouble
