"""Which day and time a customer asks about: from the entities of a message to days of the calendar.

Days are counted from `today`, which is the shop's. Days without a year, and weekdays, are those to come.
What cannot be a day to come (yesterday, "31 February") is none.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import jdatetime
import yaml

from bot.actions.phrases import Phrases, words_of
from bot.components.clock_times import calendar, month_numbers
from bot.spelling import normalise

_WORDS = Path(__file__).with_name("questions.yml")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEAR = {"today": 0, "tomorrow": 1, "day after tomorrow": 2}
_WEEKENDS = {"en": (5, 6), "fa": (3, 4)}  # weekdays from Monday
_FIRST_WEEKDAY = {"en": 0, "fa": 5}
_WEEKS = frozenset({"this week", "next week", "this month", "next month"})
_DAYS = 3  # of one question: more are answered by the week
_YEARS = 8  # ahead in which 29 February and 30 Esfand come
_SHORTEST_NAME = 3  # letters of a holiday's name by which it is known
_YEAR_DIGITS = 4
_MONTHS = 12


@dataclass(frozen=True)
class AskedDay:
    """`usual`: each of its weekday was meant, "on Fridays"."""

    day: date
    usual: bool = False


@dataclass(frozen=True)
class Asked:
    """What of the calendar was asked about.

    `at` is a time such as 14:00. `about` is what a yes or no is said to: that the shop is open, or that
    it is closed; None where the question wants neither. `week`: a whole week was named.
    """

    days: tuple[AskedDay, ...] = ()
    at: str | None = None
    about: str | None = None
    week: bool = False


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Phrases]:
    known = yaml.safe_load(_WORDS.read_text("utf-8"))
    return {name: Phrases.of(lines) for name, lines in known.items()}


def asked(
    text: str,
    entities: list[dict[str, Any]],
    *,
    today: date,
    holidays: list[dict[str, Any]],
    language: str,
) -> Asked:
    """What of the calendar `text` asks about; `holidays` are the shop's, with their names."""
    days: list[AskedDay] = []
    week = False
    of_next_week = any(entity["value"] == "next week" for entity in entities)
    for entity in _of_kind(entities, "date"):
        if entity["value"] in _WEEKS:
            week = True
        days += _days(entity, text, today, language, of_next_week=of_next_week)
    days = days or _holiday_named(text, holidays)
    at = _time(text, entities)
    if at is not None and not days:
        days = [AskedDay(today)]
    each_once = tuple(dict.fromkeys(days))[:_DAYS]
    return Asked(each_once, at, _about(text, entities, at), week and not each_once)


def _of_kind(entities: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [entity for entity in entities if entity["entity"] == kind]


def _days(
    entity: dict[str, Any], text: str, today: date, language: str, *, of_next_week: bool
) -> list[AskedDay]:
    value = entity["value"]
    if value in _NEAR:
        return [AskedDay(today + timedelta(days=_NEAR[value]))]
    if value in _WEEKDAYS:
        weekday = _WEEKDAYS.index(value)
        if of_next_week:
            return [AskedDay(_in_next_week(weekday, today, language))]
        later = bool(_around(text, entity) & _phrases()["next"].single)
        return [AskedDay(_coming(weekday, today, later=later), usual=_is_plural(text, entity))]
    if value == "weekend":
        return [AskedDay(_coming(weekday, today)) for weekday in _WEEKENDS[language]]
    if value in calendar()["feasts"]:
        return [AskedDay(day) for day in _next_of(**calendar()["feasts"][value], today=today)]
    return [AskedDay(day) for day in day_of(value, today)]


def _coming(weekday: int, today: date, *, later: bool = False) -> date:
    ahead = (weekday - today.weekday()) % 7
    return today + timedelta(days=ahead or 7 * later)


def _in_next_week(weekday: int, today: date, language: str) -> date:
    first = _FIRST_WEEKDAY[language]
    begins = today + timedelta(days=7 - (today.weekday() - first) % 7)
    return begins + timedelta(days=(weekday - first) % 7)


def _around(text: str, entity: dict[str, Any]) -> set[str]:
    """The word before the entity, and the one after it."""
    start, end = entity.get("start"), entity.get("end")
    if start is None or end is None:  # pressed, not typed
        return set()
    return {*words_of(text[:start])[-1:], *words_of(text[end:])[:1]}


def _is_plural(text: str, entity: dict[str, Any]) -> bool:
    start, end = entity.get("start"), entity.get("end")
    if start is None or end is None:
        return False
    typed, after = words_of(text[start:end]), words_of(text[end:])[:1]
    plural = _phrases()["plural"].single
    return typed[-1].endswith(("days", "jomeha")) or bool({*typed[1:], *after} & plural)


def _holiday_named(text: str, holidays: list[dict[str, Any]]) -> list[AskedDay]:
    """The first of the shop's holidays that is called so in the text."""
    said = f" {' '.join(words_of(text))} "
    for holiday in holidays:
        for name in holiday["name"].values():
            known = " ".join(words_of(name))
            if len(known) >= _SHORTEST_NAME and f" {known} " in said:
                return [AskedDay(date.fromisoformat(holiday["date"]))]
    return []


def _time(text: str, entities: list[dict[str, Any]]) -> str | None:
    """The only time of the message, unless it is told as an end."""
    told = _of_kind(entities, "time")
    if len(told) != 1 or told[0].get("start") is None:
        return None
    before = words_of(text[: told[0]["start"]])[-1:]
    value: str = told[0]["value"]
    return None if set(before) & _phrases()["until"].single else value


def _about(text: str, entities: list[dict[str, Any]], at: str | None) -> str | None:
    phrases = _phrases()
    if phrases["wants_a_time"].are_in(text):
        return None
    if at is None and (phrases["part_of_day"].are_in(text) or _has_end(text, entities)):
        return None
    return next((name for name in ("closed", "open") if phrases[name].are_in(text)), None)


def _has_end(text: str, entities: list[dict[str, Any]]) -> bool:
    """Whether it names times, but no single moment: "until 9", "from 9 am to 5 pm"."""
    words, until = words_of(text), _phrases()["until"].single
    ends = (word in until and after[0].isdigit() for word, after in pairwise(words))
    return bool(_of_kind(entities, "time")) or any(ends)


# --- dates ------------------------------------------------------------------------------------


def day_of(typed: str, today: date) -> list[date]:
    """The day that is written in figures or with the name of a month; none if it is no day to come."""
    parts = words_of(normalise(typed).replace("／", "/"))
    months = month_numbers()
    named = next((months[part] for part in parts if part in months), None)
    figures = [digits for part in parts if (digits := _figures(part))]
    if named is None:
        return _in_figures(figures, today)
    days = [int(part) for part in figures if len(part) < _YEAR_DIGITS]
    years = [int(part) for part in figures if len(part) == _YEAR_DIGITS]
    name, month = named
    if len(days) != 1:
        return []
    return _next_of(name, month, days[0], today=today, year=years[0] if years else None)


def _figures(part: str) -> str:
    """The digits of 25 or of 25th; nothing of a word."""
    digits = part[: len(part) - len(part.lstrip("0123456789"))]
    return digits if part[len(digits) :] in ("", "st", "nd", "rd", "th", "م") else ""


def _in_figures(figures: list[str], today: date) -> list[date]:
    """Year, month, day; or the year at the end, the day before the month where only that can be."""
    if len(figures) != 3:  # noqa: PLR2004
        return []
    if len(figures[0]) == _YEAR_DIGITS:
        year, month, day = map(int, figures)
    elif len(figures[2]) == _YEAR_DIGITS:
        day, month, year = map(int, figures)
        if month > _MONTHS:
            day, month = month, day
    else:
        return []
    name = "persian" if year < 1700 else "gregorian"  # noqa: PLR2004 - no shop has days between
    return _next_of(name, month, day, today=today, year=year)


def _next_of(
    calendar: str, month: int, day: int, *, today: date, year: int | None = None
) -> list[date]:
    """The next such day from `today` on; of `year`, if one is given."""
    first = jdatetime.date.fromgregorian(date=today).year if calendar == "persian" else today.year
    for candidate in [year] if year is not None else range(first, first + _YEARS + 1):
        with suppress(ValueError):  # no such day in this year
            found = _gregorian(calendar, candidate, month, day)
            if found >= today:
                return [found]
    return []


def _gregorian(calendar: str, year: int, month: int, day: int) -> date:
    if calendar == "gregorian":
        return date(year, month, day)
    found: date = jdatetime.date(year, month, day).togregorian()
    return found
