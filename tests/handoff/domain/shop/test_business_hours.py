"""When the shop is open."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.domain.shop.business_hours import (
    END_OF_DAY,
    HORIZON,
    BusinessHours,
    Interval,
    coming_holidays,
    day_state,
    opening_state,
)

if TYPE_CHECKING:
    from handoff.domain.language import Language

TEHRAN = ZoneInfo("Asia/Tehran")
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY, TUESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 1, 3, 4, 5, 6


def span(opens: str, closes: str) -> Interval:
    return Interval(
        opens=time.fromisoformat(opens),
        closes=END_OF_DAY if closes == "24:00" else time.fromisoformat(closes),
    )


def hours(zone: ZoneInfo, week: dict[int, list[Interval]]) -> BusinessHours:
    """Opening hours by weekday, without holidays."""
    spans = {day: tuple(intervals) for day, intervals in week.items()}
    return BusinessHours(zone=zone, week=spans, holidays={})


def daily(zone: ZoneInfo, opens: str, closes: str) -> BusinessHours:
    return hours(zone, {day: [span(opens, closes)] for day in range(7)})


# Saturday to Wednesday 9 to 18; Thursday in two parts; Friday closed.
IRANIAN_WEEK = hours(
    TEHRAN,
    {day: [span("09:00", "18:00")] for day in (MONDAY, TUESDAY, 2, SATURDAY, SUNDAY)}
    | {THURSDAY: [span("16:00", "20:00"), span("09:00", "13:00")]},
)


def tehran(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of the week whose Monday is 23 November 2026."""
    return datetime(2026, 11, 23, hour, minute, tzinfo=TEHRAN) + timedelta(days=day)


@pytest.mark.parametrize(
    ("at", "closes_at"),
    [
        (tehran(MONDAY, 9), tehran(MONDAY, 18)),
        (tehran(MONDAY, 17, 59), tehran(MONDAY, 18)),
        (tehran(THURSDAY, 12), tehran(THURSDAY, 13)),
        (tehran(THURSDAY, 16), tehran(THURSDAY, 20)),
    ],
)
def test_open(at: datetime, closes_at: datetime) -> None:
    """Open from the first minute on, until the end of that interval."""
    state = opening_state(IRANIAN_WEEK, at)
    assert state.open_now
    assert (state.closes_at, state.opens_at, state.holiday) == (closes_at, None, None)


@pytest.mark.parametrize(
    ("at", "opens_at"),
    [
        (tehran(MONDAY, 8, 59), tehran(MONDAY, 9)),
        (tehran(MONDAY, 18), tehran(TUESDAY, 9)),
        (tehran(THURSDAY, 13), tehran(THURSDAY, 16)),
        (tehran(THURSDAY, 20), tehran(SATURDAY, 9)),
        (tehran(FRIDAY, 12), tehran(SATURDAY, 9)),
    ],
)
def test_closed(at: datetime, opens_at: datetime) -> None:
    """Closed at the closing minute already, and the next opening is named."""
    state = opening_state(IRANIAN_WEEK, at)
    assert not state.open_now
    assert (state.closes_at, state.opens_at) == (None, opens_at)


def test_any_zone_may_ask_and_the_shops_zone_answers() -> None:
    """The same moment gives the same answer, in the shop's own time."""
    at = tehran(MONDAY, 10)
    state = opening_state(IRANIAN_WEEK, at.astimezone(UTC))
    assert state == opening_state(IRANIAN_WEEK, at)
    assert state.now.utcoffset() == timedelta(hours=3, minutes=30)
    assert state.closes_at is not None
    assert state.closes_at.tzinfo is TEHRAN


def test_a_holiday_is_closed_and_has_a_name() -> None:
    """A holiday closes the shop all day; the next opening is after it."""
    shop = BusinessHours(
        zone=TEHRAN,
        week=IRANIAN_WEEK.week,
        holidays={date(2026, 11, 23): {"en": "Nowruz", "fa": "نوروز"}},
    )
    state = opening_state(shop, tehran(MONDAY, 10))
    assert not state.open_now
    assert state.holiday == {"en": "Nowruz", "fa": "نوروز"}
    assert state.opens_at == tehran(TUESDAY, 9)
    assert opening_state(shop, tehran(TUESDAY, 10)).holiday is None


def test_a_special_day_has_hours_of_its_own() -> None:
    """Longer than usual, open on a holiday, or closed: what is said of the day itself counts."""
    eve, holiday, closed = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
    shop = replace(
        IRANIAN_WEEK,
        holidays={holiday: {"en": "Yalda", "fa": "یلدا"}},
        special={eve: (span("08:00", "22:00"),), holiday: (span("10:00", "12:00"),), closed: ()},
    )
    assert opening_state(shop, tehran(MONDAY, 21)).closes_at == tehran(MONDAY, 22)
    assert opening_state(shop, tehran(MONDAY, 23)).opens_at == tehran(TUESDAY, 10)
    assert opening_state(shop, tehran(TUESDAY, 13)).opens_at == tehran(THURSDAY, 9)


def test_never_open() -> None:
    """A shop without hours, or closed beyond the horizon, has no next opening."""
    assert opening_state(hours(TEHRAN, {}), tehran(MONDAY, 10)).opens_at is None
    away = BusinessHours(
        zone=TEHRAN,
        week=IRANIAN_WEEK.week,
        holidays={
            date(2026, 11, 23) + timedelta(days=n): {"en": "Away"} for n in range(HORIZON.days)
        },
    )
    assert opening_state(away, tehran(MONDAY, 10)).opens_at is None


def test_open_until_midnight() -> None:
    """24:00 is the very end of the day: open in its last microsecond, closed at midnight."""
    shop = hours(TEHRAN, {MONDAY: [span("18:00", "24:00")]})
    midnight = tehran(TUESDAY, 0)
    last = opening_state(shop, midnight - timedelta(microseconds=1))
    assert last.open_now
    assert last.closes_at == midnight
    assert opening_state(shop, midnight).opens_at == tehran(MONDAY + 7, 18)


def test_openings_that_touch_are_one() -> None:
    """Open past midnight, as two intervals: it closes in the night, not at midnight."""
    shop = hours(TEHRAN, {MONDAY: [span("18:00", "24:00")], TUESDAY: [span("00:00", "02:00")]})
    assert opening_state(shop, tehran(MONDAY, 23)).closes_at == tehran(TUESDAY, 2)
    assert opening_state(shop, tehran(TUESDAY, 1)).closes_at == tehran(TUESDAY, 2)


def test_openings_that_overlap_are_one() -> None:
    """Intervals may lie over each other, in any order."""
    shop = hours(
        TEHRAN, {MONDAY: [span("12:00", "15:00"), span("09:00", "18:00"), span("18:00", "19:00")]}
    )
    assert opening_state(shop, tehran(MONDAY, 10)).closes_at == tehran(MONDAY, 19)


def test_open_around_the_clock() -> None:
    """A shop that never closes names no closing time."""
    state = opening_state(daily(TEHRAN, "00:00", "24:00"), tehran(MONDAY, 10))
    assert state.open_now
    assert (state.closes_at, state.opens_at) == (None, None)


# In Berlin the clock goes from 02:00 to 03:00 on 29 March 2026, from 03:00 to 02:00 on 25 October.


def test_hours_keep_their_local_time_when_the_clock_changes() -> None:
    """Nine o'clock is nine o'clock on both sides, an hour apart in UTC."""
    shop = daily(BERLIN, "09:00", "18:00")
    winter = opening_state(shop, datetime(2026, 3, 28, 3, tzinfo=UTC)).opens_at
    summer = opening_state(shop, datetime(2026, 3, 29, 3, tzinfo=UTC)).opens_at
    assert winter == datetime(2026, 3, 28, 8, tzinfo=UTC)
    assert summer == datetime(2026, 3, 29, 7, tzinfo=UTC)


def test_an_hour_that_comes_twice_closes_once() -> None:
    """Open until 02:30: the first 02:30 closes, and the second 02:10 does not open again."""
    shop = daily(BERLIN, "00:00", "02:30")
    first, second = (
        datetime(2026, 10, 25, 0, 10, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 10, tzinfo=UTC),
    )
    closes_at = opening_state(shop, first).closes_at
    assert closes_at is not None
    # In UTC, for Python calls a local time that comes twice unequal to any other.
    assert closes_at.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert not opening_state(shop, second).open_now


def test_a_day_of_twenty_five_hours_is_open_all_of_them() -> None:
    """Time across a clock change counts as it passes."""
    shop = daily(BERLIN, "01:00", "04:00")
    moments = [datetime(2026, 10, 24, 23, 30, tzinfo=UTC) + timedelta(hours=n) for n in range(4)]
    assert all(opening_state(shop, at).open_now for at in moments)


def test_an_hour_that_never_comes_is_not_open() -> None:
    """An interval inside the skipped hour does not happen; one that begins in it begins after."""
    skipped = daily(BERLIN, "02:00", "03:00")
    at = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert opening_state(skipped, at).opens_at == datetime(2026, 3, 30, 0, tzinfo=UTC)
    begun = opening_state(daily(BERLIN, "02:30", "05:00"), at)
    assert begun.opens_at is not None
    assert begun.opens_at.isoformat() == "2026-03-29T03:30:00+02:00"


times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
intervals = st.tuples(times, times | st.just(END_OF_DAY)).filter(lambda pair: pair[0] < pair[1])
weeks = st.dictionaries(
    st.integers(0, 6),
    st.lists(intervals.map(lambda pair: Interval(opens=pair[0], closes=pair[1])), max_size=3).map(
        tuple
    ),
)
shops = st.builds(
    BusinessHours,
    zone=st.sampled_from([TEHRAN, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("UTC")]),
    week=weeks,
    holidays=st.dictionaries(
        st.dates(date(2026, 3, 20), date(2026, 4, 10)), st.just({"en": "Holiday"}), max_size=4
    ),
)
# Around the days on which clocks change.
moments = st.builds(
    lambda begin, seconds: begin + timedelta(seconds=seconds),
    st.sampled_from([datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC)]),
    st.integers(0, 15 * 86_400),
)


@settings(deadline=None, max_examples=60)
@given(shops, moments)
def test_what_is_foretold_comes_true(shop: BusinessHours, at: datetime) -> None:
    """Open until the closing time and not at it; closed until the opening time and open at it."""
    state = opening_state(shop, at)
    assert state.now.astimezone(UTC) == at
    for turning, open_before in ((state.closes_at, True), (state.opens_at, False)):
        if turning is not None:
            moment = turning.astimezone(UTC)
            before = opening_state(shop, moment - timedelta(microseconds=1))
            after = opening_state(shop, moment)
            assert moment > at
            assert (state.open_now, before.open_now) == (open_before, open_before)
            assert after.open_now is not open_before


@pytest.mark.parametrize(
    ("at", "open_at"),
    [
        (None, None),
        ("08:59", False),
        ("09:00", True),
        ("13:00", False),
        ("15:00", False),
        ("16:00", True),
        ("20:00", False),
    ],
)
def test_a_day_is_told_with_its_breaks(at: str | None, *, open_at: bool | None) -> None:
    """The openings of the day in order; whether the shop is open at a time, the closing time excluded."""
    told = day_state(IRANIAN_WEEK, date(2026, 11, 26), time.fromisoformat(at) if at else None)
    assert told.intervals == (span("09:00", "13:00"), span("16:00", "20:00"))
    assert (told.open_at, told.holiday) == (open_at, None)


def test_a_shop_open_until_midnight_is_open_in_its_last_minute() -> None:
    """24:00 is after every time that a clock shows."""
    told = day_state(daily(BERLIN, "10:00", "24:00"), date(2026, 11, 23), time(23, 59))
    assert told.open_at is True


def test_a_holiday_is_why_a_day_is_closed_and_no_reason_when_it_is_open() -> None:
    """Special hours win over the holiday: then the day reads like any other."""
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    name: dict[Language, str] = {"en": "Yalda", "fa": "یلدا"}
    short = (span("09:00", "11:00"),)
    shop = replace(IRANIAN_WEEK, holidays={tuesday: name, monday: name}, special={tuesday: short})
    closed, opened = day_state(shop, monday, time(10)), day_state(shop, tuesday, time(10))
    assert (closed.intervals, closed.open_at, closed.holiday) == ((), False, name)
    assert (opened.intervals, opened.open_at, opened.holiday) == (short, True, None)
    assert coming_holidays(shop, monday) == ((monday, name), (tuesday, name))
    assert coming_holidays(shop, tuesday) == ((tuesday, name),)
