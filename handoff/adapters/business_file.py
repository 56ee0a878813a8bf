"""`business.yml`: the shop itself, checked when it is read."""

import re
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from handoff.domain.business_hours import BusinessHours, Interval
from handoff.domain.errors import InvalidInput
from handoff.domain.language import Language

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_INTERVAL = re.compile(r"^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$")

Text = dict[Language, str]
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Holiday(_Part):
    date: date
    name: Text


class Address(_Part):
    id: str
    text: Text
    map: str | None = None


class Contact(_Part):
    phone: str | None = None
    email: str | None = None


class Business(_Part):
    """The shop: names, hours, holidays, addresses and policies, texts in both languages."""

    name: Text
    timezone: str
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    hours: dict[Day, list[str]]
    holidays: list[Holiday] = []
    addresses: list[Address] = []
    contact: Contact = Contact()
    policies: dict[str, Text] = {}

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{name} is not a time zone like Asia/Tehran") from None
        return name

    @field_validator("hours")
    @classmethod
    def _readable_hours(cls, hours: dict[Day, list[str]]) -> dict[Day, list[str]]:
        for intervals in hours.values():
            for interval in intervals:
                _interval(interval)
        return hours

    def business_hours(self) -> BusinessHours:
        week = {
            _DAYS.index(day): tuple(_interval(text) for text in sorted(intervals))
            for day, intervals in self.hours.items()
        }
        holidays = {holiday.date: dict(holiday.name) for holiday in self.holidays}
        return BusinessHours(zone=ZoneInfo(self.timezone), week=week, holidays=holidays)


def read_business(path: Path) -> Business:
    """The shop as `path` describes it.

    Raises:
        InvalidInput: `business_file`, with what is wrong and where.
    """
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Business.model_validate(content)
    except OSError as error:
        raise InvalidInput("business_file", f"{path} cannot be read: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise InvalidInput("business_file", f"{path} is not YAML: {error}") from None
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        where = ".".join(map(str, problem["loc"]))
        raise InvalidInput("business_file", f"{path}, {where}: {problem['msg']}") from None


def _interval(text: str) -> Interval:
    """`09:00-18:00`; `24:00` closes at the end of the day."""
    match = _INTERVAL.match(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not an interval like 09:00-18:00")
    opens, closes = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
    if opens >= closes:
        raise ValueError(f"{text!r} closes before it opens")
    return Interval(opens=time(*opens), closes=time.max if closes == (24, 0) else time(*closes))
