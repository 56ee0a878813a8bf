"""The `delivery` of `business.yml`: zones, checked when they are read."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator, model_validator

from handoff.adapters.business_parts import BothLanguages, Part
from handoff.domain.shop.delivery import Delivery, Rate, Zone
from handoff.domain.shop.names import words

_MOST_DAYS = 365


def _span(told: Any) -> Any:
    """`2` is two days; `[1, 3]` one to three."""
    return [told, told] if isinstance(told, int) else told


def _decimal(told: Any) -> Any:
    return str(told) if isinstance(told, float) else told  # 24.8 is what was written


Day = Annotated[int, Field(ge=0, le=_MOST_DAYS, strict=True)]
Days = Annotated[tuple[Day, Day], BeforeValidator(_span)]
Amount = Annotated[Decimal, Field(ge=0, le=10**12), BeforeValidator(_decimal)]


class RateEntry(Part):
    """Working days, and a price in the shop's currency."""

    days: Days
    price: Amount
    free_from: Annotated[Amount, Field(gt=0)] | None = None

    @field_validator("days")
    @classmethod
    def _in_order(cls, days: tuple[int, int]) -> tuple[int, int]:
        if days[0] > days[1]:
            raise ValueError(f"{days[0]} to {days[1]} days run backwards")
        return days

    def rate(self) -> Rate:
        return Rate(days=self.days, price=self.price, free_from=self.free_from)


class ZoneEntry(RateEntry):
    """Cities or countries; with neither it is the rest of the shop's own country."""

    name: BothLanguages
    cities: list[BothLanguages] = Field(default_factory=list)
    countries: list[BothLanguages] = Field(default_factory=list)
    express: RateEntry | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "ZoneEntry":
        if self.cities and self.countries:
            raise ValueError("it lists cities and countries; make them two zones")
        return self

    def zone(self) -> Zone:
        return Zone(
            name=self.name,
            cities=tuple(self.cities),
            countries=tuple(self.countries),
            usual=self.rate(),
            express=self.express.rate() if self.express else None,
        )


class DeliveryEntry(Part):
    """`country` is the shop's own."""

    country: BothLanguages
    zones: Annotated[list[ZoneEntry], Field(min_length=1)]

    @field_validator("zones")
    @classmethod
    def _each_place_once(cls, zones: list[ZoneEntry]) -> list[ZoneEntry]:
        if sum(zone.zone().is_rest for zone in zones) > 1:
            raise ValueError("two zones list no places; only one can be the rest of the country")
        seen: set[tuple[str, ...]] = set()
        for place in (place for zone in zones for place in (*zone.cities, *zone.countries)):
            spellings = {words(spelt) for spelt in place.values()}
            if spellings & seen:
                raise ValueError(f"{place['en']} is there twice; keep one of them")
            seen |= spellings
        return zones

    def delivery(self) -> Delivery:
        return Delivery(country=self.country, zones=tuple(zone.zone() for zone in self.zones))
