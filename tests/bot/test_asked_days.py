"""Which day and time a question about the hours is about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.actions.asked_days import asked, day_of
from bot.components.entities import found_entities
from bot.spelling import normalise

MONDAY = date(2026, 11, 30)  # 9 Azar 1405
HOLIDAYS: list[dict[str, Any]] = [
    {"date": "2026-12-16", "name": {"en": "Founders' Day", "fa": "روز بنیان‌گذاران"}},
    {"date": "2026-12-17", "name": {"en": "Founders' Day", "fa": "روز بنیان‌گذاران"}},
]


def read(text: str, language: str = "en", today: date = MONDAY) -> Any:
    """What the action makes of the message, with what the pipeline finds in it."""
    entities = found_entities(normalise(text))
    return asked(text, entities, today=today, holidays=HOLIDAYS, language=language)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("are you open on friday?", ["2026-12-04"]),
        ("are you open next monday?", ["2026-12-07"]),
        ("open this monday?", ["2026-11-30"]),
        ("friday next week", ["2026-12-11"]),
        ("tomorrow?", ["2026-12-01"]),
        ("open the day after tomorrow?", ["2026-12-02"]),
        ("are you closed on december 25?", ["2026-12-25"]),
        ("the 25th of December", ["2026-12-25"]),
        ("3 November", ["2027-11-03"]),
        ("on 29 February", ["2028-02-29"]),
        ("2026-12-25", ["2026-12-25"]),
        ("25/12/2026", ["2026-12-25"]),
        ("12/25/2026", ["2026-12-25"]),
        ("on Christmas Day", ["2026-12-25"]),
        ("on Nowruz", ["2027-03-21"]),
        ("yalda", ["2026-12-21"]),
        ("thursday and friday", ["2026-12-03", "2026-12-04"]),
        ("friday, I mean friday", ["2026-12-04"]),
        ("at the weekend", ["2026-12-05", "2026-12-06"]),
        ("on founders' day?", ["2026-12-16"]),
        ("at 2pm", ["2026-11-30"]),
        ("yesterday", []),
        ("25 December 2020", []),
        ("1/1/1500", []),
        ("04/12/26", []),
        ("are you open?", []),
    ],
)
def test_days_in_english(text: str, days: list[str]) -> None:
    """Weekdays and dates are those to come; what cannot be one is none."""
    assert [asked_day.day.isoformat() for asked_day in read(text).days] == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("جمعه بازید؟", ["2026-12-04"]),
        ("دوشنبهٔ بعدی چی؟", ["2026-12-07"]),
        ("فردا تا ساعت چند هستید؟", ["2026-12-01"]),
        ("۱۳ فروردین", ["2027-04-02"]),
        ("۱۳ فروردین ۱۴۰۷", ["2028-04-01"]),
        ("۱۴۰۵/۹/۲۰", ["2026-12-11"]),
        ("۳۰ اسفند", ["2030-03-20"]),
        ("سیزده به در", ["2027-04-02"]),
        ("عید بازین؟", ["2027-03-21"]),
        ("آخر هفته", ["2026-12-03", "2026-12-04"]),
        ("روز بنیان‌گذاران تعطیلید؟", ["2026-12-16"]),
        ("jome bazid?", ["2026-12-04"]),
        ("13 farvardin", ["2027-04-02"]),
        ("۳۱ آذر", []),
        ("دیروز", []),
    ],
)
def test_days_in_persian(text: str, days: list[str]) -> None:
    """In either calendar, in Persian and in Latin letters."""
    assert [asked_day.day.isoformat() for asked_day in read(text, "fa").days] == days


@pytest.mark.parametrize(
    ("text", "about", "at"),
    [
        ("are you open on friday?", "open", None),
        ("can I come on thursday at 2pm?", "open", "14:00"),
        ("thursday at 2pm", None, "14:00"),
        ("are you closed on fridays?", "closed", None),
        ("what time do you close tomorrow?", None, None),
        ("are you open thursday afternoon?", None, None),
        ("are you open until 9 on thursday?", None, None),
        ("from 9 am to 5 pm tomorrow?", None, None),
        ("and friday?", None, None),
        ("جمعه بازید؟", "open", None),
        ("جمعه‌ها تعطیلین؟", "closed", None),
        ("فردا تا ساعت چند هستید؟", None, None),
        ("فردا ساعت ۵ عصر هستید؟", "open", "17:00"),
        ("جمعه چی؟", None, None),
        ("farda bazid?", "open", None),
        ("farda ta saat chand hastid", None, None),
    ],
)
def test_what_a_yes_or_no_is_about(text: str, about: str | None, at: str | None) -> None:
    """A question for a time, a part of the day or an end wants no yes and no no."""
    told = read(text)
    assert (told.about, told.at) == (about, at)


def test_each_of_a_weekday_is_not_the_next_one() -> None:
    """A plural asks about any week."""
    texts = ("are you open on fridays?", "جمعه‌ها بازید؟", "jomeha bazid?")
    assert [read(text).days[0].usual for text in texts] == [True, True, True]
    assert not read("are you open on friday?").days[0].usual


def test_a_week_is_asked_about_as_a_whole() -> None:
    """Unless a day of it is named."""
    assert read("what are your hours next week?").week
    assert not read("next week on friday").week


def test_a_day_in_a_button_has_no_place_in_the_text() -> None:
    """What was pressed comes without places."""
    pressed = [{"entity": "date", "value": "friday"}]
    told = asked("Friday", pressed, today=MONDAY, holidays=[], language="en")
    assert [asked_day.day for asked_day in told.days] == [date(2026, 12, 4)]


def test_a_date_of_another_length_is_none() -> None:
    """Two figures, or too many, are no date."""
    assert day_of("12 25", MONDAY) == []
    assert day_of("1 2 December", MONDAY) == []
