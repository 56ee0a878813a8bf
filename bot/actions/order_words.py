"""What words mean where an order is talked of, by `order_words.yml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from bot.actions.phrases import Phrases, words_of

_WORDS = Path(__file__).with_name("order_words.yml")
PLACES = ("other", "first", "second", "third", "newest", "oldest")
REASONS = ("damaged", "wrong_item", "changed_mind")  # of a return, the gravest first


def means(kind: str, text: str) -> bool:
    """Whether a text has one of the phrases of this kind in it."""
    return _known()[kind].are_in(text)


def is_empty(word: str) -> bool:
    """Whether a word says nothing of which order is meant."""
    return word in _known()["empty"].single


def is_place(word: str) -> bool:
    """Whether a word belongs to "the other one", "the second" and the like."""
    return word in _places()


def is_the_same(kind: str, word: str, other: str) -> bool:
    """Whether two words are one thing, in one language or in both; `kind` is `same` or `counts`."""
    things = _things(kind)
    return word in things and things[word] == things.get(other)


def counts(word: str) -> bool:
    """Whether a word says of how many things, and not of which."""
    return word in _things("counts")


def reason_in(text: str) -> str | None:
    """Why something is sent back, if a text says so."""
    return next((reason for reason in REASONS if means(reason, text)), None)


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    phrases = [_known()[kind] for kind in PLACES]
    longer = (word for known in phrases for phrase in known.longer for word in phrase.split())
    return frozenset(longer).union(*(known.single for known in phrases))


@lru_cache(maxsize=2)
def _things(kind: str) -> dict[str, int]:
    """The place of the line that has a word."""
    lines = yaml.safe_load(_WORDS.read_text("utf-8"))[kind]
    return {
        word: place
        for place, line in enumerate(lines)
        for phrase in line
        for word in words_of(str(phrase))[:1]
    }


@lru_cache(maxsize=1)
def _known() -> dict[str, Phrases]:
    known = yaml.safe_load(_WORDS.read_text("utf-8"))
    return {
        kind: Phrases.of(lines) for kind, lines in known.items() if kind not in ("same", "counts")
    }
