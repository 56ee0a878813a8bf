"""Where parcels go."""

from dataclasses import replace
from decimal import Decimal

import pytest

from handoff.domain.shop.delivery import (
    AskedPlace,
    Delivery,
    Destination,
    Name,
    Rate,
    Zone,
    destination,
)

NEAR = Rate(days=(1, 2), price=Decimal(5), free_from=Decimal(100))
FAR = Rate(days=(3, 5), price=Decimal(9))
IRAN: Name = {"en": "Iran", "fa": "ایران"}
TEHRAN: Name = {"en": "Tehran", "fa": "تهران"}
CITY = Zone(name={"en": "in Tehran", "fa": "در تهران"}, cities=(TEHRAN,), usual=NEAR)
REST = Zone(name={"en": "elsewhere", "fa": "جاهای دیگر"}, usual=FAR)
ABROAD = Zone(
    name={"en": "to Turkey", "fa": "به ترکیه"},
    countries=({"en": "Turkey", "fa": "ترکیه"},),
    usual=FAR,
)
SHOP = Delivery(country=IRAN, zones=(CITY, REST, ABROAD))
HERE = ("iran", "ایران")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (AskedPlace(text="to Tehran?"), Destination(zone=CITY, place=TEHRAN)),
        (AskedPlace(text="به تهران؟"), Destination(zone=CITY, place=TEHRAN)),
        (
            AskedPlace(text="teheran", city=("tehran", "teheran"), country=HERE),
            Destination(zone=CITY, place=TEHRAN),
        ),
        (
            AskedPlace(text="tabriz", city=("tabriz", "تبریز"), country=HERE),
            Destination(zone=REST),
        ),
        (
            AskedPlace(text="istanbul", country=("turkey", "ترکیه", "istanbul")),
            Destination(zone=ABROAD, place={"en": "Turkey", "fa": "ترکیه"}),
        ),
        (AskedPlace(text="berlin", country=("germany",)), Destination(zone=None)),
        (AskedPlace(text="within Iran", country=HERE), None),
        (AskedPlace(text="how much is shipping?"), None),
    ],
)
def test_a_place_has_its_zone(asked: AskedPlace, found: Destination | None) -> None:
    """By its name, by a spelling that was recognised, as a part of the country, or not at all."""
    assert destination(SHOP, asked) == found


def test_a_shop_without_a_rest_sends_to_its_cities_alone() -> None:
    """Another city of the country gets no parcels."""
    shop = replace(SHOP, zones=(CITY,))
    asked = AskedPlace(text="tabriz", city=("tabriz",), country=HERE)
    assert destination(shop, asked) == Destination(zone=None)
