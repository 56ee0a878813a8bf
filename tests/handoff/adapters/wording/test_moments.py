"""Days and times as people read them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from handoff.adapters.wording.moments import spoken_day, spoken_time

TEHRAN = ZoneInfo("Asia/Tehran")


def test_each_language_has_its_calendar_and_digits() -> None:
    """By the clock of the place: in Tehran it is the next day already."""
    at = datetime(2026, 11, 21, 21, 5, tzinfo=UTC)
    assert spoken_day(at, TEHRAN, "en") == "Sunday, 22 November 2026"
    assert spoken_day(at, TEHRAN, "fa") == "یکشنبه ۱ آذر ۱۴۰۵"
    assert (spoken_time(at, TEHRAN, "en"), spoken_time(at, TEHRAN, "fa")) == ("00:35", "۰۰:۳۵")


def test_the_turn_of_the_persian_year() -> None:
    """The last day of a leap year and the first of the next one."""
    last, first = (datetime(2025, 3, day, 12, tzinfo=UTC) for day in (20, 21))
    assert spoken_day(last, UTC, "fa") == "پنجشنبه ۳۰ اسفند ۱۴۰۳"
    assert spoken_day(first, UTC, "fa") == "جمعه ۱ فروردین ۱۴۰۴"
