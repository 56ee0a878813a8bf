"""A shop that has set what a test says."""

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from handoff.domain.shop.business_hours import END_OF_DAY, BusinessHours, Interval
from handoff.domain.shop.profile import Shop
from handoff.domain.shop_settings import ShopVersion
from tests.handoff.topics import RULES

ALWAYS = BusinessHours(
    zone=ZoneInfo("Asia/Tehran"),
    week={day: (Interval(opens=time.min, closes=END_OF_DAY),) for day in range(7)},
    holidays={},
)


def shop_of(**said: Any) -> Shop:
    """A shop that is always open, unless said otherwise."""
    usual: dict[str, Any] = {
        "name": {"en": "Book Corner", "fa": "کنج کتاب"},
        "hours": ALWAYS,
        "policies": {},
        "currency": "IRR",
    }
    return Shop(**usual | said)


class Settled:
    """Settings at their port; a test changes `version`."""

    def __init__(self, **said: Any) -> None:
        self.version = ShopVersion(version="1", shop=shop_of(**said), policy=RULES)

    def current(self) -> ShopVersion:
        return self.version
