"""When the shop is open: weekly hours in its own time zone, less holidays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# How far ahead the next opening is looked for; a shop closed longer than this has no next one.
HORIZON = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Open from `opens` until `closes`, local times of one day, `opens < closes`."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessHours:
    """`week` by weekday (0 = Monday … 6 = Sunday), a missing day is closed; `holidays` by date."""

    zone: ZoneInfo
    week: Mapping[int, tuple[Interval, ...]]
    holidays: Mapping[date, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningState:
    """`closes_at` while open, `opens_at` while closed (None: not within the horizon).
    `holiday` is today's, by language. All times are in the shop's zone."""

    now: datetime
    open_now: bool
    closes_at: datetime | None
    opens_at: datetime | None
    holiday: Mapping[str, str] | None


def opening_state(hours: BusinessHours, at: datetime) -> OpeningState:
    """Whether the shop is open at `at` (any zone), and until or from when."""
    now = at.astimezone(hours.zone)
    current = next((span for span in _spans(hours, now) if span[0] <= now < span[1]), None)
    upcoming = next((span for span in _spans(hours, now) if span[0] > now), None)
    return OpeningState(
        now=now,
        open_now=current is not None,
        closes_at=current[1] if current else None,
        opens_at=upcoming[0] if upcoming and not current else None,
        holiday=hours.holidays.get(now.date()),
    )


def _spans(hours: BusinessHours, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The openings from today on, in order, as aware local times."""
    for offset in range(HORIZON.days):
        day = now.date() + timedelta(days=offset)
        if day in hours.holidays:
            continue
        for interval in hours.week.get(day.weekday(), ()):
            yield (
                datetime.combine(day, interval.opens, hours.zone),
                datetime.combine(day, interval.closes, hours.zone),
            )
