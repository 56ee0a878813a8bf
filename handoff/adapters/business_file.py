"""`business.yml`: the shop itself, checked when it is read."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from handoff.adapters.business_delivery import DeliveryEntry
from handoff.adapters.business_parts import BothLanguages, Part
from handoff.adapters.wording.delivery import delivery_policies
from handoff.adapters.yaml_files import parse_yaml, read_text
from handoff.domain.consent import ConsentTerms
from handoff.domain.data_requests import ANSWER_WITHIN
from handoff.domain.errors import InvalidInput
from handoff.domain.handoff.policy_settings import PRIORITY, AskFor, PolicySettings
from handoff.domain.language import Language
from handoff.domain.people import FIRST, NAME_LENGTH, WHOLE, readable_name
from handoff.domain.shop.business_hours import BusinessHours, Interval
from handoff.domain.shop.order_codes import ChangeRule
from handoff.domain.shop.profile import Address as ToldAddress
from handoff.domain.shop.profile import Shop
from handoff.domain.topics import Topics
from handoff.domain.understanding import HandoffReason

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_INTERVAL = re.compile(r"^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$")

_WEB_ADDRESS = re.compile(r"https?://[^\s\"<>]{1,500}")

TERMS_LENGTH = 600  # characters that customers read before they write

_LAST_HOUR, _LAST_MINUTE = 23, 59


def _named(names: dict[Language, str]) -> dict[Language, str]:
    try:
        return {language: readable_name(name, "The shop") for language, name in names.items()}
    except InvalidInput as refusal:
        raise ValueError(refusal.message) from None


def _readable(hours: list[str]) -> list[str]:
    _intervals(hours)
    return hours


def _calling(patterns: dict[Language, str]) -> dict[Language, str]:
    for pattern in patterns.values():
        if len(pattern) > NAME_LENGTH:
            raise ValueError(f"it has more than {NAME_LENGTH} characters")
        left = pattern.replace(FIRST, "", 1).replace(WHOLE, "", 1)
        if left == pattern or "{" in left or "}" in left:
            raise ValueError(f"{pattern!r} needs {FIRST} or {WHOLE}, once, for the customer's name")
    return patterns


def _short(texts: dict[Language, str]) -> dict[Language, str]:
    if any(len(text) > TERMS_LENGTH for text in texts.values()):
        raise ValueError(f"it has more than {TERMS_LENGTH} characters; lead to the rest by `link`")
    return texts


def _web_addresses(links: dict[Language, str]) -> dict[Language, str]:
    for link in links.values():
        if not _WEB_ADDRESS.fullmatch(link):
            raise ValueError(f"{link!r} is not an address like https://shop.example/privacy")
    return links


Name = Annotated[BothLanguages, AfterValidator(_named)]
Calling = Annotated[BothLanguages, AfterValidator(_calling)]
_BY_FIRST_NAME: dict[Language, str] = {"en": FIRST, "fa": FIRST}
Hours = Annotated[list[str], AfterValidator(_readable)]
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Holiday(Part):
    date: date
    name: BothLanguages


class SpecialDay(Part):
    """Other hours than usual on one day; none at all: closed."""

    date: date
    hours: Hours


class AddressEntry(Part):
    id: str
    text: BothLanguages
    map: str | None = None


class ContactEntry(Part):
    phone: str | None = None
    email: str | None = None


class Returns(Part):
    """Goods are taken back for so many days after their arrival."""

    days: Annotated[int, Field(ge=1, le=3650, strict=True)]


class SteppingAside(Part):
    """When the bot makes room for a person; what is not said stays as it is built in. Priorities are
    minutes by which a reason is served sooner; topics have their own, in `topics.yml`."""

    misunderstandings: Annotated[int, Field(ge=1, le=5, strict=True)] | None = None
    repeats: Annotated[int, Field(ge=2, le=10, strict=True)] | None = None
    priority: dict[HandoffReason, Annotated[int, Field(ge=0, le=60, strict=True)]] = Field(
        default_factory=dict
    )

    def policy(self, topics: Topics, ask_for_ratings: AskFor) -> PolicySettings:
        said = {name: value for name, value in iter(self) if value is not None}
        priority = {**PRIORITY, **self.priority}
        return PolicySettings(
            **said | {"topics": topics, "priority": priority, "ask_for_ratings": ask_for_ratings}
        )


class Ratings(Part):
    """Whom the shop asks for an opinion once a matter is closed, and after how many hours it asks by mail
    those who have not given one: 0 asks nobody by mail."""

    ask: AskFor = "always"
    mail_after_hours: Annotated[float, Field(ge=0, le=168, strict=True)] = 24


class ConsentEntry(Part):
    """What customers agree to before anything that they type is kept. A new text has a new version, by which
    everybody is asked again."""

    version: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    text: Annotated[BothLanguages, AfterValidator(_short)]
    link: Annotated[BothLanguages, AfterValidator(_web_addresses)] | None = None

    def terms(self) -> ConsentTerms:
        return ConsentTerms(version=self.version, text=self.text, link=self.link)


class DataRequests(Part):
    """Within how many days the shop answers customers who ask for a copy of what is kept of them, or for its
    deletion."""

    answer_within_days: Annotated[int, Field(ge=1, le=90, strict=True)] = ANSWER_WITHIN.days


class Business(Part):
    """The shop: names, hours, holidays, addresses, delivery and policies, texts in both languages.
    Without `returns` a person decides on each. `changes`: who may have the bot cancel or take back.
    `calls`: how the bot calls a customer by name."""

    name: Name
    timezone: str
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    hours: dict[Day, Hours]
    holidays: list[Holiday] = Field(default_factory=list)
    special_days: list[SpecialDay] = Field(default_factory=list)
    addresses: list[AddressEntry] = Field(default_factory=list)
    contact: ContactEntry = ContactEntry()
    returns: Returns | None = None
    changes: ChangeRule = "code"
    delivery: DeliveryEntry | None = None
    calls: Calling = _BY_FIRST_NAME
    policies: dict[str, BothLanguages] = Field(default_factory=dict)
    handoff: SteppingAside = SteppingAside()
    ratings: Ratings = Ratings()
    consent: ConsentEntry | None = None
    data_requests: DataRequests = DataRequests()

    def policy(self, topics: Topics) -> PolicySettings:
        return self.handoff.policy(topics, self.ratings.ask)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{name} is not a time zone like Asia/Tehran") from None
        return name

    @field_validator("holidays", "special_days")
    @classmethod
    def _each_day_once[Named: (Holiday, SpecialDay)](cls, days: list[Named]) -> list[Named]:
        dates = sorted(day.date for day in days)
        for earlier, later in pairwise(dates):
            if earlier == later:
                raise ValueError(f"{earlier} is there twice; keep one of them")
        return days

    @model_validator(mode="after")
    def _said_once(self) -> "Business":
        doubled = sorted(self._told_of_delivery().keys() & self.policies.keys())
        if doubled:
            raise ValueError(
                f"policies.{doubled[0]} is made from `delivery`; remove it from the policies"
            )
        return self

    def _told_of_delivery(self) -> Mapping[str, Mapping[Language, str]]:
        if self.delivery is None:
            return {}
        return delivery_policies(self.delivery.delivery(), self.currency)

    @property
    def return_window(self) -> timedelta | None:
        return timedelta(days=self.returns.days) if self.returns else None

    def business_hours(self) -> BusinessHours:
        return BusinessHours(
            zone=ZoneInfo(self.timezone),
            week={_DAYS.index(day): _intervals(hours) for day, hours in self.hours.items()},
            holidays={holiday.date: dict(holiday.name) for holiday in self.holidays},
            special={day.date: _intervals(day.hours) for day in self.special_days},
        )

    def shop(self) -> Shop:
        """What it says about itself."""
        return Shop(
            hours=self.business_hours(),
            policies={**self.policies, **self._told_of_delivery()},
            delivery=self.delivery.delivery() if self.delivery else None,
            addresses=tuple(
                ToldAddress(text=address.text, map=address.map) for address in self.addresses
            ),
            phone=self.contact.phone,
            email=self.contact.email,
            name=self.name,
            currency=self.currency,
            return_window=self.return_window,
            changes=self.changes,
            calls=self.calls,
            rating_mail_after=timedelta(hours=hours)
            if (hours := self.ratings.mail_after_hours)
            else None,
            consent=self.consent.terms() if self.consent else None,
            answers_about_data=timedelta(days=self.data_requests.answer_within_days),
        )


def read_business(path: Path) -> Business:
    """The shop as `path` describes it.

    Raises:
        InvalidInput: `business_file`, with what is wrong and where.
    """
    return parse_business(read_text(path, "business_file"), path)


def parse_business(text: str, path: Path) -> Business:
    """The shop as `text`, which was read from `path`, describes it. Raises InvalidInput."""
    content = parse_yaml(text, path, "business_file")
    try:
        return Business.model_validate(content)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        where = ".".join(map(str, problem["loc"])) or "the whole of it"
        reason = str(problem["msg"]).removeprefix("Value error, ")
        raise InvalidInput("business_file", f"{path}, {where}: {reason}") from None


def _intervals(texts: list[str]) -> tuple[Interval, ...]:
    """The openings of a day, in order. Raises ValueError for what nobody can mean."""
    intervals = sorted(((_interval(text), text) for text in texts), key=lambda pair: pair[0].opens)
    for (earlier, told), (later, also_told) in pairwise(intervals):
        if later.opens < earlier.closes:
            raise ValueError(f"{told!r} and {also_told!r} overlap; make them one, or part them")
    return tuple(interval for interval, _ in intervals)


def _interval(text: str) -> Interval:
    """`09:00-18:00`; `24:00` closes at the end of the day."""
    match = _INTERVAL.match(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not an interval like 09:00-18:00")
    opens, closes = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
    if max(opens[1], closes[1]) > _LAST_MINUTE or opens[0] > _LAST_HOUR or closes > (24, 0):
        raise ValueError(f"{text!r} has a time that no clock shows")
    if opens >= closes:
        raise ValueError(f"{text!r} closes before it opens")
    return Interval(opens=time(*opens), closes=time.max if closes == (24, 0) else time(*closes))
