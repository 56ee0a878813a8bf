"""Days, dates and numbers as readers of each language expect them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import pytest

from bot.actions import wording
from bot.actions.hours import hours_answer
from internal_api import OPEN

TEHRAN = timezone(timedelta(hours=3, minutes=30))
SUNDAY = datetime(2026, 11, 22, 14, 3, tzinfo=TEHRAN)


def test_dates_use_the_calendar_of_the_language() -> None:
    assert wording.spoken_date(date(2026, 11, 22), "en") == "22 November 2026"
    assert wording.spoken_date(date(2026, 11, 22), "fa") == "۱ آذر ۱۴۰۵"
    assert wording.spoken_date(date(2027, 3, 21), "fa") == "۱ فروردین ۱۴۰۶"


def test_times() -> None:
    assert wording.spoken_time(time(9), "en") == "09:00"
    assert wording.spoken_time(time(9), "fa") == "۹"
    assert wording.spoken_time(time(16, 5), "fa") == "۱۶:۰۵"


@pytest.mark.parametrize(
    ("days", "english", "persian"),
    [
        (0, "today at 16:30", "امروز ساعت ۱۶:۳۰"),
        (1, "tomorrow at 16:30", "فردا ساعت ۱۶:۳۰"),
        (3, "on Wednesday at 16:30", "چهارشنبه ساعت ۱۶:۳۰"),
        (9, "on Tuesday, 1 December 2026, at 16:30", "سه‌شنبه ۱۰ آذر ۱۴۰۵ ساعت ۱۶:۳۰"),
    ],
)
def test_next_opening(days: int, english: str, persian: str) -> None:
    opens = SUNDAY.replace(hour=16, minute=30) + timedelta(days=days)
    assert wording.next_opening(opens, SUNDAY, "en") == english
    assert wording.next_opening(opens, SUNDAY, "fa") == persian


def test_the_week_starts_where_the_reader_starts_it() -> None:
    assert wording.week(OPEN["week"], "en") == (
        "Monday to Wednesday 09:00 to 20:00; Thursday 09:00 to 13:00 and 16:30 to 21:00; "
        "Friday closed; Saturday to Sunday 09:00 to 20:00"
    )
    assert wording.week(OPEN["week"], "fa") == (
        "شنبه تا چهارشنبه ۹ تا ۲۰؛ پنجشنبه ۹ تا ۱۳ و ۱۶:۳۰ تا ۲۱؛ جمعه تعطیل"
    )


def test_a_missing_day_is_closed_and_midnight_has_a_name() -> None:
    week = [{"day": 0, "intervals": [["18:00", "24:00"]]}]
    assert wording.week(week, "en") == "Monday 18:00 to 24:00; Tuesday to Sunday closed"


@pytest.mark.parametrize(
    ("change", "response"),
    [
        ({}, "utter_hours_open"),
        ({"closes_at": None}, "utter_hours_always_open"),
        ({"open_now": False}, "utter_hours_closed_open_end"),
        ({"open_now": False, "opens_at": "2026-11-23T09:00:00+03:30"}, "utter_hours_closed"),
        (
            {
                "open_now": False,
                "opens_at": "2026-11-23T09:00:00+03:30",
                "holiday": {"en": "Nowruz", "fa": "نوروز"},
            },
            "utter_hours_holiday",
        ),
    ],
)
def test_which_sentence_answers_are_you_open(change: dict[str, Any], response: str) -> None:
    assert hours_answer({**OPEN, **change}, "fa")[0] == response


def test_both_catalogues_say_the_same_things() -> None:
    english, persian = wording.texts("en"), wording.texts("fa")
    assert english.keys() == persian.keys()
    assert len(persian["months"]) == 12
    assert len(persian["weekdays"]) == 7
