"""Days, times, dates and numbers as a reader of each language expects them.

English: Gregorian calendar, week from Monday, 24-hour clock. Persian: Persian calendar, week from
Saturday, Persian digits.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import jdatetime
import yaml

_TEXTS = Path(__file__).with_name("texts")
_TABLE = Path(__file__).parents[2] / "contracts" / "persian.json"  # the gateway's
_NEAR = 6  # days ahead that a weekday alone names without doubt


@lru_cache(maxsize=2)
def texts(language: str) -> dict[str, Any]:
    """The catalogue of one language, en or fa."""
    content: dict[str, Any] = yaml.safe_load((_TEXTS / f"{language}.yml").read_text("utf-8"))
    return content


@lru_cache(maxsize=1)
def third_languages() -> dict[str | None, dict[str, str]]:
    """What customers who write in another language read, by its code."""
    path = _TEXTS / "third_languages.yml"
    content: dict[str | None, dict[str, str]] = yaml.safe_load(path.read_text("utf-8"))
    return content


@lru_cache(maxsize=1)
def _persian_digits() -> dict[int, int]:
    table = json.loads(_TABLE.read_text("utf-8"))
    return str.maketrans("0123456789", table["shown_digits"])


def as_json(values: dict[str, str]) -> str:
    """Entities as a button's payload carries them."""
    return json.dumps(values, ensure_ascii=False)


def digits(text: str, language: str) -> str:
    """The text with the digits of the language."""
    return text.translate(_persian_digits()) if language == "fa" else text


def either(names: list[str], language: str) -> str:
    """Names as alternatives: "Visa or PayPal"."""
    return f" {texts(language)['or']} ".join(names)


def spoken_date(day: date, language: str) -> str:
    """12 November 2026, or ۲۱ آبان ۱۴۰۵."""
    shown = jdatetime.date.fromgregorian(date=day) if language == "fa" else day
    known = texts(language)
    text = known["date"].format(
        day=shown.day, month=known["months"][shown.month - 1], year=shown.year
    )
    return digits(text, language)


def spoken_time(moment: time, language: str) -> str:
    """09:30 in English; ۹:۳۰, and ۹ for the full hour, in Persian."""
    if language == "en":
        return f"{moment:%H:%M}"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return digits(f"{moment.hour}{minutes}", language)


def near_day(day: date, today: date, language: str) -> str:
    """A day to come, told from today: tomorrow, 1 December; on Friday, 4 December.

    It is told with its year where that is another one.
    """
    known, text = texts(language), _date(day, today, language)
    ahead = (day - today) // timedelta(days=1)
    sentence: str = known[{0: "today", 1: "tomorrow"}.get(ahead, "on_day")]
    weekday = known["weekdays"][day.weekday()]
    return digits(sentence.format(weekday=weekday, date=text), language)


def day_nearby(day: date, today: date, language: str) -> str:
    """A day around today, as a part of a sentence: yesterday; Wednesday, 2 December."""
    known = texts(language)["orders"]
    near: str | None = known["near_days"].get((day - today).days)
    if near is not None:
        return near
    weekday = texts(language)["weekdays"][day.weekday()]
    told: str = known["weekday"].format(weekday=weekday, date=_date(day, today, language))
    return digits(told, language)


def _date(day: date, today: date, language: str) -> str:
    """With its year where that is another one than today's."""
    known = texts(language)
    shown, from_day = (
        jdatetime.date.fromgregorian(date=told) if language == "fa" else told
        for told in (day, today)
    )
    text: str = known["date" if shown.year != from_day.year else "short_date"].format(
        day=shown.day, month=known["months"][shown.month - 1], year=shown.year
    )
    return text


def next_opening(opens: datetime, now: datetime, language: str) -> str:
    """When the shop opens again, told from now: today at 16:00, on Saturday at 09:00."""
    known, days = texts(language), (opens.date() - now.date()) // timedelta(days=1)
    near = {0: "opens_today", 1: "opens_tomorrow"}.get(days, "opens_on_day")
    sentence: str = known[near if days <= _NEAR else "opens_on_date"]
    return sentence.format(
        time=spoken_time(opens.time(), language),
        weekday=known["weekdays"][opens.weekday()],
        date=spoken_date(opens.date(), language),
    )


def week(days: list[dict[str, Any]], language: str) -> str:
    """The opening hours of a week in one line, like days together.

    Args:
        days: `{"day": 0-6 from Monday, "intervals": [["09:00", "18:00"], …]}`; a day that is
            missing is closed.
        language: en or fa.
    """
    known = texts(language)
    hours = {entry["day"]: intervals(entry["intervals"], language) for entry in days}
    order = [(known["first_weekday"] + step) % 7 for step in range(7)]
    groups: list[tuple[list[int], str]] = []
    for day in order:
        text = hours.get(day) or known["closed"]
        if groups and groups[-1][1] == text:
            groups[-1][0].append(day)
        else:
            groups.append(([day], text))
    joint: str = known["week_joint"]
    return joint.join(
        known["day_hours"].format(days=_days(group, language), hours=text) for group, text in groups
    )


def intervals(pairs: list[list[str]], language: str) -> str:
    """The openings of a day in one line: 09:00 to 13:00 and 16:00 to 21:00."""
    known = texts(language)
    joint: str = known["interval_joint"]
    return joint.join(
        known["time_range"].format(start=_clock(start, language), end=_clock(end, language))
        for start, end in pairs
    )


def _clock(text: str, language: str) -> str:
    hour, minute = (int(part) for part in text.split(":")[:2])
    if hour == 24:  # noqa: PLR2004 - midnight as the end of a day
        return digits("24" if language == "fa" else "24:00", language)
    return spoken_time(time(hour, minute), language)


def _days(group: list[int], language: str) -> str:
    known = texts(language)
    names: list[str] = [known["weekdays"][day] for day in group]
    if len(names) == 1:
        return names[0]
    span: str = known["day_range"]
    return span.format(first=names[0], last=names[-1])
