"""What else than words tells a mood: how loud a message is, and what the lexicon finds in it."""

from __future__ import annotations

from bot.components.feelings import SHOUTED, STRETCHED, Emotion, felt
from bot.spelling import is_question

_ASTONISHED = ("?!", "!?", "؟!", "!؟")
_LABELS = ("anger", "frustration", "sadness", "fear", "joy")
_MANY = 6  # shouted words, or marks: more say no more
_LONG = 300  # characters


def signs(text: str, found: Emotion) -> list[float]:
    """The signs of a text as typed, each about 0 to 1; `found` is what the lexicon finds in it."""
    return [
        min(len(SHOUTED.findall(text)), _MANY) / _MANY,
        min(text.count("!"), _MANY) / _MANY,
        float(any(mark in text for mark in _ASTONISHED)),
        float(STRETCHED.search(text) is not None),
        min(len(text), _LONG) / _LONG,
        float(is_question(text)),
        min(found.valence, 0.0),
        max(found.valence, 0.0),
        found.arousal,
        *(found.score if found.label == label else 0.0 for label in _LABELS),
    ]


def lexicon_of(text: str, readable: str) -> Emotion:
    """What the lexicon finds in a text as typed or, if more is found there, as it is read."""
    if readable == text:
        return felt(text)
    return max(felt(text), felt(readable), key=lambda found: abs(found.valence))
