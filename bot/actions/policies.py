"""The action quotes of a policy what answers the customer.

A customer who goes on about the policy just read out ("and unread ones?") hears the sentence about that alone, and
one who names a way to pay of which the shop's ways say nothing ("so no Visa?") hears so before them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from bot.actions.phrases import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MEANS = Path(__file__).with_name("payment_words.yml")
_END = re.compile(r"(?<=[.!?؟])\s+")
_TELLING = 4  # letters from which on a word tells what a sentence is about


def sentence_about(policy: str, question: str) -> str | None:
    """The one sentence of `policy` that has more of the question's telling words than any other.

    None if the policy is one sentence, or none stands out.
    """
    sentences = _END.split(policy.strip())
    words = [_telling(sentence) for sentence in sentences]
    asked = {word for word in _telling(question) if any(word not in those for those in words)}
    counts = [len(asked & those) for those in words]
    most = max(counts)
    if len(sentences) == 1 or most == 0 or counts.count(most) > 1:
        return None
    return sentences[counts.index(most)]


def _telling(text: str) -> frozenset[str]:
    return frozenset(word for word in words_of(text) if len(word) >= _TELLING)


def unnamed_means(question: str, policies: Iterable[str], language: str) -> list[str]:
    """The means of payment that a customer asks for and no text of `policies` names, by their names in `language`."""
    place = {"en": 0, "fa": 1}[language]
    asked = f" {' '.join(words_of(question))} "
    told = [f" {' '.join(words_of(policy))} " for policy in policies]
    return [
        means[place]
        for means in _means()
        if _names(asked, means) and not any(_names(text, means) for text in told)
    ]


def _names(said: str, means: Sequence[str]) -> bool:
    return any(f" {' '.join(words_of(spelling))} " in said for spelling in means)


@lru_cache(maxsize=1)
def _means() -> list[list[str]]:
    content: list[list[str]] = yaml.safe_load(_MEANS.read_text("utf-8"))
    return content
