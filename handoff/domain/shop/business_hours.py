"""When the shop is open: weekly hours in its own time zone, less holidays; on special days other
hours than those of the week, be it a holiday or not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handoff.domain.language import Language

# How far ahead the next opening is looked for; a shop closed longer than this has no next one.
HORIZON = timedelta(days=60)

# The closing time of an interval that lasts until midnight ("24:00"); no `time` says that.
END_OF_DAY = time.max

type _Span = tuple[datetime, datetime]  # from, until; both in UTC, where every moment is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Open from `opens` until `closes`, local times of one day, `opens < closes`."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessHours:
    """`week` by weekday (0 = Monday … 6 = Sunday), a missing day is closed; `holidays` and the hours
    of `special` days by date."""

    zone: ZoneInfo
    week: Mapping[int, tuple[Interval, ...]]
    holidays: Mapping[date, Mapping[Language, str]]
    special: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)

    def of(self, day: date) -> tuple[Interval, ...]:
        """The openings of `day`, in order."""
        usual = () if day in self.holidays else self.week.get(day.weekday(), ())
        return tuple(sorted(self.special.get(day, usual), key=lambda span: span.opens))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningState:
    """`closes_at` while open, `opens_at` while closed (None: not within the horizon).
    `holiday` is today's, by language. All times are in the shop's zone."""

    now: datetime
    open_now: bool
    closes_at: datetime | None
    opens_at: datetime | None
    holiday: Mapping[Language, str] | None


def opening_state(hours: BusinessHours, at: datetime) -> OpeningState:
    """Whether the shop is open at `at` (any zone), and until or from when.

    Openings that touch at midnight are one: a shop open around the clock never closes.
    """
    moment, now = at.astimezone(UTC), at.astimezone(hours.zone)
    today = now.date()
    coming = (span for span in _joined(_spans(hours, today)) if moment < span[1])
    opens, closes = next(coming, (None, None))
    open_now = opens is not None and opens <= moment
    end = _moment(hours, today + HORIZON, time.min)
    return OpeningState(
        now=now,
        open_now=open_now,
        closes_at=closes.astimezone(hours.zone) if open_now and closes and closes < end else None,
        opens_at=opens.astimezone(hours.zone) if opens and not open_now else None,
        holiday=hours.holidays.get(today),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DayState:
    """When the shop is open on one `day`; `open_at` answers for the time that was asked about.
    `holiday` names the holiday on which it is closed."""

    day: date
    intervals: tuple[Interval, ...]
    open_at: bool | None
    holiday: Mapping[Language, str] | None


def day_state(hours: BusinessHours, day: date, at: time | None = None) -> DayState:
    """The hours of `day`, and whether the shop is open on it at the local time `at`."""
    intervals = hours.of(day)
    return DayState(
        day=day,
        intervals=intervals,
        open_at=None if at is None else any(span.opens <= at < span.closes for span in intervals),
        holiday=None if intervals else hours.holidays.get(day),
    )


def coming_holidays(
    hours: BusinessHours, today: date
) -> tuple[tuple[date, Mapping[Language, str]], ...]:
    """The holidays from `today` on, in their order."""
    return tuple((day, hours.holidays[day]) for day in sorted(hours.holidays) if day >= today)


def _spans(hours: BusinessHours, today: date) -> Iterator[_Span]:
    """The openings from today on, in order."""
    for offset in range(HORIZON.days):
        day = today + timedelta(days=offset)
        for interval in hours.of(day):
            opens, closes = _moment(hours, day, interval.opens), _closing(hours, day, interval)
            if opens < closes:  # else the clock went forward over all of it
                yield opens, closes


def _joined(spans: Iterable[_Span]) -> Iterator[_Span]:
    """The same openings, with those that touch or overlap made one."""
    current: _Span | None = None
    for span in spans:
        if current is not None and span[0] <= current[1]:
            current = (current[0], max(current[1], span[1]))
            continue
        if current is not None:
            yield current
        current = span
    if current is not None:
        yield current


def _closing(hours: BusinessHours, day: date, interval: Interval) -> datetime:
    if interval.closes == END_OF_DAY:
        return _moment(hours, day + timedelta(days=1), time.min)
    return _moment(hours, day, interval.closes)


def _moment(hours: BusinessHours, day: date, local: time) -> datetime:
    return datetime.combine(day, local, hours.zone).astimezone(UTC)
