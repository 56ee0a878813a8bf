"""Cards as text, in both languages."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from handoff.adapters.wording.cards import spoken_card, with_card
from handoff.adapters.wording.catalogues import catalogue
from handoff.domain.cards import (
    CourierState,
    ProductCard,
    ReturnState,
    TicketState,
)
from handoff.domain.language import LANGUAGES, Language
from handoff.domain.shop.order_cards import YEARS, Money, OrderState
from tests.handoff.cards import EVERY_CARD

TEHRAN = ZoneInfo("Asia/Tehran")


def told(kind: str, language: Language = "en", **changed: Any) -> str:
    card: Any = EVERY_CARD[kind]
    return "\n".join(spoken_card(replace(card, **changed), TEHRAN, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EVERY_CARD)
def test_every_kind_has_its_words(kind: str, language: Language) -> None:
    text = told(kind, language)
    assert "{" not in text
    assert "None" not in text
    assert "" not in text.split("\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_a_word(language: Language) -> None:
    known = catalogue(language)["card"]["state"]
    states = (OrderState, TicketState, CourierState, ReturnState)
    assert set(known) == {"in_stock", "sold_out", *(x for kind in states for x in get_args(kind))}


@pytest.mark.parametrize(
    ("kind", "language", "parts"),
    [
        ("order", "en", ["Order KB-1042 (on its way)", "2 × Shahnameh", "Total: 118,500 tomans"]),
        ("order", "fa", ["سفارش KB-۱۰۴۲ (در راه)", "۲ × Shahnameh", "جمع: ۱۱۸٬۵۰۰ تومان"]),
        ("product", "en", ["The Blind Owl (in stock)", "Hardcover", "€12.50"]),
        ("product", "fa", ["The Blind Owl (موجود)", "https://shop.example/owl"]),
        ("article", "en", ["Article: Gift cards"]),
        ("ticket", "fa", ["درخواست ۳۱۸ (پاسخ داده شده)", "A torn cover"]),
        ("coupon", "en", ["Code: SORRY-10", "Valid until Monday, 21 December 2026"]),
        ("coupon", "fa", ["کد: SORRY-10", "اعتبار تا دوشنبه ۳۰ آذر ۱۴۰۵", "۵٬۰۰۰ تومان"]),
        ("courier", "en", ["Courier for order KB-1042", "Peyk Express", "depot in Karaj"]),
        ("return", "en", ["Return of order KB-1042", "Return label: https://shop.example/labels/"]),
        ("return", "fa", ["مرجوعی سفارش KB-۱۰۴۲", "تا دوشنبه ۳۰ آذر ۱۴۰۵ بفرستید", "کد: RET-77"]),
    ],
)
def test_what_stands_on_a_card_is_told(kind: str, language: Language, parts: list[str]) -> None:
    """Days by the shop's clock and the reader's calendar; codes and addresses as they are."""
    text = told(kind, language)
    assert [part for part in parts if part not in text] == []


@pytest.mark.parametrize(("amount", "currency"), [("10000000", "IRR"), ("1000000", "IRT")])
def test_prices_are_in_figures(amount: str, currency: str) -> None:
    """As on the cards that are drawn: whole millions too, and in tomans."""
    total = Money(amount=amount, currency=currency)
    assert "Total: 1,000,000 tomans" in told("order", total=total)
    assert "جمع: ۱٬۰۰۰٬۰۰۰ تومان" in told("order", "fa", total=total)


def test_a_term_is_told_until_the_matter_has_ended() -> None:
    assert "Answer by Monday" in told("ticket", state="opened")
    assert "Answer by" not in told("ticket", state="answered")
    assert "Expected" not in told("order", state="delivered")


def test_what_is_not_known_is_not_told() -> None:
    assert spoken_card(ProductCard(title="Owl"), TEHRAN, "en") == ("Owl",)
    assert told("product", available=False).startswith("The Blind Owl (sold out)")


def test_a_card_of_the_number_nought_still_has_its_number() -> None:
    """A log may hold one from before tickets had to have a number of their own."""
    assert told("ticket", number=0).startswith("Ticket 0")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("year", [YEARS[0], YEARS[-1]])
def test_every_day_that_may_stand_on_a_card_can_be_told(year: int, language: Language) -> None:
    """In both calendars, and by clocks on either side of the day."""
    for day in (datetime(year, 1, 1, tzinfo=UTC), datetime(year, 12, 31, 23, 59, tzinfo=UTC)):
        card: Any = EVERY_CARD["coupon"]
        for zone in ("Pacific/Kiritimati", "Pacific/Niue"):
            lines = spoken_card(replace(card, until=day), ZoneInfo(zone), language)
            assert lines[0].startswith(
                catalogue(language)["card"]["heading"]["coupon"].split("{")[0]
            )


def test_what_strangers_wrote_fills_no_place() -> None:
    """A title may look like a template."""
    text = told("coupon", title="{code} {named}", code="{price}", lines=("{link}",))
    assert "{code} {named}" in text
    assert "Code: {price}" in text


def test_a_card_stands_below_the_words() -> None:
    """And alone where there are none."""
    card = ProductCard(title="Owl")
    assert with_card("Here it is", card, TEHRAN, "en") == "Here it is\nOwl"
    assert with_card("", card, TEHRAN, "en") == "Owl"
    assert with_card("Here it is", None, TEHRAN, "en") == "Here it is"
