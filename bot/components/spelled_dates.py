"""Days of a month in words: «سوم فروردین», "the first of May". Words are in `calendar.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.components.clock_times import calendar, month_numbers
from bot.spelling import lower_ascii, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class SpelledDate:
    """`value` has the day in figures, before the month as it was written, in lower case; its letters are from `start` to `end`."""

    value: str
    start: int
    end: int


def spelled_dates_in(text: str) -> list[SpelledDate]:
    """The days of a normalised text that are told by an ordinal and a month, in the order of their places."""
    return [
        SpelledDate(f"{_ordinals()[_plain(match['day'])]} {match['month']}", *match.span())
        for match in _expression().finditer(lower_ascii(text))
    ]


@lru_cache(maxsize=1)
def _ordinals() -> dict[str, int]:
    return {
        _plain(normalise(word)): day
        for day, words in calendar()["ordinals"].items()
        for word in words
    }


def _plain(word: str) -> str:
    return " ".join(word.replace("-", " ").split())


@lru_cache(maxsize=1)
def _expression() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?P<day>{_any(_ordinals())})(?:\s{{1,2}}(?:of|e|ماه))?\s{{1,2}}"
        rf"(?P<month>{_any(month_numbers())})(?!\w)",
    )


def _any(words: Iterable[str]) -> str:
    """Any of the words, the longest that fits."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"[\s-]{1,2}") for word in longest_first)
