"""What the shop says about itself: addresses, contacts, policies, its usual week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from handoff.domain.consent import ConsentTerms
from handoff.domain.data_requests import ANSWER_WITHIN
from handoff.domain.language import Language
from handoff.domain.people import FIRST
from handoff.domain.shop.business_hours import END_OF_DAY, BusinessHours, Interval
from handoff.domain.shop.delivery import Delivery
from handoff.domain.shop.order_codes import ChangeRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    text: Mapping[Language, str]
    map: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """What the shop says about itself, in both languages. Goods are taken back within
    `return_window` of their arrival; without one a person decides on each. `delivery` is where parcels
    go, if that is known as data. `changes`: who may have the bot cancel or take back. `calls` is how the
    bot calls a customer, see `people.called`. A customer who has not rated a closed matter is asked by mail
    `rating_mail_after` the close; without it nobody is. `consent`: what customers agree to before their words are
    kept; without it nothing is asked. Customers who ask for a copy or the deletion of their data have an answer
    within `answers_about_data`."""

    name: Mapping[Language, str]
    hours: BusinessHours
    policies: Mapping[str, Mapping[Language, str]]
    addresses: tuple[Address, ...] = ()
    phone: str | None = None
    email: str | None = None
    currency: str
    return_window: timedelta | None = None
    delivery: Delivery | None = None
    changes: ChangeRule = "code"
    calls: Mapping[Language, str] = field(default_factory=lambda: {"en": FIRST, "fa": FIRST})
    rating_mail_after: timedelta | None = None
    consent: ConsentTerms | None = None
    answers_about_data: timedelta = ANSWER_WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """A weekday (0 = Monday) and when the shop is open on it: pairs of local times, such as 09:00
    and 18:00; 24:00 is the end of the day."""

    day: int
    intervals: tuple[tuple[str, str], ...]


def week_of(hours: BusinessHours) -> tuple[DayHours, ...]:
    """The usual week, from Monday on."""
    return tuple(
        DayHours(day=day, intervals=clock_times(hours.week.get(day, ()))) for day in range(7)
    )


def clock_times(intervals: Iterable[Interval]) -> tuple[tuple[str, str], ...]:
    """Openings as pairs of local times; 24:00 is the end of the day."""
    return tuple((f"{span.opens:%H:%M}", _closing(span)) for span in intervals)


def _closing(interval: Interval) -> str:
    return "24:00" if interval.closes == END_OF_DAY else f"{interval.closes:%H:%M}"
