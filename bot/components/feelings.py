"""Which words of a message say how the customer feels: a lexicon, and how people turn it up, down and around.

Each word or phrase of the lexicon adds its weight to one feeling. Before it is added:

- a negation turns it around: *not happy* counts as frustration, *not angry* as nothing. English
  negates before the word, Persian after it (راضی نیستم), so both sides are looked at;
- an intensifier near it, shouted capitals, repeated marks (!!, ?!) and stretched letters (sooo)
  raise it.

The strongest feeling wins if it reaches `NOTICEABLE`. The score grows with the sum and never
passes 1. The words that made it are kept: an agent must be able to see why.

Beside the label go two scores that can be followed over a conversation: *valence*, from -1 (all of
it bad) to 1 (all of it good), and *arousal*, from 0 (calm) to 1 (beside oneself). Anger and fear
arouse, sadness hardly does (Russell, "A Circumplex Model of Affect", 1980).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.spelling import normalise, without_silent

NOTICEABLE = 0.25
_LEXICON = Path(__file__).with_name("lexicon")
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")
SHOUTED = re.compile(r"\b[A-Z]{3,}\b")
_REPEATED = re.compile(r"[!?؟]{2,}")
STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_REACH = 3  # words between a negation or an intensifier and what it is about
_LONGEST = 5  # words in a phrase of the lexicon
_INTENSIFIED, _SHOUT, _REPEAT, _STRETCH = 1.4, 1.4, 1.25, 1.2
_GROWTH = 1.2  # how fast a score grows with its sum
AROUSAL = {"anger": 1.0, "fear": 0.8, "frustration": 0.6, "joy": 0.5, "sadness": 0.3}


@dataclass(frozen=True)
class Emotion:
    """A feeling, how strong it is (0-1), and the words that say so.

    `valence` (-1 to 1) and `arousal` (0 to 1) sum up every feeling of the message, not the label's.
    """

    label: str
    score: float
    words: tuple[str, ...] = ()
    valence: float = 0.0
    arousal: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "score": round(self.score, 3),
            "words": list(self.words),
            "valence": round(self.valence, 3),
            "arousal": round(self.arousal, 3),
        }


NEUTRAL = Emotion("neutral", 0.0)


@dataclass(frozen=True)
class Lexicon:
    """Weighted phrases by feeling, and the words that turn them."""

    phrases: dict[str, tuple[str, float]]
    stems: dict[str, tuple[str, float]]
    negations_before: frozenset[str]
    negations_after: tuple[str, ...]
    intensifiers: frozenset[str]
    opposites: dict[str, str]
    stem_letters: int  # of the longest stem
    first_words: frozenset[str]  # of the phrases that have several


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """All ways of writing in one: their words do not collide. An entry ending in * is a stem."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(_LEXICON.glob("*.yml"))]
    weighed = {
        _key(word): (label, float(weight))
        for content in files
        for label, words in content["feelings"].items()
        for word, weight in words.items()
    }
    stems = {word[:-1]: value for word, value in weighed.items() if word.endswith("*")}
    return Lexicon(
        phrases={word: value for word, value in weighed.items() if not word.endswith("*")},
        stems=stems,
        negations_before=_words(files, "negations_before"),
        negations_after=tuple(_words(files, "negations_after")),
        intensifiers=_words(files, "intensifiers"),
        opposites={"joy": "frustration"},
        stem_letters=max(map(len, stems)),
        first_words=frozenset(word.split()[0] for word in weighed if " " in word),
    )


def _key(word: str) -> str:
    star = "*" if word.endswith("*") else ""
    return " ".join(_tokens(word.rstrip("*"))) + star


def _words(files: list[dict[str, Any]], name: str) -> frozenset[str]:
    return frozenset(_key(word) for content in files for word in content.get(name, []))


def _tokens(text: str) -> list[str]:
    plain = STRETCHED.sub(r"\1", without_silent(normalise(text)).lower())
    return [t.replace("’", "'") for t in _TOKEN.findall(plain) if t != "\ufe0f"]


def felt(text: str) -> Emotion:
    """The emotion of one message, in English, Persian or both."""
    tokens = _tokens(text)
    sums: dict[str, float] = {}
    words: dict[str, list[str]] = {}
    for start, length, (label, weight) in _matches(tokens):
        turned = _turned(tokens, start, start + length, label)
        if turned is None:
            continue
        sums[turned] = sums.get(turned, 0.0) + weight * _raised(tokens, start)
        words.setdefault(turned, []).append(" ".join(tokens[start : start + length]))
    if not sums:
        return NEUTRAL
    loudness = _loudness(text)
    label = max(sums, key=lambda name: sums[name])
    score = _grown(sums[label] * loudness)
    good, bad = sums.get("joy", 0.0), sum(sums.values()) - sums.get("joy", 0.0)
    return Emotion(
        label if score >= NOTICEABLE else "neutral",
        score,
        tuple(words[label]),
        valence=_grown(good) - _grown(bad),
        arousal=_grown(loudness * sum(AROUSAL[name] * weight for name, weight in sums.items())),
    )


def _grown(weight: float) -> float:
    """A sum of weights as a score: 0 for nothing, near 1 for much."""
    return 1 - math.exp(-_GROWTH * weight)


def _matches(tokens: list[str]) -> list[tuple[int, int, tuple[str, float]]]:
    """Longest phrases first come, none inside another: (first token, count, entry)."""
    found, at = [], 0
    while at < len(tokens):
        length, entry = _longest_at(tokens, at)
        if entry is not None:
            found.append((at, length, entry))
        at += length
    return found


def _longest_at(tokens: list[str], at: int) -> tuple[int, tuple[str, float] | None]:
    known = lexicon()
    longest = _LONGEST if tokens[at] in known.first_words else 1
    for length in range(min(longest, len(tokens) - at), 0, -1):
        phrase = " ".join(tokens[at : at + length])
        entry = known.phrases.get(phrase) or _by_stem(phrase)
        if entry is not None:
            return length, entry
    return 1, None


def _by_stem(phrase: str) -> tuple[str, float] | None:
    """A stem matches the last word's beginning, and the words before it whole."""
    known = lexicon()
    for end in range(min(len(phrase), known.stem_letters), max(2, phrase.rfind(" ")), -1):
        entry = known.stems.get(phrase[:end])
        if entry is not None:
            return entry
    return None


def _turned(tokens: list[str], start: int, end: int, label: str) -> str | None:
    known = lexicon()
    before = tokens[max(0, start - _REACH) : start]
    after = tokens[end : end + 2]
    emphatic = "never" in before and "so" in before  # never been so angry
    negated = any(t in known.negations_before or t.endswith("n't") for t in before) or any(
        t.startswith(known.negations_after) for t in after
    )
    return known.opposites.get(label) if negated and not emphatic else label


def _raised(tokens: list[str], start: int) -> float:
    near = tokens[max(0, start - _REACH) : start]
    return _INTENSIFIED if any(token in lexicon().intensifiers for token in near) else 1.0


def _loudness(text: str) -> float:
    shouted = SHOUTED.findall(text)
    loud = _SHOUT if len(shouted) > 1 or (shouted and text.isupper()) else 1.0
    loud *= _REPEAT if _REPEATED.search(text) else 1.0
    return loud * (_STRETCH if STRETCHED.search(text) else 1.0)
