"""What the shop says of its delivery, made of its zones: for whoever asks in general."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handoff.adapters.wording.catalogues import catalogue
from handoff.adapters.wording.money import spoken_money
from handoff.domain.language import LANGUAGES, Language
from handoff.domain.persian import persian_digits
from handoff.domain.shop.delivery import Delivery, Rate, Zone


def delivery_policies(delivery: Delivery, currency: str) -> Mapping[str, Mapping[Language, str]]:
    """Policies by their names, as if the shop had written them."""
    said = {language: _said(delivery, currency, language) for language in LANGUAGES}
    names = {name: None for told in said.values() for name in told}
    return {name: {language: said[language][name] for language in LANGUAGES} for name in names}


def spoken_days(rate: Rate, language: Language) -> str:
    """How long it takes: the same day, 1 working day, 3 to 5 working days."""
    first, last = rate.days
    key = "span" if first != last else {0: "none", 1: "one"}.get(first, "other")
    told: str = catalogue(language)["days"][key].format(first=first, last=last)
    return persian_digits(told) if language == "fa" else told


def spoken_price(rate: Rate, currency: str, language: Language) -> str:
    """What a parcel costs; "free" where it costs nothing."""
    if rate.price:
        return spoken_money(rate.price, currency, language)
    free: str = catalogue(language)["free"]
    return free


def spoken_bound(rate: Rate, currency: str, language: Language) -> str | None:
    """From which order on a parcel costs nothing, where that is so."""
    if not rate.price or rate.free_from is None:
        return None
    return spoken_money(rate.free_from, currency, language)


def _said(delivery: Delivery, currency: str, language: Language) -> dict[str, str]:
    say = _Say(currency, language)
    told = {
        "delivery_time": say.listed("delivery_time", delivery.zones),
        "shipping_cost": say.costs(delivery.zones),
    }
    abroad = [zone for zone in delivery.zones if zone.countries]
    country = delivery.country[language]
    if abroad:
        told["shipping_abroad"] = say.listed("shipping_abroad", abroad, country=country)
    else:
        told["shipping_abroad"] = say.texts["shipping_nowhere_abroad"].format(country=country)
    express = [
        replace(zone, usual=zone.express) for zone in delivery.zones if zone.express is not None
    ]
    if express:
        told["express_delivery"] = say.listed("express_delivery", express)
    return told


class _Say:
    """Sentences in one language."""

    def __init__(self, currency: str, language: Language) -> None:
        self.texts = catalogue(language)
        self._currency, self._language = currency, language

    def costs(self, zones: Sequence[Zone]) -> str:
        """The policy names the bound from which nothing is paid once, where all zones share it."""
        bounds = {spoken_bound(zone.usual, self._currency, self._language) for zone in zones}
        if None in bounds or len(bounds) > 1:
            return self.listed("shipping_cost", zones)
        bare = [replace(zone, usual=replace(zone.usual, free_from=None)) for zone in zones]
        shared = self.texts["all_free_from"].format(free_from=bounds.pop())
        return f"{self.listed('shipping_cost', bare)} {shared}"

    def listed(self, name: str, zones: Sequence[Zone], **values: str) -> str:
        lines = [self._zone(name, zone) for zone in zones]
        told: str = self.texts[name].format(zones=self.texts["list"].join(lines), **values)
        return told

    def _zone(self, name: str, zone: Zone) -> str:
        rate = zone.usual
        bound = spoken_bound(rate, self._currency, self._language)
        is_bounded = name == "shipping_cost" and bound is not None
        told: str = self.texts["shipping_cost_free" if is_bounded else f"{name}_zone"].format(
            name=zone.name[self._language],
            days=spoken_days(rate, self._language),
            price=spoken_price(rate, self._currency, self._language),
            free_from=bound,
        )
        return told
