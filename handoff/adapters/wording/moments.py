"""Days and times as people read them: the Gregorian calendar in English, the Persian one in Persian."""

from datetime import datetime, tzinfo

import jdatetime

from handoff.adapters.wording.catalogues import catalogue
from handoff.domain.language import Language
from handoff.domain.persian import persian_digits


def spoken_day(at: datetime, zone: tzinfo, language: Language) -> str:
    """Sunday, 22 November 2026; یکشنبه ۱ آذر ۱۴۰۵."""
    here, words = at.astimezone(zone), catalogue(language)["calendar"]
    day = jdatetime.date.fromgregorian(date=here.date()) if language == "fa" else here.date()
    told: str = words["day"].format(
        weekday=words["weekdays"][here.weekday()],
        day=day.day,
        month=words["months"][day.month - 1],
        year=day.year,
    )
    return persian_digits(told) if language == "fa" else told


def spoken_time(at: datetime, zone: tzinfo, language: Language) -> str:
    """15:30; ۱۵:۳۰."""
    told = f"{at.astimezone(zone):%H:%M}"
    return persian_digits(told) if language == "fa" else told
