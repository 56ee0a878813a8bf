"""Times of the day in a message: "2pm", "at 14:30", «ساعت پنج عصر», "saat 5 asr".

Digits are ASCII by then (`normaliser.py`). An hour alone is one of the clock only after a word that says
so, or before one that names the part of the day; an hour in words not before the night, for "three nights". 1 to 7
without such a word are those of the afternoon, when shops are open. Words are in `calendar.yml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bot.spelling import lower_ascii, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CALENDAR = Path(__file__).with_name("calendar.yml")
_FORENOON, _NOON, _MIDNIGHT = 11, 12, 24  # hours; eleven at noon is before it
_MINUTES, _HALF = 60, 30
_SHORTEST = 2  # letters
_LATEST_OF_AFTERNOON = 7  # of the hours that are told without the half of the day


@dataclass(frozen=True)
class ClockTime:
    """`value` is a time as 24-hour clocks show it, such as 14:30; its letters are from `start` to `end`."""

    value: str
    start: int
    end: int


@lru_cache(maxsize=1)
def calendar() -> dict[str, Any]:
    """The content of `calendar.yml`."""
    content: dict[str, Any] = yaml.safe_load(_CALENDAR.read_text("utf-8"))
    return content


def month_numbers() -> dict[str, tuple[str, int]]:
    """Every spelling of a month, with its calendar and its number."""
    return {
        normalise(spelling): (name, number)
        for name in ("gregorian", "persian")
        for number, spellings in calendar()[name].items()
        for spelling in spellings
    }


def times_in(text: str) -> list[ClockTime]:
    """The times of the day in a normalised text, in the order of their places."""
    return list(_times(text))


def _times(text: str) -> Iterator[ClockTime]:
    for match in _expression().finditer(lower_ascii(text)):
        hour = match["digits"] or match["word"]
        told = match["before"] or _is_told(match)
        minute = _HALF if match["half"] else int(match["minute"] or 0)
        value = _value(_hours().get(hour) or int(hour), minute, match["part"]) if told else None
        if value is not None:
            yield ClockTime(value, *match.span())


def _is_told(match: re.Match[str]) -> bool:
    """Whether an hour that no word introduces is one of the clock: "2pm", «هشت صبح»; not «سه شب»."""
    part = match["part"]
    if match["digits"]:
        return bool(part or match["minute"])
    is_english_verb = (
        match["word"].isascii() and len(match["word"]) <= _SHORTEST
    )  # "do" is two, too
    return part is not None and not is_english_verb and not _is_a("night", part)


def _value(hour: int, minute: int, part: str | None) -> str | None:
    """None for what no clock shows."""
    if part is None or hour > _NOON:  # nobody needs "in the afternoon" after 17:00
        hour += _NOON if 1 <= hour <= _LATEST_OF_AFTERNOON else 0
    elif _is_a("afternoon", part) or _is_a("noon", part):
        hour = hour if hour >= _FORENOON and _is_a("noon", part) else hour % _NOON + _NOON
    else:
        hour %= _NOON
    return f"{hour:02}:{minute:02}" if hour < _MIDNIGHT and minute < _MINUTES else None


def _is_a(part_of_day: str, words: str) -> bool:
    return " ".join(words.split()) in map(normalise, calendar()[part_of_day])


@lru_cache(maxsize=1)
def _hours() -> dict[str, int]:
    return {normalise(word): hour for hour, words in calendar()["hours"].items() for word in words}


@lru_cache(maxsize=1)
def _expression() -> re.Pattern[str]:
    """Digits with minutes, a word before or the half of the day after; words only after such a word."""
    known = calendar()
    before = _any(known["before_hour"])
    part = _any([*known["morning"], *known["noon"], *known["afternoon"]])
    return re.compile(
        rf"(?<![\w.:/-])(?:(?P<before>{before})\s{{1,2}})?"
        rf"(?:(?P<digits>\d{{1,2}})(?!\d)|(?P<word>{_any(_hours())})(?!\w))"
        r"(?:[:٫](?P<minute>\d{2})(?!\d))?(?P<half>\s{1,2}(?:و نیم|va nim|o nim))?"
        rf"(?:\s{{0,2}}(?P<part>{part}))?(?!\w)(?![:/.-]?\d)",
    )


def _any(words: Iterable[str]) -> str:
    """Any of the words, the longest that fits."""
    longest_first = sorted(map(normalise, words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s{1,2}") for word in longest_first)
