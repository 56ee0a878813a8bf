"""Where the shop sends parcels, in how many days, and for how much.

A zone is a list of cities, a list of countries, or (at most one) what is left of the shop's own country.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from handoff.domain.language import Language
from handoff.domain.shop.names import is_named, words

type Name = Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A parcel takes `days` working days, from the first to the last, and costs `price` in the shop's
    currency; nothing from an order of `free_from` on."""

    days: tuple[int, int]
    price: Decimal
    free_from: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Without `cities` and `countries`: what is left of the shop's country."""

    name: Name
    cities: tuple[Name, ...] = ()
    countries: tuple[Name, ...] = ()
    usual: Rate
    express: Rate | None = None

    @property
    def is_rest(self) -> bool:
        return not self.cities and not self.countries


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`country` is the shop's own."""

    country: Name
    zones: tuple[Zone, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPlace:
    """What a customer wrote, and the spellings of a city and of a country that were recognised in it;
    of a city, `country` is where it lies."""

    text: str
    city: tuple[str, ...] = ()
    country: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """`zone` is where a parcel to the place counts; None: the shop does not send there. `place` is the
    shop's name for it, if the shop lists it."""

    zone: Zone | None
    place: Name | None = None


def destination(delivery: Delivery, asked: AskedPlace) -> Destination | None:
    """What holds for the place that was asked about; None if none was recognised."""
    for zone in delivery.zones:
        for city in zone.cities:
            if _is_meant(city, asked.text, asked.city):
                return Destination(zone=zone, place=city)
    for zone in delivery.zones:
        for country in zone.countries:
            if _is_meant(country, asked.text, asked.country):
                return Destination(zone=zone, place=country)
    if not _is_same(delivery.country, asked.country):
        return Destination(zone=None) if asked.city or asked.country else None
    if not asked.city:
        return None  # the whole of the shop's own country
    return Destination(zone=next((zone for zone in delivery.zones if zone.is_rest), None))


def _is_meant(name: Name, text: str, spellings: tuple[str, ...]) -> bool:
    return _is_same(name, spellings) or any(is_named(spelt, text) for spelt in name.values())


def _is_same(name: Name, spellings: tuple[str, ...]) -> bool:
    ours = {words(spelt) for spelt in name.values()}
    return not ours.isdisjoint(map(words, spellings))
