"""Wishes that a message denies: "please don't cancel", "no agent, just tell me", «لغو نکنید».

To a model of words "don't cancel" looks much like "cancel". So where a word of `negations.yml` is denied, its
topics are out. English denies before the word, Persian after it, and both within a phrase: what stands
beyond a comma denies nothing. Persian in Latin letters comes here decoded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.spelling import normalise

_NEGATIONS = Path(__file__).with_name("negations.yml")
_PHRASE_END = re.compile(r"[,.;:!?،؛؟\n…()\"«»]")
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_PART_OF_VERB = re.compile(r"(?<!\w)(ن?می)\s")
_LETTERS = 500  # of a message: more is not looked at
_WHY = frozenset({"why", "چرا"})
_REACH = 7  # words between the denial and what is denied


@dataclass(frozen=True)
class Wish:
    """Words that name a wish, those that deny it before or after, and those that may stand between."""

    topics: frozenset[str]
    words: frozenset[str]
    between: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]


def denied(text: str) -> frozenset[str]:
    """The topics that a normalised text says it is not about."""
    found: set[str] = set()
    for phrase in _PHRASE_END.split(text[:_LETTERS].lower()):
        words = [word.replace("’", "'") for word in _WORD.findall(_joined(phrase))]
        if _WHY & set(words):  # "why don't you cancel it" wishes it
            continue
        for wish in wishes():
            if any(_is_denied(words, at, wish) for at, w in enumerate(words) if w in wish.words):
                found |= wish.topics
    return frozenset(found)


def _is_denied(words: list[str], at: int, wish: Wish) -> bool:
    before = words[max(0, at - _REACH) : at][::-1]
    after = words[at + 1 : at + 1 + _REACH]
    return _reaches(before, wish.before, wish.between) or _reaches(after, wish.after, wish.between)


def _reaches(words: list[str], denials: frozenset[str], between: frozenset[str]) -> bool:
    for word in words:
        if word in denials:
            return True
        if word not in between:
            return False
    return False


def _joined(phrase: str) -> str:
    """With the parts of a verb joined, which half-spaces have made two words, and "do not" one."""
    joined = _PART_OF_VERB.sub(r"\1", phrase)
    return joined.replace("do not", "don't").replace("not to", "not").replace("no need to", "not")


@lru_cache(maxsize=1)
def wishes() -> tuple[Wish, ...]:
    """All that `negations.yml` lists."""
    content = yaml.safe_load(_NEGATIONS.read_text("utf-8"))
    return tuple(
        Wish(
            topics=frozenset(entry["topics"]),
            words=_words(entry["words"]),
            between=_words(entry["between"]),
            before=_words(entry["before"]),
            after=_words(entry["after"]),
        )
        for entry in content
    )


def _words(spellings: list[str]) -> frozenset[str]:
    return frozenset(_joined(normalise(word)) for word in spellings)
