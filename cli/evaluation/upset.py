"""How well the bot notices upset customers: at its own threshold, and at the best one for a precision.

Messages are rated 0 (calm or happy), 1 (dissatisfied but civil) or 2 (angry, insulting, desperate).
Upset means 1 or 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handoff.domain.handoff.policy import strain
from handoff.domain.understanding import Emotion

PRECISE = 0.9
_CALM = frozenset({"neutral", "joy"})

# Intents by which the desk notices as well.
TELLING = frozenset({"complaint", "abuse", "speak_to_manager", "request_human"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A message's rating, and what the bot made of it: whether it called it upset, how strong that
    was, and whether its intent tells the same."""

    rating: int
    noticed: bool
    strength: float
    told_by_intent: bool


def rated(rating: str, emotion: Emotion, intent: str) -> Rated:
    return Rated(
        rating=int(rating),
        noticed=emotion.label not in _CALM,
        strength=strain(emotion),
        told_by_intent=intent in TELLING,
    )


def upset_figures(messages: Sequence[Rated]) -> dict[str, float]:
    """The figures, by name; without those that need a rating which does not occur."""
    upset = [m for m in messages if m.rating > 0]
    calm = [m for m in messages if m.rating == 0]
    furious = [m for m in messages if m.rating > 1]
    noticed = [m for m in messages if m.noticed]
    found: dict[str, float] = {}
    if noticed:
        found["upset_precision"] = sum(m.rating > 0 for m in noticed) / len(noticed)
    if upset:
        found["upset_recall"] = sum(m.noticed for m in upset) / len(upset)
        found["upset_recall_at_90"] = recall_at(PRECISE, messages)
        either = sum(m.noticed or m.told_by_intent for m in upset)
        found["upset_or_intent_recall"] = either / len(upset)
    if furious:
        found["furious_noticed"] = sum(m.noticed for m in furious) / len(furious)
    if calm:
        found["false_alarms"] = sum(m.noticed for m in calm) / len(calm)
    return found


def recall_at(precision: float, messages: Sequence[Rated]) -> float:
    """The greatest recall of upset among all thresholds on the strength at which at least this
    precision is kept; 0 if none keeps it. Some message must be upset."""
    upset = sum(m.rating > 0 for m in messages)
    best = 0.0
    for threshold in {m.strength for m in messages if m.strength > 0}:
        taken = [m for m in messages if m.strength >= threshold]
        found = sum(m.rating > 0 for m in taken)
        if found / len(taken) >= precision:
            best = max(best, found / upset)
    return best
