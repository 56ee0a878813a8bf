"""`business.yml`: read whole, or refused in one sentence that says where it is wrong."""

from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from handoff.adapters.business_file import read_business
from handoff.domain.errors import InvalidInput
from handoff.domain.shop.business_hours import Interval
from handoff.domain.shop.delivery import Rate

GOOD = """
name: {en: Books, fa: کتاب}
timezone: Asia/Tehran
currency: IRR
hours:
  saturday: ["16:00-24:00", "9:00-13:00"]
holidays:
  - {date: 2027-03-21, name: {en: Nowruz, fa: نوروز}}
special_days:
  - {date: 2027-03-20, hours: ["9:00-12:00"]}
  - {date: 2027-03-23, hours: []}
"""

REST = "name: {en: here, fa: اینجا}"
ROME = "{en: Rome, fa: رم}"


def zones(*told: str, more: str = "") -> tuple[str, str]:
    """A change of the file: a delivery with these zones."""
    delivery = f"delivery: {{country: {{en: Italy, fa: ایتالیا}}, zones: [{', '.join(told)}]}}"
    return "currency: IRR", f"currency: IRR\n{delivery}\n{more}"


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "shop.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_hours_are_read_in_order(tmp_path: Path) -> None:
    """Intervals are sorted, and 24:00 is the end of the day."""
    hours = read_business(_written(tmp_path, GOOD)).business_hours()
    assert hours.week == {
        5: (
            Interval(opens=time(9), closes=time(13)),
            Interval(opens=time(16), closes=time.max),
        )
    }
    assert hours.zone.key == "Asia/Tehran"


def test_special_days_have_hours_of_their_own(tmp_path: Path) -> None:
    """None at all means closed."""
    hours = read_business(_written(tmp_path, GOOD)).business_hours()
    assert hours.of(date(2027, 3, 20)) == (Interval(opens=time(9), closes=time(12)),)
    assert hours.of(date(2027, 3, 23)) == ()


def test_the_shop_of_this_checkout_is_readable() -> None:
    """The repository's own file passes the check."""
    shop = read_business(Path(__file__).parents[3] / "business.yml")
    assert {"en", "fa"} <= set(shop.name)


@pytest.mark.parametrize(("currency", "price"), [("IRR", 450_000), ("IRT", 45_000)])
def test_prices_are_told_in_tomans_whichever_unit_the_file_has(
    tmp_path: Path, currency: str, price: int
) -> None:
    """The currency says what the file's prices are in, not what customers read."""
    change = zones(f"{{{REST}, days: 1, price: {price}}}")
    text = GOOD.replace(*change).replace("currency: IRR", f"currency: {currency}")
    cost = read_business(_written(tmp_path, text)).shop().policies["shipping_cost"]
    assert "45,000 tomans" in cost["en"]
    assert "۴۵٬۰۰۰ تومان" in cost["fa"]


@pytest.mark.parametrize(
    ("line", "window"), [("returns: {days: 7}", timedelta(days=7)), ("", None)]
)
def test_the_window_for_returns_is_in_days(
    tmp_path: Path, line: str, window: timedelta | None
) -> None:
    """Left out: a person decides."""
    assert read_business(_written(tmp_path, GOOD + line)).return_window == window


def test_delivery_is_read_and_told(tmp_path: Path) -> None:
    """Zones become rates by place, and policies that nobody has to write."""
    change = zones(
        f"{{{REST}, cities: [{ROME}], days: 1, price: 24.8, free_from: 100, "
        "express: {days: 0, price: 30}}",
        "{name: {en: abroad, fa: خارج}, countries: [{en: Malta, fa: مالت}], days: [4, 9], price: 50}",
    )
    text = GOOD.replace(*change).replace("currency: IRR", "currency: EUR")
    shop = read_business(_written(tmp_path, text)).shop()
    assert shop.delivery is not None
    near, far = shop.delivery.zones
    assert near.usual == Rate(days=(1, 1), price=Decimal("24.8"), free_from=Decimal(100))
    assert near.express == Rate(days=(0, 0), price=Decimal(30))
    assert (far.usual.days, far.countries) == ((4, 9), ({"en": "Malta", "fa": "مالت"},))
    assert set(shop.policies) == {
        "delivery_time",
        "shipping_cost",
        "shipping_abroad",
        "express_delivery",
    }


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("currency: IRR", "currency: IRR\nreturns: {days: 0}"), "returns.days"),
        (("currency: IRR", "currency: IRR\nreturns: {days: a week}"), "returns.days"),
        (("currency: IRR", "currency: IRR\nreturns: {}"), "returns.days"),
        (("currency: IRR", "currency: IRR\nreturns: {weeks: 1}"), "returns"),
        (("currency: IRR", "currency: IRR\nhandoff: {repeats: 1}"), "handoff.repeats"),
        (("currency: IRR", "currency: IRR\nhandoff: {repeats: '3'}"), "handoff.repeats"),
        (("currency: IRR", "currency: IRR\nhandoff: {misunderstandings: 9}"), "misunderstandings"),
        (("currency: IRR", "currency: IRR\nhandoff: {priority: {rage: 1}}"), "priority.rage"),
        (("currency: IRR", "currency: IRR\nhandoff: {priority: {anger: -1}}"), "priority.anger"),
        (("currency: IRR", "currency: IRR\nhandoff: {repeats: 99}"), "repeats"),
        (("currency: IRR", "currency: IRR\nhandoff: {high: 2}"), "handoff.high"),
        (zones(), "zones"),
        (zones("{name: {en: X}, days: 1, price: 1}"), "delivery.zones.0.name: it is missing in fa"),
        (zones(f"{{{REST}, days: [3, 1], price: 1}}"), "3 to 1 days run backwards"),
        (zones(f"{{{REST}, days: 1.5, price: 1}}"), "delivery.zones.0.days"),
        (zones(f"{{{REST}, days: 1, price: -1}}"), "delivery.zones.0.price"),
        (zones(f"{{{REST}, days: 1, price: cheap}}"), "delivery.zones.0.price"),
        (zones(f"{{{REST}, days: 1, price: 1, free_from: 0}}"), "delivery.zones.0.free_from"),
        (zones(f"{{{REST}, days: 1, price: 1, fre_from: 1}}"), "delivery.zones.0.fre_from"),
        (zones(*[f"{{{REST}, days: 1, price: 1}}"] * 2), "only one can be the rest"),
        (
            zones(f"{{{REST}, days: 1, price: 1, cities: [{{en: Rome}}]}}"),
            "delivery.zones.0.cities.0: it is missing in fa",
        ),
        (
            zones(f"{{{REST}, days: 1, price: 1, cities: [{ROME}], countries: [{ROME}]}}"),
            "it lists cities and countries",
        ),
        (zones(*[f"{{{REST}, days: 1, price: 1, cities: [{ROME}]}}"] * 2), "Rome is there twice"),
        (
            zones(
                f"{{{REST}, days: 1, price: 1}}",
                more="policies: {shipping_cost: {en: Cheap., fa: ارزان.}}",
            ),
            "policies.shipping_cost is made from `delivery`",
        ),
        (("name: {en: Books, fa: کتاب}", "name: {en: Books}"), "name"),
        (("currency: IRR", "currency: IRR\ncalls: {en: '{first}'}"), "calls"),
        (("currency: IRR", "currency: IRR\ncalls: {en: dear, fa: '{first}'}"), "'dear'"),
        (("currency: IRR", "currency: IRR\ncalls: {en: '{last}', fa: '{first}'}"), "'{last}'"),
        (("currency: IRR", "currency: IRR\ncalls: {en: '{first} {', fa: '{first}'}"), "calls"),
        (("Asia/Tehran", "Mars/Olympus"), "Mars/Olympus"),
        (("IRR", "rials"), "currency"),
        (("9:00-13:00", "nine to one"), "nine to one"),
        (("9:00-13:00", "13:00-9:00"), "closes before it opens"),
        (("9:00-13:00", "9:00-13:75"), "9:00-13:75"),
        (("9:00-13:00", "9:00-16:30"), "hours.saturday: '9:00-16:30' and '16:00-24:00' overlap"),
        (("9:00-13:00", "16:00-24:00"), "overlap"),
        (('["16:00-24:00", "9:00-13:00"]', "all day"), "hours.saturday"),
        ((", fa: نوروز", ""), "holidays.0.name: it is missing in fa"),
        (
            ("holidays:", "holidays:\n  - {date: 2027-03-21, name: {en: Spring, fa: بهار}}"),
            "holidays: 2027-03-21 is there twice",
        ),
        (("saturday", "caturday"), "caturday"),
        (("holidays:", "holiday:"), "holiday"),
        (("9:00-12:00", "noon"), "noon"),
        (("2027-03-21", "2027-13-41"), "date"),
        (('"9:00-13:00"]', '"9:00-13:00"'), "line"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    """One line, with the file and the place."""
    with pytest.raises(InvalidInput) as refused:
        read_business(_written(tmp_path, GOOD.replace(*change)))
    assert refused.value.code == "business_file"
    assert says in refused.value.message
    assert "shop.yml" in refused.value.message
    assert "\n" not in refused.value.message


def test_the_shop_says_how_customers_are_called(tmp_path: Path) -> None:
    """By the first name, unless it says otherwise."""
    usual = read_business(_written(tmp_path, GOOD)).shop().calls
    assert usual == {"en": "{first}", "fa": "{first}"}
    warmer = GOOD + 'calls: {en: "{first}", fa: "{first} جان"}\n'
    assert read_business(_written(tmp_path, warmer)).shop().calls["fa"] == "{first} جان"


def test_a_missing_or_unreadable_file_is_named(tmp_path: Path) -> None:
    """No file, and a file that is no text."""
    with pytest.raises(InvalidInput, match=r"nowhere\.yml"):
        read_business(tmp_path / "nowhere.yml")
    (tmp_path / "binary.yml").write_bytes(b"\xff\xfe\x00name")
    with pytest.raises(InvalidInput, match=r"binary\.yml"):
        read_business(tmp_path / "binary.yml")


CONSENT = """consent:
  version: 2
  text: {en: May we keep it?, fa: نگهش داریم؟}
  link: {en: "https://shop.example/privacy", fa: "https://shop.example/fa/privacy"}
"""


def test_what_customers_agree_to_is_read_in_both_languages(tmp_path: Path) -> None:
    """Without the entry nothing is asked."""
    assert read_business(_written(tmp_path, GOOD)).shop().consent is None
    terms = read_business(_written(tmp_path, GOOD + CONSENT)).shop().consent
    assert terms is not None
    assert (terms.version, terms.text["fa"]) == (2, "نگهش داریم؟")
    assert terms.link is not None
    assert terms.link["en"] == "https://shop.example/privacy"


@pytest.mark.parametrize(
    ("told", "wrong", "reason"),
    [
        ("version: 2", "version: 0", "consent.version"),
        ("version: 2", 'version: "2"', "consent.version"),
        (", fa: نگهش داریم؟", "", "it is missing in fa"),
        ("May we keep it?", "x" * 601, "more than 600 characters"),
        ("https://shop.example/privacy", "javascript:alert(1)", "is not an address like"),
        ("https://shop.example/privacy", "https://shop.example/a b", "is not an address like"),
    ],
)
def test_a_consent_that_cannot_be_meant_is_refused(
    tmp_path: Path, told: str, wrong: str, reason: str
) -> None:
    """In one sentence that says where it is wrong."""
    with pytest.raises(InvalidInput, match=reason):
        read_business(_written(tmp_path, GOOD + CONSENT.replace(told, wrong, 1)))


def test_a_shop_answers_about_data_within_two_weeks_unless_it_says_otherwise(
    tmp_path: Path,
) -> None:
    """In days; nobody waits for ever, and none is sooner than a day."""
    assert read_business(_written(tmp_path, GOOD)).shop().answers_about_data == timedelta(days=14)
    own = GOOD + "data_requests: {answer_within_days: 21}\n"
    assert read_business(_written(tmp_path, own)).shop().answers_about_data == timedelta(days=21)
    for days in ("0", "91", '"14"'):
        with pytest.raises(InvalidInput, match="data_requests"):
            read_business(_written(tmp_path, own.replace(": 21}", f": {days}}}")))
