"""What is said of delivery, made of zones."""

from dataclasses import replace
from decimal import Decimal

from handoff.adapters.wording.delivery import delivery_policies
from handoff.adapters.wording.speech import CatalogueWording
from handoff.domain.shop.delivery import Delivery, Name, Rate, Zone

CHEAP = Rate(days=(1, 1), price=Decimal(5), free_from=Decimal(50))
CITY = Zone(
    name={"en": "in Rome", "fa": "در رم"}, cities=({"en": "Rome", "fa": "رم"},), usual=CHEAP
)
REST = Zone(
    name={"en": "elsewhere", "fa": "در جاهای دیگر"},
    usual=Rate(days=(2, 2), price=Decimal(7), free_from=Decimal(50)),
)
ITALY: Name = {"en": "Italy", "fa": "ایتالیا"}


def said(*zones: Zone) -> dict[str, str]:
    """The English policies, and the Persian ones as `…_fa`."""
    told = delivery_policies(Delivery(country=ITALY, zones=zones), "EUR")
    english = {name: text["en"] for name, text in told.items()}
    return english | {f"{name}_fa": text["fa"] for name, text in told.items()}


def test_a_bound_that_all_zones_share_is_told_once() -> None:
    """Days and prices by zone, and the bound after them."""
    told = said(CITY, REST)
    assert (
        told["delivery_time"] == "A parcel takes 1 working day in Rome; 2 working days elsewhere."
    )
    assert told["shipping_cost"] == (
        "Shipping costs €5.00 in Rome; €7.00 elsewhere. Orders from €50.00 ship free."
    )
    assert told["shipping_cost_fa"] == (
        "هزینهٔ ارسال: در رم ۵٫۰۰ یورو؛ در جاهای دیگر ۷٫۰۰ یورو. "
        "سفارش‌های ۵۰٫۰۰ یورو به بالا رایگان ارسال می‌شن."
    )
    assert told["shipping_abroad"] == "I'm afraid we only ship within Italy."
    assert "express_delivery" not in told


def test_bounds_that_differ_stand_with_their_zones() -> None:
    """A zone without one, and one where nothing is paid anyway, have none to tell."""
    dear = replace(REST, usual=Rate(days=(0, 0), price=Decimal(7)))
    free = replace(REST, usual=Rate(days=(2, 3), price=Decimal(0), free_from=Decimal(1)))
    told = said(CITY, dear, free)
    assert told["shipping_cost"] == (
        "Shipping costs €5.00 in Rome (nothing for orders from €50.00); €7.00 elsewhere; "
        "nothing elsewhere."
    )
    assert (
        "less than a working day elsewhere; 2 to 3 working days elsewhere" in told["delivery_time"]
    )


def test_countries_and_express_have_sentences_of_their_own() -> None:
    """Only where there are any."""
    malta = Zone(
        name={"en": "Malta", "fa": "مالت"},
        countries=({"en": "Malta", "fa": "مالت"},),
        usual=Rate(days=(4, 9), price=Decimal("20.5")),
        express=Rate(days=(1, 2), price=Decimal(60)),
    )
    told = said(CITY, malta)
    assert told["shipping_abroad"] == (
        "Outside Italy we ship to these places: Malta, 4 to 9 working days, €20.50."
    )
    assert told["express_delivery"] == "Express delivery costs €60.00 Malta (1 to 2 working days)."
    assert told["express_delivery_fa"] == "ارسال فوری: مالت ۶۰٫۰۰ یورو (۱ تا ۲ روز کاری)."


def test_a_rate_is_told_in_both_languages() -> None:
    """What costs nothing has neither a price nor a bound."""
    spoken = CatalogueWording().rate(CHEAP, "EUR")
    assert spoken.days == {"en": "1 working day", "fa": "۱ روز کاری"}
    assert spoken.price == {"en": "€5.00", "fa": "۵٫۰۰ یورو"}
    assert spoken.free_from == {"en": "€50.00", "fa": "۵۰٫۰۰ یورو"}
    free = CatalogueWording().rate(replace(CHEAP, price=Decimal(0)), "EUR")
    assert (free.price, free.free_from) == (None, None)
